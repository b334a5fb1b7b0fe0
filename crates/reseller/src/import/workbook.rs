//! An Excel workbook (.xlsx, .xlsm, .xltx): which sheets it has, how numbers are shown, and the
//! text that cells share. The cells of a sheet are read in `sheet`.
//!
//! Read here and not with a ready-made reader, because a list of accounts needs what those leave
//! out: the number format that makes 7 a "0007", the hidden sheets and rows, and a hard end to
//! time and memory. `calamine` is the measure in the tests.

use super::limits::{MAX_SHEETS, MAX_STYLES, MAX_TEXT_BYTES};
use super::number::Shape;
use super::package::{Package, attribute, push_reference};
use super::problem::FileProblem;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::io::{Read, Seek};

/// A sheet as the workbook lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetEntry {
    pub name: String,
    pub visible: bool,
    part: String,
}

/// An opened workbook.
pub(crate) struct Workbook<R> {
    pub(crate) package: Package<R>,
    /// Worksheets in the order of their tabs. Chart sheets are left out.
    pub(crate) sheets: Vec<SheetEntry>,
    /// Days are counted from 1904, as old Macs did.
    pub(crate) from_1904: bool,
    /// How numbers of each cell style are shown.
    pub(crate) shapes: Vec<Shape>,
    shared_strings: Option<String>,
}

impl<R: Read + Seek> Workbook<R> {
    /// Reads everything but the sheets.
    pub(crate) fn open(source: R) -> Result<Self, FileProblem> {
        let mut package = Package::open(source)?;
        // Other programs' spreadsheets are zips too.
        if package.has("content.xml") && package.has("mimetype") {
            return Err(FileProblem::OtherSpreadsheet { format: ".ods" });
        }
        if package.has("index/document.iwa") || package.has("index.zip") {
            return Err(FileProblem::OtherSpreadsheet { format: ".numbers" });
        }
        let main = main_part(&mut package)?;
        let relations = relations(&mut package, &main)?;
        let (sheets, from_1904) = read_sheets(&mut package, &main, &relations)?;
        let find = |kind: &str| relations.values().find(|r| r.kind == kind).map(|r| &r.target);
        let styles = find("styles").cloned();
        let shared_strings = find("sharedStrings").cloned();
        let shapes = match styles {
            Some(part) => read_shapes(&mut package, &part)?,
            None => Vec::new(),
        };
        Ok(Self { package, sheets, from_1904, shapes, shared_strings })
    }

    /// The sheet asked for, else the first that a person sees.
    pub(crate) fn choose(&self, wanted: Option<&str>) -> Result<&SheetEntry, FileProblem> {
        match wanted {
            Some(name) => self
                .sheets
                .iter()
                .find(|sheet| sheet.name == name)
                .ok_or_else(|| FileProblem::NoSuchSheet(name.to_owned())),
            None => {
                self.sheets.iter().find(|sheet| sheet.visible).ok_or(FileProblem::NoVisibleSheet)
            }
        }
    }

    /// The shared texts with these numbers. Only those are kept, and reading stops after the
    /// last of them, since a workbook may share far more text than its one sheet of accounts
    /// uses.
    pub(crate) fn shared_texts(
        &mut self,
        mut wanted: Vec<u32>,
    ) -> Result<HashMap<u32, String>, FileProblem> {
        wanted.sort_unstable();
        wanted.dedup();
        let mut texts = HashMap::with_capacity(wanted.len());
        let Some(part) = self.shared_strings.clone() else { return Ok(texts) };
        let Some(mut part) = self.package.part(&part)? else { return Ok(texts) };
        let mut wanted = wanted.into_iter().peekable();
        let mut number = 0_u32;
        let mut bytes = 0;
        let mut buffer = Vec::new();
        while let Some(&next) = wanted.peek() {
            buffer.clear();
            match part.xml.read_event_into(&mut buffer) {
                Ok(Event::Start(element)) if element.local_name().as_ref() == "si" => {
                    let keep = number == next;
                    let text =
                        read_rich_text(&mut part.xml, "si", keep).map_err(|e| part.problem(&e))?;
                    if keep {
                        bytes += text.len();
                        if bytes > MAX_TEXT_BYTES {
                            return Err(FileProblem::TooMuchText);
                        }
                        texts.insert(number, text);
                        wanted.next();
                    }
                    number = number.saturating_add(1);
                }
                Ok(Event::Eof) => break,
                Err(error) => return Err(part.problem(&error)),
                Ok(_) => {}
            }
        }
        Ok(texts)
    }
}

impl SheetEntry {
    /// The name of the part that holds the cells.
    pub(crate) fn part(&self) -> &str {
        &self.part
    }
}

/// Text with or without formatting inside (`si`, `is`): the runs one after the other, without
/// the reading aids that Japanese workbooks carry (`rPh`).
pub(crate) fn read_rich_text<B: std::io::BufRead>(
    xml: &mut quick_xml::Reader<B>,
    until: &str,
    keep: bool,
) -> Result<String, quick_xml::Error> {
    let mut text = String::new();
    let mut buffer = Vec::new();
    let mut in_text = false;
    let mut in_aid = false;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => in_text = keep && !in_aid,
                "rPh" => in_aid = true,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "rPh" => in_aid = false,
                name if name == until => break,
                _ => {}
            },
            Event::Text(part) if in_text => text.push_str(&part.xml10_content()),
            Event::CData(part) if in_text => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) if in_text => push_reference(&reference, &mut text),
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
    Ok(unescape_control_characters(text))
}

