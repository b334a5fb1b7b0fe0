//! Which column means what: by its heading, else by what stands in it, unless the person said so
//! before for a file with the same headings. The person can change every match.

use super::field::{ImportField, ImportPurpose};
use super::limits::HEADER_SEARCH_ROWS;
use super::table::{Table, TableRow, is_blank};
use super::vocabulary::{Vocabulary, squeezed};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a match came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MatchSource {
    /// Its heading is a known name of the field.
    Heading,
    /// What stands in it looks like the field.
    Content,
    /// The person matched the same headings before.
    Remembered,
    /// The person said so now.
    Person,
}

/// What one column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ColumnMatch {
    /// None: the column is left out.
    pub field: Option<ImportField>,
    /// How it came about. `Heading` also where nothing was recognised.
    pub source: MatchSource,
}

/// Names a layout: files with the same headings in the same order have the same one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct LayoutKey(pub String);

/// Rows looked at when judging a column by what stands in it.
const CONTENT_ROWS: usize = 200;

/// Where the header is: the row among the first few with the most headings that are known, or
/// the first row when it looks like headings, or nowhere. A place among the table's rows.
pub(crate) fn find_header(table: &Table, vocabulary: &Vocabulary) -> Option<usize> {
    let known = |row: &TableRow| row.cells.iter().filter(|c| vocabulary.field(c).is_some()).count();
    let best = table
        .rows
        .iter()
        .take(HEADER_SEARCH_ROWS)
        .enumerate()
        .map(|(place, row)| (known(row), place))
        .filter(|(count, _)| *count > 0)
        // Of equally good rows the first: the later one may be an account called "Account".
        .max_by_key(|(count, place)| (*count, std::cmp::Reverse(*place)));
    if let Some((count, place)) = best
        && (count > 1 || !holds_addresses(&table.rows[place]))
    {
        return Some(place);
    }
    let first = table.rows.first()?;
    // Headings are words: a bare number may be a year in one, but not in the only hint there is.
    let bare_number = |cell: &String| {
        let cell = cell.trim();
        !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
    };
    (!holds_addresses(first) && !first.cells.iter().any(bare_number)).then_some(0)
}

/// A row with an e-mail or a web address is an account.
fn holds_addresses(row: &TableRow) -> bool {
    row.cells.iter().map(|cell| cell.trim()).any(|cell| is_email(cell) || is_website(cell))
}

/// The layout's name: a hash (FNV-1a, 64 bits) of the headings made comparable. It must stay the
/// same from version to version, since what the person matched is kept under it.
pub(crate) fn layout_key(header: &[String], purpose: ImportPurpose) -> LayoutKey {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(match purpose {
        ImportPurpose::Create => b"create",
        ImportPurpose::Edit => b"edit",
    });
    for heading in header {
        add(b"\x1f");
        add(squeezed(heading).as_bytes());
    }
    LayoutKey(format!("{hash:016x}"))
}

/// Matches all columns. `taken` are columns that mean something else already, such as the ones a
/// result file added.
pub(crate) fn match_columns(
    header: &[String],
    rows: &[TableRow],
    purpose: ImportPurpose,
    vocabulary: &Vocabulary,
    taken: &[usize],
) -> Vec<ColumnMatch> {
    let mut matches = vec![ColumnMatch { field: None, source: MatchSource::Heading }; header.len()];
    let mut used = [false; ImportField::ALL.len()];
    let free = |column: &usize| !taken.contains(column);
    for column in (0..header.len()).filter(free) {
        if let Some(field) = vocabulary.field(&header[column])
            && field.fits(purpose)
            && !used[field.place()]
        {
            used[field.place()] = true;
            matches[column].field = Some(field);
        }
    }
    for column in (0..header.len()).filter(free) {
        // A heading that names something else is believed, even if its cells look familiar.
        let named = vocabulary.field(&header[column]).is_some();
        if matches[column].field.is_some() || named {
            continue;
        }
        if let Some(field) = look_at(rows, column, !is_blank(&header[column]))
            && field.fits(purpose)
            && !used[field.place()]
        {
            used[field.place()] = true;
            matches[column] = ColumnMatch { field: Some(field), source: MatchSource::Content };
        }
    }
    matches
}

/// What a column looks like. Names of accounts look like any other words, so they are believed
/// only where there is no heading to say otherwise.
fn look_at(rows: &[TableRow], column: usize, has_heading: bool) -> Option<ImportField> {
    let cells: Vec<&str> = rows
        .iter()
        .take(CONTENT_ROWS)
        .map(|row| row.cell(column).trim())
        .filter(|cell| !is_blank(cell))
        .collect();
    if cells.is_empty() {
        return None;
    }
    let mostly = |test: fn(&str) -> bool| {
        cells.iter().filter(|cell| test(cell)).count() * 10 >= cells.len() * 8
    };
    if mostly(is_email) {
        Some(ImportField::AdminEmail)
    } else if mostly(is_website) {
        Some(ImportField::Website)
    } else if mostly(is_phone) {
        Some(ImportField::Phone)
    } else if mostly(is_reference_id) {
        let distinct: std::collections::HashSet<&&str> = cells.iter().collect();
        (distinct.len() * 10 >= cells.len() * 9).then_some(ImportField::ReferenceId)
    } else if !has_heading && mostly(is_words) {
        Some(ImportField::Name)
    } else {
        None
    }
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(before, after)| {
        !before.is_empty() && after.contains('.') && !text.contains(char::is_whitespace)
    })
}

fn is_website(text: &str) -> bool {
    crate::account_checks::has_scheme(text)
        || (text.starts_with("www.") && crate::account_checks::looks_like_host(text))
}

fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let signs = text.chars().any(|c| matches!(c, '+' | '(' | ' ' | '-' | '/' | '.'));
    (7..=15).contains(&digits)
        && signs
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | ' ' | '-' | '/' | '.'))
}

/// Letters and digits mixed, or leading zeros: `EDU-0171`, `UNI_7`, `007`.
fn is_reference_id(text: &str) -> bool {
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    let letters = text.chars().any(char::is_alphabetic);
    let leading_zero = text.starts_with('0') && text.len() > 1;
    digits
        && (letters || leading_zero)
        && text.len() <= 40
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '#'))
}

fn is_words(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.contains('@')
}
