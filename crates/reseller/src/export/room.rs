//! Room on the disk: how much an export is likely to need, and whether it is there. A guess made
//! before the start; a disk that is full all the same is told when it happens.

use super::columns::Column;
use super::options::{ExportFormat, ExportOptions};
use std::path::Path;

/// Bytes of a cell in a workbook, which is compressed, and in a CSV file.
const XLSX_CELL: u64 = 9;
const CSV_CELL: u64 = 20;
/// Bytes of a cell set aside.
const SET_ASIDE_CELL: u64 = 22;
/// Columns that are several, or whose texts are long: each counts for five.
const LONG: [Column; 4] =
    [Column::Metadata, Column::CaptionLinks, Column::EventsText, Column::Description];
/// Nothing goes well with less.
const LEAST: u64 = 20 << 20;
const MEGABYTE: u64 = 1 << 20;

/// Bytes that an export is likely to need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needed {
    /// Where the file goes.
    pub(crate) target: u64,
    /// In Roster's own folder.
    pub(crate) own: u64,
}

/// What a disk lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lack {
    pub(crate) needed_megabytes: u32,
    pub(crate) free_megabytes: u32,
}

/// What this many entries need; the least there must be when nobody knows how many.
pub(crate) fn needed(options: &ExportOptions, entries: Option<u32>) -> Needed {
    let cells: u64 =
        options.columns.iter().map(|column| if LONG.contains(column) { 5 } else { 1 }).sum();
    let cells = cells * u64::from(entries.unwrap_or(0));
    let target = match options.file {
        ExportFormat::Xlsx => XLSX_CELL,
        ExportFormat::Csv => CSV_CELL,
    };
    Needed { target: cells * target + LEAST, own: cells * SET_ASIDE_CELL + LEAST }
}

/// What is lacking, if it can be known.
pub(crate) fn lacking(target: &Path, own: &Path, needed: &Needed) -> Option<Lack> {
    let target = target.parent().unwrap_or(target);
    let free = |path: &Path| fs4::available_space(path).ok();
    lack(free(target), needed.target).or_else(|| lack(free(own), needed.own))
}

fn lack(free: Option<u64>, needed: u64) -> Option<Lack> {
    let free = free.filter(|free| *free < needed)?;
    let megabytes = |bytes: u64| u32::try_from(bytes / MEGABYTE).unwrap_or(u32::MAX);
    Some(Lack {
        needed_megabytes: megabytes(needed).saturating_add(1),
        free_megabytes: megabytes(free),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_with_less_than_is_needed_is_told() {
        let options = ExportOptions::default();
        let small = needed(&options, None);
        let large = needed(&options, Some(1_000_000));
        assert_eq!(small.target, LEAST);
        assert!(large.target > 100 << 20 && large.own > large.target);
        let lacks = lack(Some(50 << 20), large.target).expect("a lack");
        assert_eq!(lacks.free_megabytes, 50);
        assert!(lacks.needed_megabytes > 100);
        assert_eq!(lack(Some(u64::MAX), large.own), None);
        assert_eq!(lack(None, large.own), None, "nobody knows");
    }

    #[test]
    fn the_room_of_this_disk_can_be_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.xlsx");
        let none = Needed { target: 0, own: 0 };
        let all = Needed { target: 0, own: u64::MAX };
        assert_eq!(lacking(&target, folder.path(), &none), None);
        assert!(lacking(&target, folder.path(), &all).is_some());
    }
}
