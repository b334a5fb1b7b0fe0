//! The result file: the input untouched, on the same lines, plus what came of it; and importing
//! what failed again from that file. And the templates to fill in.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its files has failed")]

use crate::import_support::*;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1255};
use proptest::prelude::*;
use reseller::import::{
    ImportDraft, ImportField as Field, ImportPurpose, ImportResult, OpenChoice, ResultPlan,
    RowFilter, RowOutcome, TemplateKind, write_template,
};
use reseller::{AccountId, ErrorCode, Language};
use std::collections::HashMap;
use std::path::Path;

fn outcome(result: ImportResult, id: Option<u32>, reason: &str) -> RowOutcome {
    RowOutcome { partner_id: id.map(AccountId), result, reason: reason.to_owned() }
}

/// All cells of a file as this product reads them, without what it makes of them.
fn lines(path: &Path) -> Vec<(u32, Vec<String>)> {
    lines_of(&open(path))
}

fn lines_of(draft: &ImportDraft) -> Vec<(u32, Vec<String>)> {
    let header = draft.summary().columns.iter().map(|c| c.heading.clone()).collect();
    let mut all = vec![(draft.summary().header_line.unwrap(), header)];
    let plan = serde_json::to_value(draft.result_plan()).unwrap();
    for line in plan["lines"].as_array().unwrap() {
        let number = u32::try_from(line["number"].as_u64().unwrap()).unwrap();
        if number > all[0].0 {
            let cells = line["cells"].as_array().unwrap();
            all.push((number, cells.iter().map(|c| c.as_str().unwrap().to_owned()).collect()));
        }
    }
    all
}

#[test]
fn a_csv_file_comes_back_in_its_own_delimiter_encoding_and_lines() {
    let desk = Desk::new();
    let plan = open(&fixture("semicolon-windows-1252.csv")).result_plan();
    let outcomes = HashMap::from([
        (2, outcome(ImportResult::Created, Some(6_121_770), "")),
        (
            3,
            outcome(
                ImportResult::Failed,
                None,
                "E-mail already signs in to another Kaltura account",
            ),
        ),
    ]);
    let path = desk.path("result.csv");
    plan.write(&path, &outcomes, Language::En).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (text, _, lossy) = encoding_rs::WINDOWS_1252.decode(&bytes);
    assert!(!lossy);
    assert_eq!(
        text,
        "Account name;Administrator;E-mail;Reference ID;New Partner ID;Import result;Import reason\r\n\
         Universität Zürich;Jörg Müller;j.mueller@uzh.example;007;6121770;Created;\r\n\
         École Émile Zola;Renée Aubert;r.aubert@zola.example;1/2;;Failed;E-mail already signs in to another Kaltura account\r\n\
         \"Smith & Sons, \"\"Ltd\"\"\";Ann Smith;ann@smith.example;UNI-0042;;Left out;\r\n"
    );
    assert_eq!(desk.names(), ["result.csv"], "nothing temporary is left");
    assert_eq!(plan.suggested_name(Language::En), "semicolon-windows-1252 – result.csv");
}

#[test]
fn what_an_old_encoding_cannot_hold_makes_the_result_unicode() {
    let desk = Desk::new();
    let plan = open(&fixture("semicolon-windows-1252.csv")).result_plan();
    let outcomes = HashMap::from([(2, outcome(ImportResult::Failed, None, "“בית ספר” is taken"))]);
    let path = desk.path("result.csv");
    plan.write(&path, &outcomes, Language::En).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    assert!(std::str::from_utf8(&bytes).unwrap().contains("“בית ספר” is taken"));
    // UTF-16 stays UTF-16.
    let plan = open(&fixture("tab-utf16-le.txt")).result_plan();
    plan.write(&path, &outcomes, Language::En).unwrap();
    assert!(std::fs::read(&path).unwrap().starts_with(b"\xff\xfe"));
    assert_eq!(column(&open(&path), Field::Name)[0], "Universität Zürich");
}

