//! Loading the list, showing the copy, and marking what changed.

use crate::desk::{Desk, everything};
use reseller::account::{AccountChange, AccountQuery, AccountStatus, TemplateFilter};
use reseller::connection::ConnectionState;
use reseller::status::TargetStatus;
use reseller::{AccountId, ErrorCode, Event};
use simulator::{Fault, Options, Trouble};
use std::collections::HashSet;

#[tokio::test(flavor = "multi_thread")]
async fn every_account_is_loaded_once_and_the_parent_is_not_among_them() {
    let desk = Desk::connected(1_234).await;
    let at_server: HashSet<u32> =
        desk.sim.world().accounts_of(desk.parent().0).iter().map(|account| account.id).collect();
    let statuses = vec![
        AccountStatus::Active,
        AccountStatus::Blocked,
        AccountStatus::Removed,
        AccountStatus::ReadOnly,
        AccountStatus::Deleted,
        AccountStatus::Unknown,
    ];
    let query = AccountQuery { statuses, ..everything() };
    let here = desk.reseller.list_account_ids(query).await.unwrap();
    assert_eq!(here.len(), at_server.len());
    let here: HashSet<u32> = here.into_iter().map(|id| id.0).collect();
    assert_eq!(here, at_server);
    assert!(!here.contains(&desk.parent().0));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_known_and_do_not_count_against_the_limit() {
    let desk = Desk::connected(60).await;
    let world = desk.sim.world();
    let accounts = world.accounts_of(desk.parent().0);
    let templates = accounts.iter().filter(|account| account.group_type == 4).count();
    assert!(templates > 0);
    let query = AccountQuery { templates: TemplateFilter::OnlyTemplates, ..everything() };
    let page = desk.reseller.list_accounts(query, 0, 100).await.unwrap();
    assert_eq!(page.total as usize, templates);
    let used = accounts
        .iter()
        .filter(|account| account.group_type != 4 && matches!(account.status, 1 | 2))
        .count();
    let quota = desk.status().await.quota.unwrap();
    assert_eq!(quota.used as usize, used);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_the_copy_is_shown_before_the_server_is_asked() {
    let mut desk = Desk::connected(200).await;
    let summary = desk.reseller.current_connection().unwrap();
    desk.restart().await;
    desk.sim.world().forget_requests();
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 3_000 }));
    let status = desk.reseller.select_connection(summary.id).await.unwrap();
    assert_eq!(status.state, ConnectionState::Connecting);
    assert!(status.refreshed_at.is_some());
    assert_eq!(desk.list().await.known, desk.list().await.total);
    assert!(desk.list().await.known > 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_last_time_is_marked_until_it_is_seen() {
    let mut desk = Desk::connected(40).await;
    assert_eq!(desk.list().await.changed, 0, "the first load marks nothing");
    let complete_at = desk.status().await.refreshed_at;
    let [blocked, renamed] = desk.active(2).await[..] else { panic!() };
    let old_name = desk.reseller.read_account(renamed).await.unwrap().row.name;
    desk.sim.world().set_status(blocked.0, 2);
    desk.sim.world().set_property(renamed.0, "name", "Renamed elsewhere");
    let (client, session) = desk.outside();
    let new = client
        .call(&session, &crate::create::registration("Made elsewhere", "new@example.org"))
        .await
        .unwrap();
    desk.refresh().await;
    let query = AccountQuery { only_changed: true, ..everything() };
    let changed = desk.reseller.list_accounts(query.clone(), 0, 10).await.unwrap();
    assert_eq!((changed.total, changed.changed), (3, 3));
    let change = |id: u32| {
        let row = changed.rows.iter().find(|row| row.id.0 == id).unwrap();
        row.change.clone().unwrap()
    };
    assert_eq!(change(blocked.0), AccountChange::StatusChanged { from: AccountStatus::Active });
    assert_eq!(change(renamed.0), AccountChange::Renamed { from: old_name });
    assert_eq!(change(u32::try_from(new.partner.id.get()).unwrap()), AccountChange::New);
    let before =
        async |desk: &Desk| desk.reseller.read_account(blocked).await.unwrap().before_change_at;
    assert_eq!(before(&desk).await, complete_at, "then it was still as before");
    // The marks outlive a restart and another refresh, but not being seen.
    let id = desk.reseller.current_connection().unwrap().id;
    desk.restart().await;
    desk.reseller.select_connection(id).await.unwrap();
    desk.refreshed().await;
    assert_eq!(desk.list().await.changed, 3);
    assert_eq!(before(&desk).await, complete_at);
    desk.reseller.mark_changes_seen().await.unwrap();
    assert_eq!(desk.reseller.list_accounts(query, 0, 10).await.unwrap().total, 0);
    assert_eq!(before(&desk).await, None);
    desk.refresh().await;
    assert_eq!(desk.list().await.changed, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_gives_no_time_at_which_the_account_was_not_as_it_says() {
    let mut desk = Desk::connected(40).await;
    let ids = desk.active(2).await;
    let [here, elsewhere] = ids[..] else { panic!() };
    let job = desk.change(&ids[..1], TargetStatus::Blocked).await.unwrap();
    desk.rest(job.id).await;
    // What is known of the copy outlives a restart.
    let id = desk.reseller.current_connection().unwrap().id;
    desk.sim.world().set_status(here.0, 1);
    desk.sim.world().set_status(elsewhere.0, 2);
    desk.restart().await;
    desk.reseller.select_connection(id).await.unwrap();
    desk.refreshed().await;
    let read = async |id| desk.reseller.read_account(id).await.unwrap();
    let found = read(here).await;
    let from = AccountStatus::Blocked;
    assert_eq!(found.row.change, Some(AccountChange::StatusChanged { from }));
    assert_eq!(found.before_change_at, None, "it was active when the copy was complete");
    assert!(read(elsewhere).await.before_change_at.is_some());
    // From now on it is known again.
    let complete_at = desk.status().await.refreshed_at;
    desk.sim.world().set_status(here.0, 3);
    desk.reseller.mark_changes_seen().await.unwrap();
    desk.refresh().await;
    assert_eq!(read(here).await.before_change_at, complete_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_fails_midway_changes_nothing_that_is_seen() {
    let desk = Desk::connected(1_300).await;
    let before = desk.list().await;
    let id = desk.active(1).await[0];
    desk.sim.world().set_status(id.0, 2);
    desk.sim
        .faults()
        .set(Fault::always(Trouble::HttpStatus { status: 503 }).on("partner", "list").from_call(3));
    let status = desk.refresh().await;
    let problem = status.refresh_problem.unwrap();
    assert!(problem.message.contains("overloaded"), "{}", problem.message);
    let after = desk.list().await;
    assert_eq!(before.rows, after.rows);
    assert_eq!(before.generation, after.generation);
    desk.sim.faults().clear();
    desk.status_when(|status| {
        status.state == ConnectionState::Ready
            && status.refresh_problem.is_none()
            && status.refreshing.is_none()
    })
    .await;
    let row = desk.reseller.read_account(id).await.unwrap().row;
    assert_eq!(row.status, AccountStatus::Blocked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_runs_out_in_the_middle_of_the_list_is_renewed() {
    let desk = Desk::connected(1_800).await;
    desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on("partner", "list").from_call(3));
    let status = desk.refresh().await;
    assert_eq!(status.refresh_problem, None);
    assert_eq!(status.state, ConnectionState::Ready);
    assert_eq!(desk.list().await.known, desk.list().await.total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_session_that_runs_out_asks_for_a_new_sign_in_and_keeps_the_list() {
    let desk = Desk::new(60).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    desk.keep(&report, reseller::sign_in::Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    desk.sim.faults().expire_sessions();
    let status = desk.refresh().await;
    let ConnectionState::SignedOut { problem: Some(problem) } = status.state else {
        panic!("{:?}", status.state)
    };
    assert_eq!(problem.code, ErrorCode::SignInNeeded);
    assert!(desk.list().await.total > 0);
    let ids = desk.active(1).await;
    let error = desk.change(&ids, reseller::status::TargetStatus::Blocked).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_that_appear_while_loading_are_neither_lost_nor_doubled() {
    let desk = Desk::connected_with(Options::reseller(1_600)).await;
    desk.sim
        .faults()
        .set(Fault::always(Trouble::Latency { milliseconds: 60 }).on("partner", "list"));
    let (client, session) = desk.outside();
    let begun = desk.reseller.refresh_accounts();
    let making = async {
        for number in 0..5 {
            let name = format!("Meanwhile {number}");
            let email = format!("meanwhile{number}@example.org");
            client.call(&session, &crate::create::registration(&name, &email)).await.unwrap();
        }
    };
    let (begun, ()) = tokio::join!(begun, making);
    begun.unwrap();
    desk.status_when(|status| status.refreshing.is_none()).await;
    desk.sim.faults().clear();
    desk.refresh().await;
    let here = desk
        .reseller
        .list_account_ids(AccountQuery { statuses: vec![AccountStatus::Active], ..everything() })
        .await
        .unwrap();
    let unique: HashSet<AccountId> = here.iter().copied().collect();
    assert_eq!(unique.len(), here.len());
    let at_server = desk.sim.world().count_with_status(desk.parent().0, 1);
    assert_eq!(here.len(), at_server);
    assert_eq!(desk.find("meanwhile").await.total, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_and_a_second_refresh_does_not_repeat_the_first() {
    let desk = Desk::connected(1_300).await;
    desk.sim.world().forget_requests();
    desk.sim
        .faults()
        .set(Fault::always(Trouble::Latency { milliseconds: 150 }).on("partner", "list"));
    desk.reseller.refresh_accounts().await.unwrap();
    desk.reseller.refresh_accounts().await.unwrap();
    desk.status_when(|status| status.refreshing.is_some()).await;
    desk.status_when(|status| status.refreshing.is_none()).await;
    let told = desk.ear.all().iter().any(|event| match event {
        Event::ConnectionChanged(changed) => {
            changed.status.refreshing.is_some_and(|progress| progress.loaded > 0)
        }
        _ => false,
    });
    assert!(told);
    // Four pages of the list with the first telling the count, and one of the templates; the
    // check between the pages comes in one more request.
    let lists = desk.sim.world().count_requests("partner", "list");
    assert!(lists <= 12, "{lists} requests");
}
