//! Jobs under every kind of trouble: nothing is lost, nothing is done twice, and the end is said
//! truthfully.

use crate::desk::Desk;
use reseller::account::AccountStatus;
use reseller::activity::{ActivityQuery, ActivityResult};
use reseller::connection::{ConnectionEdit, ConnectionState};
use reseller::jobs::model::{ItemState, JobSnapshot, JobState};
use reseller::status::TargetStatus;
use reseller::{AccountId, ErrorCode, Event, JobId};
use simulator::{Fault, Options, Trouble};
use std::collections::HashMap;

const SERVICE: &str = "varConsole_varConsole";
const ACTION: &str = "updateStatus";

/// How often a change of each account reached the server.
fn sent(desk: &Desk) -> HashMap<u32, usize> {
    let mut sent = HashMap::new();
    for request in desk.sim.world().requests() {
        if request.call() == "varconsole_varconsole.updatestatus" {
            *sent.entry(request.subject_id.unwrap()).or_default() += 1;
        }
    }
    sent
}

/// How often accounts were looked at: before sending and after it. The look for a lost answer may
/// be one with that for the rest.
fn looked(desk: &Desk) -> usize {
    desk.sim.world().count_requests("partner", "list")
}

fn all_blocked(desk: &Desk, ids: &[AccountId]) -> bool {
    ids.iter().all(|id| desk.at_server(*id) == 2)
}

