//! Fifty accounts from a file: its mistakes are put right in the window, the network goes away in
//! the middle, and the result file says what became of each row.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use e2e::until_for;
use simulator::{Fault, Trouble};

use crate::person::Person;

const HEADER: [&str; 5] = ["Account name", "Administrator name", "E-mail", "Phone", "Reference ID"];

/// Lines of the file, counted as a spreadsheet does: the headings are line 1.
const WRONG_EMAIL: usize = 9;
const NO_ADMINISTRATOR: usize = 20;
const TAKEN_EMAIL: usize = 31;
const SAME_EMAIL_AS_LINE_3: usize = 48;

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

    // One answer is lost on the way, and a while later every connection.
    let faults = person.server.faults();
    faults.set(Fault::once(Trouble::AnswerLost).on("partner", "register").from_call(8));
    faults.set(Fault::always(Trouble::CutBeforeAnswer).from_call(30));
    confirms(&person).await;
    person.window.sees("No connection just now.").await;
    person.audits("Import, no connection").await;
    // Roster would go on trying for a while; whoever sees it waits for better times.
    person.window.click("button", "Pause").await;
    person.window.find("button", "Resume").await;
    person.window.sees("broke off. Check the network and try again.").await;
    person.audits("Import, paused").await;
    let made = person.accounts().len() - before;
    assert!((5..48).contains(&made), "the network went away in the middle: {made}");
    assert!(faults.unmet().is_empty(), "{:?}", faults.unmet());
    faults.clear();
    person.window.click("button", "Resume").await;
    // What was under way is looked for as long as the server may be at work on it.
    sees_within(&person, Duration::from_mins(2), "48 of 49 accounts created").await;
    person.window.sees("There is already a sign-in with the e-mail").await;
    person.audits("Import, end").await;

    let result = person.desktop.documents().join("new schools result.csv");
    person.window.click("button", "Save result file…").await;
    person.desktop.saves_file(&result).await;
    person.window.sees("Result file saved").await;
    assert_eq!(person.accounts().len(), before + 48);
    compares(&person, &rows, &result);
}

/// Two mistakes are seen at once, the third by asking the server. Two are fixed, one is left out.
async fn puts_the_mistakes_right(person: &Person) {
    let window = &person.window;
    window.find("radio", "To fix 2").await;
    window.sees("48 accounts can be created").await;
    window.find_off("button", "Create 48 accounts…").await;
    person.audits("Import, review").await;
    window.click("radio", "To fix 2").await;
    window.sees("This is not an e-mail address").await;
    window.sees("Administrator name is missing").await;
    person.audits("Import, rows to fix").await;
    let (wrong, missing) = ("not an address", "Empty");
    edits(person, wrong, &format!("E-mail, row {WRONG_EMAIL}"), "mended@school-9.example").await;
    window.find("radio", "To fix 1").await;
    let field = format!("Administrator name, row {NO_ADMINISTRATOR}");
    edits(person, missing, &field, "Mona Mended").await;
    window.sees("Nothing to fix").await;

    window.click("button", "Check all rows with Kaltura").await;
    window.sees("Kaltura would refuse 1 of 50 rows").await;
    window.sees("There is already a sign-in with the e-mail").await;
    assert_eq!(person.server.world().count_requests("partner", "register"), 0);
    person.audits("Import, refused by Kaltura").await;
    window.click("button", &format!("Leave out row {TAKEN_EMAIL}")).await;
    window.sees("49 accounts can be created").await;
}

/// Changes a cell as in a spreadsheet: goes there, Enter, types, Enter.
async fn edits(person: &Person, cell: &str, field: &str, text: &str) {
    const ENTER: &str = "\u{e007}";
    person.window.click("gridcell", cell).await;
    person.window.press(ENTER).await;
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

/// Looks at every row of the result file and at the account that it became.
fn compares(person: &Person, rows: &[Row], result: &Path) {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_path(result).expect("a file");
    let mut lines = reader.records().map(|line| line.expect("a line"));
    let head: Row = lines.next().expect("headings").iter().map(str::to_owned).collect();
    assert_eq!(head[..5], HEADER);
    assert_eq!(head[5..], ["New Partner ID", "Import result", "Import reason"]);
    let mut made = HashMap::new();
    for (number, (row, line)) in (2..).zip(rows.iter().zip(lines.by_ref())) {
        let cells: Row = line.iter().map(str::to_owned).collect();
        assert_eq!(cells[0], row[0], "line {number} is where it was");
        assert_eq!(cells[4], row[4], "line {number} keeps its Reference ID");
        let accounts = person.server.world().accounts_named(&row[0]);
        let (id, outcome, reason) = (&cells[5], cells[6].as_str(), cells[7].as_str());
        match number {
            TAKEN_EMAIL => {
                assert_eq!((id.as_str(), outcome), ("", "Left out"), "{cells:?}");
                assert!(accounts.is_empty(), "{accounts:?}");
            }
            SAME_EMAIL_AS_LINE_3 => {
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
    assert_eq!(lines.count(), 0, "nothing stands below the rows");
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
            SAME_EMAIL_AS_LINE_3 => "head@school-3.example".to_owned(),
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