#[test]
fn lines_above_the_header_and_blank_ones_stay_where_they_are() {
    let desk = Desk::new();
    let plan = open(&fixture("quotes-and-blank-lines.csv")).result_plan();
    let path = desk.path("result.csv");
    plan.write(&path, &HashMap::new(), Language::En).unwrap();
    let before = lines(&fixture("quotes-and-blank-lines.csv"));
    let after = lines(&path);
    assert_eq!(after.len(), before.len());
    for ((line, cells), (new_line, new_cells)) in before.iter().zip(&after) {
        assert_eq!(line, new_line);
        assert_eq!(cells[..], new_cells[..cells.len()]);
    }
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("Accounts of the spring term\r\n\r\nName;"), "{text}");
}

#[test]
fn a_workbook_comes_back_as_a_workbook_in_which_everything_is_text() {
    let desk = Desk::new();
    let rows = text_row(2, &HEADER)
        + &text_row(4, &["=cmd|' /C calc'!A0", "+1 212", "a@b.example", "007"])
        + &text_row(5, &["B", "Bert", "b@b.example", "1/2"]);
    let draft = open(&desk.put("in.xlsx", Book::new().sheet("Schools", &rows).bytes()));
    let plan = draft.result_plan();
    let path = desk.path("out.xlsx");
    let outcomes = HashMap::from([(4, outcome(ImportResult::Created, Some(77), "=1+1"))]);
    plan.write(&path, &outcomes, Language::En).unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "Schools").unwrap();
    let cell = |row, column| range.get_value((row, column)).cloned().unwrap_or_default();
    let text = |text: &str| calamine::Data::String(text.to_owned());
    assert_eq!(cell(1, 4), text("New Partner ID"));
    assert_eq!(cell(3, 0), text("=cmd|' /C calc'!A0"));
    assert_eq!(cell(3, 3), text("007"));
    assert_eq!(cell(3, 4), text("77"));
    assert_eq!(cell(3, 6), text("=1+1"));
    assert_eq!(cell(4, 3), text("1/2"));
    let formulas = calamine::Reader::worksheet_formula(&mut book, "Schools").unwrap();
    assert!(formulas.used_cells().next().is_none(), "no formula is written");
}

#[test]
fn formulas_in_text_files_are_guarded_and_come_back_without_the_guard() {
    let desk = Desk::new();
    let text =
        "Name,Administrator,E-mail,Phone\n=HYPERLINK(\"x\"),@Dana,a@b.example,+1 (212) 555-0100\n";
    let plan = open(&desk.put("in.csv", text)).result_plan();
    let path = desk.path("out.csv");
    plan.write(&path, &HashMap::new(), Language::En).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(
        written.contains("\"'=HYPERLINK(\"\"x\"\")\",'@Dana,a@b.example,+1 (212) 555-0100"),
        "{written}"
    );
    let again = open(&path);
    assert_eq!(column(&again, Field::Name), ["=HYPERLINK(\"x\")"]);
    assert_eq!(column(&again, Field::Phone), ["+1 (212) 555-0100"]);
}

