//! Many accounts from a file, and the entries of accounts to a file, through the dialogs of the
//! system.

use e2e::until;

use crate::person::Person;

const FILE: &str = "Account name,Administrator name,E-mail,Reference ID\r\n\
    Alder School,Ann Alder,ann@alder.example,AL-1\r\n\
    Birch School,Ben Birch,ben@birch.example,BI-1\r\n\
    Cedar School,Cat Cedar,not an address,CE-1\r\n\
    Dogwood School,Dan Dogwood,dan@dogwood.example,DO-1\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_file_becomes_accounts_and_its_wrong_row_is_left_out() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    let file = person.desktop.documents().join("schools.csv");
    std::fs::write(&file, FILE).expect("the file can be written");
    let before = person.accounts().len();
    person.window.click("button", "Import…").await;
    person.audits("import: file").await;
    person.window.click("button", "Choose a file…").await;
    person.desktop.enter_path("Open File", &file).await;
    person.window.sees("schools.csv").await;
    person.window.click("button", "Continue").await;
    person.audits("import: columns").await;
    person.window.click("button", "Review 4 rows").await;
    person.window.sees("Cedar School").await;
    person.audits("import: review").await;
    person.window.click("button", "Leave out the 1").await;
    person.window.click("button", "Create 3 accounts…").await;
    person.window.find("dialog", "Create 3 accounts?").await;
    person.audits("import: question").await;
    person.window.click("button", "Create 3 accounts").await;
    person.window.find("button", "Save result file…").await;
    person.audits("import: end").await;
    let world = person.server.world();
    for name in ["Alder School", "Birch School", "Dogwood School"] {
        assert_eq!(world.accounts_named(name).len(), 1, "{name}");
    }
    assert!(world.accounts_named("Cedar School").is_empty());
    assert_eq!(person.accounts().len(), before + 3);

    let result = person.desktop.documents().join("schools result.csv");
    person.window.click("button", "Save result file…").await;
    person.desktop.enter_path("Save File", &result).await;
    let written = until(async || std::fs::read_to_string(&result).ok()).await;
    let written = written.expect("the result file is there");
    let alder = &world.accounts_named("Alder School")[0];
    assert!(written.contains(&alder.id.to_string()), "{written}");
}
