//! The ways in, and what a person is told when one of them is barred.

use e2e::PasswordStore;
use simulator::{Options, totp_code};

use crate::person::{Person, now};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_does_not_know_the_partner_id_chooses_the_account_and_enters_a_code() {
    let person = Person::new().await;
    let special = person.server.credentials().special.clone().expect("this world has them");
    let login = special.two_factor;
    // A parent with something to look after.
    let child = person.an_active_account();
    assert!(person.server.world().set_parent(child.id, Some(login.parent_id)));
    person.begins_to_connect().await;
    person.window.click("radio", "E-mail and password*").await;
    person.window.fill("textbox", "E-mail", &login.user_email).await;
    person.window.fill("textbox", "Password", &login.password).await;
    person.window.click("button", "Check").await;
    person.window.sees("asks for the code from your authenticator app").await;
    person.audits("Connect, code asked").await;

    let secret = login.totp_secret.expect("this login has an authenticator");
    let code = totp_code(&secret, now()).expect("the secret is good");
    person.window.fill("textbox", "Authenticator code", &code).await;
    person.window.click("button", "Check*").await;
    person.window.sees("Which account do you want to connect?").await;
    person.window.click("button", &format!("*{}*", login.parent_id)).await;
    person.window.sees("Signed in as").await;
    person.window.sees("Keep me signed in with an app token").await;
    person.window.click("button", "Connect").await;
    person.sees_in_the_list(&child).await;
    // The password is not kept; an app token is.
    assert_eq!(person.desktop.count_secrets().await, 1);
    assert_eq!(person.active_tokens(login.parent_id), 1);
    let person = person.restart().await;
    person.sees_in_the_list(&child).await;
    assert!(!person.window.has("button", "Sign in*").await);
    let codes_sent = person.server.world().count_requests("user", "loginByLoginId");
    assert_eq!(codes_sent, 3, "asked for a code, for the choice, and for good");

    person.signs_out().await;
    // The token that Roster made is gone from the server, too.
    assert_eq!(person.active_tokens(login.parent_id), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_several_accounts_chooses_the_parent_before_anything_is_done() {
    let person = Person::new().await;
    let special = person.server.credentials().special.clone().expect("this world has them");
    let login = special.several_accounts;
    person.begins_to_connect().await;
    person.window.fill("textbox", "E-mail", &login.user_email).await;
    person.window.fill("textbox", "Password", &login.password).await;
    person.window.click("button", "Check").await;
    person.window.sees("Which account do you want to connect?").await;
    assert_eq!(person.server.world().count_requests("partner", "list"), 0);
    person.audits("Connect, accounts to choose").await;
    person.window.click("button", &format!("*{}*", login.parent_id)).await;
    person.window.sees("Signed in as").await;
    person.window.click("button", "Connect").await;
    person.window.sees("No sub-accounts yet").await;
    person.window.sees("Updated").await;
    // The token that Roster made is gone from the server and from this computer.
    person.signs_out().await;
    assert_eq!(person.active_tokens(login.parent_id), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_an_app_token_connects_and_stays_connected() {
    let person = Person::new().await;
    let credentials = person.server.credentials().clone();
    person.begins_to_connect().await;
    person.window.click("radio", "App token*").await;
    person.window.fill("textbox", "Partner ID*", &credentials.parent_id.to_string()).await;
    person.window.fill("textbox", "App token ID", &credentials.app_token.id).await;
    person.window.fill("textbox", "App token", &credentials.app_token.token).await;
    person.audits("Connect with an app token").await;
    person.checks().await;
    person.connects().await;
    assert_eq!(person.desktop.count_secrets().await, 1);
    let person = person.restart().await;
    person.sees_the_list().await;
    assert!(!person.window.has("button", "Sign in*").await);

    // The token was somebody else's work and stays at the server; here it is gone.
    person.signs_out().await;
    assert_eq!(person.active_tokens(credentials.parent_id), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_sign_ins_are_told_apart_and_never_repeated() {
    let person = Person::new().await;
    let credentials = person.server.credentials().clone();
    person.begins_to_connect().await;
    person.window.fill("textbox", "E-mail", &credentials.user_email).await;
    person.window.fill("textbox", "Password", "not the password").await;
    person.window.fill("textbox", "Partner ID*", &credentials.parent_id.to_string()).await;
    person.window.click("button", "Check").await;
    person.window.sees("Wrong e-mail or password, or this account is blocked").await;
    assert_eq!(person.server.world().count_requests("user", "loginByLoginId"), 1);
    person.audits("Connect, refused").await;

    person.enters_the_admin_secret().await;
    person.window.fill("textbox", "Admin secret", &"0".repeat(32)).await;
    person.window.click("button", "Check").await;
    person.window.sees("The admin secret does not belong to Partner ID").await;

    person.window.fill("textbox", "Server address", "no-such-host.invalid").await;
    person.window.click("button", "Check").await;
    person.window.sees("There is no server called no-such-host.invalid").await;

    person.window.fill("textbox", "Server address", "http://kaltura.example.edu").await;
    person.window.click("button", "Check").await;
    person.window.sees("Roster only uses secure connections").await;
    assert_eq!(person.desktop.count_secrets().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_password_store_the_sign_in_is_kept_until_roster_quits() {
    let person = Person::with(PasswordStore::Missing, Options::reseller(12)).await;
    person.begins_to_connect().await;
    person.enters_the_admin_secret().await;
    person.checks().await;
    person.window.click("button", "Connect").await;
    person.window.sees("No system keychain is running on this computer").await;
    person.audits("Connect, no password store").await;
    person.window.click("button", "Keep until I quit").await;
    person.sees_the_list().await;

    let person = person.restart().await;
    person.window.sees("You are signed out").await;
    person.window.find("grid", "*").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_password_store_is_unlocked_and_tried_again() {
    let person = Person::with(PasswordStore::Locked, Options::reseller(12)).await;
    person.begins_to_connect().await;
    person.enters_the_admin_secret().await;
    person.checks().await;
    person.window.click("button", "Connect").await;
    person.window.sees("system keychain is locked").await;
    assert!(person.window.has("button", "Keep until I quit").await);
    person.desktop.unlock_keyring().await;
    person.window.click("button", "Try again").await;
    person.sees_the_list().await;
    assert_eq!(person.desktop.count_secrets().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_store_that_was_started_later_is_found_on_trying_again() {
    let mut person = Person::with(PasswordStore::Missing, Options::reseller(12)).await;
    person.begins_to_connect().await;
    person.enters_the_admin_secret().await;
    person.checks().await;
    person.window.click("button", "Connect").await;
    person.window.sees("No system keychain is running on this computer").await;
    person.desktop.start_keyring().await;
    person.window.click("button", "Try again").await;
    person.sees_the_list().await;
    assert_eq!(person.desktop.count_secrets().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_store_that_was_restarted_meanwhile_is_used_again() {
    let mut person = Person::new().await;
    person.connects_with_the_admin_secret().await;
    person.chooses_in_the_switcher("Sign out…").await;
    person.window.click("button", "Sign out").await;
    person.window.sees("You are signed out").await;
    person.desktop.start_keyring().await;

    // The secret was forgotten with the sign-out, so it is asked for; the rest is known.
    person.chooses_in_the_switcher("Sign in again…").await;
    let secret = person.server.credentials().admin_secret.clone();
    person.window.fill("textbox", "Admin secret", &secret).await;
    person.checks().await;
    person.window.click("button", "Sign in").await;
    person.sees_the_list().await;
    assert_eq!(person.desktop.count_secrets().await, 1);
}
