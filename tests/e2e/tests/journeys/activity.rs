//! What was done can be looked up and taken along: Activity on the screen and in a file.

use crate::person::Person;

#[tokio::test(flavor = "multi_thread")]
async fn activity_is_exported_to_the_file_that_the_system_asked_for() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    person.window.click("button", "Activity").await;
    person.window.sees("Signed in").await;
    person.audits("Activity").await;
    person.window.click("button", "Export…").await;
    let file = person.desktop.documents().join("what was done.csv");
    person.desktop.saves_file(&file).await;
    person.window.sees("written to the file").await;
    let text = std::fs::read_to_string(&file).expect("the file was written");
    assert!(text.starts_with('\u{feff}'), "Excel takes it for UTF-8");
    assert!(text.contains("Signed in"), "{text}");
    assert!(text.contains(&person.server.credentials().user_email), "{text}");
}
