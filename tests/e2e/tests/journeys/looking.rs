//! The screens that are only looked at, once by day and once by night.

use crate::person::Person;

/// What stands before the names of the screens, and the button that makes it so.
const LOOKS: [&str; 2] = ["Light", "Dark"];

#[tokio::test(flavor = "multi_thread")]
async fn nothing_bars_the_way_on_any_screen_in_light_and_dark() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    for look in LOOKS {
        person.window.click("button", "Settings").await;
        person.window.click("radio", look).await;
        let dark = "return document.documentElement.classList.contains('dark')";
        let is_dark = person.window.run(dark, Vec::new()).await;
        assert_eq!(is_dark, look == "Dark");
        person.audits(&format!("{look}: Settings")).await;
        places(&person, look).await;
        dialogs(&person, look).await;
    }
}

async fn places(person: &Person, look: &str) {
    let window = &person.window;
    for place in ["Exports", "Activity", "Jobs"] {
        window.click("button", place).await;
        window.find("heading", place).await;
        person.audits(&format!("{look}: {place}")).await;
    }
    window.click("button", "Accounts").await;
    person.opens(&person.an_active_account()).await;
    person.audits(&format!("{look}: Accounts, one open")).await;
    window.click("button", "Close the panel").await;
    person.searches("nothing is called this").await;
    window.sees("No account matches").await;
    person.audits(&format!("{look}: Accounts, nothing matches")).await;
    person.searches("").await;
}

async fn dialogs(person: &Person, look: &str) {
    const ESCAPE: &str = "\u{e00c}";
    let window = &person.window;
    window.click("button", "All commands*").await;
    window.find("dialog", "Commands").await;
    person.audits(&format!("{look}: Commands")).await;
    window.press(ESCAPE).await;
    window.has_no("dialog", "Commands").await;

    window.click("button", "Change connection*").await;
    window.find("menuitem", "Sign out…").await;
    person.audits(&format!("{look}: the connections")).await;
    window.press(ESCAPE).await;
    window.has_no("menuitem", "Sign out…").await;

    window.click("button", "New account").await;
    window.click("button", "Create account").await;
    window.sees("need a change").await;
    person.audits(&format!("{look}: New account with mistakes")).await;
    window.click("button", "Cancel").await;
    window.find("grid", "*").await;

    window.click("checkbox", "Select all*").await;
    window.click("button", "Block…").await;
    window.find("dialog", "Block *").await;
    person.audits(&format!("{look}: Block many")).await;
    window.click("button", "Cancel").await;
    window.click("button", "Export entries…").await;
    window.sees("accounts, ").await;
    person.audits(&format!("{look}: Export, form")).await;
    window.click("button", "Accounts").await;
    window.click("button", "Clear").await;

    window.click("button", "Import…").await;
    window.find("button", "Choose a file…").await;
    person.audits(&format!("{look}: Import, file")).await;
    window.click("button", "Cancel").await;
    window.find("grid", "*").await;
}
