//! Rows of text, as a person sees them in the file: what every reader produces and everything
//! after it works on. Knows nothing of formats or of accounts.

use super::limits::{MAX_CELL_CHARS, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT_BYTES};
use super::problem::FileProblem;
use std::collections::HashMap;

/// Something about a cell that its text does not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellNote {
    /// The spreadsheet holds a date here, perhaps made by itself out of an ID such as 3/4.
    WasDate,
    /// A number of more than 15 digits: spreadsheets replace the further ones by zeros.
    LongNumber,
    /// A formula that came to an error, such as `#N/A`.
    FormulaError,
}

/// A row that has something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableRow {
    /// The row as a spreadsheet counts it: from 1, blank rows included.
    pub line: u32,
    /// Texts from the first column on; empty ones at the end are left out.
    pub cells: Vec<String>,
}

impl TableRow {
    /// The text in a column, empty where the row is shorter.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// All rows that have something in them, in the file's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub rows: Vec<TableRow>,
    /// Columns up to the last one with anything in it.
    pub width: usize,
    /// By row of the file and column from 0.
    pub notes: HashMap<(u32, usize), CellNote>,
    /// Rows that the spreadsheet hides, by a filter or by hand. They are read all the same.
    pub hidden_rows: u32,
    cells: usize,
    text: usize,
}

impl Table {
    /// Takes a row over, unless nothing is in it.
    pub(crate) fn push(&mut self, line: u32, mut cells: Vec<String>) -> Result<(), FileProblem> {
        while cells.last().is_some_and(|cell| is_blank(cell)) {
            cells.pop();
        }
        if cells.is_empty() {
            return Ok(());
        }
        if cells.len() > MAX_COLUMNS {
            return Err(FileProblem::TooManyColumns);
        }
        for cell in &cells {
            if cell.len() > MAX_CELL_CHARS && cell.chars().count() > MAX_CELL_CHARS {
                return Err(FileProblem::CellTooLong { line });
            }
            self.text += cell.len();
        }
        self.cells += cells.len();
        if self.cells > MAX_CELLS || self.text > MAX_TEXT_BYTES {
            return Err(FileProblem::TooMuchText);
        }
        // The header and a few lines above it come on top of the accounts.
        if self.rows.len() >= MAX_ROWS + super::limits::HEADER_SEARCH_ROWS {
            return Err(FileProblem::TooManyRows);
        }
        self.width = self.width.max(cells.len());
        cells.shrink_to_fit();
        self.rows.push(TableRow { line, cells });
        Ok(())
    }
}

/// Whether a person sees nothing here.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}
