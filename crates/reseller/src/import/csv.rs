//! Text files with delimiters: taken apart into rows and put together again. Reads what
//! spreadsheet programs read: quotes with line breaks inside, quotes in odd places, rows of
//! uneven length, any line end. Rows are counted as those programs number them.

use super::encoding::{TextEncoding, decode};
use super::limits::MAX_CELL_CHARS;
use super::problem::FileProblem;
use super::table::Table;

/// How a text file is put together, so that the result file can be put together in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CsvFormat {
    pub delimiter: char,
    pub text: TextEncoding,
    /// Its first line tells spreadsheet programs the delimiter: `sep=;`.
    pub sep_line: bool,
    /// Lines end in CR LF rather than LF.
    pub crlf: bool,
}

/// The delimiters that are looked for, the most usual first.
pub(crate) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The text in which the delimiter is looked for.
const SAMPLE_BYTES: usize = 64 * 1024;

/// In UTF-8 a character has at most four bytes.
const MAX_CELL_BYTES: usize = MAX_CELL_CHARS * 4;

/// Reads a whole file.
pub(crate) fn read(
    bytes: &[u8],
    text: TextEncoding,
    delimiter: Option<char>,
) -> Result<(CsvFormat, Table), FileProblem> {
    let sample = sample(bytes, text)?;
    let (first_line, _) = sample.split_once(['\r', '\n']).unwrap_or((&sample, ""));
    let told = told_delimiter(first_line);
    let delimiter = delimiter.or(told).unwrap_or_else(|| detect_delimiter(&sample));
    let crlf = sample.find(['\r', '\n']).is_some_and(|at| sample[at..].starts_with("\r\n"));
    let format = CsvFormat { delimiter, text, sep_line: told.is_some(), crlf };

    let mut table = Table::default();
    let mut parser = Parser::new(delimiter);
    parser.hidden = u32::from(format.sep_line);
    let mut skip = parser.hidden;
    let mut line = 0;
    let mut take = |cells: Vec<String>| {
        if skip > 0 {
            skip -= 1;
            return Ok(());
        }
        line += 1;
        table.push(line, cells.into_iter().map(without_guard).collect())
    };
    decode(bytes, text, &mut |piece| parser.feed(piece, &mut take))?;
    parser.finish(&mut take)?;
    Ok((format, table))
}

/// An apostrophe before a sign that could begin a formula is the guard that Roster, and other
/// programs, put there. It is not part of the value.
fn without_guard(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest.to_owned(),
        _ => cell,
    }
}

/// The value as it can be written without a spreadsheet program taking it for a formula. What
/// reads like a phone number or a negative amount is safe as it is.
pub(crate) fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    let harmless =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | ' ' | '(' | ')' | '/');
    let risky = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !cell.chars().all(harmless);
    // A cell that begins like a guarded one is guarded too, or its own apostrophe would be lost.
    let looks_guarded = cell
        .strip_prefix('\'')
        .is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']));
    if risky || looks_guarded { format!("'{cell}").into() } else { cell.into() }
}

fn sample(bytes: &[u8], text: TextEncoding) -> Result<String, FileProblem> {
    let mut sample = String::new();
    decode(&bytes[..bytes.len().min(SAMPLE_BYTES)], text, &mut |piece| {
        sample.push_str(piece);
        Ok(())
    })?;
    Ok(sample)
}

fn told_delimiter(first_line: &str) -> Option<char> {
    let told = first_line.trim_matches('"').strip_prefix("sep=")?;
    let mut letters = told.chars();
    letters.next().filter(|_| letters.next().is_none())
}

/// The delimiter that cuts the most rows into the same number of columns.
fn detect_delimiter(sample: &str) -> char {
    let mut best = (0, 0, ',');
    for delimiter in DELIMITERS {
        let mut widths: Vec<usize> = Vec::new();
        let mut parser = Parser::new(delimiter);
        let mut take = |cells: Vec<String>| {
            if cells.iter().any(|cell| !cell.is_empty()) {
                widths.push(cells.len());
            }
            Ok(())
        };
        // A sample may be cut inside quotes; what was read until then is enough.
        let whole = parser.feed(sample, &mut take).is_ok() && sample.len() < SAMPLE_BYTES;
        if whole {
            let _ = parser.finish(&mut take);
        }
        let mut counts: std::collections::BTreeMap<usize, usize> =
            std::collections::BTreeMap::new();
        for width in widths.iter().filter(|width| **width > 1) {
            *counts.entry(*width).or_default() += 1;
        }
        let Some((width, count)) = counts.into_iter().max_by_key(|(_, count)| *count) else {
            continue;
        };
        let share = count * 100 / widths.len();
        if (share, width) > (best.0, best.1) {
            best = (share, width, delimiter);
        }
    }
    best.2
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the beginning of a cell.
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark inside quotes: the end, or the first of a pair.
    QuoteInQuotes,
    /// After a CR, whose LF belongs to the same line end.
    AfterCr,
}

