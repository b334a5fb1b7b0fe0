//! An export as CSV: UTF-8 with a byte order mark, RFC 4180, every text safe from being run as
//! a formula. What a workbook has on further sheets stands in files beside it.

use super::cell::{Cell, Row, Sheet, length_text};
use super::file::{FileError, Layout, Part, beside};
use super::rows::moment_text;
use super::summary::Tables;
use jiff::tz::TimeZone;
use std::io::Write;
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
        let headings: Vec<Cell> =
            file.layout.columns.iter().map(|(name, _)| Cell::Text(name.clone())).collect();
        write(&mut file.entries, &mut file.line, &headings, &file.layout.zone, true)?;
        if let Some(columns) = &file.layout.event_columns {
            let path = beside(target, &file.layout.names.events);
            let mut events = Part::create(&path)?;
            let headings: Vec<Cell> = columns.iter().cloned().map(Cell::Text).collect();
            write(&mut events, &mut file.line, &headings, &file.layout.zone, true)?;
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
        let mut done = Vec::new();
        for (name, table) in [
            (&self.layout.names.summary, &tables.summary),
            (&self.layout.names.errors, &tables.errors),
        ] {
            if table.rows.is_empty() {
                continue;
            }
            let mut part = Part::create(&beside(&self.target, name))?;
            let headings: Vec<Cell> = table.headings.iter().cloned().map(Cell::Text).collect();
            write(&mut part, &mut self.line, &headings, &self.layout.zone, true)?;
            for cells in &table.rows {
                write(&mut part, &mut self.line, cells, &self.layout.zone, false)?;
            }
            done.push(part.finish()?);
        }
        if let Some(events) = self.events {
            done.push(events.finish()?);
        }
        done.push(self.entries.finish()?);
        done.reverse();
        Ok(done)
    }
}

fn write(
    part: &mut Part,
    line: &mut String,
    cells: &[Cell],
    zone: &TimeZone,
    first: bool,
) -> Result<(), FileError> {
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
            Cell::Number(number) => line.push_str(&number.to_string()),
            Cell::Moment(at) => {
                line.push_str(&moment_text(*at, zone).unwrap_or_else(|| at.to_string()));
            }
            Cell::Length(milliseconds) => line.push_str(&length_text(*milliseconds)),
        }
    }
    line.push_str("\r\n");
    part.write_all(line.as_bytes()).map_err(FileError::from)
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
