//! Fifty thousand accounts: the list opens, scrolls to its end, and finds one among them.

use std::time::Duration;

use e2e::{PasswordStore, until, until_for};
use serde_json::json;
use simulator::Options;

use crate::person::{ACTIVE, BLOCKED, Person, READ_ONLY};

const MANY: u32 = 50_000;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_thousand_accounts_scroll_and_are_searched() {
    let person = Person::with(PasswordStore::Unlocked, Options::reseller(MANY)).await;
    person.begins_to_connect().await;
    person.enters_the_admin_secret().await;
    person.checks().await;
    person.window.click("button", "Connect").await;
    // Loading them takes as long as the unoptimised server takes to write 175 MB.
    let loaded = until_for(Duration::from_mins(6), async || {
        person.window.text().await.contains("Updated").then_some(())
    })
    .await;
    if loaded.is_none() {
        person.window.give_up("the list is not complete").await;
    }
    let world = person.server.world();
    let parent = person.server.credentials().parent_id;
    let open = [ACTIVE, BLOCKED, READ_ONLY];
    let shown: usize = open.iter().map(|status| world.count_with_status(parent, *status)).sum();
    // One row more than accounts: the heads of the columns count too.
    let grid = person.window.find("grid", "*").await;
    let counted = grid.attr("aria-rowcount").await.expect("the grid is there");
    assert_eq!(counted, Some((shown + 1).to_string()));

    // However many there are, only those in sight are on the page.
    assert!(person.window.count("row", "*").await < 120);
    let oldest = person
        .accounts()
        .into_iter()
        .filter(|account| open.contains(&account.status))
        .min_by_key(|account| (account.created_at, account.id))
        .expect("there are accounts");
    let to_the_end = "const grid = document.querySelector('[role=grid]'); \
        const scroller = [grid, ...grid.querySelectorAll('*')]\
          .find((one) => one.scrollHeight > one.clientHeight + 100) ?? grid.parentElement; \
        scroller.scrollTop = scroller.scrollHeight; return true";
    let reached = until(async || {
        person.window.run(to_the_end, Vec::new()).await;
        person.window.has("row", &format!("*{}*", oldest.id)).await.then_some(())
    })
    .await;
    if reached.is_none() {
        person.window.give_up(&format!("the oldest account, {}, is not reached", oldest.id)).await;
    }
    let drawn = person.window.run("return findAll('row', '*').length", vec![json!(null)]).await;
    assert!(drawn.as_u64().is_some_and(|rows| rows < 120), "{drawn}");

    let one = person.an_active_account();
    person.opens(&one).await;
}
