//! Creating an account, and what a person is told when the server will not have it.

use simulator::{Fault, Trouble};

use crate::person::Person;

const EMAIL: &str = "noa.berg@hillside.example.edu";

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_created_after_a_refused_email_was_put_right() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    let taken = person.an_active_account().admin_email;
    person.window.click("button", "New account").await;
    person.audits("New account, empty").await;
    fill_in(&person, "Hillside – Zoë & Söhne שלום 😀", &taken).await;
    person.window.click("button", "Create account").await;
    person.window.sees(&format!("There is already a sign-in with the e-mail {taken}")).await;
    person.audits("New account, refused").await;
    assert_eq!(person.server.world().count_requests("partner", "register"), 0);

    // Nothing that was typed is lost.
    assert_eq!(
        person.window.value("textbox", "Account name").await,
        "Hillside – Zoë & Söhne שלום 😀"
    );
    assert_eq!(person.window.value("textbox", "Administrator").await, "Noa Berg");
    person.window.fill("textbox", "E-mail", EMAIL).await;
    person.window.click("button", "Create account").await;
    person.window.sees("Account created").await;
    person.audits("New account, created").await;
    let made = person.server.world().accounts_named("Hillside – Zoë & Söhne שלום 😀");
    assert_eq!(made.len(), 1, "{made:?}");
    let made = made.first().expect("there is one");
    assert_eq!(made.parent_id, Some(person.server.credentials().parent_id));
    assert_eq!(made.admin_email, EMAIL);
    person.window.sees(&made.id.to_string()).await;

    person.window.click("button", "Done").await;
    person.opens(made).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_got_lost_is_looked_up_and_nothing_is_created_twice() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    person.server.faults().set(Fault::once(Trouble::AnswerLost).on("partner", "register"));
    person.window.click("button", "New account").await;
    fill_in(&person, "Lost and found", EMAIL).await;
    person.window.click("button", "Create account").await;
    person.window.sees("Account created").await;
    person.window.sees("The first answer was lost").await;
    assert_eq!(person.server.world().accounts_named("Lost and found").len(), 1);
    assert_eq!(person.server.world().count_requests("partner", "register"), 1);
    person.window.click("button", "Open account").await;
    person.window.find("region", "Lost and found").await;
    person.window.find("button", "Copy Partner ID").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_a_form_that_was_begun_asks_first() {
    let person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    person.window.click("button", "New account").await;
    person.window.fill("textbox", "Account name", "Half typed").await;
    person.window.click("button", "Cancel").await;
    person.window.sees("Discard what you typed?").await;
    person.audits("Discard what you typed?").await;
    person.window.click("button", "Keep editing").await;
    assert_eq!(person.window.value("textbox", "Account name").await, "Half typed");
}

/// Fills in the form of a new account.
pub(crate) async fn fill_in(person: &Person, name: &str, email: &str) {
    person.window.fill("textbox", "Account name", name).await;
    person.window.fill("textbox", "Administrator", "Noa Berg").await;
    person.window.fill("textbox", "E-mail", email).await;
    person.window.fill("textbox", "Phone (optional)", "+49 30 1234567").await;
}
