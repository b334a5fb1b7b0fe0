//! Files that are too big, too deep, broken, locked or something else altogether: each is refused
//! with its own sentence, soon, and without taking the computer's memory along.
#![expect(clippy::format_push_string, reason = "plainer, and small")]

use crate::import_support::*;
use reseller::ErrorCode;
use reseller::import::{FileProblem, ImportDraft, OpenChoice};
use std::time::{Duration, Instant};

/// Generous, because tests run unoptimised and side by side; without limits these files would
/// take minutes or all memory.
const SOON: Duration = Duration::from_secs(30);

fn refused_soon(path: &std::path::Path) -> FileProblem {
    let begun = Instant::now();
    let problem = problem(path);
    assert!(begun.elapsed() < SOON, "took {:?}", begun.elapsed());
    problem
}

#[test]
fn a_file_of_a_gigabyte_is_refused_without_being_read() {
    let desk = Desk::new();
    let path = desk.path("huge.csv");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 30).unwrap();
    let begun = Instant::now();
    assert_eq!(problem(&path), FileProblem::TooBig { megabytes: 1024 });
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_million_rows_are_refused_as_soon_as_there_are_too_many() {
    let desk = Desk::new();
    let mut text = String::from("Name,E-mail\n");
    for row in 0..1_048_576 {
        text.push_str(if row % 2 == 0 { "A,a@b.example\n" } else { "B,b@b.example\n" });
    }
    assert_eq!(refused_soon(&desk.put("rows.csv", &text)), FileProblem::TooManyRows);

    let mut rows = text_row(1, &HEADER);
    for line in 2..=1_048_576 {
        rows.push_str(&format!("<row r=\"{line}\"><c r=\"A{line}\" t=\"s\"><v>0</v></c></row>"));
    }
    let book = Book::new().shared("<si><t>A</t></si>").sheet("S", &rows).bytes();
    assert_eq!(refused_soon(&desk.put("rows.xlsx", book)), FileProblem::TooManyRows);
}

#[test]
fn twenty_thousand_rows_are_read() {
    let desk = Desk::new();
    let mut text = String::from("Name,Administrator,E-mail\n");
    for row in 0..20_000 {
        text.push_str(&format!("School {row},Person {row},p{row}@school.example\n"));
    }
    let draft = open(&desk.put("many.csv", &text));
    assert_eq!(draft.totals().ready, 20_000);
    text.push_str("One more,P,p@school.example\n");
    assert_eq!(problem(&desk.put("more.csv", &text)), FileProblem::TooManyRows);
}

#[test]
fn a_sheet_formatted_down_to_its_last_row_is_read_as_if_it_were_short() {
    let desk = Desk::new();
    let mut rows = text_row(1, &HEADER) + &text_row(2, &["A"]);
    for line in 3..=200_000 {
        rows.push_str(&format!("<row r=\"{line}\" s=\"1\" customFormat=\"1\"/>"));
    }
    let path = desk.put("formatted.xlsx", Book::new().sheet("S", &rows).bytes());
    assert_eq!(all_rows(&open(&path)).len(), 1);
}

#[test]
fn zip_bombs_of_every_part_are_stopped() {
    let desk = Desk::new();
    let blanks = " ".repeat(20 * 1024 * 1024);
    let small = text_row(1, &HEADER) + &text_row(2, &["A"]);
    // The bomb in the sheet, in the shared texts (far behind what is needed, so not even looked
    // at), in the styles, and in a part that nobody reads.
    let sheet = Book::new().sheet("S", &blanks).bytes();
    assert!(sheet.len() < 1024 * 1024);
    assert_eq!(refused_soon(&desk.put("sheet.xlsx", sheet)), FileProblem::UnpacksTooFar);
    let rows = text_row(1, &HEADER) + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>5</v></c></row>";
    let shared = Book::new().shared(&blanks).sheet("S", &rows).bytes();
    assert_eq!(refused_soon(&desk.put("shared.xlsx", shared)), FileProblem::UnpacksTooFar);
    let styles = Book::new().sheet("S", &small).part("xl/styles.xml", blanks.as_bytes()).bytes();
    assert_eq!(refused_soon(&desk.put("styles.xlsx", styles)), FileProblem::UnpacksTooFar);
    let unread = Book::new().sheet("S", &small).part("xl/media/a.png", blanks.as_bytes()).bytes();
    assert_eq!(all_rows(&open(&desk.put("unread.xlsx", unread))).len(), 1);
}

#[test]
fn claims_about_sizes_are_not_believed() {
    let desk = Desk::new();
    // `Book` says uniqueCount="99999999999" wherever texts are shared.
    let rows = text_row(1, &HEADER) + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c></row>";
    let path =
        desk.put("count.xlsx", Book::new().shared("<si><t>A</t></si>").sheet("S", &rows).bytes());
    assert_eq!(all_rows(&open(&path)).len(), 1);
    // Cells at absurd places.
    let far = text_row(1, &HEADER) + "<row r=\"4294967295\"><c r=\"ZZZZZZ9\"><v>1</v></c></row>";
    assert_eq!(
        problem(&desk.put("far.xlsx", Book::new().sheet("S", &far).bytes())),
        FileProblem::TooManyColumns
    );
}

