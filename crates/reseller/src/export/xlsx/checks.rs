//! Whether workbooks are what other programs take for workbooks, at the limits too.

use super::super::cell::{Cell, Row, Sheet};
use super::super::file::{FileError, Layout, Part, SheetNames};
use super::super::summary::Tables;
use super::{Names, SHEET_ROWS, XlsxFile};
use calamine::{Data, Range, Reader as _, Xlsx, open_workbook};
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};
use std::process::Command;

fn layout(per_account: bool) -> Layout {
    Layout {
        columns: vec![("Entry ID".into(), 13.0), ("Name".into(), 40.0)],
        event_columns: Some(vec!["Entry ID".into(), "Starts".into()]),
        per_account,
        zone: TimeZone::UTC,
        names: SheetNames {
            entries: "Entries".into(),
            events: "Events".into(),
            summary: "Summary".into(),
            errors: "Errors".into(),
        },
    }
}

fn entry(id: &str, name: &str) -> Row {
    Row { sheet: Sheet::Entries, cells: vec![Cell::text(id), Cell::text(name)] }
}

fn event(id: &str) -> Row {
    Row { sheet: Sheet::Events, cells: vec![Cell::text(id), Cell::Moment(1_750_000_000)] }
}

fn create(folder: &Path, layout: Layout, sheet_rows: u32) -> XlsxFile {
    XlsxFile::create(&folder.join("x.xlsx"), folder, layout, sheet_rows).expect("a file")
}

fn finish(file: XlsxFile) -> PathBuf {
    file.finish(&Tables::default()).expect("an end").remove(0)
}

fn sheets(path: &Path) -> Vec<(String, Range<Data>)> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    book.worksheets()
}

/// Files in a folder.
fn count(folder: &Path) -> usize {
    std::fs::read_dir(folder).expect("a folder").count()
}

#[test]
fn entries_and_events_go_on_on_a_further_sheet_where_one_is_full() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut file = create(folder.path(), layout(false), 3);
    for number in 1..=5 {
        file.row(&entry(&number.to_string(), "a name")).expect("a row");
    }
    for number in 1..=6 {
        file.row(&event(&number.to_string())).expect("a row");
    }
    let all = sheets(&finish(file));
    let shape: Vec<(&str, usize)> =
        all.iter().map(|(name, range)| (name.as_str(), range.height())).collect();
    let expected = [
        ("Entries", 3),
        ("Entries 2", 3),
        ("Entries 3", 2),
        ("Events", 3),
        ("Events 2", 3),
        ("Events 3", 3),
        ("Summary", 0),
        ("Errors", 0),
    ];
    assert_eq!(shape, expected);
    assert_eq!(all[2].1.get((0, 1)), Some(&Data::String("Name".into())), "headings again");
    assert_eq!(all[2].1.get((1, 0)), Some(&Data::String("5".into())));
    assert_eq!(all[5].1.get((2, 0)), Some(&Data::String("6".into())));
    assert_eq!(count(folder.path()), 1, "nothing else is left");
}

#[test]
fn five_thousand_accounts_have_a_sheet_each_with_no_more_files_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut file = create(folder.path(), layout(true), SHEET_ROWS);
    let begun = open_files();
    for number in 0..5_000 {
        // All alike, as the names of accounts may be.
        file.begin_account("History").expect("an account");
        file.row(&entry(&number.to_string(), "a name")).expect("a row");
        file.row(&event(&number.to_string())).expect("a row");
    }
    assert!(open_files() < begun + 500, "other tests open a few");
    let all = sheets(&finish(file));
    assert_eq!(all.len(), 5_003);
    assert_eq!(all[0].0, "History 2", "Excel keeps the name itself for its own use");
    assert_eq!(all[4_999].0, "History 5001");
    assert_eq!(all[4_999].1.get((1, 0)), Some(&Data::String("4999".into())));
    assert_eq!(all[5_000].1.height(), 5_001);
}

/// Files that this process has open, where the system says so.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

#[test]
fn a_disk_that_is_full_in_the_middle_is_told_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let part = Part::on_small_disk(&folder.path().join("x.xlsx"), 100_000).expect("a part");
    let mut file = XlsxFile::begin(part, folder.path(), layout(false), SHEET_ROWS).expect("a file");
    // What does not compress.
    let mut seed = 1_u64;
    let mut name = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{seed:x}").repeat(2)
    };
    let fault = (0..100_000).find_map(|_| file.row(&entry("1_abc", &name())).err());
    assert_eq!(fault, Some(FileError::DiskFull));
    drop(file);
    assert_eq!(count(folder.path()), 0, "nothing is left");
}

#[test]
fn a_disk_that_is_full_at_the_end_is_told_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let part = Part::on_small_disk(&folder.path().join("x.xlsx"), 2_500).expect("a part");
    let file = XlsxFile::begin(part, folder.path(), layout(false), SHEET_ROWS).expect("a file");
    assert_eq!(file.finish(&Tables::default()), Err(FileError::DiskFull));
    assert_eq!(count(folder.path()), 0, "nothing is left");
}

#[test]
fn more_columns_than_a_sheet_has_are_told_as_such() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut wide = layout(false);
    wide.columns = vec![("x".into(), 9.0); 16_385];
    let file = XlsxFile::create(&folder.path().join("x.xlsx"), folder.path(), wide, SHEET_ROWS);
    assert_eq!(file.err(), Some(FileError::TooManyColumns));
}

#[test]
fn names_of_sheets_are_short_clean_and_different() {
    let mut names = Names::default();
    assert_eq!(names.free("A/B: [C]?"), "A B   C");
    assert_eq!(names.free("a/b: [c]?"), "a b   c 2");
    assert_eq!(names.free("'"), "Sheet");
    assert_eq!(names.free("it's 'quoted'"), "it's 'quoted");
    let long = names.free(&"Ä".repeat(50));
    assert_eq!(long.chars().count(), 31);
    assert_eq!(names.free(&"👩".repeat(50)).encode_utf16().count(), 30);
    // No apostrophe at the end because the rest was cut off.
    assert_eq!(names.free(&format!("{}' and more", "x".repeat(30))), "x".repeat(30));
    // A number that somebody's name has already.
    assert_eq!(names.free("Acme 2"), "Acme 2");
    assert_eq!(names.free("Acme"), "Acme");
    assert_eq!(names.free("Acme"), "Acme 3");
}

/// What an independent reader must find as it was.
const ODD: [&str; 12] = [
    "=1+1",
    "007",
    "2024-01-01",
    " blank ",
    "two\nlines",
    "a \"quoted\" text",
    "semi;colon, comma",
    "<b>&amp;</b>",
    "שלום",
    "👩\u{200d}🏫",
    "_x0041_",
    "TRUE",
];

#[test]
fn libreoffice_reads_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut file = create(folder.path(), layout(false), SHEET_ROWS);
    for (number, name) in ODD.iter().enumerate() {
        file.row(&entry(&number.to_string(), name)).expect("a row");
    }
    let path = finish(file);
    let home = folder.path().join("home");
    let run = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.display()))
        .args(["--headless", "--convert-to"])
        .arg("csv:Text - txt - csv (StarCalc):44,34,76")
        .arg("--outdir")
        .args([folder.path(), &path])
        .output();
    let Ok(output) = run else {
        eprintln!("skipped: there is no soffice here");
        return;
    };
    assert!(output.status.success(), "{output:?}");
    let mut reader = csv::Reader::from_path(folder.path().join("x.csv")).expect("a CSV file");
    let names: Vec<String> =
        reader.records().map(|record| record.expect("a record")[1].to_owned()).collect();
    assert_eq!(names, ODD);
}
