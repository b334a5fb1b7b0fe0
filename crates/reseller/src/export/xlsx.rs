//! An export as an Excel workbook, written row by row with memory that does not grow: bold
//! frozen headings, real dates and numbers, text that stays text, a further sheet where one is
//! full.

use super::cell::{Cell, Row, Sheet};
use super::file::{FileError, Layout, Part};
use super::summary::{Table, Tables};
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet};
use std::collections::HashSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Rows of a sheet, headings included.
pub(crate) const SHEET_ROWS: u32 = 1_048_576;
/// The longest text of a cell, in UTF-16 units.
pub(crate) const CELL_UNITS: usize = 32_767;
/// The longest name of a sheet, in characters.
const NAME_LENGTH: usize = 31;
/// The day that Excel counts from lies this many days before 1970.
const EXCEL_DAYS: f64 = 25_569.0;
const DAY_SECONDS: f64 = 86_400.0;
/// How hard the workbook is compressed, from 1 to 9. It happens after the last entry was read,
/// while the person waits: higher levels take several times as long and save little.
const COMPRESSION: u8 = 2;

/// A workbook while it is written.
pub(crate) struct XlsxFile {
    layout: Layout,
    target: PathBuf,
    /// Held open from the beginning, so that a folder that cannot be written is told at once.
    part: Part,
    workbook: Workbook,
    formats: Formats,
    /// Full and finished sheets, in their order.
    done: Vec<Worksheet>,
    entries: Open,
    events: Option<Open>,
    names: HashSet<String>,
    sheet_rows: u32,
    cut_cells: u64,
}

impl std::fmt::Debug for XlsxFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XlsxFile").field("target", &self.target).finish_non_exhaustive()
    }
}

/// A sheet that rows are added to.
struct Open {
    sheet: Worksheet,
    next_row: u32,
    /// What it is called, before a number is added.
    name: String,
}

struct Formats {
    heading: Format,
    moment: Format,
    length: Format,
    wrapped: Format,
}

impl XlsxFile {
    pub(crate) fn create(
        target: &Path,
        temporary: &Path,
        layout: Layout,
        sheet_rows: u32,
    ) -> Result<Self, FileError> {
        let part = Part::create(target)?;
        let mut workbook = Workbook::new();
        workbook.set_zip_compression_level(COMPRESSION);
        workbook.set_tempdir(temporary)?;
        let formats = Formats {
            heading: Format::new().set_bold(),
            moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            length: Format::new().set_num_format("[h]:mm:ss"),
            wrapped: Format::new().set_align(FormatAlign::Top),
        };
        let mut names = HashSet::new();
        let reserved = [&layout.names.summary, &layout.names.errors, &layout.names.events];
        names.extend(reserved.map(|name| name.to_lowercase()));
        let first = layout.names.entries.clone();
        let entries = open(&mut workbook, &mut names, &first, &layout.columns, &formats)?;
        let events = match &layout.event_columns {
            None => None,
            Some(columns) => {
                let columns: Vec<(String, f64)> =
                    columns.iter().map(|name| (name.clone(), 24.0)).collect();
                // Its own name is reserved, so that no account's sheet takes it.
                names.remove(&layout.names.events.to_lowercase());
                let name = layout.names.events.clone();
                Some(open(&mut workbook, &mut names, &name, &columns, &formats)?)
            }
        };
        Ok(Self {
            target: target.to_owned(),
            part,
            workbook,
            formats,
            done: Vec::new(),
            entries,
            events,
            names,
            layout,
            sheet_rows: sheet_rows.clamp(2, SHEET_ROWS),
            cut_cells: 0,
        })
    }

    /// The rows that follow belong to this account: with a sheet for each, it begins.
    pub(crate) fn begin_account(&mut self, name: &str) -> Result<(), FileError> {
        if !self.layout.per_account {
            return Ok(());
        }
        if self.entries.next_row == 1 {
            // Nothing stands on the present sheet: it becomes this account's.
            self.names.remove(&self.entries.name.to_lowercase());
            let free = free_name(&mut self.names, name);
            self.entries.sheet.set_name(&free)?;
            self.entries.name = free;
            return Ok(());
        }
        self.next_entries_sheet(name)
    }

