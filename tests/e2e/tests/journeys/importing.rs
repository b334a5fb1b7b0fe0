//! Fifty accounts from a file: its mistakes are put right in the window, the network goes away in
//! the middle, the result file says what became of each row, and the row that failed is imported
//! again from it. And a few from a workbook that began as a template.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use calamine::Reader;
use e2e::until_for;
use simulator::{Fault, Trouble};

use crate::person::Person;

const HEADER: [&str; 5] = ["Account name", "Administrator name", "E-mail", "Phone", "Reference ID"];

/// Lines of the file, counted as a spreadsheet does: the headings are line 1.
const WRONG_EMAIL: usize = 9;
const NO_ADMINISTRATOR: usize = 20;
const TAKEN_EMAIL: usize = 31;
/// Has the e-mail of line 3 at first.
const FAILED: usize = 48;

/// A row of the file, and of the result with three cells more.
type Row = Vec<String>;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_rows_become_accounts_once_each_though_the_network_goes_away() {
    let person = Person::new().await;
    let parent = person.server.credentials().parent_id;
    assert!(person.server.world().set_property(parent, "publishersQuota", 500));
    person.connects_with_the_admin_secret().await;
    // A login that the list of accounts does not know of: only the server can tell.
    let login = person.server.credentials().special.clone().expect("this world has logins");
    let rows = fifty_rows(&login.two_factor.user_email);
    let file = person.desktop.documents().join("new schools.csv");
    write(&file, &rows);
    let before = person.accounts().len();

    person.window.click("button", "Import…").await;
    person.audits("Import, file").await;
    person.window.click("button", "Choose a file…").await;
    person.desktop.opens_file(&file).await;
    person.window.sees("new schools.csv, 50 rows").await;
    person.audits("Import, columns").await;
    person.window.click("button", "Review 50 rows").await;
    puts_the_mistakes_right(&person).await;
    assert_eq!(person.accounts().len(), before, "nothing is created before it is confirmed");

    // One answer is lost on the way, and soon the whole network, with the answers under way.
    let faults = person.server.faults();
    faults.set(Fault::once(Trouble::AnswerLost).on("partner", "register").from_call(24));
    faults.set(Fault::once(Trouble::NetworkLost).on("partner", "register").from_call(30));
    confirms(&person).await;
    let lost = until_for(Duration::from_mins(1), async || faults.unmet().is_empty().then_some(()));
    assert!(lost.await.is_some(), "the network is lost: {:?}", faults.unmet());
    person.window.sees("No connection just now.").await;
    person.audits("Import, no connection").await;
    // Roster would go on by itself; whoever sees it may rather wait for better times.
    person.window.click("button", "Pause").await;
    person.window.find("button", "Resume").await;
    person.audits("Import, paused").await;
    let made = person.accounts().len() - before;
    assert!((5..48).contains(&made), "the network went away in the middle: {made}");
    faults.clear();
    person.window.click("button", "Resume").await;
    // The account whose answer was lost with the network is looked for, and found.
    sees_within(&person, Duration::from_mins(2), "48 of 49 accounts created").await;
    person.window.sees("There is already a sign-in with the e-mail").await;
    person.audits("Import, end").await;

    let result = person.desktop.documents().join("new schools result.csv");
    person.window.click("button", "Save result file…").await;
    person.desktop.saves_file(&result).await;
    person.window.sees("Result file saved").await;
    assert_eq!(person.accounts().len(), before + 48);
    compares(&person, &rows, &lines_of(&result));

    imports_the_failed_row_again(&person).await;
    assert_eq!(person.accounts().len(), before + 49, "one more, and none twice");
    let mended = person.server.world().accounts_named(&rows[FAILED - 2][0]);
    assert_eq!(mended.len(), 1, "{mended:?}");
    assert_eq!(mended[0].admin_email, "free@school-48.example");
}