async fn open_records(desk: &Desk) -> u32 {
    let query = ActivityQuery {
        text: String::new(),
        connection: None,
        results: vec![ActivityResult::Sent],
        from: None,
        to: None,
        ..ActivityQuery::default()
    };
    desk.reseller.list_activity(query, 0, 1).await.unwrap().total
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answers_are_looked_up_and_nothing_is_sent_twice() {
    for trouble in [Trouble::AnswerLost, Trouble::CutMidAnswer, Trouble::HalfBody, Trouble::NotJson]
    {
        let desk = Desk::connected(200).await;
        let ids = desk.active(120).await;
        desk.sim.faults().set(Fault::once(trouble.clone()).on(SERVICE, ACTION).from_call(2));
        desk.sim.world().forget_requests();
        let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 120), "{trouble:?} {job:#?}");
        assert!(all_blocked(&desk, &ids));
        assert!(sent(&desk).values().all(|times| *times == 1), "{trouble:?}: {:?}", sent(&desk));
        assert!(desk.sim.faults().unmet().is_empty(), "{trouble:?} was met");
        assert!(looked(&desk) >= 2, "{trouble:?}: looked before and after");
        assert_eq!(open_records(&desk).await, 0, "{trouble:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_made_read_only_sends_nothing_more_of_the_round_under_way() {
    let desk = Desk::connected(500).await;
    let ids = desk.active(300).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 300 });
    desk.sim.faults().set(slow.on(SERVICE, ACTION));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.job_when(job.id, |job| job.counts.sent > 0).await;
    let open = desk.reseller.current_connection().unwrap();
    let edit = |read_only| ConnectionEdit { name: open.name.clone(), color: open.color, read_only };
    desk.reseller.update_connection(open.id.clone(), edit(true)).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Paused, "{job:#?}");
    assert_eq!(job.problem.as_ref().unwrap().code, ErrorCode::ReadOnlyConnection);
    // What was under way then is known, and nothing else was sent.
    let left = job.counts.pending as usize;
    assert!(left > 0 && sent(&desk).len() == ids.len() - left, "{:?}", job.counts);
    assert_eq!(job.counts.done as usize, ids.len() - left);
    assert_eq!(open_records(&desk).await, 0);
    desk.sim.faults().clear();
    desk.reseller.update_connection(open.id.clone(), edit(false)).await.unwrap();
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 300), "{job:#?}");
    assert!(sent(&desk).values().all(|times| *times == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_never_ran_are_sent_again_after_looking() {
    for trouble in [
        Trouble::CutBeforeAnswer,
        Trouble::HttpStatus { status: 502 },
        Trouble::HttpStatus { status: 429 },
        Trouble::Redirect { to: "https://elsewhere.example/".into() },
    ] {
        let desk = Desk::connected(200).await;
        let ids = desk.active(120).await;
        desk.sim.faults().set(Fault::once(trouble.clone()).on(SERVICE, ACTION).from_call(2));
        desk.sim.world().forget_requests();
        let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 120), "{trouble:?} {job:#?}");
        assert!(all_blocked(&desk, &ids), "{trouble:?}");
        assert!(desk.sim.faults().unmet().is_empty(), "{trouble:?} was met");
        assert!(looked(&desk) >= 2, "{trouble:?}: looked before and after");
        assert_eq!(open_records(&desk).await, 0, "{trouble:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_slows_the_job_and_does_not_fail_it() {
    let desk = Desk::connected(300).await;
    let ids = desk.active(150).await;
    desk.sim
        .faults()
        .set(Fault::always(Trouble::ActionBlocked).on(SERVICE, ACTION).from_call(20).times(90));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done, job.counts.failed), (JobState::Finished, 150, 0));
    assert!(all_blocked(&desk, &ids));
    assert_eq!(open_records(&desk).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_whose_changes_are_always_lost_is_given_up_in_the_end() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    desk.sim.faults().set(Fault::always(Trouble::InternalError).on(SERVICE, ACTION));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.failed), (JobState::Finished, 3));
    let page = desk.reseller.list_job_items(job.id, 0, 10).await.unwrap();
    let problem = page.items[0].problem.as_ref().unwrap();
    assert!(problem.message.contains("a problem on its side"), "{}", problem.message);
    assert_eq!(page.items[0].after, Some(AccountStatus::Active));
    assert_eq!(open_records(&desk).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_runs_out_in_the_middle_is_renewed() {
    let desk = Desk::connected(300).await;
    let ids = desk.active(200).await;
    desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on(SERVICE, ACTION).from_call(2));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 200), "{job:#?}");
    assert!(all_blocked(&desk, &ids));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_session_that_runs_out_pauses_the_job_until_the_person_is_back() {
    let desk = Desk::new(300).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    let summary = desk.keep(&report, reseller::sign_in::Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    let ids = desk.active(150).await;
    desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on(SERVICE, ACTION).from_call(2));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Paused, "{job:#?}");
    assert!(job.can_resume);
    assert_eq!(job.problem.unwrap().code, ErrorCode::SignInNeeded);
    let error = desk.reseller.resume_job(job.id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::SignInNeeded);
    let again = reseller::sign_in::SignInRequest {
        connection: Some(summary.id.clone()),
        ..desk.by_password()
    };
    let report = desk.sign_in(again).await.unwrap();
    let back = desk.keep(&report, reseller::sign_in::Keep::UntilQuit).await.unwrap();
    assert_eq!(back.id, summary.id);
    desk.refreshed().await;
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 150), "{job:#?}");
    assert!(all_blocked(&desk, &ids));
    assert!(sent(&desk).values().all(|times| *times <= 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_away_pauses_the_job_and_resuming_finishes_it() {
    let desk = Desk::connected(300).await;
    let ids = desk.active(150).await;
    // From the second request on, nothing answers any more, whatever is called.
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer).on(SERVICE, ACTION).from_call(2));
    desk.sim
        .faults()
        .set(Fault::always(Trouble::CutBeforeAnswer).on("partner", "list").from_call(2));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Paused, "{job:#?}");
    assert!(job.can_resume);
    assert_eq!(job.problem.as_ref().unwrap().code, ErrorCode::Offline);
    assert!(matches!(desk.status().await.state, ConnectionState::Offline { .. }));
    assert_eq!(job.counts.failed, 0);
    desk.sim.faults().clear();
    // The connection comes back by itself; the job waits for the person.
    desk.status_when(|status| status.state == ConnectionState::Ready).await;
    assert_eq!(desk.reseller.read_job(job.id).await.unwrap().state, JobState::Paused);
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 150), "{job:#?}");
    assert!(all_blocked(&desk, &ids));
    assert_eq!(open_records(&desk).await, 0);
}