/// Takes text apart, piece by piece.
struct Parser {
    delimiter: char,
    state: State,
    cell: String,
    cells: Vec<String>,
    /// Rows handed on so far.
    rows: u32,
    /// Rows at the beginning that spreadsheet programs do not show.
    hidden: u32,
}

impl Parser {
    fn new(delimiter: char) -> Self {
        let (cell, cells) = (String::new(), Vec::new());
        Self { delimiter, state: State::CellStart, cell, cells, rows: 0, hidden: 0 }
    }

    /// The number of the row that is being read, as spreadsheet programs show it.
    fn line(&self) -> u32 {
        (self.rows + 1).saturating_sub(self.hidden)
    }

    fn feed(
        &mut self,
        text: &str,
        take: &mut impl FnMut(Vec<String>) -> Result<(), FileProblem>,
    ) -> Result<(), FileProblem> {
        for letter in text.chars() {
            if self.state == State::AfterCr {
                self.state = State::CellStart;
                if letter == '\n' {
                    continue;
                }
            }
            match (self.state, letter) {
                (State::CellStart, '"') => self.state = State::Quoted,
                (State::Quoted, '"') => self.state = State::QuoteInQuotes,
                (State::QuoteInQuotes, '"') => {
                    self.cell.push('"');
                    self.state = State::Quoted;
                }
                (State::Quoted, other) => self.cell.push(other),
                (_, other) if other == self.delimiter => self.end_cell(),
                (_, '\r') => {
                    self.end_row(take)?;
                    self.state = State::AfterCr;
                }
                (_, '\n') => self.end_row(take)?,
                // Whatever follows a closing quotation mark is part of the cell.
                (_, other) => {
                    self.cell.push(other);
                    self.state = State::Plain;
                }
            }
            if self.cell.len() > MAX_CELL_BYTES {
                let line = self.line();
                return Err(if self.state == State::Quoted {
                    FileProblem::QuoteNotClosed { line }
                } else {
                    FileProblem::CellTooLong { line }
                });
            }
        }
        Ok(())
    }

    fn finish(
        &mut self,
        take: &mut impl FnMut(Vec<String>) -> Result<(), FileProblem>,
    ) -> Result<(), FileProblem> {
        match self.state {
            State::Quoted => Err(FileProblem::QuoteNotClosed { line: self.line() }),
            State::AfterCr => Ok(()),
            State::CellStart if self.cells.is_empty() => Ok(()),
            State::CellStart | State::Plain | State::QuoteInQuotes => self.end_row(take),
        }
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
        self.state = State::CellStart;
    }

    fn end_row(
        &mut self,
        take: &mut impl FnMut(Vec<String>) -> Result<(), FileProblem>,
    ) -> Result<(), FileProblem> {
        self.end_cell();
        self.rows = self.rows.saturating_add(1);
        take(std::mem::take(&mut self.cells))
    }
}