/// The result that was saved is opened as the next file, without being chosen again.
async fn imports_the_failed_row_again(person: &Person) {
    let window = &person.window;
    window.click("button", "Import the failed rows again").await;
    window.sees("new schools result.csv, 50 rows").await;
    window.sees("48 rows were done then and are left out").await;
    window.click("button", "Review 50 rows").await;
    window.sees("2 accounts can be created").await;
    window.click("radio", "Ready 2").await;
    let refused = other_login(person);
    changes(person, &refused, &format!("E-mail, row {FAILED}"), "free@school-48.example").await;
    window.click("button", &format!("Leave out row {TAKEN_EMAIL}")).await;
    window.sees("1 account can be created").await;
    window.click("button", "Create 1 account…").await;
    window.find("dialog", "Create 1 account?").await;
    window.click("button", "Create 1 account").await;
    sees_within(person, Duration::from_mins(1), "1 account created").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_made_from_a_template_becomes_accounts_and_a_workbook_again() {
    let person = Person::new().await;
    let parent = person.server.credentials().parent_id;
    assert!(person.server.world().set_property(parent, "publishersQuota", 500));
    person.connects_with_the_admin_secret().await;
    let window = &person.window;
    window.click("button", "Import…").await;
    let template = person.desktop.documents().join("university.xlsx");
    window.click("button", "Save the template for: University").await;
    person.desktop.saves_file(&template).await;
    window.sees("Template saved").await;
    let headings = lines_of(&template).remove(0);
    assert!(HEADER.iter().all(|heading| headings.contains(&(*heading).to_owned())), "{headings:?}");

    // Filled in, as Excel would save it.
    let rows: Vec<Row> = fifty_rows("").into_iter().take(5).collect();
    let place = |heading: &str| headings.iter().position(|it| it == heading).expect("a column");
    let file = person.desktop.documents().join("faculties.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let mut put = |line: usize, column: usize, text: &str| {
        let at = (u32::try_from(line).expect("few"), u16::try_from(column).expect("few"));
        sheet.write_string(at.0, at.1, text).expect("the sheet takes it");
    };
    for (column, heading) in headings.iter().enumerate() {
        put(0, column, heading);
    }
    for (line, row) in rows.iter().enumerate() {
        for (heading, cell) in HEADER.iter().zip(row) {
            put(line + 1, place(heading), cell);
        }
    }
    book.save(&file).expect("the file can be made");

    window.click("button", "Choose a file…").await;
    person.desktop.opens_file(&file).await;
    window.sees("faculties.xlsx, 5 rows").await;
    window.click("button", "Review 5 rows").await;
    window.click("button", "Create 5 accounts…").await;
    window.click("button", "Create 5 accounts").await;
    sees_within(&person, Duration::from_mins(1), "All 5 accounts created").await;
    let result = person.desktop.documents().join("faculties result.xlsx");
    window.click("button", "Save result file…").await;
    person.desktop.saves_file(&result).await;
    window.sees("Result file saved").await;
    let lines = lines_of(&result);
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0][..headings.len()], headings);
    for (row, line) in rows.iter().zip(&lines[1..]) {
        for (heading, cell) in HEADER.iter().zip(row) {
            assert_eq!(line[place(heading)], *cell, "{line:?}");
        }
        let account = person.server.world().accounts_named(&row[0]).remove(0);
        assert_eq!(line[headings.len()], account.id.to_string(), "{line:?}");
        assert_eq!(line[headings.len() + 1], "Created");
    }
}

/// A login that the list of accounts does not know of either, besides the one in the file.
fn other_login(person: &Person) -> String {
    let special = person.server.credentials().special.clone().expect("this world has logins");
    special.plain_publisher.user_email
}

/// Three mistakes are seen at once, the fourth by asking the server. Three are fixed, one of them
/// with an e-mail that is taken as well, which only shows when it is sent; one is left out.
async fn puts_the_mistakes_right(person: &Person) {
    let window = &person.window;
    window.find("radio", "To fix 3").await;
    window.sees("47 accounts can be created").await;
    window.find_off("button", "Create 47 accounts…").await;
    person.audits("Import, review").await;
    window.click("radio", "To fix 3").await;
    window.sees("This is not an e-mail address").await;
    window.sees("Administrator name is missing").await;
    window.sees("Row 3 creates this login").await;
    person.audits("Import, rows to fix").await;
    let (wrong, missing) = ("not an address", "Empty");
    edits(person, wrong, &format!("E-mail, row {WRONG_EMAIL}"), "mended@school-9.example").await;
    window.find("radio", "To fix 2").await;
    let field = format!("Administrator name, row {NO_ADMINISTRATOR}");
    edits(person, missing, &field, "Mona Mended").await;
    window.find("radio", "To fix 1").await;

    window.click("button", "Check with Kaltura: all rows").await;
    window.sees("Kaltura would refuse 1 of 49 rows").await;
    window.sees("There is already a sign-in with the e-mail").await;
    assert_eq!(person.server.world().count_requests("partner", "register"), 0);
    person.audits("Import, refused by Kaltura").await;
    window.click("button", &format!("Leave out row {TAKEN_EMAIL}")).await;
    let same = "head@school-3.example";
    edits(person, same, &format!("E-mail, row {FAILED}"), &other_login(person)).await;
    window.sees("49 accounts can be created").await;
}

const ENTER: &str = "\u{e007}";

/// Puts right what is wrong: a click opens the cell.
async fn edits(person: &Person, cell: &str, field: &str, text: &str) {
    person.window.click("gridcell", cell).await;
    types(person, field, text).await;
}

/// Changes what is right as in a spreadsheet: goes there, Enter, types, Enter.
async fn changes(person: &Person, cell: &str, field: &str, text: &str) {
    person.window.click("gridcell", cell).await;
    person.window.press(ENTER).await;
    types(person, field, text).await;
}

async fn types(person: &Person, field: &str, text: &str) {
    person.window.fill("textbox", field, text).await;
    person.window.press(ENTER).await;
    person.window.has_no("textbox", field).await;
}

