//! Lists of IDs: what stands in a pasted text or a file, before anybody knows what it names.

use super::columns::find_header;
use super::field::ImportField;
use super::read::{ReadChoice, read_file};
use super::table::{Table, is_blank};
use super::vocabulary::Vocabulary;
use crate::error::Result;
use crate::messages::Messages;
use std::path::Path;

/// What stands in a list. Blank entries are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ListTable {
    /// One after the other.
    Entries(Vec<String>),
    /// Side by side; the IDs are in one of them.
    Columns(Vec<Vec<String>>),
}

/// Takes a pasted text apart: at line breaks, commas, semicolons and tabs. Rows of several cells,
/// as a spreadsheet copies them, stay columns.
pub(crate) fn read_list_text(text: &str) -> ListTable {
    let lines: Vec<&str> = text.lines().filter(|line| !is_blank(line)).collect();
    if lines.len() > 1 && lines.iter().all(|line| line.contains('\t')) {
        let width = lines.iter().map(|line| line.split('\t').count()).max().unwrap_or(0);
        let column = |at: usize| {
            let cells = lines.iter().filter_map(move |line| line.split('\t').nth(at));
            without_heading(cells.map(plain).filter(|cell| !cell.is_empty()).collect())
        };
        return ListTable::Columns((0..width).map(column).collect());
    }
    let entries = text.split(['\n', '\r', '\t', ',', ';']).map(plain);
    ListTable::Entries(entries.filter(|entry| !entry.is_empty()).collect())
}

/// Reads a file: the column whose heading says Partner ID or Reference ID, if there is one.
/// Blocking.
pub(crate) fn read_list_file(path: &Path, messages: &Messages) -> Result<ListTable> {
    let content = read_file(path, &ReadChoice::default()).map_err(|e| e.error(messages))?;
    Ok(columns_of(&content.table))
}

fn columns_of(table: &Table) -> ListTable {
    let vocabulary = Vocabulary::read();
    let header = find_header(table, &vocabulary);
    let ids = [ImportField::PartnerId, ImportField::ReferenceId];
    let headed = header.and_then(|place| {
        let cells = &table.rows[place].cells;
        ids.into_iter()
            .find_map(|wanted| cells.iter().position(|cell| vocabulary.field(cell) == Some(wanted)))
    });
    // A first row that is only taken for a heading because it holds words is looked at too.
    let sure = header.filter(|place| {
        table.rows[*place].cells.iter().any(|cell| vocabulary.field(cell).is_some())
    });
    let first = sure.map_or(0, |place| place + 1);
    let column = |at: usize| {
        let cells = table.rows[first..].iter().map(move |row| plain(row.cell(at)));
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    match headed {
        Some(at) => ListTable::Entries(column(at)),
        None => ListTable::Columns((0..table.width).map(column).collect()),
    }
}

/// Whether a text is a heading for IDs.
pub(crate) fn is_id_heading(text: &str) -> bool {
    let field = Vocabulary::read().field(text);
    matches!(field, Some(ImportField::PartnerId | ImportField::ReferenceId))
}

fn without_heading(mut column: Vec<String>) -> Vec<String> {
    if column.first().is_some_and(|first| is_id_heading(first)) {
        column.remove(0);
    }
    column
}

/// An entry without what surrounds it in lists.
fn plain(entry: &str) -> String {
    entry.trim().trim_matches(['"', '\'', '\u{feff}', '\u{200b}']).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_text_is_taken_apart_where_people_part_it() {
        let entries = |text| match read_list_text(text) {
            ListTable::Entries(entries) => entries,
            ListTable::Columns(columns) => panic!("columns {columns:?}"),
        };
        assert_eq!(
            entries("1001, 1002;1003\n\n\"1004\"\r\nREF 5"),
            ["1001", "1002", "1003", "1004", "REF 5"]
        );
        assert_eq!(entries("1001\t1002"), ["1001", "1002"]);
        assert_eq!(entries(" \n , "), Vec::<String>::new());
        assert_eq!(
            read_list_text("Name\tPartner ID\nA, B\t1001\nC\t1002\n"),
            ListTable::Columns(vec![
                vec!["Name".into(), "A, B".into(), "C".into()],
                vec!["1001".into(), "1002".into()]
            ])
        );
    }
}