    fn next_entries_sheet(&mut self, name: &str) -> Result<(), FileError> {
        let columns = &self.layout.columns;
        let next = open(&mut self.workbook, &mut self.names, name, columns, &self.formats)?;
        let full = std::mem::replace(&mut self.entries, next);
        self.done.push(full.sheet);
        Ok(())
    }

    pub(crate) fn row(&mut self, row: &Row) -> Result<(), FileError> {
        if row.sheet == Sheet::Entries && self.entries.next_row >= self.sheet_rows {
            let name = self.entries.name.clone();
            self.next_entries_sheet(&name)?;
        }
        let sheet = match (row.sheet, &mut self.events) {
            (Sheet::Entries, _) => &mut self.entries,
            (Sheet::Events, Some(events)) => events,
            (Sheet::Events, None) => return Ok(()),
        };
        if sheet.next_row >= self.sheet_rows {
            return Err(FileError::SheetFull);
        }
        let cut = write_cells(sheet, &row.cells, &self.layout.zone, &self.formats)?;
        self.cut_cells += cut;
        Ok(())
    }

    /// How many texts were too long for a cell so far.
    pub(crate) fn cut_cells(&self) -> u64 {
        self.cut_cells
    }

    /// Adds what the export came to and gives the file its name.
    pub(crate) fn finish(mut self, tables: &Tables) -> Result<Vec<PathBuf>, FileError> {
        let summary = self.table(&self.layout.names.summary.clone(), &tables.summary)?;
        let errors = self.table(&self.layout.names.errors.clone(), &tables.errors)?;
        let sheets = self.done.into_iter().chain([self.entries.sheet]);
        let rest = self.events.map(|events| events.sheet).into_iter().chain([summary, errors]);
        for sheet in sheets.chain(rest) {
            self.workbook.push_worksheet(sheet);
        }
        let mut part = self.part;
        let saved = self.workbook.save_to_writer(&mut part);
        // The file itself knows better than the library why it could not be written.
        part.take_fault()?;
        saved?;
        part.flush()?;
        Ok(vec![part.finish()?])
    }

    fn table(&mut self, name: &str, table: &Table) -> Result<Worksheet, FileError> {
        let columns: Vec<(String, f64)> =
            table.headings.iter().map(|name| (name.clone(), 22.0)).collect();
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let mut open = begin(sheet, name.to_owned(), &columns, &self.formats)?;
        for cells in &table.rows {
            write_cells(&mut open, cells, &self.layout.zone, &self.formats)?;
        }
        Ok(open.sheet)
    }
}

fn open(
    workbook: &mut Workbook,
    names: &mut HashSet<String>,
    name: &str,
    columns: &[(String, f64)],
    formats: &Formats,
) -> Result<Open, FileError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    let name = free_name(names, name);
    sheet.set_name(&name)?;
    begin(sheet, name, columns, formats)
}

/// Widths, headings, and the first row held in place.
fn begin(
    mut sheet: Worksheet,
    name: String,
    columns: &[(String, f64)],
    formats: &Formats,
) -> Result<Open, FileError> {
    for (column, (_, width)) in (0_u16..).zip(columns) {
        sheet.set_column_width(column, *width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (column, (heading, _)) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, column, heading.as_str(), &formats.heading)?;
    }
    Ok(Open { sheet, next_row: 1, name })
}

