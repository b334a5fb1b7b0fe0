//! How long it takes until a file of 5,000 accounts is read, matched, checked against a list of
//! 5,000 and its first rows are shown; and how soon and in how much memory files are refused
//! that are too big or made to do harm.
//!
//! `cargo bench --package reseller --bench import [-- ROWS]`. Each file is read by a process of
//! its own, so that the memory printed is that file's. Memory is read from Linux's
//! `/proc/self/status`; elsewhere it is not printed.
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use reseller::account::{AccountRow, AccountStatus};
use reseller::import::{
    ImportContext, ImportDraft, ImportField, ImportPurpose, KnownAccounts, OpenChoice, RowFilter,
};
use reseller::{AccountId, Language, UnixSeconds};
use std::error::Error as AnyError;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

type Outcome<T = ()> = Result<T, Box<dyn AnyError>>;

const ROWS: u32 = 5_000;
const ROUNDS: usize = 7;
/// Where a process of its own finds the file it is to read.
const FILE: &str = "ROSTER_BENCH_IMPORT_FILE";

fn main() -> Outcome {
    if let Some(path) = std::env::var_os(FILE) {
        return measure(Path::new(&path));
    }
    // `cargo bench` adds options of its own, which mean nothing here.
    let rows = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(ROWS);
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    println!("{rows} rows, median of {ROUNDS}:");
    std::fs::write(path("accounts.csv"), csv(rows))?;
    workbook(&path("accounts.xlsx"), rows)?;
    std::fs::write(path("million.csv"), csv(1_048_575))?;
    workbook(&path("million.xlsx"), 1_048_575)?;
    std::fs::File::create(path("gigabyte.csv"))?.set_len(1 << 30)?;
    bomb(&path("bomb.xlsx"))?;
    std::fs::write(path("open-quote.csv"), format!("Name\n\"{}", csv(1_048_575)))?;
    for name in [
        "accounts.csv",
        "accounts.xlsx",
        "million.csv",
        "million.xlsx",
        "gigabyte.csv",
        "bomb.xlsx",
        "open-quote.csv",
    ] {
        let program = std::env::current_exe()?;
        let said = Command::new(program).env(FILE, path(name)).output()?;
        let size = std::fs::metadata(path(name))?.len();
        println!(
            "{name:<16} {:>7} kB  {}",
            size / 1024,
            String::from_utf8_lossy(&said.stdout).trim()
        );
    }
    Ok(())
}

/// Reads one file several times and says what it took.
fn measure(path: &Path) -> Outcome {
    let list = list(ROWS);
    let begun = Instant::now();
    let known = Arc::new(KnownAccounts::of(&list, "parent@reseller.example"));
    let arranged = begun.elapsed();
    let before = peak_kilobytes();
    let mut times = Vec::new();
    let mut edits = Vec::new();
    let mut outcome = String::new();
    for _ in 0..ROUNDS {
        let context = ImportContext {
            purpose: ImportPurpose::Create,
            known: Arc::clone(&known),
            language: Language::En,
        };
        let begun = Instant::now();
        match ImportDraft::read(path, &OpenChoice::default(), context, |_| None) {
            Ok(mut draft) => {
                let shown = draft.rows(0, 50, RowFilter::All);
                times.push(begun.elapsed());
                let begun = Instant::now();
                draft.set_cell(0, ImportField::Name, "Another name")?;
                let _ = draft.rows(0, 50, RowFilter::All);
                edits.push(begun.elapsed());
                outcome = format!(
                    "{} rows, {} ready, {} worth a look, {} to fix",
                    shown.total, shown.totals.ready, shown.totals.worth_a_look, shown.totals.to_fix
                );
            }
            Err(problem) => {
                times.push(begun.elapsed());
                outcome = format!("refused: {problem:?}");
            }
        }
    }
    times.sort();
    edits.sort();
    let mut line = format!("{:>8.1} ms", times[ROUNDS / 2].as_secs_f64() * 1000.0);
    if let (Some(before), Some(after)) = (before, peak_kilobytes()) {
        write!(line, "  +{} kB", after.saturating_sub(before))?;
    }
    if let Some(edit) = edits.get(ROUNDS / 2) {
        write!(line, "  edit {:.2} ms", edit.as_secs_f64() * 1000.0)?;
        write!(line, "  arranging {:.1} ms", arranged.as_secs_f64() * 1000.0)?;
    }
    println!("{line}  {outcome}");
    Ok(())
}

fn peak_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn list(accounts: u32) -> Vec<AccountRow> {
    (0..accounts)
        .map(|number| AccountRow {
            id: AccountId(1_000_000 + number),
            name: format!("Customer {number} of the list"),
            status: AccountStatus::Active,
            status_number: 1,
            template: number % 500 == 0,
            admin_name: format!("Person {number}"),
            admin_email: format!("person{number}@list.example"),
            phone: String::new(),
            website: String::new(),
            reference_id: format!("LIST-{number:05}"),
            created_at: UnixSeconds(1_700_000_000),
            labels: Vec::new(),
            change: None,
        })
        .collect()
}

/// Rows as people have them: most are good, every tenth has something.
fn cells(row: u32) -> [String; 7] {
    let email = match row % 10 {
        3 => format!("person{row}@school"),
        7 => format!("person{}@list.example", row % 5_000),
        _ => format!("person{row}@school.example"),
    };
    [
        format!("École {row} – Grundschule"),
        format!("Person {row}"),
        email,
        format!("+1 (212) 555-{:04}", row % 10_000),
        format!("https://school{row}.example"),
        format!("EDU-{:06}", if row.is_multiple_of(50) { 0 } else { row }),
        "Customer of the spring term".to_owned(),
    ]
}

const HEADER: [&str; 7] =
    ["Account name", "Administrator", "E-mail", "Phone", "Website", "Reference ID", "Description"];

fn csv(rows: u32) -> String {
    let mut text = HEADER.join(";") + "\r\n";
    for row in 1..=rows {
        text.push_str(&cells(row).join(";"));
        text.push_str("\r\n");
    }
    text
}

fn workbook(path: &Path, rows: u32) -> Outcome {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    for (column, heading) in (0_u16..).zip(HEADER) {
        sheet.write_string(0, column, heading)?;
    }
    for row in 1..=rows {
        for (column, cell) in (0_u16..).zip(cells(row)) {
            sheet.write_string(row, column, cell)?;
        }
    }
    book.save(path)?;
    Ok(())
}

/// A workbook of some 100 kB whose sheet unpacks to 100 MB of blanks.
fn bomb(path: &Path) -> Outcome {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path)?);
    let options = zip::write::SimpleFileOptions::default();
    let parts = [
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>"),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"r\" Type=\"x/worksheet\" Target=\"s.xml\"/></Relationships>",
        ),
    ];
    for (name, text) in parts {
        zip.start_file(name, options)?;
        zip.write_all(text.as_bytes())?;
    }
    zip.start_file("xl/s.xml", options)?;
    zip.write_all(b"<worksheet><sheetData>")?;
    let blanks = vec![b' '; 64 * 1024];
    for _ in 0..1600 {
        zip.write_all(&blanks)?;
    }
    zip.write_all(b"</sheetData></worksheet>")?;
    zip.finish()?;
    Ok(())
}