#[test]
fn rows_that_failed_can_be_imported_again_from_the_result() {
    let desk = Desk::new();
    let text = "Name,Administrator,E-mail\nA,Anna,a@b.example\nB,Bert,b@b\nC,Carl,c@b.example\nD,Dora,d@b.example\n";
    for name in ["in.csv", "in.xlsx"] {
        let path = if name == "in.csv" {
            desk.put(name, text)
        } else {
            let rows: String = (1_u32..)
                .zip(text.lines())
                .map(|(line, row)| text_row(line, &row.split(',').collect::<Vec<_>>()))
                .collect();
            desk.put(name, Book::new().sheet("S", &rows).bytes())
        };
        let mut draft = open(&path);
        draft.set_cell(2, Field::Name, "C edited").unwrap();
        let outcomes = HashMap::from([
            (2, outcome(ImportResult::Created, Some(101), "")),
            (4, outcome(ImportResult::Failed, None, "The server said no.")),
            (5, outcome(ImportResult::Unclear, None, "The answer was lost.")),
        ]);
        let first = desk.path(&format!("first-{name}"));
        draft.result_plan().write(&first, &outcomes, Language::En).unwrap();

        let again = open(&first);
        let summary = again.summary();
        assert_eq!(
            summary.notices,
            [
                "This file is the result of an earlier import. One row was done then and is left out.",
                "It is not certain whether one row was created in the earlier import. Look for its account; then include the row or leave it out."
            ]
        );
        assert!(summary.columns[3..].iter().all(|c| c.result_column && c.matched.field.is_none()));
        assert_eq!(column(&again, Field::Name), ["A", "B", "C edited", "D"]);
        let rows = all_rows(&again);
        assert!(rows[0].done_before);
        assert_eq!(rows[0].summary, "Done in an earlier import");
        assert_eq!(
            rows[3].summary,
            "Not certain whether it was created last time: look for it, then include it or leave it out"
        );
        let mut again = again;
        again.skip_rows(&[0]).unwrap();
        assert!(all_rows(&again)[0].done_before, "what was done stays done");
        let numbers = |draft: &ImportDraft| -> Vec<u32> {
            draft.new_accounts().unwrap().iter().map(|item| item.number).collect()
        };
        assert_eq!(numbers(&again), [4], "what may have been created is not sent again unawares");
        again.unskip_rows(&[3]).unwrap();
        assert_eq!(numbers(&again), [4, 5], "the person looked, and took it in");
        again.set_matches(&again.fields());
        assert_eq!(numbers(&again), [4, 5], "and is not asked again");

        // The second result goes into the same columns and keeps what the first one said.
        let outcomes = HashMap::from([(4, outcome(ImportResult::Created, Some(102), ""))]);
        let second = desk.path(&format!("second-{name}"));
        again.result_plan().write(&second, &outcomes, Language::En).unwrap();
        let lines = lines(&second);
        assert_eq!(lines[0].1.len(), 6);
        assert_eq!(lines[1].1, ["A", "Anna", "a@b.example", "101", "Created"]);
        assert_eq!(lines[3].1, ["C edited", "Carl", "c@b.example", "102", "Created"]);
    }
}

#[test]
fn a_row_that_was_unclear_is_done_when_its_account_is_in_the_list_by_now() {
    let desk = Desk::new();
    let text = "Name,Administrator,E-mail,Reference ID,New Partner ID,Import result,Import reason\n\
        Twin,Dana Levi,parent@reseller.example,R-1,101,Created,\n\
        Twin,Dana Levi,parent@reseller.example,R-1,,Not certain,Lost\n\
        Twin,Dana Levi,parent@reseller.example,R-1,,Not certain,Lost\n\
        Lone,Dana Levi,lone@b.example,R-2,,Not certain,Lost\n";
    let path = desk.put("result.csv", text);
    let twin = |id| account(id, "Twin", "R-1", "Parent@reseller.example");
    let accounts = [twin(101), twin(102), account(103, "Lone", "R-3", "lone@b.example")];
    let context = context_with(&accounts, ImportPurpose::Create);
    let draft = ImportDraft::read(&path, &OpenChoice::default(), context, |_| None).unwrap();
    let said: Vec<String> = all_rows(&draft).into_iter().map(|row| row.summary).collect();
    assert_eq!(
        said[..2],
        ["Done in an earlier import", "Created in an earlier import: 102"],
        "an account stands for one row"
    );
    let unclear = "Not certain whether it was created last time: look for it, then include it or leave it out";
    assert_eq!(said[2], unclear);
    assert!(all_rows(&draft)[3].problems.iter().any(|problem| problem.message == unclear));
    assert!(draft.new_accounts().unwrap().is_empty());
    let again = desk.path("again.csv");
    draft.result_plan().write(&again, &HashMap::new(), Language::En).unwrap();
    let text = std::fs::read_to_string(again).unwrap();
    assert_eq!(text.matches("R-1,102,Created,\n").count(), 1, "{text}");
}

