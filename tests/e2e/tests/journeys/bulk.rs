//! Many accounts at once: a status from a pasted list, new details from a file.

use simulator::Account;

use crate::person::{ACTIVE, BLOCKED, Person};

/// One more than may be changed without typing how many.
const MANY: usize = 11;

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_list_is_blocked_after_its_number_was_typed_and_unblocked_again() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    let accounts = active_accounts(&person, MANY);
    let blocked = person.accounts().into_iter().find(|account| account.status == BLOCKED);
    let blocked = blocked.expect("the world has blocked accounts");
    let mut list: Vec<String> = accounts.iter().map(|account| account.id.to_string()).collect();
    list.extend([blocked.id.to_string(), "NO-SUCH-ACCOUNT".to_owned(), list[0].clone()]);

    let window = &person.window;
    window.click("button", "More").await;
    window.click("menuitem", "Select accounts from a list…").await;
    window.fill("textbox", "Partner IDs or Reference IDs", &list.join(", ")).await;
    window.sees("12 accounts found").await;
    window.sees("1 ID matches no account").await;
    window.sees("NO-SUCH-ACCOUNT").await;
    window.sees("1 ID is repeated and counts once").await;
    person.audits("Select accounts from a list").await;
    window.click("button", "Block…").await;
    window.find("dialog", "Block 11 accounts?").await;
    window.sees(&format!("{} has this status already", blocked.name)).await;
    window.find_off("button", "Block 11 accounts").await;
    window.fill("textbox", "Reason*", "Contracts ended").await;
    window.fill("textbox", "Type 11, the number of accounts, to confirm", "12").await;
    window.find_off("button", "Block 11 accounts").await;
    person.audits("Block many").await;
    assert!(accounts.iter().all(|account| person.status_at_the_server(account.id) == ACTIVE));
    window.fill("textbox", "Type 11, the number of accounts, to confirm", "11").await;
    window.click("button", "Block 11 accounts").await;

    window.find("dialog", "11 accounts blocked").await;
    person.audits("Result of many").await;
    assert!(accounts.iter().all(|account| person.status_at_the_server(account.id) == BLOCKED));
    window.click("button", "Undo: unblock 11 accounts").await;
    window.find("dialog", "11 accounts unblocked").await;
    assert!(accounts.iter().all(|account| person.status_at_the_server(account.id) == ACTIVE));
    assert_eq!(person.status_at_the_server(blocked.id), BLOCKED, "it was so before");
    window.click("button", "Done").await;

    window.click("button", "Jobs").await;
    window.sees("11 accounts blocked").await;
    window.sees("Contracts ended").await;
    person.audits("Jobs").await;
    window.click("button", "11 accounts blocked").await;
    window.sees(&accounts[0].name).await;
    person.audits("Jobs, one open").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn details_from_a_file_are_shown_before_and_after_and_then_changed() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    let accounts = active_accounts(&person, MANY + 1);
    let (same, changed) = accounts.split_last().expect("there are accounts");
    let file = person.desktop.documents().join("new numbers.csv");
    let mut writer = csv::Writer::from_path(&file).expect("the file can be made");
    let mut write = |line: [&str; 3]| writer.write_record(line).expect("the file takes lines");
    write(["Partner ID", "Phone", "Reference ID"]);
    for account in changed {
        write([&account.id.to_string(), &phone_of(account), &reference_of(account)]);
    }
    let phone = same.phone.clone().unwrap_or_default();
    write([&same.id.to_string(), &phone, ""]);
    writer.flush().expect("the file takes lines");

    let window = &person.window;
    window.click("button", "More").await;
    window.click("menuitem", "Change details from a file…").await;
    person.audits("Change details, file").await;
    window.click("button", "Choose a file…").await;
    person.desktop.opens_file(&file).await;
    window.sees("new numbers.csv, 12 rows").await;
    window.click("button", "Review 12 rows").await;
    window.sees("11 accounts can be changed").await;
    let first = &changed[0];
    let before = first.phone.clone().unwrap_or_else(|| "Empty".to_owned());
    let line = format!("{before} becomes {}", phone_of(first));
    window.find("row", &format!("*{line}*")).await;
    person.audits("Change details, before and after").await;
    window.click("button", "Change 11 accounts…").await;
    window.find("dialog", "Change the details of 11 accounts?").await;
    window.sees("1 row would change nothing and is not sent").await;
    window.find_off("button", "Change 11 accounts").await;
    person.audits("Change details, question").await;
    assert_eq!(person.server.world().count_requests("partner", "update"), 0);
    window.fill("textbox", "Type 11, the number of accounts, to confirm", "11").await;
    window.click("button", "Change 11 accounts").await;
    window.find("heading", "All 11 accounts changed").await;
    person.audits("Change details, end").await;

    let now = |account: &Account| person.server.world().account(account.id).expect("it is there");
    for account in changed {
        let is = now(account);
        assert_eq!(is.phone, Some(phone_of(account)), "{}", account.name);
        assert_eq!(is.reference_id, Some(reference_of(account)), "{}", account.name);
        let as_before = Account { phone: account.phone.clone(), ..is };
        let as_before = Account { reference_id: account.reference_id.clone(), ..as_before };
        assert_eq!(as_before, *account, "nothing else has changed");
    }
    assert_eq!(now(same), *same);
}

fn active_accounts(person: &Person, count: usize) -> Vec<Account> {
    let mut accounts = person.accounts();
    accounts.retain(|account| account.status == ACTIVE && account.group_type == 1);
    accounts.truncate(count);
    assert_eq!(accounts.len(), count);
    accounts
}

fn phone_of(account: &Account) -> String {
    format!("+49 30 {}", account.id)
}

fn reference_of(account: &Account) -> String {
    format!("00{}/7", account.id)
}
