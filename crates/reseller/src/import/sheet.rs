//! The cells of one worksheet, read row by row and turned into the text a person sees.
//! How a single number looks is decided in `number`.

use super::limits::{HEADER_SEARCH_ROWS, MAX_CELLS, MAX_COLUMNS, MAX_MERGES, MAX_ROWS};
use super::number::Shape;
use super::package::{Part, attribute, push_reference};
use super::problem::FileProblem;
use super::table::{CellNote, Table, is_blank};
use super::workbook::{Workbook, read_rich_text, unescape_control_characters};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{Read, Seek};

/// What stands in a cell before the shared texts are known.
enum Raw {
    Text(String),
    Shared(u32),
}

struct RawCell {
    column: usize,
    value: Raw,
    note: Option<CellNote>,
}

struct RawRow {
    line: u32,
    cells: Vec<RawCell>,
}

/// A merged area: first and last row (from 1) and its first column (from 0).
struct Merge {
    first: u32,
    last: u32,
    column: usize,
}

/// Reads a sheet. Rows come first and shared texts after, so that a sheet with too many rows is
/// refused before its texts are looked at.
pub(crate) fn read_sheet<R: Read + Seek>(
    workbook: &mut Workbook<R>,
    part_name: &str,
) -> Result<Table, FileProblem> {
    let mut reader = SheetReader {
        shapes: std::mem::take(&mut workbook.shapes),
        from_1904: workbook.from_1904,
        rows: Vec::new(),
        merges: Vec::new(),
        hidden: 0,
        cells: 0,
        line: 0,
        column: 0,
    };
    let outcome = match workbook.package.part(part_name)? {
        Some(mut part) => reader.read(&mut part),
        None => Err(FileProblem::Damaged(format!("{part_name} is missing"))),
    };
    let SheetReader { shapes, mut rows, merges, hidden, .. } = reader;
    workbook.shapes = shapes;
    outcome?;

    let shared = |cell: &RawCell| match &cell.value {
        Raw::Shared(number) => Some(*number),
        Raw::Text(_) => None,
    };
    let wanted = rows.iter().flat_map(|row| row.cells.iter().filter_map(shared)).collect();
    let texts = workbook.shared_texts(wanted)?;
    rows.sort_by_key(|row| row.line);
    let mut table = Table::default();
    table.hidden_rows = hidden;
    let fills = fills(&rows, &merges, &texts);
    for row in rows {
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut notes = Vec::new();
        for cell in row.cells {
            if let Some(note) = cell.note {
                notes.push(((row.line, cell.column), note));
            }
            let text = match cell.value {
                Raw::Text(text) => text,
                Raw::Shared(number) => texts.get(&number).cloned().unwrap_or_default(),
            };
            put(&mut cells, cell.column, text);
        }
        for (column, text) in fills.get(&row.line).into_iter().flatten() {
            put(&mut cells, *column, text.clone());
        }
        table.push(row.line, cells)?;
        table.notes.extend(notes);
    }
    Ok(table)
}

fn put(cells: &mut Vec<String>, column: usize, text: String) {
    if cells.len() <= column {
        if text.is_empty() {
            return;
        }
        cells.resize(column + 1, String::new());
    }
    cells[column] = text;
}

/// A cell merged over several rows shows one text for all of them, but only the first row holds
/// it: the others get it too. Side by side nothing is filled in, since a person reads one cell.
fn fills(
    rows: &[RawRow],
    merges: &[Merge],
    texts: &HashMap<u32, String>,
) -> HashMap<u32, Vec<(usize, String)>> {
    let mut fills: HashMap<u32, Vec<(usize, String)>> = HashMap::new();
    let mut filled = 0;
    for merge in merges {
        let start = rows.partition_point(|row| row.line < merge.first);
        let text = rows
            .get(start)
            .filter(|row| row.line == merge.first)
            .and_then(|row| row.cells.iter().find(|cell| cell.column == merge.column))
            .map(|cell| match &cell.value {
                Raw::Text(text) => text.clone(),
                Raw::Shared(number) => texts.get(number).cloned().unwrap_or_default(),
            });
        let Some(text) = text.filter(|text| !text.is_empty()) else { continue };
        let below = rows.iter().skip(start + 1).take_while(|row| row.line <= merge.last);
        for row in below {
            filled += 1;
            if filled > MAX_CELLS {
                return fills;
            }
            // A row of which nothing else is known is not brought to life by a merged cell.
            if row.cells.iter().any(|cell| cell.column != merge.column) {
                fills.entry(row.line).or_default().push((merge.column, text.clone()));
            }
        }
    }
    fills
}

struct SheetReader {
    shapes: Vec<Shape>,
    from_1904: bool,
    rows: Vec<RawRow>,
    merges: Vec<Merge>,
    hidden: u32,
    cells: usize,
    /// The row last seen, from 1, and the next column in it, from 0: both may be left unsaid.
    line: u32,
    column: usize,
}