#[test]
fn an_edit_that_was_unclear_is_simply_made_again() {
    let desk = Desk::new();
    let text = "Partner ID,Phone,New Partner ID,Import result,Import reason\n\
        7,555 0199,,Not certain,Lost\n";
    let path = desk.put("result.csv", text);
    let context = context_with(&[account(7, "Seven", "", "a@b.example")], ImportPurpose::Edit);
    let draft = ImportDraft::read(&path, &OpenChoice::default(), context, |_| None).unwrap();
    assert_eq!(remarks(&draft), [""; 0]);
    assert_eq!(draft.edits().unwrap().len(), 1);
}

#[test]
fn a_plan_can_be_kept_and_holds_no_password() {
    let desk = Desk::new();
    let text = "Name,Administrator,E-mail,Password,Colour\nA,Anna,a@b.example,Secret-1234,red\n";
    let mut draft = open(&desk.put("in.csv", text));
    draft.set_cell(0, Field::Country, "US").unwrap();
    let kept = serde_json::to_string(&draft.result_plan()).unwrap();
    assert!(!kept.contains("Secret-1234"));
    let plan: ResultPlan = serde_json::from_str(&kept).unwrap();
    assert_eq!(plan, draft.result_plan());
    let path = desk.path("out.csv");
    plan.write(&path, &HashMap::new(), Language::En).unwrap();
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "Name,Administrator,E-mail,Password,Colour,Country,New Partner ID,Import result,Import reason\n\
         A,Anna,a@b.example,,red,US,,Left out,\n"
    );
}

#[test]
fn a_result_that_cannot_be_written_leaves_nothing_behind() {
    let desk = Desk::new();
    let plan = open(&fixture("pipe-utf8.csv")).result_plan();
    let error =
        plan.write(&desk.path("no/such/folder/x.csv"), &HashMap::new(), Language::En).unwrap_err();
    assert_eq!(error.code, ErrorCode::Disk);
    // The place is taken by a folder: the temporary file is written and then removed.
    std::fs::create_dir(desk.path("x.csv")).unwrap();
    assert!(plan.write(&desk.path("x.csv"), &HashMap::new(), Language::En).is_err());
    assert_eq!(desk.names(), ["x.csv"]);
}

#[test]
fn templates_are_matched_by_themselves_and_explain_every_column() {
    let desk = Desk::new();
    for kind in TemplateKind::ALL {
        let path = desk.path(&kind.suggested_name(Language::En));
        write_template(kind, &path, Language::En).unwrap();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
        let names = calamine::Reader::sheet_names(&book);
        assert_eq!(names, ["Accounts", "About the columns"]);
        let head = calamine::Reader::worksheet_range(&mut book, "Accounts").unwrap();
        let columns: Vec<String> =
            head.rows().next().unwrap().iter().map(ToString::to_string).collect();
        let about = calamine::Reader::worksheet_range(&mut book, "About the columns").unwrap();
        let explained: Vec<Vec<String>> =
            about.rows().skip(1).map(|row| row.iter().map(ToString::to_string).collect()).collect();
        assert_eq!(explained.iter().map(|row| row[0].clone()).collect::<Vec<_>>(), columns);
        for row in &explained {
            assert!(!row[1].is_empty() && row[3].len() > 10 && !row[4].is_empty(), "{row:?}");
        }

        // The examples, put into the template's columns, are good rows.
        let examples: Vec<&str> = explained.iter().map(|row| row[4].as_str()).collect();
        let headings: Vec<&str> = columns.iter().map(String::as_str).collect();
        let rows = text_row(1, &headings) + &text_row(2, &examples);
        let draft = open(&desk.put("filled.xlsx", Book::new().sheet("Accounts", &rows).bytes()));
        assert!(draft.fields().iter().all(Option::is_some), "{:?}", draft.fields());
        let said = remarks(&draft);
        assert!(
            said.iter().all(|remark| remark.contains("no template account")),
            "{kind:?}: {said:?}"
        );
        let country = explained.iter().find(|row| row[0] == "Country");
        assert!(country.is_none_or(|row| row[2] == "2 characters"));
    }
}