/// Adds a row in the format given: quoted only where it must be.
pub(crate) fn write_row<'a>(
    format: CsvFormat,
    cells: impl Iterator<Item = &'a str>,
    text: &mut String,
) {
    let start = text.len();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(format.delimiter);
        }
        let cell = guarded(cell);
        let needs_quotes = cell.contains([format.delimiter, '"', '\r', '\n'])
            || cell.starts_with(char::is_whitespace)
            || cell.ends_with(char::is_whitespace);
        if needs_quotes {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    // A row of one empty cell would be a blank line, which is no row.
    if text.len() == start {
        text.push_str("\"\"");
    }
    text.push_str(if format.crlf { "\r\n" } else { "\n" });
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::UTF_8;
    use proptest::prelude::*;

    const PLAIN: TextEncoding = TextEncoding { encoding: UTF_8, marked: false };

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let (_, table) = read(text.as_bytes(), PLAIN, None).unwrap();
        table.rows.into_iter().map(|row| (row.line, row.cells)).collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn quotes_line_breaks_and_uneven_rows_are_read_as_a_spreadsheet_would() {
        let text = "a,b,c\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\r\n\r\n1,2,3,4\n5\" screen,\"q\"tail,\n";
        assert_eq!(
            rows(text),
            [
                row(1, &["a", "b", "c"]),
                row(2, &["x\r\ny", "say \"hi\""]),
                row(4, &["1", "2", "3", "4"]),
                row(5, &["5\" screen", "qtail"]),
            ]
        );
        assert_eq!(rows("a\rb\rc"), [row(1, &["a"]), row(2, &["b"]), row(3, &["c"])]);
    }

    #[test]
    fn delimiters_are_found_even_when_others_are_in_the_text() {
        let found = |text: &str| read(text.as_bytes(), PLAIN, None).unwrap().0.delimiter;
        assert_eq!(found("Name;City\nA;Paris, France\nB;Rome, Italy\n"), ';');
        assert_eq!(found("Name\tE-mail\nA; B\ta@b.c\nC; D\td@e.f\n"), '\t');
        assert_eq!(found("Name|E-mail\nA|a@b.c\n"), '|');
        assert_eq!(found("Name\nA\nB\n"), ',');
        assert_eq!(found("My list\n\nName;Mail\nA, B;a@b.c\nC;d@e.f\n"), ';');
    }

    #[test]
    fn a_line_that_tells_the_delimiter_is_believed_and_not_counted() {
        let (format, table) = read(b"sep=|\r\nName|Mail\r\nA,B|a@b.c\r\n", PLAIN, None).unwrap();
        assert_eq!((format.delimiter, format.sep_line, format.crlf), ('|', true, true));
        assert_eq!(table.rows[0].line, 1);
        assert_eq!(table.rows[1].cells, ["A,B", "a@b.c"]);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_said_with_its_row() {
        let text = format!("a,b\n1,2\n\"3,4\n{}", "x,y\n".repeat(50_000));
        let problem = read(text.as_bytes(), PLAIN, None).unwrap_err();
        assert_eq!(problem, FileProblem::QuoteNotClosed { line: 3 });
        // The line that tells the delimiter has no number.
        let problem = read(format!("sep=,\n{text}").as_bytes(), PLAIN, None).unwrap_err();
        assert_eq!(problem, FileProblem::QuoteNotClosed { line: 3 });
    }

    #[test]
    fn formulas_are_guarded_and_phone_numbers_are_not() {
        for risky in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+A1", "\tx"] {
            assert_eq!(guarded(risky), format!("'{risky}"));
        }
        for plain in ["+1 (212) 555-0100", "-5", "+49/30/123", "a=b", "'n Huis", ""] {
            assert_eq!(guarded(plain), plain);
        }
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~]{0,12}",
            "\\PC{0,8}",
            "[\"'=+@,;|\t\r\n -]{0,6}",
            "'{0,3}[=+@-][a-z]{0,3}",
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_comes_back(
            rows in proptest::collection::vec(proptest::collection::vec(cell(), 1..5), 1..8),
            delimiter in proptest::sample::select(&DELIMITERS[..]),
            crlf in any::<bool>(),
        ) {
            let format = CsvFormat { delimiter, text: PLAIN, sep_line: false, crlf };
            let mut text = String::new();
            for row in &rows {
                write_row(format, row.iter().map(String::as_str), &mut text);
            }
            let (_, table) = read(text.as_bytes(), PLAIN, Some(delimiter)).unwrap();
            let blank = |cell: &String| super::super::table::is_blank(cell);
            for (index, written) in rows.iter().enumerate() {
                let line = u32::try_from(index + 1).unwrap();
                let kept = written.len() - written.iter().rev().take_while(|c| blank(c)).count();
                let read = table.rows.iter().find(|row| row.line == line);
                prop_assert_eq!(read.map_or(&[][..], |row| &row.cells[..]), &written[..kept]);
            }
        }

        #[test]
        fn other_readers_see_the_same_cells(
            rows in proptest::collection::vec(proptest::collection::vec("[a-z\",;\n ]{0,8}", 2..5), 1..6),
        ) {
            let format = CsvFormat { delimiter: ',', text: PLAIN, sep_line: false, crlf: false };
            let mut text = String::new();
            for row in &rows {
                write_row(format, row.iter().map(String::as_str), &mut text);
            }
            let mut reader = ::csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(theirs, rows);
        }

        #[test]
        fn no_text_makes_reading_panic(text in "[a\",;\t|\r\n=]{0,60}") {
            let _ = read(text.as_bytes(), PLAIN, None);
        }
    }
}