impl SheetReader {
    fn read(&mut self, part: &mut Part<'_>) -> Result<(), FileProblem> {
        let mut buffer = Vec::new();
        let mut current: Vec<RawCell> = Vec::new();
        let mut hidden = false;
        let mut complete = false;
        loop {
            buffer.clear();
            match part.xml.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) => match element.local_name().as_ref() {
                    "row" => {
                        let said = attribute(&element, "r").and_then(|r| r.parse().ok());
                        self.line = said.unwrap_or(self.line.saturating_add(1));
                        self.column = 0;
                        hidden = attribute(&element, "hidden")
                            .is_some_and(|value| value == "1" || value == "true");
                    }
                    "c" => {
                        let opening = CellOpening::of(&element);
                        if let Some(cell) =
                            self.read_cell(part, &opening).map_err(|e| part.problem(&e))?
                        {
                            if cell.column >= MAX_COLUMNS {
                                return Err(FileProblem::TooManyColumns);
                            }
                            self.cells += 1;
                            current.push(cell);
                        }
                        if self.cells > MAX_CELLS {
                            return Err(FileProblem::TooMuchText);
                        }
                    }
                    "mergeCell" if self.merges.len() < MAX_MERGES => {
                        self.merges.extend(attribute(&element, "ref").as_deref().and_then(merge));
                    }
                    _ => {}
                },
                Ok(Event::End(element)) if element.local_name().as_ref() == "row" => {
                    if !current.is_empty() {
                        self.hidden += u32::from(hidden);
                        self.rows
                            .push(RawRow { line: self.line, cells: std::mem::take(&mut current) });
                    }
                    if self.rows.len() > MAX_ROWS + HEADER_SEARCH_ROWS {
                        return Err(FileProblem::TooManyRows);
                    }
                }
                Ok(Event::End(element)) if element.local_name().as_ref() == "sheetData" => {
                    complete = true;
                }
                Ok(Event::Eof) if complete => return Ok(()),
                Ok(Event::Eof) => {
                    return Err(FileProblem::Damaged("the sheet breaks off".to_owned()));
                }
                Err(error) => return Err(part.problem(&error)),
                Ok(_) => {}
            }
        }
    }

    fn read_cell(
        &mut self,
        part: &mut Part<'_>,
        opening: &CellOpening,
    ) -> Result<Option<RawCell>, quick_xml::Error> {
        let column = opening.column.unwrap_or(self.column);
        self.column = column.saturating_add(1);
        let mut text = String::new();
        let mut inline = None;
        let mut in_value = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match part.xml.read_event_into(&mut buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => in_value = true,
                    "is" => inline = Some(read_rich_text(&mut part.xml, "is", true)?),
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "v" => in_value = false,
                    "c" => break,
                    _ => {}
                },
                Event::Text(piece) if in_value => text.push_str(&piece.xml10_content()),
                Event::CData(piece) if in_value => text.push_str(&piece.xml10_content()),
                Event::GeneralRef(reference) if in_value => push_reference(&reference, &mut text),
                Event::Eof => break,
                Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Empty(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_) => {}
            }
        }
        let (value, note) = match (opening.kind.as_deref(), inline) {
            (_, Some(text)) => (Raw::Text(text), None),
            (Some("s"), None) => match text.trim().parse() {
                Ok(number) => (Raw::Shared(number), None),
                Err(_) => return Ok(None),
            },
            (Some("str"), None) => (Raw::Text(unescape_control_characters(text)), None),
            (Some("b"), None) => {
                let shown = if matches!(text.trim(), "1" | "true") { "TRUE" } else { "FALSE" };
                (Raw::Text(shown.to_owned()), None)
            }
            (Some("e"), None) => (Raw::Text(text), Some(CellNote::FormulaError)),
            (Some("d"), None) => {
                let shape = self.shapes.get(opening.style).unwrap_or(&Shape::General);
                (Raw::Text(shape.show_moment(text, self.from_1904)), Some(CellNote::WasDate))
            }
            (_, None) => {
                let shape = self.shapes.get(opening.style).unwrap_or(&Shape::General);
                let (shown, note) = shape.show(text.trim(), self.from_1904);
                (Raw::Text(shown), note)
            }
        };
        // Blanks far to the right are nobody's; elsewhere they are kept for the result file.
        let far = column >= MAX_COLUMNS;
        let empty = matches!(&value, Raw::Text(text) if text.is_empty() || far && is_blank(text));
        Ok((!empty).then_some(RawCell { column, value, note }))
    }
}

/// What a cell says of itself before its value.
struct CellOpening {
    column: Option<usize>,
    kind: Option<String>,
    style: usize,
}

impl CellOpening {
    fn of(element: &BytesStart<'_>) -> Self {
        let mut opening = Self { column: None, kind: None, style: 0 };
        let mut attributes = element.attributes();
        for attribute in attributes.with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => opening.column = column_of(&attribute.value),
                "t" => opening.kind = Some(attribute.value.to_string()),
                "s" => opening.style = attribute.value.parse().unwrap_or(0),
                _ => {}
            }
        }
        opening
    }
}

/// The column of an address such as `AB12`, from 0.
fn column_of(address: &str) -> Option<usize> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for (place, letter) in letters.enumerate() {
        // Three letters reach past the last column of any spreadsheet.
        if place == 3 {
            return Some(usize::from(u16::MAX));
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    column.checked_sub(1)
}

fn row_of(address: &str) -> Option<u32> {
    address.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
}

fn merge(area: &str) -> Option<Merge> {
    let (from, to) = area.split_once(':')?;
    let merge = Merge { first: row_of(from)?, last: row_of(to)?, column: column_of(from)? };
    (merge.last > merge.first && merge.column < MAX_COLUMNS).then_some(merge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_absurd_ones_do_not_overflow() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("XFD1048576"), Some(16_383));
        assert_eq!(column_of("ZZZZZZZZZZZZZZ1"), Some(65_535));
        assert_eq!(column_of("12"), None);
        assert_eq!(row_of("AB12"), Some(12));
        assert_eq!(row_of("AB99999999999"), None);
        assert!(merge("B2:A1").is_none());
        assert!(merge("A1:C3").is_some());
    }
}
