//! An export as an Excel workbook, written to its place row by row with memory that does not
//! grow: which sheet a row goes to, what the sheets are called, and a further one where one is
//! full. How a sheet is written is in `xlsx/sheets.rs`, what surrounds the sheets in
//! `xlsx/package.rs`.

#[cfg(test)]
mod checks;
mod package;
mod sheets;
mod text;

use super::cell::{Row, Sheet};
use super::file::{FileError, Layout, Part};
use super::summary::{Table, Tables};
use sheets::Sheets;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use text::first_units;

/// Rows of a sheet, headings included.
pub(crate) const SHEET_ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const SHEET_COLUMNS: usize = 16_384;
/// The longest text of a cell, in UTF-16 units.
pub(crate) const CELL_UNITS: usize = 32_767;
/// The longest name of a sheet, in characters.
const NAME_LENGTH: usize = 31;
/// Excel keeps this name for itself.
const TAKEN: &str = "history";
/// How wide the columns of further sheets are, in characters.
const EVENTS_WIDTH: f64 = 24.0;
const TABLES_WIDTH: f64 = 22.0;

/// A workbook while it is written.
#[derive(Debug)]
pub(crate) struct XlsxFile {
    layout: Layout,
    /// The file itself, with the sheet of entries that rows are added to.
    book: Sheets<Part>,
    /// An archive can only take one sheet at a time: those of events wait in one of their own,
    /// compressed like the others, and are copied as they are in the end.
    events: Option<Sheets<Part>>,
    /// Sheets in the order in which people see them.
    entry_sheets: Vec<SheetName>,
    event_sheets: Vec<SheetName>,
    names: Names,
    /// Of all sheets so far.
    count: usize,
    sheet_rows: u32,
    cut_cells: u64,
}

/// A sheet as the workbook lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct SheetName {
    /// Its place in the archive.
    number: usize,
    name: String,
    /// What it is called without the number of a further sheet.
    base: String,
}

impl XlsxFile {
    pub(crate) fn create(
        target: &Path,
        temporary: &Path,
        layout: Layout,
        sheet_rows: u32,
    ) -> Result<Self, FileError> {
        Self::begin(Part::create(target)?, temporary, layout, sheet_rows)
    }

    fn begin(
        part: Part,
        temporary: &Path,
        layout: Layout,
        sheet_rows: u32,
    ) -> Result<Self, FileError> {
        if layout.columns.len() > SHEET_COLUMNS {
            return Err(FileError::TooManyColumns);
        }
        let mut names = Names::default();
        names.free(TAKEN);
        names.free(&layout.names.summary);
        names.free(&layout.names.errors);
        names.free(&layout.names.events);
        let mut book = Sheets::new(part);
        for (path, xml) in package::FIRST {
            book.add(path, xml)?;
        }
        let mut file = Self {
            book,
            events: None,
            entry_sheets: Vec::new(),
            event_sheets: Vec::new(),
            names,
            count: 0,
            sheet_rows: sheet_rows.clamp(2, SHEET_ROWS),
            cut_cells: 0,
            layout,
        };
        // With a sheet for each account it gets another name when the first one begins.
        let first = file.layout.names.entries.clone();
        if !file.layout.per_account {
            file.names.free(&first);
        }
        file.next_entries_sheet(first.clone(), first)?;
        if file.layout.event_columns.is_some() {
            file.events = Some(Sheets::new(Part::create(&temporary.join("events"))?));
            let name = file.layout.names.events.clone();
            file.next_events_sheet(name.clone(), name)?;
        }
        Ok(file)
    }

    /// The rows that follow belong to this account: with a sheet for each, it begins.
    pub(crate) fn begin_account(&mut self, name: &str) -> Result<(), FileError> {
        if !self.layout.per_account {
            return Ok(());
        }
        let free = self.names.free(name);
        // When nothing stands on the present sheet, it becomes this account's.
        if self.book.rows() == 1
            && let Some(present) = self.entry_sheets.last_mut()
        {
            (present.name, present.base) = (free, name.to_owned());
            return Ok(());
        }
        self.next_entries_sheet(free, name.to_owned())
    }

    fn next_entries_sheet(&mut self, name: String, base: String) -> Result<(), FileError> {
        self.count += 1;
        self.book.begin(self.count, &self.layout.columns)?;
        self.entry_sheets.push(SheetName { number: self.count, name, base });
        Ok(())
    }

