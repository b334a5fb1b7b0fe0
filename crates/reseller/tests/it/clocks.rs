//! The clock of this computer jumps while a job runs: a laptop sleeps for a night, or somebody puts
//! its clock right. Sessions are renewed, nothing is done twice, and what was lost is looked for
//! neither too short nor for ever.

use crate::bulk_support::schools;
use crate::desk::{Desk, form};
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::sign_in::Keep;
use reseller::status::TargetStatus;
use reseller::{AccountId, Clock, ErrorCode, SystemClock, UnixSeconds};
use simulator::{Fault, Options, Trouble};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

const A_NIGHT: i64 = 9 * 3600;
const AN_HOUR_BACK: i64 = -3600;

/// A clock that runs, and that jumps when it is told to.
#[derive(Debug, Default)]
struct Jumping(AtomicI64);

impl Jumping {
    fn jump(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Jumping {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(SystemClock.now().0 + self.0.load(Ordering::SeqCst))
    }
}

/// A clock that, once it is let go, is hours on whenever somebody looks: no session is good for as
/// long as a look at it takes.
#[derive(Debug, Default)]
struct Racing {
    is_let_go: AtomicBool,
    ahead: AtomicI64,
}

impl Clock for Racing {
    fn now(&self) -> UnixSeconds {
        let step = if self.is_let_go.load(Ordering::SeqCst) { 2 * 3600 } else { 0 };
        UnixSeconds(SystemClock.now().0 + self.ahead.fetch_add(step, Ordering::SeqCst))
    }
}

/// The session that was checked is the one that sends; one that is replaced meanwhile is checked
/// again, and not for ever.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_end_before_they_can_be_used_create_nothing_and_that_is_said() {
    let clock = Arc::new(Racing::default());
    let own = Arc::clone(&clock);
    let desk = Desk::adjusted(Options::reseller(20), move |setup| {
        setup.clock = Arc::clone(&own) as Arc<_>;
    })
    .await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    desk.sim.world().forget_requests();
    clock.is_let_go.store(true, Ordering::SeqCst);
    let created = desk.create(form("Racing", "racing@example.edu"));
    let created = tokio::time::timeout(Duration::from_secs(20), created).await;
    let error = created.expect("an end").unwrap_err();
    assert!(error.message.contains("end too soon"), "{}", error.message);
    assert_eq!(error.code, ErrorCode::NotPermitted);
    assert_eq!(desk.sim.world().count_requests("session", "get"), 5);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 0);
}

/// A desk with such a clock, where a registration counts as lost after so long.
async fn desk(accounts: u32, at_work: Duration) -> (Desk, Arc<Jumping>) {
    let clock = Arc::new(Jumping::default());
    let own = Arc::clone(&clock);
    let desk = Desk::adjusted(Options::reseller(accounts), move |setup| {
        setup.clock = Arc::clone(&own) as Arc<_>;
        setup.network.at_work = at_work;
    })
    .await;
    desk.connect().await;
    (desk, clock)
}

/// An import of so many schools, each of which takes a moment.
async fn slow_import(desk: &Desk, count: u32) -> JobSnapshot {
    let slow = Trouble::Latency { milliseconds: 20 };
    desk.sim.faults().set(Fault::always(slow).on("partner", "register"));
    desk.import(&schools(count)).await
}

/// Blocks so many accounts, fifty at a time, each of which takes a moment.
async fn slow_blocking(desk: &Desk, count: usize) -> (Vec<AccountId>, JobSnapshot) {
    let ids = desk.active(count).await;
    let slow = Trouble::Latency { milliseconds: 40 };
    desk.sim.faults().set(Fault::always(slow).on("varConsole_varConsole", "updateStatus"));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    (ids, job)
}