#[test]
fn too_many_parts_sheets_columns_and_letters_are_refused() {
    let desk = Desk::new();
    let parts: Vec<(String, Vec<u8>)> =
        (0..10_001).map(|n| (format!("p{n}"), Vec::new())).collect();
    assert_eq!(refused_soon(&desk.put("parts.xlsx", zipped(&parts))), FileProblem::UnpacksTooFar);
    let wide = format!("Name{}\nA{}x\n", ",".repeat(501), ",".repeat(501));
    assert_eq!(problem(&desk.put("wide.csv", wide)), FileProblem::TooManyColumns);
    let long = format!("Name,E-mail\nA,{}\n", "x".repeat(32_768));
    assert_eq!(problem(&desk.put("long.csv", long)), FileProblem::CellTooLong { line: 2 });
    let fits = format!("Name,E-mail\nA,{}\n", "é".repeat(32_767));
    assert!(try_open(&desk.put("fits.csv", fits)).is_ok());
    let row = format!("{}\n", "abcdefghij,".repeat(400));
    let text = row.repeat(19_000);
    assert_eq!(refused_soon(&desk.put("text.csv", text)), FileProblem::TooMuchText);
}

/// Names the file that the next test opens, in a process of its own.
const TO_OPEN: &str = "ROSTER_TEST_FILE_TO_OPEN";

/// Only started by the test below.
#[test]
#[ignore = "is the other process of a test"]
fn opens_a_file_and_tells_how_much_memory_that_took() {
    let Some(path) = std::env::var_os(TO_OPEN) else { return };
    let before = peak();
    let said = try_open(std::path::Path::new(&path)).map(|draft| draft.totals().rows);
    println!("{said:?} took {} KiB", peak() - before);
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_are_too_big_are_refused_in_little_memory() {
    let desk = Desk::new();
    let huge = std::fs::File::create(desk.path("gigabyte.csv")).unwrap();
    huge.set_len(1 << 30).unwrap();
    desk.put("rows.csv", format!("Name,E-mail\n{}", "A,a@b.example\n".repeat(1_048_576)));
    let mut rows = text_row(1, &HEADER);
    for line in 2..=1_048_576 {
        rows.push_str(&format!("<row r=\"{line}\"><c r=\"A{line}\" t=\"s\"><v>0</v></c></row>"));
    }
    let shared = Book::new().shared("<si><t>A</t></si>");
    desk.put("rows.xlsx", shared.sheet("S", &rows).bytes());
    drop(rows);
    let blanks = " ".repeat(60 * 1024 * 1024);
    desk.put("bomb.xlsx", Book::new().sheet("S", &blanks).bytes());
    drop(blanks);
    // A list that is read to its end, for comparison.
    let list = "School,Dana Levi,a@b.example\n".repeat(20_000);
    desk.put("list.csv", format!("Name,Administrator,E-mail\n{list}"));
    for (name, outcome, mebibytes) in [
        ("gigabyte.csv", "Err(TooBig { megabytes: 1024 })", 16),
        ("rows.csv", "Err(TooManyRows)", 64),
        ("rows.xlsx", "Err(TooManyRows)", 64),
        ("bomb.xlsx", "Err(UnpacksTooFar)", 64),
        ("list.csv", "Ok(20000)", 128),
    ] {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "--ignored", "--nocapture"])
            .arg("import_limits::opens_a_file_and_tells_how_much_memory_that_took")
            .env(TO_OPEN, desk.path(name))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&child.stdout).into_owned();
        let line = told.lines().find(|line| line.contains(" took ")).unwrap_or_default();
        let (said, took) = line.split_once(" took ").unwrap_or_default();
        assert!(said.ends_with(outcome), "{name}: {told}");
        let kibibytes: u64 = took.trim_end_matches(" KiB").parse().unwrap();
        println!("{name}: {kibibytes} KiB");
        assert!(kibibytes < mebibytes * 1024, "{name} took {kibibytes} KiB");
    }
}

