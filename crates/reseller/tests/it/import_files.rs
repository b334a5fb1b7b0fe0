//! Reading files: every encoding, delimiter and oddity of CSV, and every way in which a workbook
//! can hold a value, becomes the text a person sees.
#![expect(clippy::format_push_string, reason = "plainer, and small")]

use crate::import_support::*;
use calamine::Reader;
use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1255};
use proptest::prelude::*;
use reseller::import::{FileProblem, ImportDraft, ImportField as Field, OpenChoice, SourceKind};

#[test]
fn the_corpus_of_text_files_is_read_letter_for_letter() {
    let names = |file: &str| column(&open(&fixture(file)), Field::Name);
    let german = ["Universität Zürich", "École Émile Zola", "Smith & Sons, \"Ltd\""];
    assert_eq!(names("semicolon-windows-1252.csv"), german);
    assert_eq!(names("comma-utf8-bom.csv"), german);
    assert_eq!(names("tab-utf16-le.txt"), german);
    assert_eq!(names("comma-utf16-be.csv"), german);
    assert_eq!(names("pipe-utf8.csv"), german);
    assert_eq!(names("sep-line.csv"), german);
    assert_eq!(
        names("hebrew-windows-1255.csv"),
        ["אוניברסיטת תל אביב", "בית ספר הדר", "אולפן נעמי"]
    );
}

#[test]
fn the_kind_of_file_is_said() {
    let kind = |file: &str| open(&fixture(file)).summary().file;
    assert_eq!(
        kind("semicolon-windows-1252.csv"),
        SourceKind::Csv { delimiter: ';', encoding: "windows-1252".to_owned() }
    );
    assert_eq!(
        kind("tab-utf16-le.txt"),
        SourceKind::Csv { delimiter: '\t', encoding: "UTF-16LE".to_owned() }
    );
    assert_eq!(
        kind("hebrew-windows-1255.csv"),
        SourceKind::Csv { delimiter: ',', encoding: "windows-1255".to_owned() }
    );
}

#[test]
fn a_person_can_correct_a_wrong_guess_of_encoding_and_delimiter() {
    let desk = Desk::new();
    let (bytes, _, _) = WINDOWS_1255.encode("Name;Mail,box\nש;a\n");
    let path = desk.put("short.csv", bytes);
    let choice =
        OpenChoice { encoding: Some("windows-1255".to_owned()), delimiter: Some(','), sheet: None };
    let draft = ImportDraft::read(&path, &choice, context(), |_| None).unwrap();
    assert_eq!(draft.summary().columns[0].heading, "Name;Mail");
    assert_eq!(draft.summary().columns[0].samples, ["ש;a"]);
    let choice = OpenChoice { encoding: Some("klingon".to_owned()), ..OpenChoice::default() };
    let problem = ImportDraft::read(&path, &choice, context(), |_| None).unwrap_err();
    assert_eq!(problem, FileProblem::NoSuchEncoding("klingon".to_owned()));
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
    let draft = open(&fixture("quotes-and-blank-lines.csv"));
    let rows = all_rows(&draft);
    let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [4, 5, 7, 8]);
    assert_eq!(draft.summary().header_line, Some(3));
    assert_eq!(cell(&rows[0], Field::Description), "First line\nSecond \"line\"");
    assert_eq!(column(&draft, Field::Name), ["Alpha", "Beta; Gamma", "Short", "Long"]);
}

#[test]
fn what_the_file_is_called_does_not_matter() {
    let desk = Desk::new();
    let text = "Name,E-mail\nA,a@b.example\n";
    let book =
        Book::new().sheet("Accounts", &(text_row(1, &HEADER) + &text_row(2, &["A"]))).bytes();
    assert_eq!(column(&open(&desk.put("list.xlsx", text)), Field::Name), ["A"]);
    assert_eq!(column(&open(&desk.put("list.csv", &book)), Field::Name), ["A"]);
    assert_eq!(column(&open(&desk.put("list", &book)), Field::Name), ["A"]);
}

