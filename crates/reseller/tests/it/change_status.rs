//! Blocking, unblocking and removing: the plan, the guards, the result, and the way back.

use crate::desk::Desk;
use reseller::account::AccountStatus;
use reseller::activity::{ActivityAction, ActivityQuery, ActivityResult};
use reseller::jobs::model::{ItemState, JobKind, JobState};
use reseller::status::{ExclusionReason, StatusChange, TargetStatus};
use reseller::{AccountId, ConnectionId, ErrorCode};

fn everything_done() -> ActivityQuery {
    ActivityQuery {
        text: "unpaid".into(),
        connection: None,
        results: Vec::new(),
        from: None,
        to: None,
        ..ActivityQuery::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_blocked_read_back_shown_recorded_and_unblocked_again() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(1).await;
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    assert_eq!(
        job.only_account.as_deref(),
        Some(desk.reseller.read_account(ids[0]).await.unwrap().row.name.as_str())
    );
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 1));
    assert!(job.can_undo && !job.can_resume && !job.can_retry);
    assert_eq!(desk.at_server(ids[0]), 2);
    let row = desk.reseller.read_account(ids[0]).await.unwrap();
    assert_eq!((row.row.status, row.row.change.clone()), (AccountStatus::Blocked, None));
    let record = &row.history[0];
    assert_eq!(record.result, ActivityResult::Done);
    assert_eq!(record.reason, "unpaid invoice");
    assert_eq!(record.job, Some(job.id));
    assert_eq!(
        record.action,
        ActivityAction::StatusChanged { from: AccountStatus::Active, to: AccountStatus::Blocked }
    );
    let undo = desk.reseller.undo_job(job.id).await.unwrap();
    assert_eq!(
        undo.kind,
        JobKind::ChangeStatus { target: TargetStatus::Active, undoes: Some(job.id) }
    );
    let undo = desk.rest(undo.id).await;
    assert_eq!((undo.counts.done, undo.restores), (1, false));
    assert_eq!(desk.at_server(ids[0]), 1);
    let error = desk.reseller.undo_job(job.id).await.unwrap_err();
    assert_eq!(error.message, "Nothing of this job can be undone.");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_who_changes_who_does_not_and_what_must_be_typed() {
    let desk = Desk::connected(60).await;
    let active = desk.active(12).await;
    desk.sim.world().set_status(active[0].0, 2);
    desk.refresh().await;
    let mut asked = active.clone();
    asked.push(desk.parent());
    asked.push(AccountId(77));
    asked.push(active[1]);
    let plan = desk.reseller.plan_status_change(asked, TargetStatus::Blocked).await.unwrap();
    assert_eq!(plan.changing.len(), 11);
    let reasons: Vec<_> = plan.excluded.iter().map(|e| (e.id, e.reason)).collect();
    assert_eq!(
        reasons,
        [
            (active[0], ExclusionReason::AlreadyThere),
            (desk.parent(), ExclusionReason::Parent),
            (AccountId(77), ExclusionReason::NotFound),
        ]
    );
    let confirmation = plan.confirmation.unwrap();
    assert_eq!((confirmation.expected.as_str(), confirmation.is_number), ("11", true));
    let ten = desk
        .reseller
        .plan_status_change(active[1..11].to_vec(), TargetStatus::Blocked)
        .await
        .unwrap();
    assert_eq!(ten.confirmation, None);
    let one =
        desk.reseller.plan_status_change(vec![active[1]], TargetStatus::Removed).await.unwrap();
    let confirmation = one.confirmation.unwrap();
    assert_eq!((confirmation.expected.as_str(), confirmation.is_number), ("remove", false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_foreign_accounts_and_a_missing_confirmation_are_refused_before_the_network() {
    let desk = Desk::connected(60).await;
    let active = desk.active(11).await;
    desk.sim.world().forget_requests();
    let change = |accounts: Vec<AccountId>, target, typed: Option<&str>| StatusChange {
        connection: desk.connection(),
        accounts,
        target,
        reason: String::new(),
        typed: typed.map(str::to_owned),
        beyond_quota: false,
    };
    for (change, code) in [
        (change(vec![desk.parent()], TargetStatus::Blocked, None), ErrorCode::NotPermitted),
        (
            change(vec![active[0], desk.parent()], TargetStatus::Active, None),
            ErrorCode::NotPermitted,
        ),
        (change(vec![AccountId(77)], TargetStatus::Blocked, None), ErrorCode::NotFound),
        (change(vec![active[0]], TargetStatus::Removed, None), ErrorCode::ConfirmationMismatch),
        (
            change(vec![active[0]], TargetStatus::Removed, Some("yes")),
            ErrorCode::ConfirmationMismatch,
        ),
        (
            change(active.clone(), TargetStatus::Blocked, Some("10")),
            ErrorCode::ConfirmationMismatch,
        ),
        (change(active.clone(), TargetStatus::Blocked, None), ErrorCode::ConfirmationMismatch),
        (change(active.clone(), TargetStatus::Active, Some("11")), ErrorCode::Other),
        (change(Vec::new(), TargetStatus::Blocked, None), ErrorCode::Other),
    ] {
        let error = desk.reseller.change_status(change.clone()).await.unwrap_err();
        assert_eq!(error.code, code, "{change:?}: {}", error.message);
    }
    let elsewhere = StatusChange {
        connection: ConnectionId("another".into()),
        ..change(vec![active[0]], TargetStatus::Blocked, None)
    };
    let error = desk.reseller.change_status(elsewhere).await.unwrap_err();
    assert!(error.message.contains("Another parent account"), "{}", error.message);
    assert!(desk.sim.world().requests().is_empty());
    assert!(desk.reseller.list_jobs().await.unwrap().is_empty());
    // Statuses 0 and 4 cannot even be said.
    for other in ["\"deleted\"", "\"readOnly\"", "0", "4"] {
        assert!(serde_json::from_str::<TargetStatus>(other).is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn removing_takes_the_word_and_offers_no_way_back() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(1).await;
    let change = StatusChange {
        connection: desk.connection(),
        accounts: ids.clone(),
        target: TargetStatus::Removed,
        reason: String::new(),
        typed: Some(" Remove ".into()),
        beyond_quota: false,
    };
    let job = desk.reseller.change_status(change).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(desk.at_server(ids[0]), 3);
    assert!(!job.can_undo && job.undoable == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_changes_take_few_requests_and_report_each_account() {
    let desk = Desk::connected(1_400).await;
    let ids = desk.active(1_000).await;
    let before = desk.sim.world().requests().len();
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.total), (1_000, 1_000));
    assert!(ids.iter().all(|id| desk.at_server(*id) == 2));
    // Parts of a multirequest are counted one by one here.
    let parts = desk.sim.world().requests().len() - before;
    assert!(parts <= 1_010, "{parts} parts");
    let page = desk.reseller.list_job_items(job.id, 0, 1_000).await.unwrap();
    assert_eq!(page.total, 1_000);
    assert!(page.items.iter().all(|item| {
        item.state == ItemState::Done
            && item.before == Some(AccountStatus::Active)
            && item.after == Some(AccountStatus::Blocked)
    }));
    let records = desk.reseller.list_activity(everything_done(), 0, 1).await.unwrap();
    assert_eq!(records.total, 1_000);
    let quota = desk.status().await.quota.unwrap();
    assert!(quota.used >= 1_000, "blocked accounts count too");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_has_the_status_already_at_the_server_is_unchanged_and_not_sent() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(2).await;
    desk.sim.world().set_status(ids[0].0, 2);
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.unchanged), (1, 1));
    assert_eq!((job.can_undo, job.undoable), (true, 1));
    assert_eq!(desk.sim.world().count_requests("varConsole_varConsole", "updateStatus"), 1);
    // Only what this job changed is changed back.
    let undo = desk.reseller.undo_job(job.id).await.unwrap();
    desk.rest(undo.id).await;
    assert_eq!((desk.at_server(ids[0]), desk.at_server(ids[1])), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_without_the_feature_fails_each_account_with_the_reason_and_retry_works_later() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    desk.sim.world().set_multi_account(desk.parent().0, false);
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.failed, job.can_retry), (JobState::Finished, 3, true));
    let page = desk.reseller.list_job_items(job.id, 0, 10).await.unwrap();
    let problem = page.items[0].problem.clone().unwrap();
    assert_eq!(problem.code, ErrorCode::NotPermitted);
    assert_eq!(problem.detail.server_code.as_deref(), Some("FEATURE_FORBIDDEN"));
    let records = desk.reseller.list_activity(everything_done(), 0, 10).await.unwrap();
    assert!(records.records.iter().all(|record| record.result == ActivityResult::Refused));
    desk.sim.world().set_multi_account(desk.parent().0, true);
    desk.reseller.retry_failed(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (3, 0));
    let records = desk.reseller.list_activity(everything_done(), 0, 10).await.unwrap();
    assert_eq!(records.total, 6, "the refused attempts stay on record");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_changed_meanwhile_is_left_alone_by_a_change_and_by_its_undo() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    // Removed elsewhere after the list was read.
    desk.sim.world().set_status(ids[0].0, 3);
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.counts.failed), (2, 1));
    assert_eq!(desk.at_server(ids[0]), 3, "not brought back");
    let items = desk.reseller.list_job_items(job.id, 0, 10).await.unwrap().items;
    let problem = items[0].problem.as_ref().unwrap();
    assert!(problem.message.contains("Removed now"), "{}", problem.message);

    desk.sim.world().set_status(ids[1].0, 3);
    let undo = desk.reseller.undo_job(job.id).await.unwrap();
    let undo = desk.rest(undo.id).await;
    assert_eq!((undo.counts.done, undo.counts.failed), (1, 1));
    assert_eq!((desk.at_server(ids[1]), desk.at_server(ids[2])), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_an_unblock_of_many_is_a_block_of_many_and_asks_for_the_number() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(11).await;
    let block = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.rest(block.id).await;
    let unblock = desk.change(&ids, TargetStatus::Active).await.unwrap();
    desk.rest(unblock.id).await;
    let error = desk.reseller.undo_job(unblock.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ConfirmationMismatch);
    assert!(ids.iter().all(|id| desk.at_server(*id) == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_and_removed_accounts_are_left_out_of_a_change_of_many_and_said() {
    let desk = Desk::connected(60).await;
    let world = desk.sim.world();
    let template = world
        .accounts_of(desk.parent().0)
        .into_iter()
        .find(|account| account.group_type == 4 && account.status == 1);
    let mut ids = vec![AccountId(template.expect("the world has templates").id)];
    ids.extend(desk.active(3).await);
    world.set_status(ids[1].0, 3);
    desk.refresh().await;
    let reasons = async |target| -> Vec<(AccountId, ExclusionReason)> {
        let plan = desk.reseller.plan_status_change(ids.clone(), target).await.unwrap();
        plan.excluded.iter().map(|left_out| (left_out.id, left_out.reason)).collect()
    };
    let template = (ids[0], ExclusionReason::Template);
    let removed = (ids[1], ExclusionReason::Removed);
    assert_eq!(reasons(TargetStatus::Blocked).await, [template, removed]);
    assert_eq!(
        reasons(TargetStatus::Removed).await,
        [template, (ids[1], ExclusionReason::AlreadyThere)]
    );
    // Whatever the screen sends.
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.total, job.counts.done), (2, 2));
    assert_eq!((desk.at_server(ids[0]), desk.at_server(ids[1])), (1, 3));
    // Among blocked accounts a removed one is not restored by the way; without them it is meant.
    assert!(reasons(TargetStatus::Active).await.contains(&removed));
    let restored = [ids[0], ids[1]];
    let job = desk.change(&restored, TargetStatus::Active).await.unwrap();
    assert!(job.restores);
    let job = desk.rest(job.id).await;
    assert_eq!((job.counts.done, job.restores), (1, true));
    assert_eq!(desk.at_server(ids[1]), 1);
    // A template account that is chosen alone is meant, and a removed one is not blocked even so.
    let job = desk.change(&ids[..1], TargetStatus::Blocked).await.unwrap();
    assert_eq!(desk.rest(job.id).await.counts.done, 1);
    world.set_status(ids[1].0, 3);
    desk.refresh().await;
    let error = desk.change(&ids[1..2], TargetStatus::Blocked).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Other, "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn restoring_beyond_the_limit_has_to_be_confirmed() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    let world = desk.sim.world();
    for id in &ids {
        world.set_status(id.0, 3);
    }
    desk.refresh().await;
    let used = desk.status().await.quota.unwrap().used;
    world.set_property(desk.parent().0, "publishersQuota", used + 1);
    desk.refresh().await;
    let plan = desk.reseller.plan_status_change(ids.clone(), TargetStatus::Active).await.unwrap();
    assert_eq!((plan.changing.len(), plan.more_in_use, plan.beyond_quota), (3, 3, 2));
    assert_eq!(plan.quota.unwrap().limit, Some(used + 1));
    let change = |beyond_quota| StatusChange {
        connection: desk.connection(),
        accounts: ids.clone(),
        target: TargetStatus::Active,
        reason: String::new(),
        typed: None,
        beyond_quota,
    };
    let error = desk.reseller.change_status(change(false)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::OverQuota);
    assert!(error.message.contains(&(used + 3).to_string()), "{}", error.message);
    let job = desk.reseller.change_status(change(true)).await.unwrap();
    assert_eq!(desk.rest(job.id).await.counts.done, 3);
    // To unblock needs no place that was not taken before.
    let blocked = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.rest(blocked.id).await;
    let plan = desk.reseller.plan_status_change(ids, TargetStatus::Active).await.unwrap();
    assert_eq!((plan.more_in_use, plan.beyond_quota), (0, 0));
}