/// The clock jumps, and no session that was known before is good any more: the server's time went
/// on, or the one that was signed here never was.
fn jump(desk: &Desk, clock: &Jumping, seconds: i64) {
    clock.jump(seconds);
    desk.sim.faults().expire_sessions();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_with_new_sessions_after_the_clock_jumped() {
    for seconds in [A_NIGHT, AN_HOUR_BACK] {
        let (desk, clock) = desk(60, Duration::from_millis(400)).await;
        let job = slow_import(&desk, 40).await;
        desk.job_when(job.id, |job| job.counts.done > 4).await;
        jump(&desk, &clock, seconds);
        // What was under way when the lid was closed is answered to nobody.
        desk.sim
            .faults()
            .set(Fault::always(Trouble::AnswerLost).on("partner", "register").times(3));
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 40), "{seconds}: {job:#?}");
        desk.each_once(job.id, 40).await;
        assert_eq!(desk.sim.faults().unmet(), [], "{seconds}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_status_goes_on_with_new_sessions_after_the_clock_jumped() {
    for seconds in [A_NIGHT, AN_HOUR_BACK] {
        let (desk, clock) = desk(500, Duration::from_millis(400)).await;
        let (ids, job) = slow_blocking(&desk, 300).await;
        desk.job_when(job.id, |job| job.counts.sent > 0).await;
        jump(&desk, &clock, seconds);
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 300), "{seconds}: {job:#?}");
        assert!(ids.iter().all(|id| desk.at_server(*id) == 2), "{seconds}");
        desk.nothing_open(job.id).await;
    }
}

/// The server is at work on it, whatever the clock says.
#[tokio::test(flavor = "multi_thread")]
async fn a_registration_under_way_is_not_sent_again_because_the_clock_was_put_forward() {
    let (desk, clock) = desk(60, Duration::from_secs(3)).await;
    let late = Fault::always(Trouble::WorkDoneLate { milliseconds: 700 });
    desk.sim.faults().set(late.on("partner", "register").from_call(2).times(3));
    let begun = Instant::now();
    let job = desk.import(&schools(6)).await;
    desk.job_when(job.id, |job| job.counts.unknown > 0).await;
    clock.jump(A_NIGHT);
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 6), "{job:#?}");
    let took = begun.elapsed();
    assert!(took >= Duration::from_millis(700), "over before they could be found: {took:?}");
    desk.each_once(job.id, 6).await;
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 6, "each was sent once");
    assert_eq!(desk.sim.faults().unmet(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_never_ran_is_sent_again_in_time_whatever_the_clock_says() {
    let at_work = Duration::from_millis(600);
    for seconds in [A_NIGHT, AN_HOUR_BACK] {
        let (desk, clock) = desk(60, at_work).await;
        let cut = Fault::always(Trouble::CutBeforeAnswer).on("partner", "register");
        desk.sim.faults().set(cut.from_call(2).times(2));
        let begun = Instant::now();
        let job = desk.import(&schools(6)).await;
        desk.job_when(job.id, |job| job.counts.unknown > 0).await;
        clock.jump(seconds);
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 6), "{seconds}: {job:#?}");
        desk.each_once(job.id, 6).await;
        assert!(begun.elapsed() >= at_work, "{seconds}: {:?}", begun.elapsed());
    }
}

/// What was paused goes on in the same run of the app, which still knows when it sent what.
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_import_that_goes_on_under_another_clock_waits_as_long_as_it_should() {
    for seconds in [A_NIGHT, AN_HOUR_BACK] {
        let (desk, clock) = desk(60, Duration::from_secs(3)).await;
        let late = Fault::always(Trouble::WorkDoneLate { milliseconds: 900 });
        desk.sim.faults().set(late.on("partner", "register").from_call(2).times(3));
        let begun = Instant::now();
        let job = desk.import(&schools(6)).await;
        desk.job_when(job.id, |job| job.counts.unknown == 3).await;
        desk.reseller.pause_job(job.id).await.unwrap();
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.unknown), (JobState::Paused, 3), "{seconds}: {job:#?}");
        clock.jump(seconds);
        desk.reseller.resume_job(job.id).await.unwrap();
        let job = desk.rest(job.id).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, 6), "{seconds}: {job:#?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{seconds}: {:?}", begun.elapsed());
        desk.each_once(job.id, 6).await;
        let sent = desk.sim.world().count_requests("partner", "register");
        assert_eq!(sent, 6, "{seconds}: each was sent once");
        assert_eq!(desk.sim.faults().unmet(), [], "{seconds}");
    }
}

