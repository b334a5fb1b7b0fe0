//! From a path to a table: finds out what the file really is, whatever its name says, and hands
//! it to the reader for that. Everything that is not a list is refused here, each with its
//! reason.

use super::csv::{self, CsvFormat};
use super::encoding;
use super::limits::MAX_FILE_BYTES;
use super::problem::FileProblem;
use super::sheet::read_sheet;
use super::table::Table;
use super::workbook::Workbook;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// What the person chose where the file leaves a choice. None: find out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ReadChoice {
    pub sheet: Option<String>,
    /// Such as `windows-1255`.
    pub encoding: Option<String>,
    pub delimiter: Option<char>,
}

/// What kind of file it is, in enough detail to write another like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileFormat {
    Csv(CsvFormat),
    Workbook {
        /// Sheets that a person sees, in order.
        sheets: Vec<String>,
        /// The one that was read.
        sheet: String,
    },
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileContent {
    pub format: FileFormat,
    pub table: Table,
}

/// Reads the file.
pub(crate) fn read_file(path: &Path, choice: &ReadChoice) -> Result<FileContent, FileProblem> {
    let reading = |e: std::io::Error| FileProblem::from_reading(&e);
    let about = std::fs::metadata(path).map_err(reading)?;
    if about.is_dir() {
        return Err(FileProblem::Folder);
    }
    if about.len() > MAX_FILE_BYTES {
        let megabytes = u32::try_from(about.len() / (1024 * 1024)).unwrap_or(u32::MAX);
        return Err(FileProblem::TooBig { megabytes });
    }
    let mut file = File::open(path).map_err(reading)?;
    let mut head = Vec::with_capacity(8);
    file.by_ref().take(8).read_to_end(&mut head).map_err(reading)?;
    file.seek(SeekFrom::Start(0)).map_err(reading)?;
    let content = match kind_of(&head) {
        Kind::Nothing => return Err(FileProblem::Empty),
        Kind::Zip => read_workbook(file, choice)?,
        Kind::OldOffice => return Err(old_office_problem(file)?),
        Kind::NoTable => return Err(FileProblem::NotATable),
        Kind::Text => {
            let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
            // The file may have grown since; no more than the limit is read all the same.
            file.take(MAX_FILE_BYTES).read_to_end(&mut bytes).map_err(reading)?;
            read_text(&bytes, choice)?
        }
    };
    if content.table.rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    Ok(content)
}

enum Kind {
    Nothing,
    Zip,
    /// The container of .xls, .doc and of every password-protected workbook.
    OldOffice,
    NoTable,
    Text,
}

fn kind_of(head: &[u8]) -> Kind {
    const OLD_OFFICE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    const OTHERS: [&[u8]; 11] = [
        b"%PDF",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"{\\rtf",
        b"\x7fELF",
        b"MZ\x90",
        b"\x1f\x8b",
        b"Rar!",
        b"7z\xbc\xaf",
        b"SQLite f",
    ];
    if head.is_empty() {
        Kind::Nothing
    } else if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if head.starts_with(OLD_OFFICE) {
        Kind::OldOffice
    } else if OTHERS.iter().any(|mark| head.starts_with(mark)) {
        Kind::NoTable
    } else {
        Kind::Text
    }
}

fn read_workbook(file: File, choice: &ReadChoice) -> Result<FileContent, FileProblem> {
    let mut workbook = Workbook::open(BufReader::new(file))?;
    let chosen = workbook.choose(choice.sheet.as_deref())?.clone();
    let sheets = workbook.sheets.iter().filter(|s| s.visible).map(|s| s.name.clone()).collect();
    let table = read_sheet(&mut workbook, chosen.part())?;
    Ok(FileContent { format: FileFormat::Workbook { sheets, sheet: chosen.name }, table })
}

/// A workbook with a password is an old-style container around the encrypted zip; one without
/// is an .xls, and anything else is no spreadsheet.
fn old_office_problem(mut file: File) -> Result<FileProblem, FileProblem> {
    let wide = |name: &str| -> Vec<u8> { name.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let names = [
        (wide("EncryptedPackage"), FileProblem::PasswordProtected),
        (wide("Workbook"), FileProblem::OtherSpreadsheet { format: ".xls" }),
        (wide("Book\0"), FileProblem::OtherSpreadsheet { format: ".xls" }),
    ];
    let mut found = names.len();
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut kept = 0;
    loop {
        let read = file.read(&mut buffer[kept..]).map_err(|e| FileProblem::from_reading(&e))?;
        if read == 0 {
            break;
        }
        let filled = kept + read;
        for (place, (name, _)) in names.iter().enumerate() {
            if place < found && memchr::memmem::find(&buffer[..filled], name).is_some() {
                found = place;
            }
        }
        kept = filled.min(64);
        buffer.copy_within(filled - kept..filled, 0);
    }
    let [encrypted, workbook, book] = names;
    Ok(match found {
        0 => encrypted.1,
        1 => workbook.1,
        2 => book.1,
        _ => FileProblem::NotATable,
    })
}

fn read_text(bytes: &[u8], choice: &ReadChoice) -> Result<FileContent, FileProblem> {
    let text = match &choice.encoding {
        Some(name) => encoding::named(name, bytes)?,
        None => encoding::detect(bytes),
    };
    refuse_what_is_no_list(bytes, text)?;
    let (format, table) = csv::read(bytes, text, choice.delimiter)?;
    Ok(FileContent { format: FileFormat::Csv(format), table })
}

/// What web pages begin with.
const PAGE_STARTS: [&str; 8] =
    ["<!doctype", "<html", "<head", "<meta", "<body", "<table", "<style", "<!--"];

fn refuse_what_is_no_list(bytes: &[u8], text: encoding::TextEncoding) -> Result<(), FileProblem> {
    let mut start = String::new();
    let sample = &bytes[..bytes.len().min(4 * 1024)];
    encoding::decode(sample, text, &mut |piece| {
        start.push_str(piece);
        Ok(())
    })?;
    if start.contains('\0') {
        return Err(FileProblem::NotATable);
    }
    let start = start.trim_start().to_ascii_lowercase();
    if PAGE_STARTS.iter().any(|tag| start.starts_with(tag)) {
        return Err(FileProblem::WebPage);
    }
    if start.starts_with("<?xml") {
        let page = start.contains("<html") || start.contains("<!doctype html");
        return Err(if page { FileProblem::WebPage } else { FileProblem::NotATable });
    }
    Ok(())
}