const HEADINGS: [&str; 3] = ["Name", "Administrator", "E-mail"];

/// How a file can be written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Format {
    Workbook,
    Text(char, &'static Encoding),
}

impl Format {
    fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Self::Workbook => None,
            Self::Text(_, encoding) => Some(encoding),
        }
    }

    fn delimiter(self) -> Option<char> {
        match self {
            Self::Workbook => None,
            Self::Text(delimiter, _) => Some(delimiter),
        }
    }
}

const TEXTS: [&Encoding; 5] = [UTF_8, UTF_16LE, UTF_16BE, WINDOWS_1252, WINDOWS_1255];

/// A text without the letters that an encoding lacks.
fn as_in(encoding: &'static Encoding, text: &str) -> String {
    let has = |letter: &char| {
        let mut one = [0; 4];
        !encoding.encode(letter.encode_utf8(&mut one)).2
    };
    text.chars().filter(has).collect()
}

fn bytes_in(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    if encoding == UTF_16LE {
        [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
    } else if encoding == UTF_16BE {
        [vec![0xfe, 0xff], text.encode_utf16().flat_map(u16::to_be_bytes).collect()].concat()
    } else {
        encoding.encode(text).0.into_owned()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_result_holds_the_input_cell_for_cell(
        rows in proptest::collection::vec(
            proptest::collection::vec("[ -~]{0,10}|\\PC{0,6}|[=+@'\"-]{1,2}[a-z\n]{0,4}", 3),
            1..6,
        ),
        format in prop_oneof![
            Just(Format::Workbook),
            (Just([',', ';', '\t', '|']), 0..4_usize, Just(TEXTS), 0..TEXTS.len())
                .prop_map(|(signs, sign, texts, text)| Format::Text(signs[sign], texts[text])),
        ],
    ) {
        let desk = Desk::new();
        let path = match format {
            Format::Workbook => {
                let path = desk.path("in.xlsx");
                let mut book = rust_xlsxwriter::Workbook::new();
                let sheet = book.add_worksheet();
                for (column, heading) in (0_u16..).zip(HEADINGS) {
                    sheet.write_string(0, column, heading).unwrap();
                }
                for (line, row) in (1_u32..).zip(&rows) {
                    for (column, cell) in (0_u16..).zip(row) {
                        sheet.write_string(line, column, cell).unwrap();
                    }
                }
                book.save(&path).unwrap();
                path
            }
            Format::Text(delimiter, encoding) => {
                let mut writer =
                    csv::WriterBuilder::new().delimiter(u8::try_from(delimiter).unwrap()).from_writer(Vec::new());
                writer.write_record(HEADINGS).unwrap();
                for row in &rows {
                    // An old encoding has the letters that it has.
                    let cells = row.iter().map(|cell| as_in(encoding, cell));
                    writer.write_record(cells).unwrap();
                }
                let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
                desk.put("in.csv", bytes_in(encoding, &text))
            }
        };
        let choice = OpenChoice {
            encoding: format.encoding().map(|it| it.name().to_owned()),
            delimiter: format.delimiter(),
            sheet: None,
        };
        let read = |path: &Path| ImportDraft::read(path, &choice, context(), |_| None);
        let Ok(draft) = read(&path) else { return Ok(()) };
        let before = lines_of(&draft);
        let out = desk.path(if format == Format::Workbook { "out.xlsx" } else { "out.csv" });
        draft.result_plan().write(&out, &HashMap::new(), Language::En).unwrap();
        // In the same letters, delimiter and all.
        let after = lines_of(&read(&out).unwrap());
        prop_assert_eq!(before.len(), after.len());
        for ((line, cells), (new_line, new_cells)) in before.iter().zip(&after) {
            prop_assert_eq!(line, new_line);
            prop_assert_eq!(&cells[..], &new_cells[..cells.len()]);
        }
        prop_assert_eq!(draft.rows(0, 0, RowFilter::All).total as usize + 1, after.len());
    }
}