#[test]
fn numbers_in_workbooks_are_read_as_they_are_seen() {
    let desk = Desk::new();
    let formats = ["0000", "\"EDU-\"000", "d-mmm", "0%", "yyyy\\-mm\\-dd", "@", "#,##0"];
    let value = |line: u32, style: usize, value: &str| {
        format!(
            "<row r=\"{line}\"><c r=\"A{line}\" t=\"str\"><v>Name {line}</v></c><c r=\"D{line}\" s=\"{style}\"><v>{value}</v></c></row>"
        )
    };
    let rows = [
        text_row(1, &HEADER),
        value(2, 1, "7"),
        value(3, 2, "42"),
        value(4, 3, "45352"),
        value(5, 4, "0.5"),
        value(6, 5, "45352"),
        value(7, 6, "7"),
        value(8, 7, "1234567"),
        value(9, 0, "1.23456789012E+11"),
        value(10, 0, "1234567890123456789"),
        "<row r=\"11\"><c r=\"A11\" t=\"str\"><v>Name 11</v></c><c r=\"D11\" t=\"b\"><v>1</v></c></row>".to_owned(),
        "<row r=\"12\"><c r=\"A12\" t=\"str\"><f>UPPER(\"x\")</f><v>Name &amp; 12</v></c><c r=\"D12\"><f>1/0*3</f><v>12</v></c></row>".to_owned(),
        "<row r=\"13\"><c r=\"A13\" t=\"str\"><v>Name 13</v></c><c r=\"D13\" t=\"e\"><f>NA()</f><v>#N/A</v></c></row>".to_owned(),
    ]
    .concat();
    let path = desk.put("ids.xlsx", Book::new().formats(&formats).sheet("S", &rows).bytes());
    let draft = open(&path);
    assert_eq!(
        column(&draft, Field::ReferenceId),
        [
            "0007",
            "EDU-042",
            "1-Mar",
            "50%",
            "2024-03-01",
            "7",
            "1234567",
            "123456789012",
            "1234567890123456789",
            "TRUE",
            "12",
            "#N/A"
        ]
    );
    assert_eq!(column(&draft, Field::Name)[10], "Name & 12");
    let said: Vec<String> =
        remarks(&draft).into_iter().filter(|remark| remark.contains("Reference ID")).collect();
    assert_eq!(
        said,
        [
            "4: Reference ID is a date in the spreadsheet: was it an ID?",
            "6: Reference ID is a date in the spreadsheet: was it an ID?",
            "10: Reference ID is a long number: the spreadsheet may have changed its last digits",
            "13: Reference ID is a formula without a result",
        ]
    );
}

#[test]
fn dates_that_a_workbook_writes_out_are_read_as_they_are_seen() {
    let desk = Desk::new();
    let cell = |line: u32, style: u32, iso: &str| {
        format!(
            "<row r=\"{line}\"><c r=\"A{line}\" t=\"str\"><v>N</v></c><c r=\"D{line}\" s=\"{style}\" t=\"d\"><v>{iso}</v></c></row>"
        )
    };
    let rows = [
        text_row(1, &HEADER),
        cell(2, 1, "2024-03-01"),
        cell(3, 2, "2024-03-01T00:00:00.000Z"),
        cell(4, 3, "2024-03-01T09:30:00"),
        cell(5, 0, "2024-03-01"),
        cell(6, 1, "no date"),
    ]
    .concat();
    let formats = ["yyyy\\-mm\\-dd", "d-mmm", "yyyy\\-mm\\-dd\\ h:mm"];
    let path = desk.put("dates.xlsx", Book::new().formats(&formats).sheet("S", &rows).bytes());
    let draft = open(&path);
    assert_eq!(
        column(&draft, Field::ReferenceId),
        ["2024-03-01", "1-Mar", "2024-03-01 9:30", "2024-03-01", "no date"]
    );
    let said = remarks(&draft);
    let dates = said.iter().filter(|remark| remark.contains("is a date in the spreadsheet"));
    assert_eq!(dates.count(), 5, "{said:?}");
}

