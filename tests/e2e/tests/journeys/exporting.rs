//! Entries of chosen accounts in a workbook: Roster is killed in the middle and goes on; an
//! account is blocked meanwhile and fails alone. The workbook is opened with a reader of another
//! make and compared with the server's own world.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook};
use e2e::{PasswordStore, until};
use simulator::content::Entry;
use simulator::{Account, Fault, Options, Trouble};

use crate::person::{ACTIVE, BLOCKED, Person};

/// What is on the form at first, without the length but with its milliseconds, and with the
/// description.
const COLUMNS: [&str; 14] = [
    "Account",
    "Partner ID",
    "Account Reference ID",
    "Entry ID",
    "Entry name",
    "Reference ID",
    "Media type",
    "Status",
    "Created",
    "Owner",
    "Length in milliseconds",
    "Description",
    "Categories",
    "Caption languages",
];

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_was_killed_goes_on_and_its_workbook_holds_every_entry_once() {
    let person = exporter().await;
    let accounts = four_accounts(&person);
    let file = person.desktop.documents().join("entries of four.xlsx");
    begins_to_export(&person, &accounts, &file).await;
    reads_some(&person).await;
    let person = person.crashes().await;
    assert!(!file.exists(), "the name is only taken by a complete file");
    person.window.find("grid", "*").await;
    person.window.click("button", "Exports").await;
    person.window.sees("Interrupted").await;
    person.audits("Exports, one interrupted").await;
    person.server.faults().clear();
    person.window.click("button", "Resume").await;
    person.window.click("button", "entries of four.xlsx*").await;
    person.window.sees("4 accounts are complete.").await;
    for button in ["Open", "Show in folder"] {
        person.window.find("button", button).await;
    }
    person.audits("Export, end").await;
    let truth = accounts.iter().flat_map(|account| rows_of(&person, account)).collect();
    compares(&person, &file, &truth);
    let summary = sheet(&file, "Summary");
    for account in &accounts {
        let line = line_of(&summary, account.id).expect("each account has a line");
        assert!(line.contains(&"Complete".to_owned()), "{line:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_blocked_meanwhile_fails_alone() {
    let person = exporter().await;
    let accounts = four_accounts(&person);
    let file = person.desktop.documents().join("entries of three.xlsx");
    begins_to_export(&person, &accounts, &file).await;
    reads_some(&person).await;
    let [blocked, others @ ..] = &accounts[..] else { panic!("there are four") };
    assert!(person.server.world().set_status(blocked.id, BLOCKED));
    person.server.faults().clear();
    person.window.sees("3 accounts are complete. 1 has a problem").await;
    let words = "This account was blocked or removed during the export.";
    person.window.sees(words).await;
    person.audits("Export, end with a gap").await;
    let errors = sheet(&file, "Errors");
    let line = line_of(&errors, blocked.id).expect("the blocked account is among the errors");
    assert!(line.contains(&words.to_owned()), "{line:?}");
    for account in others {
        assert_eq!(line_of(&errors, account.id), None);
    }
    // Of the blocked account the file has what had been read, and nothing made up.
    let whole: BTreeMap<_, _> = others.iter().flat_map(|it| rows_of(&person, it)).collect();
    let partly: BTreeMap<_, _> = rows_of(&person, blocked).collect();
    let mut found = entries_in(&person, &file);
    found.retain(|id, row| partly.get(id) != Some(row));
    assert_same(&found, &whole);
}

async fn exporter() -> Person {
    let options = Options { entries: Some(16_000), ..Options::reseller(24) };
    let person = Person::with(PasswordStore::Unlocked, options).await;
    person.connects_with_the_admin_secret().await;
    person
}

/// The four with the most entries, so that each has several pages of them.
fn four_accounts(person: &Person) -> Vec<Account> {
    let world = person.server.world();
    let mut accounts = person.accounts();
    accounts.retain(|account| account.status == ACTIVE && account.group_type == 1);
    accounts.sort_by_key(|account| std::cmp::Reverse(world.entry_count(account.id)));
    accounts.truncate(4);
    for account in &accounts {
        let count = world.entry_count(account.id);
        assert!(count > 500, "{} has {count} entries", account.name);
    }
    accounts
}

/// Chooses the accounts in the list, the columns on the form, and the place of the file.
async fn begins_to_export(person: &Person, accounts: &[Account], file: &Path) {
    let window = &person.window;
    let ids: Vec<String> = accounts.iter().map(|account| account.id.to_string()).collect();
    person.searches(&ids.join(", ")).await;
    window.sees("The 4 accounts of your list are shown.").await;
    window.click("button", "Select these 4").await;
    window.click("button", "Export entries…").await;
    window.find("radio", "The 4 selected accounts").await;
    window.sees("in 4 accounts").await;
    person.audits("Export, form").await;
    window.click("checkbox", "Length").await;
    window.click("checkbox", "Length in milliseconds").await;
    window.click("checkbox", "Description").await;
    window.sees("14 of").await;

    // A page takes its time, as at a busy server.
    let slow = Trouble::Latency { milliseconds: 1500 };
    person.server.faults().set(Fault::always(slow).on("baseEntry", "list"));
    person.server.world().forget_requests();
    window.click("button", "Export…").await;
    person.desktop.saves_file(file).await;
    window.find("heading", &file.file_name().expect("it has a name").to_string_lossy()).await;
}

/// Waits until some of the entries are read and more are on their way.
async fn reads_some(person: &Person) {
    let world = person.server.world();
    let reading = until(async || (world.count_requests("baseEntry", "list") > 4).then_some(()));
    assert!(reading.await.is_some(), "entries are read");
    person.window.find("button", "Pause").await;
    person.audits("Export, running").await;
}

type Rows = BTreeMap<String, Vec<String>>;

/// What the file should say of an account.
fn rows_of(person: &Person, account: &Account) -> impl Iterator<Item = (String, Vec<String>)> {
    let world = person.server.world();
    let names: BTreeMap<i64, String> =
        world.categories(account.id).into_iter().map(|one| (one.id, one.full_name)).collect();
    let account = account.clone();
    let wanted = |entry: &Entry| {
        entry.is_listable()
            && matches!(entry.status, 0 | 1 | 2 | 7)
            && matches!(entry.media_type, Some(1 | 2 | 5 | 201))
            && !matches!(entry.moderation, 1 | 3)
    };
    let entries = world.entries(account.id).into_iter().filter(wanted);
    entries.map(move |entry| (entry.id.clone(), row_of(&account, &names, &entry)))
}

fn row_of(account: &Account, names: &BTreeMap<i64, String>, entry: &Entry) -> Vec<String> {
    let active = entry.links.iter().filter(|link| link.status == 2);
    let categories: Vec<&str> =
        active.filter_map(|link| names.get(&link.category)).map(String::as_str).collect();
    let ready = entry.captions.iter().filter(|caption| caption.status == 2);
    let languages: Vec<&str> = ready.map(|caption| caption.language.as_str()).collect();
    let media = match entry.media_type {
        Some(1) => "Video",
        Some(2) => "Image",
        Some(5) => "Audio",
        _ => "Live",
    };
    let status = match entry.status {
        0 => "Importing",
        1 => "Converting",
        2 => "Ready",
        _ => "No content",
    };
    vec![
        account.name.clone(),
        account.id.to_string(),
        account.reference_id.clone().unwrap_or_default(),
        entry.id.clone(),
        entry.name.clone(),
        entry.reference_id.clone().unwrap_or_default(),
        media.to_owned(),
        status.to_owned(),
        entry.created_at.to_string(),
        entry.user_id.clone(),
        entry.ms_duration.map(|it| it.to_string()).unwrap_or_default(),
        cut(&entry.description),
        categories.join(", "),
        languages.join(", "),
    ]
}

/// What fits into a cell of a workbook: 32,767 units of UTF-16.
fn cut(text: &str) -> String {
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= 32_767
    };
    text.chars().take_while(fits).collect()
}

fn compares(person: &Person, file: &Path, truth: &Rows) {
    assert_same(&entries_in(person, file), truth);
}

fn assert_same(found: &Rows, truth: &Rows) {
    for (id, row) in truth {
        let found = found.get(id).unwrap_or_else(|| panic!("entry {id} is missing"));
        for (name, (found, cell)) in COLUMNS.iter().zip(found.iter().zip(row)) {
            let begins = |text: &str| text.chars().take(200).collect::<String>();
            assert!(found == cell, "{id}, {name}: {}, not {}", begins(found), begins(cell));
        }
    }
    assert_eq!(found.len(), truth.len(), "no entry is made up");
}

/// The rows of the sheet Entries by Entry ID, each there once, in the order of [`COLUMNS`]. No
/// sheet has anything secret.
fn entries_in(person: &Person, file: &Path) -> Rows {
    let mut book: Xlsx<_> = open_workbook(file).expect("the workbook opens");
    let secrets = secrets_of(person);
    for (name, range) in book.worksheets() {
        for cell in range.used_cells() {
            let text = shown(cell.2, "");
            let told = secrets.iter().find(|secret| text.contains(secret.as_str()));
            // A session of Kaltura's begins so, whatever it holds.
            assert!(told.is_none() && !text.contains("djJ8"), "{name} holds a secret");
        }
    }
    let range = book.worksheet_range("Entries").expect("the sheet is there");
    let mut lines = range.rows();
    let head: Vec<String> = lines.next().expect("headings").iter().map(Data::to_string).collect();
    assert_eq!(head.iter().collect::<BTreeSet<_>>(), COLUMNS.map(str::to_owned).iter().collect());
    let places = COLUMNS.map(|name| head.iter().position(|it| it == name).expect("it is there"));
    let mut rows = Rows::new();
    for line in lines {
        let cells = places.iter().zip(COLUMNS);
        let row: Vec<String> = cells
            .map(|(at, name)| line.get(*at).map(|it| shown(it, name)).unwrap_or_default())
            .collect();
        let id = row[3].clone();
        assert!(rows.insert(id.clone(), row).is_none(), "{id} stands twice");
    }
    rows
}

/// The admin secrets of the parent and of everybody below it.
fn secrets_of(person: &Person) -> Vec<String> {
    let credentials = person.server.credentials();
    let children = person.accounts().into_iter().filter_map(|it| person.server.secrets_of(it.id));
    let mut secrets: Vec<String> = children.flat_map(|it| [it.admin, it.user]).collect();
    secrets.extend([credentials.admin_secret.clone(), credentials.app_token.token.clone()]);
    secrets
}

/// A cell as text: whole numbers without a fraction, moments in Unix seconds.
fn shown(cell: &Data, column: &str) -> String {
    let moment = |days: f64| format!("{:.0}", (days - 25_569.0) * 86_400.0);
    if let Data::DateTime(at) = cell {
        return moment(at.as_f64());
    }
    match cell.as_f64() {
        Some(days) if column == "Created" => moment(days),
        _ => cell.to_string(),
    }
}

fn sheet(file: &Path, name: &str) -> Range<Data> {
    let mut book: Xlsx<_> = open_workbook(file).expect("the workbook opens");
    book.worksheet_range(name).expect("the sheet is there")
}

fn line_of(sheet: &Range<Data>, account: u32) -> Option<Vec<String>> {
    let id = account.to_string();
    let mut lines = sheet.rows().map(|row| row.iter().map(Data::to_string).collect::<Vec<_>>());
    lines.find(|line| line.contains(&id))
}
