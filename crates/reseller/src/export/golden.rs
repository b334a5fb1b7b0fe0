//! Files of both kinds, compared letter by letter with what lies in `tests/fixtures/export`.

use super::cell::{Cell, Row, Sheet};
use super::file::{ExportFile, Layout, SheetNames};
use super::options::ExportFormat;
use super::summary::{Table, Tables};
use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};
use jiff::tz::TimeZone;
use std::io::Read as _;
use std::path::{Path, PathBuf};

fn layout() -> Layout {
    let columns = ["Account", "Entry name", "Plays", "Created", "Length", "Last column"];
    Layout {
        columns: columns.iter().map(|name| ((*name).to_owned(), 18.0)).collect(),
        event_columns: Some(vec!["Entry ID".into(), "Starts".into()]),
        per_account: false,
        zone: TimeZone::get("Europe/Berlin").expect("a zone"),
        names: SheetNames {
            entries: "Entries".into(),
            events: "Events".into(),
            summary: "Summary".into(),
            errors: "Errors".into(),
        },
    }
}

fn entry(name: &str, plays: Option<i64>, made: Option<i64>, length: Option<i64>) -> Row {
    let cells = vec![
        Cell::text("Acme, \"Inc\""),
        Cell::text(name),
        Cell::number(plays),
        Cell::moment(made),
        Cell::length(length),
        Cell::text("end"),
    ];
    Row { sheet: Sheet::Entries, cells }
}

/// Everything that spreadsheets are known to make something else of (API.md §16.10).
fn rows() -> Vec<Row> {
    let odd = [
        "=1+1",
        "+49 89",
        "-5",
        "@home",
        "007",
        "1/2",
        "TRUE",
        "2024-01-01",
        "12:30",
        "100%",
        "1e5",
        "a\r\nb",
        "tab\there",
        " blank ",
        "semi;colon",
        "<b>&amp;</b>",
        "שלום",
        "👩‍🏫",
        "0x1F",
        "_x0041_",
        "two\nlines",
        "a control \u{1} and \u{fffe}",
    ];
    let mut rows: Vec<Row> =
        odd.iter().map(|name| entry(name, Some(1), Some(1_750_000_000), Some(3_723_000))).collect();
    rows.push(entry("zero", Some(0), Some(0), Some(0)));
    rows.push(entry("absent", None, None, None));
    // Two to the power of 53 and one: a number that a workbook cannot hold.
    rows.push(entry("large", Some(9_007_199_254_740_993), Some(1_774_746_000), Some(90_000_000)));
    rows.push(Row {
        sheet: Sheet::Events,
        cells: vec![Cell::text("1_abc"), Cell::Moment(1_750_000_000)],
    });
    rows
}

fn tables() -> Tables {
    let table = |heading: &str, cell: Cell| Table {
        headings: vec![heading.to_owned()],
        rows: vec![vec![cell]],
    };
    Tables {
        summary: table("Written", Cell::Number(23)),
        errors: table("What happened", Cell::text("=nothing")),
    }
}

fn written(kind: ExportFormat, folder: &Path) -> Vec<PathBuf> {
    let target = folder.join(format!("golden.{}", kind.ending()));
    let mut file = ExportFile::create(kind, &target, folder, layout()).expect("a file");
    file.begin_account("Acme").expect("an account");
    for row in rows() {
        file.row(&row).expect("a row");
    }
    file.finish(&tables()).expect("an end")
}

/// Compares with a file that lies in the repository. With `ROSTER_GOLDEN` set, that is written
/// anew instead: then the difference is for git to show.
fn assert_golden(name: &str, is: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/export").join(name);
    if std::env::var_os("ROSTER_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, is).expect("written");
    }
    let golden = std::fs::read_to_string(&path).expect("the golden file");
    for (number, (is, golden)) in is.lines().zip(golden.lines()).enumerate() {
        assert_eq!(is, golden, "{name}, line {}", number + 1);
    }
    assert_eq!(is.len(), golden.len(), "{name}");
}

#[test]
fn a_csv_file_is_what_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in written(ExportFormat::Csv, folder.path()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert_golden(&name, &std::fs::read_to_string(&path).expect("text"));
    }
}

#[test]
fn the_sheets_of_a_workbook_are_what_they_were() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = written(ExportFormat::Xlsx, folder.path());
    let file = std::fs::File::open(&files[0]).expect("a file");
    let mut archive = zip::ZipArchive::new(file).expect("an archive");
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut inside = archive.by_index(index).expect("a part");
        let name = inside.name().expect("a name").into_owned();
        let mut text = String::new();
        inside.read_to_string(&mut text).expect("text");
        all.extend(["== ", &name, "\n"]);
        all.push_str(&text.replace("><", ">\n<"));
        all.push('\n');
    }
    assert_golden("golden.xlsx.txt", &all);
}

#[test]
fn another_program_reads_in_a_workbook_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = written(ExportFormat::Xlsx, folder.path());
    let mut book: Xlsx<_> = open_workbook(&files[0]).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Entries", "Events", "Summary", "Errors"]);
    let range = book.worksheet_range("Entries").expect("a sheet");
    assert_eq!(range.height(), rows().len(), "headings instead of the event");
    for (row, read) in rows().iter().zip(range.rows().skip(1)) {
        for (cell, read) in row.cells.iter().zip(read) {
            assert_same(cell, read);
        }
    }
    let range = book.worksheet_range("Errors").expect("a sheet");
    assert_eq!(range.get((1, 0)), Some(&Data::String("=nothing".to_owned())));
}

#[expect(clippy::cast_precision_loss, reason = "numbers of a workbook, below 2^53")]
fn assert_same(cell: &Cell, read: &Data) {
    let number = if let Data::DateTime(at) = read { Some(at.as_f64()) } else { read.as_f64() };
    let is_near = |wanted: f64| number.is_some_and(|number| (number - wanted).abs() < 1e-9);
    let is_same = match cell {
        Cell::Empty => *read == Data::Empty,
        Cell::Text(text) => *read == Data::String(text.clone()),
        // What a number in a workbook cannot be is a text.
        Cell::Number(number) if number.unsigned_abs() > 1 << 53 => {
            *read == Data::String(number.to_string())
        }
        Cell::Number(number) => is_near(*number as f64),
        Cell::Moment(at) => {
            let zone = layout().zone;
            let moment = jiff::Timestamp::from_second(*at).expect("a moment");
            let local = at + i64::from(zone.to_offset(moment).seconds());
            is_near(local as f64 / 86_400.0 + 25_569.0)
        }
        Cell::Length(milliseconds) => is_near(*milliseconds as f64 / 86_400_000.0),
    };
    assert!(is_same, "{cell:?} was read as {read:?}");
}
