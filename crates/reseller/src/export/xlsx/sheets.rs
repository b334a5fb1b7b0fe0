//! Sheets on their way into an archive, one after the other and row by row. They are compressed
//! while the rows come, so that nothing is left to do in the end.

use super::super::cell::Cell;
use super::super::file::FileError;
use super::CELL_UNITS;
use super::package::{self, HEADING, LENGTH, LINES, MOMENT, PLAIN};
use super::text;
use jiff::tz::TimeZone;
use std::io::{Read, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// How hard sheets are compressed, from 1 to 9. Rows of entries come out a fifth smaller than with
/// 1; with 6 it would be another fifth, for three times the work.
const COMPRESSION: i64 = 2;
/// How much is collected before it is compressed.
const BATCH: usize = 32 << 10;
/// A sheet whose XML is longer is full, whatever its rows. From four gigabytes on the archive
/// would need an extension that Excel does not always take.
const SHEET_BYTES: u64 = 3 << 30;
/// The day that Excel counts from lies this many days before 1970, and the last one that it
/// shows, the end of the year 9999, this many after that.
const EXCEL_DAYS: f64 = 25_569.0;
const EXCEL_LAST_DAY: f64 = 2_958_466.0;
const DAY_SECONDS: f64 = 86_400.0;
/// What Excel adds to the width of a column in characters.
const WIDTH_MARGIN: f64 = 0.710_937_5;

const SHEET_HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">"#,
    r#"<sheetViews><sheetView workbookViewId="0">"#,
    r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#,
    r#"<selection pane="bottomLeft"/></sheetView></sheetViews>"#,
    r#"<sheetFormatPr defaultRowHeight="15"/>"#,
);
const SHEET_END: &str = "</sheetData></worksheet>";

/// An archive of sheets, the last of which takes rows.
pub(super) struct Sheets<W: Write + Seek> {
    zip: ZipWriter<W>,
    options: SimpleFileOptions,
    /// XML that was not compressed yet.
    xml: String,
    is_open: bool,
    /// Rows of the open sheet, headings included.
    rows: u32,
    /// Bytes of the open sheet that were compressed.
    bytes: u64,
    /// What columns are called, as far as any row needed it.
    letters: Vec<String>,
}

