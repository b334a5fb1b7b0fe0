//! An export as CSV: UTF-8 with a byte order mark, RFC 4180, every text safe from being run as
//! a formula. What a workbook has on further sheets stands in files beside it.

use super::cell::{Cell, Row, Sheet, length_text};
use super::file::{FileError, Layout, Part, beside};
use super::rows::push_moment;
use super::summary::Tables;
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The files of an export while they are written.
#[derive(Debug)]
pub(crate) struct CsvFile {
    layout: Layout,
    target: PathBuf,
    entries: Part,
    events: Option<Part>,
    line: String,
}

impl CsvFile {
    pub(crate) fn create(target: &Path, layout: Layout) -> Result<Self, FileError> {
        let mut file = Self {
            entries: Part::create(target)?,
            events: None,
            target: target.to_owned(),
            line: String::new(),
            layout,
        };
        let headings: Vec<String> =
            file.layout.columns.iter().map(|(name, _)| name.clone()).collect();
        write_headings(&mut file.entries, &mut file.line, &headings, &file.layout.zone)?;
        if let Some(columns) = &file.layout.event_columns {
            let path = beside(target, &file.layout.names.events);
            let mut events = Part::create(&path)?;
            write_headings(&mut events, &mut file.line, columns, &file.layout.zone)?;
            file.events = Some(events);
        }
        Ok(file)
    }

    pub(crate) fn row(&mut self, row: &Row) -> Result<(), FileError> {
        let part = match (row.sheet, &mut self.events) {
            (Sheet::Entries, _) => &mut self.entries,
            (Sheet::Events, Some(events)) => events,
            (Sheet::Events, None) => return Ok(()),
        };
        write(part, &mut self.line, &row.cells, &self.layout.zone, false)
    }

    /// Gives the files their names. The main one comes last: when it is there, all are.
    pub(crate) fn finish(mut self, tables: &Tables) -> Result<Vec<PathBuf>, FileError> {
        let (names, zone) = (&self.layout.names, &self.layout.zone);
        let mut done = Vec::new();
        for (name, table) in [(&names.summary, &tables.summary), (&names.errors, &tables.errors)] {
            if table.rows.is_empty() {
                continue;
            }
            let mut part = Part::create(&beside(&self.target, name))?;
            write_headings(&mut part, &mut self.line, &table.headings, zone)?;
            let place = place_beside(&self.target, name, &self.line)?;
            for cells in &table.rows {
                write(&mut part, &mut self.line, cells, zone, false)?;
            }
            done.push(part.finish_as(place)?);
        }
        if let (Some(events), Some(columns)) = (self.events, &self.layout.event_columns) {
            push_line(&mut self.line, &texts(columns), zone, true);
            let place = place_beside(&self.target, &names.events, &self.line)?;
            done.push(events.finish_as(place)?);
        }
        done.push(self.entries.finish()?);
        done.reverse();
        Ok(done)
    }
}

/// Where a further file goes. One of an earlier export, which begins with the same headings, is
/// replaced like the file it belongs to; anything else that lies there was not asked about, and
/// stays: then there is a number in the name.
fn place_beside(target: &Path, what: &str, headings: &str) -> Result<PathBuf, FileError> {
    let mut number = 1_u32;
    loop {
        let numbered = format!("{what} {number}");
        let place = beside(target, if number == 1 { what } else { &numbered });
        match File::open(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(place),
            Err(_) => {}
            Ok(mut file) => {
                let mut start = vec![0; headings.len()];
                if file.read_exact(&mut start).is_ok() && start == headings.as_bytes() {
                    return Ok(place);
                }
            }
        }
        number += 1;
    }
}

fn texts(headings: &[String]) -> Vec<Cell> {
    headings.iter().cloned().map(Cell::Text).collect()
}

fn write_headings(
    part: &mut Part,
    line: &mut String,
    headings: &[String],
    zone: &TimeZone,
) -> Result<(), FileError> {
    write(part, line, &texts(headings), zone, true)
}

fn write(
    part: &mut Part,
    line: &mut String,
    cells: &[Cell],
    zone: &TimeZone,
    first: bool,
) -> Result<(), FileError> {
    push_line(line, cells, zone, first);
    part.write_all(line.as_bytes()).map_err(FileError::from)
}

fn push_line(line: &mut String, cells: &[Cell], zone: &TimeZone, first: bool) {
    line.clear();
    if first {
        line.push('\u{feff}');
    }
    for (position, cell) in cells.iter().enumerate() {
        if position > 0 {
            line.push(',');
        }
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => push_text(line, text),
            Cell::Number(number) => push_number(line, *number),
            Cell::Moment(at) => {
                if !push_moment(line, *at, zone) {
                    push_number(line, *at);
                }
            }
            Cell::Length(milliseconds) => line.push_str(&length_text(*milliseconds)),
        }
    }
    line.push_str("\r\n");
}

fn push_number(line: &mut String, number: i64) {
    // Writing into a string does not fail.
    let _ = write!(line, "{number}");
}

/// A text that begins like a formula gets an apostrophe before it, which spreadsheets take as
/// "this is text".
fn push_text(line: &mut String, text: &str) {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
    let quoted = text.contains([',', '"', '\n', '\r', ';', '\t'])
        || blank(text.chars().next())
        || blank(text.chars().next_back());
    if quoted {
        line.push('"');
    }
    if risky {
        line.push('\'');
    }
    if quoted {
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_an_earlier_export_are_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("x.csv");
        let place = |name: &str| folder.path().join(name);
        let found = |what: &str| place_beside(&target, what, "\u{feff}Account,Written\r\n");
        assert_eq!(found("Summary"), Ok(place("x summary.csv")));
        std::fs::write(place("x summary.csv"), "my own notes").expect("written");
        assert_eq!(found("Summary"), Ok(place("x summary 2.csv")));
        let earlier = "\u{feff}Account,Written\r\nAcme,5\r\n";
        std::fs::write(place("x summary 2.csv"), earlier).expect("written");
        assert_eq!(found("Summary"), Ok(place("x summary 2.csv")));
        std::fs::create_dir(place("x errors.csv")).expect("a folder");
        assert_eq!(found("Errors"), Ok(place("x errors 2.csv")));
    }
}
