//! The two guards around accounts without a parent: nothing is sent with a session that would make
//! one, and one that was made all the same raises the alarm and is not made again.

use crate::bulk_support::schools;
use crate::desk::{Desk, form};
use reseller::activity::{ActivityAction, ActivityResult};
use reseller::jobs::model::{ItemState, JobState};
use reseller::sign_in::Keep;
use reseller::{AccountId, Error, ErrorCode};
use simulator::{Fault, Trouble};

/// Signed in with an app token that loses its rights as soon as the session runs out.
async fn losing_its_rights() -> Desk {
    let desk = Desk::new(30).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let known = desk.sim.credentials().app_token.clone();
    let mut record = desk.sim.world().app_tokens().into_iter().find(|t| t.id == known.id).unwrap();
    record.session_type = 0;
    desk.sim.world().put_app_token(&record, &known.token);
    desk.sim.faults().expire_sessions();
    desk
}

/// The account that nobody can see, which the sentence must name.
fn orphan(desk: &Desk, name: &str) -> u32 {
    let made = desk.sim.world().accounts_named(name);
    assert_eq!(made.len(), 1, "{made:?}");
    assert_ne!(made[0].parent_id, Some(desk.parent().0));
    made[0].id
}

fn is_the_alarm(desk: &Desk, error: &Error, id: u32) {
    assert_eq!(error.code, ErrorCode::Orphaned);
    assert!(error.message.contains(&format!("Partner ID is {id}")), "{}", error.message);
    let step = error.detail.next_step.as_deref().unwrap();
    assert!(step.contains(&desk.parent().to_string()), "{step}");
    assert!(step.contains("Do not create it again"), "{step}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_no_administrators_any_more_registers_nothing() {
    let desk = losing_its_rights().await;
    desk.sim.world().forget_requests();
    let error = desk.create(form("None", "none@example.edu")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded);
    assert!(error.message.contains("no administrator rights"), "{}", error.message);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 0);
    assert_eq!(desk.sim.world().accounts_named("None").len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_outside_the_parent_raises_the_alarm_with_its_id_and_is_recorded() {
    let desk = Desk::connected(30).await;
    desk.sim.faults().set(Fault::once(Trouble::SessionDropped).on("partner", "register"));
    let error = desk.create(form("Lonely", "lonely@example.edu")).await.unwrap_err();
    assert_eq!(desk.sim.faults().unmet(), []);
    let id = orphan(&desk, "Lonely");
    is_the_alarm(&desk, &error, id);
    let records = desk.everything_recorded().await;
    let of = records.iter().find(|r| r.action == ActivityAction::AccountCreated).unwrap();
    assert_eq!((of.result, of.account), (ActivityResult::Done, Some(AccountId(id))));
    assert!(of.explanation.contains(&id.to_string()), "{}", of.explanation);
    // It is nobody's account: not shown, and not open any more.
    assert_eq!(desk.find("lonely").await.total, 0);
    assert_eq!(desk.reseller.running_jobs().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_stops_at_an_account_outside_the_parent_and_never_makes_it_again() {
    let desk = Desk::connected(30).await;
    let fault = Fault::once(Trouble::SessionDropped).on("partner", "register");
    desk.sim.faults().set(fault.from_call(1));
    let job = desk.import(&schools(1)).await;
    let job = desk.rest(job.id).await;
    assert_eq!(desk.sim.faults().unmet(), []);
    let id = orphan(&desk, "School 0001");
    assert_eq!((job.state, job.counts.failed), (JobState::Paused, 1), "{job:#?}");
    is_the_alarm(&desk, job.problem.as_ref().unwrap(), id);
    let items = desk.items(job.id).await;
    assert_eq!((items[0].state, items[0].account), (ItemState::Failed, Some(AccountId(id))));
    is_the_alarm(&desk, items[0].problem.as_ref().unwrap(), id);
    let records = desk.records(job.id).await;
    assert_eq!((records.len(), records[0].result), (1, ActivityResult::Done));
    assert!(records[0].explanation.contains(&id.to_string()));
    assert!(!job.can_retry, "it would be made once more");
    let error = desk.reseller.retry_failed(job.id).await.unwrap_err();
    assert!(error.message.contains("othing"), "{}", error.message);
    // Going on finishes the job without sending that row again.
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.can_retry), (JobState::Finished, false), "{job:#?}");
    assert_eq!(desk.sim.world().accounts_named("School 0001").len(), 1);
}