impl<W: Write + Seek> std::fmt::Debug for Sheets<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheets").field("rows", &self.rows).finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Sheets<W> {
    pub(super) fn new(to: W) -> Self {
        Self {
            zip: ZipWriter::new(to),
            options: SimpleFileOptions::default().compression_level(Some(COMPRESSION)),
            xml: String::with_capacity(2 * BATCH),
            is_open: false,
            rows: 0,
            bytes: 0,
            letters: Vec::new(),
        }
    }

    /// Ends the open sheet and begins another: widths, headings, and the first row held in place.
    pub(super) fn begin(
        &mut self,
        number: usize,
        columns: &[(String, f64)],
    ) -> Result<(), FileError> {
        self.end()?;
        self.zip.start_file(package::path(number), self.options)?;
        (self.is_open, self.rows, self.bytes) = (true, 0, 0);
        self.xml.push_str(SHEET_HEAD);
        if !columns.is_empty() {
            self.xml.push_str("<cols>");
            for (number, (_, width)) in (1..).zip(columns) {
                let width = width + WIDTH_MARGIN;
                self.push(format_args!(
                    "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
                ));
            }
            self.xml.push_str("</cols>");
        }
        self.xml.push_str("<sheetData>");
        let number = self.begin_row();
        for (column, (heading, _)) in columns.iter().enumerate() {
            self.text(column, &number, heading, HEADING);
        }
        self.end_row()
    }

    /// Adds a row. Gives how many texts had to be cut.
    pub(super) fn row(&mut self, cells: &[Cell], zone: &TimeZone) -> Result<u64, FileError> {
        let row = self.begin_row();
        let mut cut = 0;
        for (column, cell) in cells.iter().enumerate() {
            match cell {
                Cell::Empty => {}
                Cell::Text(text) => {
                    let shown = text::first_units(text, CELL_UNITS);
                    cut += u64::from(shown.len() < text.len());
                    let style = if shown.contains('\n') { LINES } else { PLAIN };
                    self.text(column, &row, shown, style);
                }
                // Beyond 2^53 a number in Excel is not the same any more.
                Cell::Number(number) if number.unsigned_abs() < 1 << 53 => {
                    self.number(column, &row, format_args!("{number}"), PLAIN);
                }
                Cell::Number(number) => self.text(column, &row, &number.to_string(), PLAIN),
                Cell::Moment(at) => match excel_days(*at, zone) {
                    Some(days) => self.number(column, &row, format_args!("{days}"), MOMENT),
                    None => self.text(column, &row, &at.to_string(), PLAIN),
                },
                Cell::Length(milliseconds) => {
                    #[expect(clippy::cast_precision_loss, reason = "lengths of media, in days")]
                    let days = *milliseconds as f64 / (DAY_SECONDS * 1000.0);
                    self.number(column, &row, format_args!("{days}"), LENGTH);
                }
            }
        }
        self.end_row()?;
        Ok(cut)
    }

    /// Rows of the open sheet, headings included.
    pub(super) fn rows(&self) -> u32 {
        self.rows
    }

    /// Whether the open sheet takes no further row, if it may have that many.
    pub(super) fn is_full(&self, rows: u32) -> bool {
        self.rows >= rows || self.bytes >= SHEET_BYTES
    }

    /// Adds something that is no sheet.
    pub(super) fn add(&mut self, path: &str, xml: &str) -> Result<(), FileError> {
        self.end()?;
        self.zip.start_file(path, self.options)?;
        Ok(self.zip.write_all(xml.as_bytes())?)
    }

    /// Adds everything that another archive holds, as it is.
    pub(super) fn take(&mut self, archive: impl Read + Seek) -> Result<(), FileError> {
        self.end()?;
        Ok(self.zip.merge_archive(ZipArchive::new(archive)?)?)
    }

    /// Completes the archive. Gives what it was written to.
    pub(super) fn finish(mut self) -> Result<W, FileError> {
        self.end()?;
        Ok(self.zip.finish()?)
    }

    fn end(&mut self) -> Result<(), FileError> {
        if self.is_open {
            self.xml.push_str(SHEET_END);
            self.pass_on()?;
            self.is_open = false;
        }
        Ok(())
    }

    fn begin_row(&mut self) -> String {
        self.rows += 1;
        let number = self.rows.to_string();
        self.push(format_args!("<row r=\"{number}\">"));
        number
    }

    fn end_row(&mut self) -> Result<(), FileError> {
        self.xml.push_str("</row>");
        if self.xml.len() >= BATCH { self.pass_on() } else { Ok(()) }
    }

    fn pass_on(&mut self) -> Result<(), FileError> {
        self.zip.write_all(self.xml.as_bytes())?;
        self.bytes += self.xml.len() as u64;
        self.xml.clear();
        Ok(())
    }

    fn text(&mut self, column: usize, row: &str, text: &str, style: &str) {
        self.begin_cell(column, row, style);
        self.xml.push_str(" t=\"inlineStr\"><is><t");
        if text::has_outer_blanks(text) {
            self.xml.push_str(" xml:space=\"preserve\"");
        }
        self.xml.push('>');
        text::push(&mut self.xml, text);
        self.xml.push_str("</t></is></c>");
    }

    fn number(&mut self, column: usize, row: &str, value: std::fmt::Arguments<'_>, style: &str) {
        self.begin_cell(column, row, style);
        self.push(format_args!("><v>{value}</v></c>"));
    }

    fn begin_cell(&mut self, column: usize, row: &str, style: &str) {
        while self.letters.len() <= column {
            self.letters.push(letters(self.letters.len()));
        }
        self.xml.push_str("<c r=\"");
        self.xml.push_str(&self.letters[column]);
        self.xml.push_str(row);
        self.xml.push('"');
        self.xml.push_str(style);
    }

    fn push(&mut self, what: std::fmt::Arguments<'_>) {
        package::push(&mut self.xml, what);
    }
}

/// What a column is called: A to Z, then AA and so on.
fn letters(column: usize) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        name.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    name
}

/// A moment as Excel counts it: days, by the clock of a zone. It knows no other years than those
/// from 1900 to 9999.
fn excel_days(at: i64, zone: &TimeZone) -> Option<f64> {
    let moment = jiff::Timestamp::from_second(at).ok()?;
    let offset = zone.to_offset(moment).seconds();
    let local = at + i64::from(offset);
    #[expect(clippy::cast_precision_loss, reason = "seconds of calendar years")]
    let days = local as f64 / DAY_SECONDS + EXCEL_DAYS;
    (1.0..EXCEL_LAST_DAY).contains(&days).then_some(days)
}

impl From<zip::result::ZipError> for FileError {
    fn from(error: zip::result::ZipError) -> Self {
        if let zip::result::ZipError::Io(error) = error {
            return Self::from(error);
        }
        Self::Other(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_excel() {
        let called = [0, 25, 26, 27, 701, 702, 16_383].map(letters);
        assert_eq!(called, ["A", "Z", "AA", "AB", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn moments_count_as_excel_counts_them() {
        let utc = TimeZone::UTC;
        assert_eq!(excel_days(0, &utc), Some(25_569.0));
        assert_eq!(excel_days(86_400 / 2, &utc), Some(25_569.5));
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        assert_eq!(excel_days(0, &berlin), Some(25_569.0 + 1.0 / 24.0));
        assert_eq!(excel_days(-3_000_000_000, &utc), None);
        // Nobody's calendar goes on to the last evening of the year 9999.
        assert_eq!(excel_days(253_402_128_000, &utc), Some(2_958_464.0));
        assert_eq!(excel_days(253_402_300_800, &utc), None);
    }
}