async fn confirms(person: &Person) {
    let window = &person.window;
    window.click("button", "Create 49 accounts…").await;
    window.find("dialog", "Create 49 accounts?").await;
    window.sees("1 row is left out").await;
    person.audits("Import, question").await;
    window.find_off("button", "Create 49 accounts").await;
    window.fill("textbox", "Type 49, the number of accounts, to confirm", "49").await;
    window.click("button", "Create 49 accounts").await;
}

async fn sees_within(person: &Person, patience: Duration, words: &str) {
    let seen =
        until_for(patience, async || person.window.text().await.contains(words).then_some(()));
    if seen.await.is_none() {
        person.window.give_up(&format!("“{words}” is not on the screen")).await;
    }
}

/// Every cell of a file, as somebody else's program reads it.
fn lines_of(path: &Path) -> Vec<Row> {
    if path.extension().is_some_and(|ending| ending == "csv") {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_path(path);
        let lines = reader.expect("a file").into_records().map(|line| line.expect("a line"));
        return lines.map(|line| line.iter().map(str::to_owned).collect()).collect();
    }
    let mut book = calamine::open_workbook_auto(path).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("that can be read");
    sheet.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Looks at every cell of the result and at the account that its row became.
fn compares(person: &Person, rows: &[Row], result: &[Row]) {
    let (head, lines) = result.split_first().expect("headings");
    assert_eq!(head[..5], HEADER);
    assert_eq!(head[5..], ["New Partner ID", "Import result", "Import reason"]);
    let mut made = HashMap::new();
    for (number, (row, cells)) in (2..).zip(rows.iter().zip(lines)) {
        // As it was, but for what was put right in the window.
        let mut expected = row.clone();
        match number {
            WRONG_EMAIL => "mended@school-9.example".clone_into(&mut expected[2]),
            NO_ADMINISTRATOR => "Mona Mended".clone_into(&mut expected[1]),
            FAILED => expected[2] = other_login(person),
            _ => {}
        }
        assert_eq!(cells[..5], expected, "line {number}");
        let accounts = person.server.world().accounts_named(&row[0]);
        let (id, outcome, reason) = (&cells[5], cells[6].as_str(), cells[7].as_str());
        match number {
            TAKEN_EMAIL => {
                assert_eq!((id.as_str(), outcome), ("", "Left out"), "{cells:?}");
                assert!(accounts.is_empty(), "{accounts:?}");
            }
            FAILED => {
                assert_eq!((id.as_str(), outcome), ("", "Failed"), "{cells:?}");
                assert!(reason.contains("There is already a sign-in with the e-mail"), "{reason}");
                assert!(accounts.is_empty(), "{accounts:?}");
            }
            _ => {
                assert_eq!((outcome, reason), ("Created", ""), "{cells:?}");
                assert_eq!(accounts.len(), 1, "{} once: {accounts:?}", row[0]);
                let account = accounts.into_iter().next().expect("there is one");
                assert_eq!(*id, account.id.to_string());
                assert_eq!(account.parent_id, Some(person.server.credentials().parent_id));
                assert_eq!(account.reference_id.as_deref(), Some(row[4].as_str()));
                made.insert(number, account);
            }
        }
    }
    assert_eq!(lines.len(), rows.len(), "nothing stands below the rows");
    assert_eq!(made.len(), 48);
    assert_eq!(made[&WRONG_EMAIL].admin_email, "mended@school-9.example");
    assert_eq!(made[&NO_ADMINISTRATOR].admin_name, "Mona Mended");
}

/// The file, as somebody's own system might write it.
fn fifty_rows(taken: &str) -> Vec<Row> {
    let row = |line: usize| {
        let name = match line % 4 {
            0 => format!("École “Émile Zola” {line}"),
            1 => format!("Smith, Sons & School {line}"),
            2 => format!("בית ספר {line}"),
            _ => format!("School {line}"),
        };
        let administrator =
            if line == NO_ADMINISTRATOR { String::new() } else { format!("Ann Alder {line}") };
        let email = match line {
            WRONG_EMAIL => "not an address".to_owned(),
            TAKEN_EMAIL => taken.to_owned(),
            FAILED => "head@school-3.example".to_owned(),
            _ => format!("head@school-{line}.example"),
        };
        // Leading zeros and what looks like a date stay as they are.
        let reference =
            if line.is_multiple_of(2) { format!("00{line}") } else { format!("1/2/{line}") };
        vec![name, administrator, email, format!("+49 30 12345{line}"), reference]
    };
    (2..52).map(row).collect()
}

fn write(path: &Path, rows: &[Row]) {
    let mut writer = csv::Writer::from_path(path).expect("the file can be made");
    writer.write_record(HEADER).expect("the file takes lines");
    for row in rows {
        writer.write_record(row).expect("the file takes lines");
    }
    writer.flush().expect("the file takes lines");
}
