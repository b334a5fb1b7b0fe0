//! The main job from beginning to end: connect, find, create, change, undo, remove, sign out.

use crate::creating::fill_in;
use crate::person::{ACTIVE, BLOCKED, Person, REMOVED};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_the_admin_secret_does_the_whole_job() {
    let person = Person::new().await;
    person.audits("Welcome").await;
    person.begins_to_connect().await;
    person.enters_the_admin_secret().await;
    person.audits("Connect").await;
    person.checks().await;
    person.audits("Connect, checked").await;
    person.connects().await;
    assert_eq!(person.desktop.count_secrets().await, 1);
    person.audits("Accounts").await;

    // Nothing is asked after a restart, and the session is a new one.
    let person = person.restart().await;
    person.sees_the_list().await;
    assert!(!person.window.has("button", "Sign in*").await);

    let account = person.an_active_account();
    person.opens(&account).await;
    person.window.sees(&account.admin_email).await;
    person.audits("Account detail").await;

    let made = creates(&person, &account.admin_email).await;
    blocks(&person, made).await;
    undoes(&person, made).await;
    removes(&person, made).await;
    signs_out(&person).await;
}

/// An account, after an e-mail was refused that has a login already. Returns its Partner ID.
async fn creates(person: &Person, taken: &str) -> u32 {
    const NAME: &str = "Hillside – Zoë & Söhne";
    const EMAIL: &str = "noa.berg@hillside.example.edu";
    person.window.click("button", "New account").await;
    fill_in(person, NAME, taken).await;
    person.window.click("button", "Create account").await;
    person.window.sees(&format!("There is already a sign-in with the e-mail {taken}")).await;
    assert!(person.server.world().accounts_named(NAME).is_empty());
    // Nothing that was typed is lost.
    assert_eq!(person.window.value("textbox", "Account name").await, NAME);
    assert_eq!(person.window.value("textbox", "Administrator").await, "Noa Berg");
    person.window.fill("textbox", "E-mail", EMAIL).await;
    person.window.click("button", "Create account").await;
    person.window.sees("Account created").await;
    let made = person.server.world().accounts_named(NAME);
    let [made] = made.as_slice() else { panic!("not one account: {made:?}") };
    assert_eq!(made.parent_id, Some(person.server.credentials().parent_id));
    assert_eq!((made.admin_email.as_str(), made.status), (EMAIL, ACTIVE));
    person.window.click("button", "Done").await;
    person.opens(made).await;
    made.id
}

async fn blocks(person: &Person, id: u32) {
    let name = person.server.world().account(id).expect("it is there").name;
    person.window.click("button", "Block…").await;
    person.window.find("dialog", &format!("Block {name}?")).await;
    person.window.sees("People in this account can no longer sign in").await;
    person.audits("Block").await;
    assert_eq!(person.status_at_the_server(id), ACTIVE);
    person.window.fill("textbox", "Reason*", "Unpaid since spring").await;
    person.window.click("button", "Block account").await;
    person.window.sees(&format!("{name} is blocked")).await;
    assert_eq!(person.status_at_the_server(id), BLOCKED);
    person.audits("Accounts, one blocked").await;
}

async fn undoes(person: &Person, id: u32) {
    let name = person.server.world().account(id).expect("it is there").name;
    person.window.click("button", "Undo").await;
    person.window.sees(&format!("{name} is active")).await;
    assert_eq!(person.status_at_the_server(id), ACTIVE);
}

async fn removes(person: &Person, id: u32) {
    let name = person.server.world().account(id).expect("it is there").name;
    person.window.click("button", "Remove…").await;
    person.window.find("dialog", &format!("Remove {name}?")).await;
    person.window.find_off("button", "Remove account").await;
    person.audits("Remove").await;
    person.window.fill("textbox", "Type remove to confirm", "rem").await;
    person.window.find_off("button", "Remove account").await;
    person.window.fill("textbox", "Type remove to confirm", "remove").await;
    person.window.click("button", "Remove account").await;
    person.window.sees(&format!("{name} is removed")).await;
    assert_eq!(person.status_at_the_server(id), REMOVED);
}

async fn signs_out(person: &Person) {
    let ended = person.server.world().ended_sessions();
    person.signs_out().await;
    assert!(person.server.world().ended_sessions() > ended);
    person.audits("Accounts, signed out").await;
}