    fn next_events_sheet(&mut self, name: String, base: String) -> Result<(), FileError> {
        if let (Some(events), Some(columns)) = (&mut self.events, &self.layout.event_columns) {
            self.count += 1;
            events.begin(self.count, &widened(columns, EVENTS_WIDTH))?;
            self.event_sheets.push(SheetName { number: self.count, name, base });
        }
        Ok(())
    }

    pub(crate) fn row(&mut self, row: &Row) -> Result<(), FileError> {
        match row.sheet {
            Sheet::Entries => {
                if self.book.is_full(self.sheet_rows) {
                    let (name, base) = self.names.another(self.entry_sheets.last());
                    self.next_entries_sheet(name, base)?;
                }
                self.cut_cells += self.book.row(&row.cells, &self.layout.zone)?;
            }
            Sheet::Events => {
                if self.events.as_ref().is_some_and(|events| events.is_full(self.sheet_rows)) {
                    let (name, base) = self.names.another(self.event_sheets.last());
                    self.next_events_sheet(name, base)?;
                }
                if let Some(events) = &mut self.events {
                    self.cut_cells += events.row(&row.cells, &self.layout.zone)?;
                }
            }
        }
        Ok(())
    }

    /// How many texts were too long for a cell so far.
    pub(crate) fn cut_cells(&self) -> u64 {
        self.cut_cells
    }

    /// Adds what the export came to and gives the file its name.
    pub(crate) fn finish(mut self, tables: &Tables) -> Result<Vec<PathBuf>, FileError> {
        let mut sheets = std::mem::take(&mut self.entry_sheets);
        sheets.append(&mut self.event_sheets);
        let names = &self.layout.names;
        let further =
            [(names.summary.clone(), &tables.summary), (names.errors.clone(), &tables.errors)];
        for (name, table) in further {
            self.table(table)?;
            sheets.push(SheetName { number: self.count, base: name.clone(), name });
        }
        if let Some(events) = self.events {
            self.book.take(events.finish()?.into_draft()?)?;
        }
        for (path, xml) in package::last(&sheets) {
            self.book.add(path, &xml)?;
        }
        Ok(vec![self.book.finish()?.finish()?])
    }

    /// Adds a table on a sheet of its own.
    fn table(&mut self, table: &Table) -> Result<(), FileError> {
        self.count += 1;
        self.book.begin(self.count, &widened(&table.headings, TABLES_WIDTH))?;
        for cells in &table.rows {
            self.book.row(cells, &self.layout.zone)?;
        }
        Ok(())
    }
}

fn widened(headings: &[String], width: f64) -> Vec<(String, f64)> {
    headings.iter().map(|heading| (heading.clone(), width)).collect()
}

/// The names of sheets: no two are alike for Excel, which does not tell capitals apart.
#[derive(Debug, Default)]
struct Names {
    taken: HashSet<String>,
    /// The number that was added last to a name, so that thousands of accounts of the same name
    /// are not counted through again and again.
    numbers: HashMap<String, u32>,
}

impl Names {
    /// A name that no other sheet has, without what Excel forbids.
    fn free(&mut self, wanted: &str) -> String {
        let allowed = |c: char| !c.is_control() && !"[]:*?/\\\u{fffe}\u{ffff}".contains(c);
        let clean: String = wanted.chars().map(|c| if allowed(c) { c } else { ' ' }).collect();
        let clean = trimmed(&clean);
        let clean = if clean.is_empty() { "Sheet" } else { clean };
        let number = self.numbers.entry(clean.to_lowercase()).or_default();
        loop {
            *number += 1;
            let ending = if *number == 1 { String::new() } else { format!(" {number}") };
            // Excel counts UTF-16 units here too.
            let start = trimmed(first_units(clean, NAME_LENGTH - ending.len()));
            let name = format!("{start}{ending}");
            if self.taken.insert(name.to_lowercase()) {
                return name;
            }
        }
    }

    /// The name of the sheet that goes on where one is full, and the same without its number.
    fn another(&mut self, full: Option<&SheetName>) -> (String, String) {
        let base = full.map(|sheet| sheet.base.clone()).unwrap_or_default();
        (self.free(&base), base)
    }
}

/// Excel takes no name that begins or ends with an apostrophe.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == '\'')
}