#[test]
fn a_workbook_that_excel_would_ask_a_password_for_is_told_apart() {
    let path = fixture("password-protected.xlsx");
    assert_eq!(problem(&path), FileProblem::PasswordProtected);
    let error = ImportDraft::open(&path, &OpenChoice::default(), context(), |_| None).unwrap_err();
    assert_eq!(error.message, "The workbook is protected with a password.");
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_found_at_once() {
    let desk = Desk::new();
    let text = format!("Name,E-mail\n\"A,a@b.example\n{}", "B,b@b.example\n".repeat(500_000));
    assert_eq!(refused_soon(&desk.put("open.csv", text)), FileProblem::QuoteNotClosed { line: 2 });
}

#[test]
fn files_that_are_no_lists_are_told_apart() {
    let desk = Desk::new();
    let old = |name: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(512, 0);
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    let word = zipped(&[
        ("_rels/.rels".to_owned(), b"<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>".to_vec()),
        ("word/document.xml".to_owned(), b"<document/>".to_vec()),
    ]);
    let binary_book = zipped(&[
        ("_rels/.rels".to_owned(), b"<Relationships><Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>".to_vec()),
        ("xl/workbook.bin".to_owned(), vec![0]),
    ]);
    let open_document = zipped(&[
        ("mimetype".to_owned(), b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("content.xml".to_owned(), b"<x/>".to_vec()),
    ]);
    let numbers = zipped(&[("Index/Document.iwa".to_owned(), vec![0])]);
    let cases: Vec<(&str, Vec<u8>, FileProblem)> = vec![
        ("locked.xlsx", old("EncryptedPackage"), FileProblem::PasswordProtected),
        ("old.xls", old("Workbook"), FileProblem::OtherSpreadsheet { format: ".xls" }),
        ("letter.doc", old("WordDocument"), FileProblem::NotATable),
        ("letter.docx", word, FileProblem::NotATable),
        ("book.xlsb", binary_book, FileProblem::OtherSpreadsheet { format: ".xlsb" }),
        ("book.ods", open_document, FileProblem::OtherSpreadsheet { format: ".ods" }),
        ("book.numbers", numbers, FileProblem::OtherSpreadsheet { format: ".numbers" }),
        ("photos.zip", zipped(&[("a.jpg".to_owned(), vec![1])]), FileProblem::NotATable),
        (
            "page.xls",
            b"\xef\xbb\xbf\n<HTML><table><tr><td>Name</td></tr></table>".to_vec(),
            FileProblem::WebPage,
        ),
        ("page.xml", b"<?xml version=\"1.0\"?><html xmlns=\"x\"/>".to_vec(), FileProblem::WebPage),
        ("feed.xml", b"<?xml version=\"1.0\"?><rss/>".to_vec(), FileProblem::NotATable),
        ("print.pdf", b"%PDF-1.7\n".to_vec(), FileProblem::NotATable),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), FileProblem::NotATable),
        ("binary.csv", b"Name\0,\0\0\0abc".to_vec(), FileProblem::NotATable),
        ("empty.csv", Vec::new(), FileProblem::Empty),
        ("blank.csv", b" \r\n\t\r\n".to_vec(), FileProblem::Empty),
        ("commas.csv", b",,,\n,,,\n".to_vec(), FileProblem::Empty),
        ("header.csv", b"Name,E-mail\n".to_vec(), FileProblem::NoRows),
        (
            "hidden.xlsx",
            Book::new().sheet_in_state("S", "hidden", "", "").bytes(),
            FileProblem::NoVisibleSheet,
        ),
        ("nothing.xlsx", Book::new().sheet("S", "").bytes(), FileProblem::Empty),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(problem(&desk.put(name, bytes)), expected, "{name}");
    }
    assert_eq!(problem(&desk.path("gone.csv")), FileProblem::Missing);
    std::fs::create_dir(desk.path("folder.xlsx")).unwrap();
    assert_eq!(problem(&desk.path("folder.xlsx")), FileProblem::Folder);
}

#[test]
fn a_workbook_cut_anywhere_is_damaged_or_less_and_never_a_crash() {
    let desk = Desk::new();
    let rows = text_row(1, &HEADER) + &text_row(2, &["A", "B", "a@b.example", "1"]);
    let whole = Book::new().formats(&["000"]).shared("<si><t>A</t></si>").sheet("S", &rows).bytes();
    for cut in (0..whole.len()).step_by(7) {
        let path = desk.put("cut.xlsx", &whole[..cut]);
        assert!(try_open(&path).is_err(), "cut at {cut}");
    }
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..600 {
        let mut broken = whole.clone();
        for _ in 0..4 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let at = usize::try_from(seed % broken.len() as u64).unwrap();
            broken[at] = u8::try_from(seed >> 56).unwrap();
        }
        // Whatever comes of it, it comes.
        let _ = try_open(&desk.put("broken.xlsx", broken));
    }
    let breaks_off = Book::new().sheet("S", "").part("xl/worksheets/sheet2.xml", b"").bytes();
    assert!(try_open(&desk.put("off.xlsx", breaks_off)).is_err());
}

#[test]
fn every_refusal_has_a_sentence_and_says_what_to_do() {
    let desk = Desk::new();
    let path = desk.put("print.pdf", "%PDF-1.7");
    let error = ImportDraft::open(&path, &OpenChoice::default(), context(), |_| None).unwrap_err();
    assert_eq!(error.code, ErrorCode::Other);
    assert_eq!(
        error.message,
        "This is not a list. Roster reads Excel workbooks (.xlsx) and text files with columns (.csv)."
    );
    assert_eq!(error.detail.next_step.as_deref(), Some("Choose another file."));
    let gone = ImportDraft::open(&desk.path("x"), &OpenChoice::default(), context(), |_| None);
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound);
}