#[test]
fn shared_and_formatted_texts_are_put_together() {
    let desk = Desk::new();
    let shared = "<si><t>Never used</t></si><si><r><t>Acme </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">&amp; Co </t></r><r><t>_x000A_Ltd</t></r></si><si><t>みどり</t><rPh sb=\"0\" eb=\"3\"><t>ミドリ</t></rPh></si><si/>";
    let rows = text_row(1, &HEADER)
        + "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c></row><row r=\"3\"><c r=\"A3\" t=\"s\"><v>2</v></c></row><row r=\"4\"><c r=\"A4\" t=\"s\"><v>99</v></c><c r=\"B4\" t=\"s\"><v>3</v></c><c r=\"C4\" t=\"str\"><v>x</v></c></row>";
    let path = desk.put("shared.xlsx", Book::new().shared(shared).sheet("S", &rows).bytes());
    assert_eq!(column(&open(&path), Field::Name), ["Acme & Co \nLtd", "みどり", ""]);
}

#[test]
fn merged_cells_hold_for_all_their_rows() {
    let desk = Desk::new();
    let rows = text_row(1, &["Our schools", "", "", ""])
        + &text_row(2, &HEADER)
        + &text_row(3, &["Acme", "Dana", "d@a.example", "1"])
        + "<row r=\"4\"><c r=\"A4\"/><c r=\"B4\" t=\"str\"><v>Tom</v></c></row>"
        + "<row r=\"5\"><c r=\"A5\"/></row>"
        + &text_row(6, &["Other", "Eve", "e@a.example", "2"]);
    let after = "<mergeCells count=\"2\"><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:A5\"/><mergeCell ref=\"ZZZ9:A1\"/></mergeCells>";
    let book = Book::new().sheet_in_state("S", "visible", &rows, after).bytes();
    let draft = open(&desk.put("merged.xlsx", book));
    assert_eq!(column(&draft, Field::Name), ["Acme", "Acme", "Other"]);
    assert_eq!(draft.summary().header_line, Some(2));
}

#[test]
fn the_first_visible_sheet_is_read_unless_another_is_chosen() {
    let desk = Desk::new();
    let sheet = |name: &str| text_row(1, &HEADER) + &text_row(2, &[name]);
    let book = Book::new()
        .sheet_in_state("Old", "hidden", &sheet("old"), "")
        .sheet_in_state("Secret", "veryHidden", &sheet("secret"), "")
        .sheet("Accounts", &sheet("new"))
        .sheet("More", &sheet("more"))
        .bytes();
    let path = desk.put("sheets.xlsx", book);
    let draft = open(&path);
    assert_eq!(column(&draft, Field::Name), ["new"]);
    assert_eq!(
        draft.summary().file,
        SourceKind::Workbook {
            sheets: vec!["Accounts".to_owned(), "More".to_owned()],
            sheet: "Accounts".to_owned()
        }
    );
    let choose = |name: &str| {
        let choice = OpenChoice { sheet: Some(name.to_owned()), ..OpenChoice::default() };
        ImportDraft::read(&path, &choice, context(), |_| None)
    };
    assert_eq!(column(&choose("More").unwrap(), Field::Name), ["more"]);
    assert_eq!(choose("None").unwrap_err(), FileProblem::NoSuchSheet("None".to_owned()));
}

#[test]
fn empty_columns_and_rows_do_not_count_and_hidden_rows_are_said() {
    let desk = Desk::new();
    let rows = "<row r=\"3\"><c r=\"C3\" t=\"str\"><v>Name</v></c><c r=\"F3\" t=\"str\"><v>E-mail</v></c></row><row r=\"5\" hidden=\"1\"><c r=\"C5\" t=\"str\"><v>A</v></c></row><row r=\"6\"><c r=\"C6\" t=\"str\"><v> </v></c><c r=\"XFD6\" s=\"0\"/></row><row><c t=\"str\"><v>x</v></c><c/><c t=\"str\"><v>B</v></c></row><row r=\"1048576\"><c r=\"A1048576\"/></row>";
    let draft = open(&desk.put("gaps.xlsx", Book::new().sheet("S", rows).bytes()));
    assert_eq!(column(&draft, Field::Name), ["A", "B"]);
    assert_eq!(all_rows(&draft)[1].number, 7);
    assert_eq!(draft.summary().columns.len(), 6);
    assert_eq!(draft.summary().columns[0].heading, "Column A");
    assert_eq!(
        draft.summary().notices,
        ["One row is hidden in the spreadsheet. It is read as well."]
    );
}