/// Adds a row. Gives how many texts had to be cut.
fn write_cells(
    open: &mut Open,
    cells: &[Cell],
    zone: &TimeZone,
    formats: &Formats,
) -> Result<u64, FileError> {
    let row = open.next_row;
    let mut cut = 0;
    for (column, cell) in (0_u16..).zip(cells) {
        let sheet = &mut open.sheet;
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                let shown = first_units(text, CELL_UNITS);
                cut += u64::from(shown.len() < text.len());
                if shown.contains('\n') {
                    sheet.write_string_with_format(row, column, shown, &formats.wrapped)?;
                } else {
                    sheet.write_string(row, column, shown)?;
                }
            }
            Cell::Number(number) => {
                // Beyond 2^53 a number in Excel is not the same any more.
                if number.unsigned_abs() < 1 << 53 {
                    #[expect(clippy::cast_precision_loss, reason = "checked just above")]
                    sheet.write_number(row, column, *number as f64)?;
                } else {
                    sheet.write_string(row, column, number.to_string())?;
                }
            }
            Cell::Moment(at) => match excel_days(*at, zone) {
                Some(days) => {
                    sheet.write_number_with_format(row, column, days, &formats.moment)?;
                }
                None => {
                    sheet.write_string(row, column, at.to_string())?;
                }
            },
            Cell::Length(milliseconds) => {
                #[expect(clippy::cast_precision_loss, reason = "lengths of media, in days")]
                let days = *milliseconds as f64 / (DAY_SECONDS * 1000.0);
                sheet.write_number_with_format(row, column, days, &formats.length)?;
            }
        }
    }
    open.next_row += 1;
    Ok(cut)
}

/// A moment as Excel counts it: days, by the clock of a zone. Nothing before 1900 can be said.
fn excel_days(at: i64, zone: &TimeZone) -> Option<f64> {
    let moment = jiff::Timestamp::from_second(at).ok()?;
    let offset = zone.to_offset(moment).seconds();
    let local = at + i64::from(offset);
    #[expect(clippy::cast_precision_loss, reason = "seconds of calendar years")]
    let days = local as f64 / DAY_SECONDS + EXCEL_DAYS;
    (days >= 1.0).then_some(days)
}

/// The beginning of a text, at most this many UTF-16 units, not ending inside a character.
fn first_units(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return &text[..at];
        }
    }
    text
}

/// A name that no other sheet has, without what Excel forbids.
fn free_name(names: &mut HashSet<String>, wanted: &str) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if c.is_control() || "[]:*?/\\".contains(c) { ' ' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('\'').trim();
    let clean = if clean.is_empty() { "Sheet" } else { clean };
    let mut number = 1_u32;
    loop {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        // Excel counts UTF-16 units here too.
        let start = first_units_of_name(clean, NAME_LENGTH - ending.len());
        let name = format!("{}{ending}", start.trim_end());
        if names.insert(name.to_lowercase()) {
            return name;
        }
        number += 1;
    }
}

fn first_units_of_name(text: &str, most: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > most {
            return &text[..at];
        }
    }
    text
}

impl From<rust_xlsxwriter::XlsxError> for FileError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        if let rust_xlsxwriter::XlsxError::IoError(error) = error {
            return Self::from(error);
        }
        Self::Other(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_clean_and_different() {
        let mut names = HashSet::new();
        assert_eq!(free_name(&mut names, "A/B: [C]?"), "A B   C");
        assert_eq!(free_name(&mut names, "a/b: [c]?"), "a b   c 2");
        assert_eq!(free_name(&mut names, "'"), "Sheet");
        let long = free_name(&mut names, &"Ä".repeat(50));
        assert_eq!(long.chars().count(), 31);
        assert_eq!(free_name(&mut names, &"👩".repeat(50)).encode_utf16().count(), 30);
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(first_units("abc", 2), "ab");
        assert_eq!(first_units("a👩b", 2), "a");
        assert_eq!(first_units("äöü", 3), "äöü");
    }

    #[test]
    fn moments_count_as_excel_counts_them() {
        let utc = TimeZone::UTC;
        assert_eq!(excel_days(0, &utc), Some(25_569.0));
        assert_eq!(excel_days(86_400 / 2, &utc), Some(25_569.5));
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        assert_eq!(excel_days(0, &berlin), Some(25_569.0 + 1.0 / 24.0));
        assert_eq!(excel_days(-3_000_000_000, &utc), None);
    }
}
