//! Verbs for the tests of file import: making files of every kind, opening them, and looking at
//! what came of it. No assertions of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]
#![expect(clippy::format_push_string, clippy::format_collect, reason = "plainer, and small")]

use reseller::AccountId;
use reseller::account::{AccountRow, AccountStatus};
use reseller::import::{
    FileProblem, ImportContext, ImportDraft, ImportField, ImportPurpose, ImportRow, KnownAccounts,
    OpenChoice, RowFilter,
};
use reseller::{Language, UnixSeconds};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::write::SimpleFileOptions;

/// A folder for one test, gone after it.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// A file of the corpus.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

pub(crate) fn context() -> ImportContext {
    context_with(&[], ImportPurpose::Create)
}

pub(crate) fn context_with(accounts: &[AccountRow], purpose: ImportPurpose) -> ImportContext {
    ImportContext {
        purpose,
        known: Arc::new(KnownAccounts::of(accounts, "parent@reseller.example")),
        language: Language::En,
    }
}

/// An account of the list.
pub(crate) fn account(id: u32, name: &str, reference_id: &str, email: &str) -> AccountRow {
    AccountRow {
        id: AccountId(id),
        name: name.to_owned(),
        status: AccountStatus::Active,
        status_number: 1,
        template: false,
        admin_name: "Dana Levi".to_owned(),
        admin_email: email.to_owned(),
        phone: "555 0100".to_owned(),
        website: "https://a.example".to_owned(),
        reference_id: reference_id.to_owned(),
        created_at: UnixSeconds(1_700_000_000),
        labels: Vec::new(),
        change: None,
    }
}

pub(crate) fn open(path: &Path) -> ImportDraft {
    try_open(path).unwrap()
}

pub(crate) fn try_open(path: &Path) -> Result<ImportDraft, FileProblem> {
    ImportDraft::read(path, &OpenChoice::default(), context(), |_| None)
}

pub(crate) fn problem(path: &Path) -> FileProblem {
    try_open(path).unwrap_err()
}

pub(crate) fn all_rows(draft: &ImportDraft) -> Vec<ImportRow> {
    draft.rows(0, u32::MAX, RowFilter::All).rows
}

/// The texts of one field, row by row.
pub(crate) fn column(draft: &ImportDraft, field: ImportField) -> Vec<String> {
    all_rows(draft).iter().map(|row| cell(row, field)).collect()
}

pub(crate) fn cell(row: &ImportRow, field: ImportField) -> String {
    row.cells.iter().find(|cell| cell.field == field).unwrap().text.clone()
}

/// Every remark on every row, as `row: sentence`.
pub(crate) fn remarks(draft: &ImportDraft) -> Vec<String> {
    all_rows(draft)
        .iter()
        .flat_map(|row| row.problems.iter().map(|p| format!("{}: {}", row.number, p.message)))
        .collect()
}

/// An Excel workbook put together by hand, part by part, so that it can hold what no writing
/// library would put into one.
pub(crate) struct Book {
    sheets: Vec<(String, &'static str, String)>,
    styles: String,
    shared: Option<String>,
    extra: Vec<(String, Vec<u8>)>,
}

impl Book {
    pub(crate) fn new() -> Self {
        Self { sheets: Vec::new(), styles: String::new(), shared: None, extra: Vec::new() }
    }

    /// A sheet whose `sheetData` holds this XML, with what follows it.
    pub(crate) fn sheet(self, name: &str, rows: &str) -> Self {
        self.sheet_in_state(name, "visible", rows, "")
    }

    pub(crate) fn sheet_in_state(
        mut self,
        name: &str,
        state: &'static str,
        rows: &str,
        after: &str,
    ) -> Self {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData>{after}</worksheet>"
        );
        self.sheets.push((name.to_owned(), state, xml));
        self
    }

    /// Number formats; cell style n+1 has the n-th of them. Style 0 is General.
    pub(crate) fn formats(mut self, codes: &[&str]) -> Self {
        let formats: String = codes
            .iter()
            .enumerate()
            .map(|(n, code)| {
                let code = code.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
                format!("<numFmt numFmtId=\"{}\" formatCode=\"{code}\"/>", 164 + n)
            })
            .collect();
        let styles: String =
            (0..codes.len()).map(|n| format!("<xf numFmtId=\"{}\"/>", 164 + n)).collect();
        self.styles = format!(
            "<styleSheet xmlns=\"x\"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>{styles}</cellXfs></styleSheet>"
        );
        self
    }

    /// The XML between `<sst>` and `</sst>`.
    pub(crate) fn shared(mut self, items: &str) -> Self {
        self.shared = Some(format!("<sst xmlns=\"x\" uniqueCount=\"99999999999\">{items}</sst>"));
        self
    }

    pub(crate) fn part(mut self, name: &str, bytes: &[u8]) -> Self {
        self.extra.push((name.to_owned(), bytes.to_vec()));
        self
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        let mut relations = String::new();
        let mut list = String::new();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for (n, (name, state, xml)) in self.sheets.into_iter().enumerate() {
            list.push_str(&format!(
                "<sheet name=\"{name}\" sheetId=\"{0}\" state=\"{state}\" r:id=\"rId{0}\"/>",
                n + 1
            ));
            relations.push_str(&format!(
                "<Relationship Id=\"rId{0}\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet{0}.xml\"/>",
                n + 1
            ));
            parts.push((format!("xl/worksheets/sheet{}.xml", n + 1), xml.into_bytes()));
        }
        relations.push_str("<Relationship Id=\"rIdS\" Type=\"http://x/relationships/styles\" Target=\"/xl/styles.xml\"/>");
        relations.push_str("<Relationship Id=\"rIdT\" Type=\"http://x/relationships/sharedStrings\" Target=\"../xl/sharedStrings.xml\"/>");
        parts.push(("_rels/.rels".to_owned(), b"<Relationships><Relationship Id=\"r\" Type=\"http://x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".to_vec()));
        parts.push((
            "xl/workbook.xml".to_owned(),
            format!("<workbook><sheets>{list}</sheets></workbook>").into_bytes(),
        ));
        parts.push((
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("<Relationships>{relations}</Relationships>").into_bytes(),
        ));
        if !self.styles.is_empty() {
            parts.push(("xl/styles.xml".to_owned(), self.styles.into_bytes()));
        }
        if let Some(shared) = self.shared {
            parts.push(("xl/sharedStrings.xml".to_owned(), shared.into_bytes()));
        }
        parts.extend(self.extra);
        zipped(&parts)
    }
}

pub(crate) fn zipped(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // Packing millions of different rows takes long in a test that is not optimised, and
        // says nothing; blanks pack quickly.
        let plain = bytes.len() > 1024 * 1024 && !bytes.ends_with(b" ") && !holds_blanks(bytes);
        let method =
            if plain { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn holds_blanks(bytes: &[u8]) -> bool {
    bytes.windows(64).step_by(4096).filter(|window| window.iter().all(|b| *b == b' ')).count() > 16
}

/// A row of text cells at a line.
pub(crate) fn text_row(line: u32, cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .enumerate()
        .map(|(n, cell)| {
            let letter = char::from(b'A' + u8::try_from(n).unwrap());
            let cell = cell.replace('&', "&amp;").replace('<', "&lt;");
            format!("<c r=\"{letter}{line}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")
        })
        .collect();
    format!("<row r=\"{line}\">{cells}</row>")
}

pub(crate) const HEADER: [&str; 4] = ["Account name", "Administrator", "E-mail", "Reference ID"];