/// Excel writes characters that XML cannot hold as `_x000D_`.
pub(crate) fn unescape_control_characters(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let code = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'))
            .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        plain.push_str(&rest[..at]);
        if let Some(letter) = code {
            plain.push(letter);
            rest = &rest[at + 7..];
        } else {
            plain.push_str("_x");
            rest = &rest[at + 2..];
        }
    }
    plain.push_str(rest);
    plain
}

/// Where one part points to another.
struct Relation {
    /// The last word of its type: `worksheet`, `styles`, `sharedStrings`.
    kind: String,
    /// The full name of the other part.
    target: String,
}

fn main_part<R: Read + Seek>(package: &mut Package<R>) -> Result<String, FileProblem> {
    let main = relations(package, "")?
        .into_values()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| relation.target);
    // Without a pointer, the usual name is tried.
    let main = main.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    if main.to_lowercase().ends_with(".bin") {
        Err(FileProblem::OtherSpreadsheet { format: ".xlsb" })
    } else if is_workbook(&main) && package.has(&main) {
        Ok(main)
    } else {
        // A Word or PowerPoint file, or any other zip.
        Err(FileProblem::NotATable)
    }
}

fn is_workbook(part: &str) -> bool {
    let part = part.to_lowercase();
    part.starts_with("xl/") || part.ends_with("workbook.xml")
}

fn relations<R: Read + Seek>(
    package: &mut Package<R>,
    of: &str,
) -> Result<HashMap<String, Relation>, FileProblem> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let name = if folder.is_empty() {
        format!("_rels/{file}.rels")
    } else {
        format!("{folder}/_rels/{file}.rels")
    };
    let mut found = HashMap::new();
    let Some(mut part) = package.part(&name)? else { return Ok(found) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "Relationship" => {
                let id = attribute(&element, "Id");
                let kind = attribute(&element, "Type");
                let target = attribute(&element, "Target");
                if let (Some(id), Some(kind), Some(target)) = (id, kind, target) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let target = resolve(folder, &target);
                    found.insert(id, Relation { kind, target });
                }
                if found.len() > MAX_SHEETS * 4 {
                    return Err(FileProblem::UnpacksTooFar);
                }
            }
            Ok(Event::Eof) => return Ok(found),
            Err(error) => return Err(part.problem(&error)),
            Ok(_) => {}
        }
    }
}

/// A target is meant from the folder of the part that points to it, or from the root.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn read_sheets<R: Read + Seek>(
    package: &mut Package<R>,
    main: &str,
    relations: &HashMap<String, Relation>,
) -> Result<(Vec<SheetEntry>, bool), FileProblem> {
    let mut sheets = Vec::new();
    let mut from_1904 = false;
    let Some(mut part) = package.part(main)? else {
        return Err(FileProblem::Damaged(format!("{main} is missing")));
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "workbookPr" => {
                    if let Some(value) = attribute(&element, "date1904") {
                        from_1904 = value == "1" || value == "true";
                    }
                }
                "sheet" => {
                    let relation = attribute(&element, "id").and_then(|id| relations.get(&id));
                    if let (Some(name), Some(relation)) = (attribute(&element, "name"), relation)
                        && relation.kind == "worksheet"
                    {
                        let visible =
                            attribute(&element, "state").is_none_or(|state| state == "visible");
                        sheets.push(SheetEntry { name, visible, part: relation.target.clone() });
                    }
                    if sheets.len() > MAX_SHEETS {
                        return Err(FileProblem::UnpacksTooFar);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) => return Ok((sheets, from_1904)),
            Err(error) => return Err(part.problem(&error)),
            Ok(_) => {}
        }
    }
}

/// The number format of each cell style, in the order that cells refer to them.
fn read_shapes<R: Read + Seek>(
    package: &mut Package<R>,
    name: &str,
) -> Result<Vec<Shape>, FileProblem> {
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut known: HashMap<u32, Shape> = HashMap::new();
    let mut shapes = Vec::new();
    let mut in_cell_styles = false;
    let Some(mut part) = package.part(name)? else { return Ok(shapes) };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match part.xml.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId").and_then(|id| id.parse().ok());
                    let code = attribute(&element, "formatCode");
                    // Excel allows 255 characters; what is longer is shown as a plain number.
                    if let (Some(id), Some(code)) = (id, code)
                        && code.len() <= 1024
                        && codes.len() < MAX_STYLES
                    {
                        codes.insert(id, code);
                    }
                }
                "cellXfs" => in_cell_styles = true,
                "xf" if in_cell_styles && shapes.len() < MAX_STYLES => {
                    let id =
                        attribute(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    let shape = known
                        .entry(id)
                        .or_insert_with(|| Shape::of(id, codes.get(&id).map(String::as_str)));
                    shapes.push(shape.clone());
                }
                _ => {}
            },
            Ok(Event::End(element)) if element.local_name().as_ref() == "cellXfs" => {
                return Ok(shapes);
            }
            Ok(Event::Eof) => return Ok(shapes),
            Err(error) => return Err(part.problem(&error)),
            Ok(_) => {}
        }
    }
}