/// A form alone: as long as the server may be at work on it, it is not said to be missing, and it
/// is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_single_account_under_way_is_not_given_up_because_the_clock_was_put_forward() {
    let (desk, clock) = desk(60, Duration::from_secs(3)).await;
    let late = Fault::once(Trouble::WorkDoneLate { milliseconds: 900 });
    desk.sim.faults().set(late.on("partner", "register"));
    let wanted = form("Slow", "slow@example.edu");
    assert_eq!(desk.create(wanted.clone()).await.unwrap_err().code, ErrorCode::Unclear);
    clock.jump(A_NIGHT);
    let soon = desk.look_again(&wanted).await.unwrap_err();
    assert!(soon.message.contains("is not there yet"), "{}", soon.message);
    assert_eq!(desk.create(wanted).await.unwrap_err().code, ErrorCode::Unclear);
    let status = desk.status_when(|status| !status.findings.is_empty()).await;
    assert!(status.findings[0].account.is_some(), "{:?}", status.findings);
    assert_eq!(desk.sim.world().accounts_named("Slow").len(), 1);
    assert_eq!(desk.sim.world().count_requests("partner", "register"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_account_that_never_ran_is_given_up_in_time_whatever_the_clock_says() {
    let at_work = Duration::from_millis(600);
    for seconds in [A_NIGHT, AN_HOUR_BACK] {
        let (desk, clock) = desk(60, at_work).await;
        let cut = Fault::once(Trouble::CutBeforeAnswer).on("partner", "register");
        desk.sim.faults().set(cut);
        let begun = Instant::now();
        let wanted = form("Never", "never@example.edu");
        assert_eq!(desk.create(wanted.clone()).await.unwrap_err().code, ErrorCode::Unclear);
        clock.jump(seconds);
        let status = desk.status_when(|status| !status.findings.is_empty()).await;
        assert_eq!(status.findings[0].account, None, "{seconds}");
        assert!(begun.elapsed() >= at_work, "{seconds}: {:?}", begun.elapsed());
        desk.create(wanted).await.unwrap();
        assert_eq!(desk.sim.world().accounts_named("Never").len(), 1, "{seconds}");
    }
}

/// Closed with a registration whose answer was lost, and opened again at another time of day.
async fn opened_again(at_work: Duration, seconds: i64) -> (Desk, JobSnapshot) {
    let (mut desk, clock) = desk(60, at_work).await;
    let cut = Fault::always(Trouble::CutBeforeAnswer).on("partner", "register");
    desk.sim.faults().set(cut.from_call(2).times(2));
    let connection = desk.connection();
    let job = desk.import(&schools(6)).await;
    desk.job_when(job.id, |job| job.counts.unknown == 2 && job.counts.done == 4).await;
    desk.reseller.quit().await;
    clock.jump(seconds);
    desk.open_again();
    desk.reseller.select_connection(connection).await.unwrap();
    desk.refreshed().await;
    let job = desk.reseller.resume_job(job.id).await.unwrap();
    (desk, job)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_lost_the_day_before_is_not_waited_for_any_more() {
    // Longer than this test would wait.
    let (desk, job) = opened_again(Duration::from_hours(1), A_NIGHT).await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 6), "{job:#?}");
    desk.each_once(job.id, 6).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_seems_to_be_sent_in_the_future_is_not_waited_for_for_ever() {
    let at_work = Duration::from_millis(600);
    let (desk, job) = opened_again(at_work, AN_HOUR_BACK).await;
    let begun = Instant::now();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 6), "{job:#?}");
    desk.each_once(job.id, 6).await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