async fn slow_job(desk: &Desk, count: usize) -> (Vec<AccountId>, JobSnapshot) {
    let ids = desk.active(count).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }).on(SERVICE, ACTION));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    (ids, job)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_can_be_paused_and_goes_on_where_it_was() {
    let desk = Desk::connected(500).await;
    let (ids, job) = slow_job(&desk, 300).await;
    desk.job_when(job.id, |job| job.counts.sent > 0).await;
    desk.reseller.pause_job(job.id).await.unwrap();
    let paused = desk.rest(job.id).await;
    assert_eq!(paused.state, JobState::Paused);
    assert!(paused.counts.pending > 0, "{paused:#?}");
    assert_eq!((paused.counts.sent, paused.counts.unknown), (0, 0), "nothing is left open");
    desk.sim.faults().clear();
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 300));
    assert!(sent(&desk).values().all(|times| *times == 1));
    assert!(all_blocked(&desk, &ids));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_job_settles_what_was_sent_and_skips_the_rest() {
    let desk = Desk::connected(500).await;
    let (ids, job) = slow_job(&desk, 300).await;
    desk.job_when(job.id, |job| job.counts.sent > 0).await;
    desk.reseller.cancel_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Cancelled);
    assert!(job.counts.skipped > 0 && job.counts.done > 0, "{job:#?}");
    assert_eq!(job.counts.skipped + job.counts.done, 300);
    let blocked = ids.iter().filter(|id| desk.at_server(**id) == 2).count();
    assert_eq!(blocked, job.counts.done as usize);
    assert!(job.can_undo && !job.can_resume);
    assert_eq!(open_records(&desk).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_job_of_the_connection_waits_for_the_first() {
    let desk = Desk::connected(500).await;
    let (_, first) = slow_job(&desk, 200).await;
    let others: Vec<AccountId> = desk.active(230).await.split_off(200);
    let second = desk.change(&others, TargetStatus::Blocked).await.unwrap();
    assert_eq!(second.state, JobState::Queued);
    let second = desk.rest(second.id).await;
    let first = desk.reseller.read_job(first.id).await.unwrap();
    assert_eq!((first.state, second.state), (JobState::Finished, JobState::Finished));
    assert_eq!(second.counts.done, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_at_most_ten_times_a_second_and_the_end_always() {
    let desk = Desk::connected(500).await;
    let (_, job) = slow_job(&desk, 300).await;
    let begun = std::time::Instant::now();
    desk.rest(job.id).await;
    let took = begun.elapsed();
    let job = desk.job_when(job.id, |job| job.state == JobState::Finished).await;
    let told: Vec<_> = desk
        .ear
        .all()
        .into_iter()
        .filter_map(|event| match event {
            Event::JobChanged(changed) if changed.job.id == job.id => Some(changed.job),
            _ => None,
        })
        .collect();
    let most = took.as_millis() / 100 + 6;
    assert!(told.len() as u128 <= most, "{} events in {took:?}", told.len());
    let last = desk.job_when(job.id, |_| {
        desk.ear.all().iter().any(|event| {
            matches!(event, Event::JobChanged(changed) if changed.job.id == job.id && changed.job.state == JobState::Finished)
        })
    });
    assert_eq!(last.await.counts.done, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_stops_a_job_between_items_and_the_next_start_offers_it() {
    let mut desk = Desk::connected(500).await;
    let (ids, job) = slow_job(&desk, 300).await;
    let id = desk.reseller.current_connection().unwrap().id;
    desk.job_when(job.id, |job| job.counts.sent > 0).await;
    assert_eq!(desk.reseller.running_jobs().await, 1);
    desk.restart().await;
    let job = desk.reseller.read_job(job.id).await.unwrap();
    assert_eq!(job.state, JobState::Interrupted);
    assert_eq!(job.counts.sent, 0);
    assert!(job.can_resume && job.counts.pending > 0, "{job:#?}");
    assert_eq!(desk.reseller.running_jobs().await, 0, "never resumed by itself");
    desk.sim.faults().clear();
    desk.reseller.select_connection(id).await.unwrap();
    desk.refreshed().await;
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 300), "{job:#?}");
    assert!(all_blocked(&desk, &ids));
    assert!(sent(&desk).values().all(|times| *times == 1));
}

/// The app dies in the middle of a request: its tasks are gone from one moment to the next.
#[test]
fn a_killed_app_finds_its_job_interrupted_and_resuming_does_nothing_twice() {
    let outside = tokio::runtime::Runtime::new().unwrap();
    for moment in [1_u32, 130, 260] {
        let doomed = tokio::runtime::Runtime::new().unwrap();
        let mut desk = outside.block_on(Desk::with(Options::reseller(500)));
        let setup = crate::desk::setup(desk.folder.path(), &desk.secrets, &desk.ear);
        let (reseller, _) = reseller::Reseller::open(setup).unwrap();
        desk.reseller = reseller;
        let (ids, id, job) = doomed.block_on(async {
            desk.connect().await;
            let id = desk.reseller.current_connection().unwrap().id;
            let (ids, job) = slow_job(&desk, 300).await;
            // Looked at all the time: what is told of a job may be a tenth of a second old.
            loop {
                let job = desk.reseller.read_job(job.id).await.unwrap();
                if job.counts.sent + job.counts.done >= moment || job.state == JobState::Finished {
                    break;
                }
            }
            (ids, id, job.id)
        });
        doomed.shutdown_background();
        outside.block_on(resume_after_death(&mut desk, &ids, id, job, moment));
    }
}

async fn resume_after_death(
    desk: &mut Desk,
    ids: &[AccountId],
    id: reseller::ConnectionId,
    job: JobId,
    moment: u32,
) {
    desk.sim.faults().clear();
    desk.open_again();
    let found = desk.reseller.read_job(job).await.unwrap();
    assert_eq!(found.state, JobState::Interrupted, "{moment}: {found:#?}");
    assert_eq!(found.counts.sent, 0);
    assert!(found.counts.unknown > 0, "{moment}: {found:#?}");
    // The list of jobs says it, and nothing else does.
    assert_eq!(desk.notices, []);
    let unknown: Vec<u32> = desk
        .reseller
        .list_job_items(job, 0, 1_000)
        .await
        .unwrap()
        .items
        .into_iter()
        .filter(|item| item.state == ItemState::Unknown)
        .map(|item| item.account.unwrap().0)
        .collect();
    // The request that was cut off may still be at work, so what is counted first is settled.
    let sent_before = sent(desk);
    let done_before: Vec<u32> = unknown
        .iter()
        .copied()
        .filter(|id| sent_before.contains_key(id) && desk.at_server(AccountId(*id)) == 2)
        .collect();
    desk.reseller.select_connection(id).await.unwrap();
    desk.refreshed().await;
    desk.reseller.resume_job(job).await.unwrap();
    let end = desk.rest(job).await;
    assert_eq!((end.state, end.counts.done), (JobState::Finished, 300), "{moment}: {end:#?}");
    assert!(all_blocked(desk, ids));
    // What the server had done before was found out, not sent again.
    let sent = sent(desk);
    for id in done_before {
        assert_eq!(sent[&id], sent_before[&id], "{moment}: {id} was sent again");
    }
    assert_eq!(open_records(desk).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_undo_did_not_change_back_can_still_be_undone() {
    let desk = Desk::connected(40).await;
    let ids = desk.active(3).await;
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    let job = desk.rest(job.id).await;
    assert!(job.can_undo);
    // Nothing gets through, so the undo changes nothing.
    let fault = Fault::always(Trouble::CutBeforeAnswer).on("varConsole_varConsole", "updateStatus");
    desk.sim.faults().set(fault);
    let undo = desk.reseller.undo_job(job.id).await.unwrap();
    assert_eq!(desk.rest(undo.id).await.counts.failed, 3);
    desk.sim.faults().clear();
    // They are still blocked, and can be changed back.
    assert!(ids.iter().all(|id| desk.at_server(*id) == 2));
    assert!(desk.reseller.read_job(job.id).await.unwrap().can_undo);
    let again = desk.reseller.undo_job(job.id).await.unwrap();
    assert_eq!(desk.rest(again.id).await.counts.done, 3);
    assert!(ids.iter().all(|id| desk.at_server(*id) == 1));
    assert!(!desk.reseller.read_job(job.id).await.unwrap().can_undo, "all of it was undone");
}