#[test]
fn a_workbook_made_by_another_program_is_read_as_calamine_reads_it() {
    let desk = Desk::new();
    let path = desk.path("other.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let texts = ["Name", "שם", "=1+1", " a  b ", "line\nbreak", "\u{1f600}", "007", "1/2", "TRUE"];
    for (row, text) in (0_u32..).zip(texts) {
        sheet.write_string(row, 0, text).unwrap();
        sheet.write_number(row, 1, f64::from(row) * 1.25).unwrap();
    }
    book.save(&path).unwrap();
    let mut theirs: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let theirs: Vec<String> = theirs
        .worksheet_range("Sheet1")
        .unwrap()
        .rows()
        .skip(1)
        .map(|row| row[0].to_string())
        .collect();
    let draft = open(&path);
    assert_eq!(column(&draft, Field::Name), theirs);
    assert_eq!(theirs, texts[1..]);
}

#[test]
fn a_file_without_headings_is_matched_by_what_stands_in_it() {
    let desk = Desk::new();
    let text = "Alpha School,a@alpha.example,+1 (212) 555-0100,EDU-1,https://alpha.example\nBeta School,b@beta.example,+1 (212) 555-0101,EDU-2,https://beta.example\n";
    let draft = open(&desk.put("bare.csv", text));
    assert_eq!(
        draft.fields(),
        [
            Some(Field::Name),
            Some(Field::AdminEmail),
            Some(Field::Phone),
            Some(Field::ReferenceId),
            Some(Field::Website)
        ]
    );
    assert_eq!(draft.summary().header_line, None);
    assert_eq!(all_rows(&draft)[0].number, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn ids_come_through_a_workbook_and_every_encoding_unchanged(
        ids in proptest::collection::vec("[0-9]{1,14}|[A-Z]{1,3}-[0-9]{1,6}|[0-9]{1,2}/[0-9]{1,2}|TRUE|1E[0-9]", 1..6),
        names in proptest::collection::vec("[A-Za-zäöüéÀ ]{1,12}x", 6),
    ) {
        let desk = Desk::new();
        let mut text = "Account name;Reference ID\r\n".to_owned();
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "Account name").unwrap();
        sheet.write_string(0, 1, "Reference ID").unwrap();
        for (row, (id, name)) in (1_u32..).zip(ids.iter().zip(&names)) {
            text.push_str(&format!("{name};{id}\r\n"));
            sheet.write_string(row, 0, name).unwrap();
            sheet.write_string(row, 1, id).unwrap();
        }
        book.save(desk.path("ids.xlsx")).unwrap();
        prop_assert_eq!(&column(&open(&desk.path("ids.xlsx")), Field::ReferenceId), &ids);
        for encoding in [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252] {
            let bytes: Vec<u8> = if encoding == UTF_16LE {
                text.encode_utf16().flat_map(u16::to_le_bytes).collect()
            } else if encoding == UTF_16BE {
                text.encode_utf16().flat_map(u16::to_be_bytes).collect()
            } else {
                encoding.encode(&text).0.into_owned()
            };
            let choice = OpenChoice {
                encoding: (encoding == WINDOWS_1252).then(|| "windows-1252".to_owned()),
                ..OpenChoice::default()
            };
            let path = desk.put("ids.csv", bytes);
            let draft = ImportDraft::read(&path, &choice, context(), |_| None).unwrap();
            prop_assert_eq!(&column(&draft, Field::ReferenceId), &ids);
            prop_assert_eq!(&column(&draft, Field::Name)[..], &names[..ids.len()]);
        }
    }

    #[test]
    fn whole_numbers_in_workbooks_keep_every_digit(numbers in proptest::collection::vec(0_u64..999_999_999_999_999, 1..5)) {
        let desk = Desk::new();
        let mut rows = text_row(1, &HEADER);
        for (line, number) in (2_u32..).zip(&numbers) {
            rows.push_str(&format!("<row r=\"{line}\"><c r=\"A{line}\" t=\"str\"><v>N</v></c><c r=\"D{line}\"><v>{number}</v></c></row>"));
        }
        let path = desk.put("n.xlsx", Book::new().sheet("S", &rows).bytes());
        let expected: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        prop_assert_eq!(column(&open(&path), Field::ReferenceId), expected);
    }
}
