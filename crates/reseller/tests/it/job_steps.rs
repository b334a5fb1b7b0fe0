//! What a job does between two steps: what is on the disk before anything leaves, what is awaited,
//! what is told, and what is looked at before it is gone on with.

use crate::bulk_support::{made, schools};
use crate::desk::Desk;
use reseller::connection::ConnectionState;
use reseller::jobs::model::{ItemState, JobState};
use reseller::status::TargetStatus;
use reseller::{Event, JobId};
use rusqlite::Connection;
use simulator::{Fault, Options, Trouble};
use std::time::{Duration, Instant};

const REGISTER: (&str, &str) = ("partner", "register");

/// Roster's own file, looked into while it works.
fn database(desk: &Desk) -> Connection {
    Connection::open(desk.folder.path().join("roster.sqlite")).unwrap()
}

fn count(db: &Connection, sql: &str, job: JobId) -> usize {
    let found: u32 = db.query_row(sql, [job.0], |row| row.get(0)).unwrap();
    found as usize
}

fn arrived(desk: &Desk) -> usize {
    desk.sim.world().count_requests(REGISTER.0, REGISTER.1)
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_arrives_at_the_server_that_is_not_on_the_disk_and_in_activity() {
    let desk = Desk::connected(60).await;
    let slow = Trouble::Latency { milliseconds: 5 };
    desk.sim.faults().set(Fault::always(slow).on(REGISTER.0, REGISTER.1));
    let db = database(&desk);
    let job = desk.import(&schools(80)).await;
    let mut looks = 0;
    loop {
        // In this order: what arrives later may be on the disk already.
        let arrived = arrived(&desk);
        let noted = count(
            &db,
            "SELECT count(*) FROM job_items WHERE job = ?1 AND state <> 'pending' AND attempts > 0",
            job.id,
        );
        let recorded = count(&db, "SELECT count(*) FROM activity WHERE job = ?1", job.id);
        assert!(arrived <= noted && arrived <= recorded, "{arrived} {noted} {recorded}");
        looks += u32::from(arrived > 0);
        if desk.reseller.read_job(job.id).await.unwrap().state == JobState::Finished {
            break;
        }
    }
    assert!(looks > 20, "looked {looks} times");
    desk.each_once(job.id, 80).await;
}

/// As after a disk that was full in the moment in which the answers came.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_and_whose_end_was_not_written_is_looked_up_when_the_job_goes_on() {
    let desk = Desk::connected(60).await;
    let slow = Trouble::Latency { milliseconds: 20 };
    desk.sim.faults().set(Fault::always(slow).on(REGISTER.0, REGISTER.1));
    let job = desk.import(&schools(12)).await;
    desk.job_when(job.id, |job| job.counts.done >= 3).await;
    desk.reseller.pause_job(job.id).await.unwrap();
    let paused = desk.rest(job.id).await;
    assert_eq!(paused.state, JobState::Paused);
    let forgotten = database(&desk)
        .execute(
            "UPDATE job_items SET state = 'sent', account = NULL
             WHERE job = ?1 AND state = 'done' AND number <= 3",
            [job.id.0],
        )
        .unwrap();
    assert_eq!(forgotten, 2);
    desk.reseller.resume_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 12), "{job:#?}");
    desk.each_once(job.id, 12).await;
    assert_eq!(arrived(&desk), 12, "they were found, not made again");
}

/// A pause that the server asked for is one before the next request, and holds up none that is noted
/// as sent: the time in which it may be under way is counted from then.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_noted_as_sent_leaves_at_once_however_slow_the_job_goes() {
    let pause = Duration::from_millis(300);
    let desk = Desk::adjusted(Options::reseller(60), move |setup| {
        setup.network.retry_delay = pause;
    })
    .await;
    desk.connect().await;
    // Told to slow down, and once more before it recovers: by then it is slow enough for more than
    // one at a time to go together with a pause.
    for call in [1, 5] {
        let blocked = Fault::once(Trouble::ActionBlocked).on(REGISTER.0, REGISTER.1);
        desk.sim.faults().set(blocked.from_call(call));
    }
    let db = database(&desk);
    let job = desk.import(&schools(10)).await;
    let mut waiting_since: Option<Instant> = None;
    loop {
        let sent =
            count(&db, "SELECT count(*) FROM job_items WHERE job = ?1 AND state = 'sent'", job.id);
        // Nothing answers late here: what is noted for that long has not left.
        let since = (sent > 0).then(|| waiting_since.unwrap_or_else(Instant::now));
        waiting_since = since;
        let waited = since.map(|since| since.elapsed()).unwrap_or_default();
        assert!(waited < pause, "noted {waited:?} ago, and not answered");
        if desk.reseller.read_job(job.id).await.unwrap().state == JobState::Finished {
            break;
        }
    }
    desk.each_once(job.id, 10).await;
    assert_eq!(desk.sim.faults().unmet(), []);
}

/// What is left out because it comes too soon is told a moment later, not with the next answer.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_of_several_quick_steps_is_told_while_another_one_takes_its_time() {
    let desk = Desk::connected(60).await;
    let hangs = Trouble::Latency { milliseconds: 2_500 };
    desk.sim.faults().set(Fault::once(hangs).on(REGISTER.0, REGISTER.1).from_call(4));
    let job = desk.import(&schools(4)).await;
    let three = |event: &Event| match event {
        Event::JobChanged(changed) => (changed.job.counts.done == 3).then_some(()),
        _ => None,
    };
    desk.hear(three).await;
    assert_eq!(arrived(&desk), 3, "the fourth is still on its way");
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 4), "{job:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_job_that_rests_looks_at_what_is_uncertain_and_sends_nothing() {
    let desk = Desk::connected(60).await;
    desk.sim.faults().set(Fault::always(Trouble::NetworkLost).on(REGISTER.0, REGISTER.1));
    let job = desk.import(&schools(12)).await;
    let offline = |state: &ConnectionState| matches!(state, ConnectionState::Offline { .. });
    desk.status_when(|status| offline(&status.state)).await;
    desk.reseller.pause_job(job.id).await.unwrap();
    let paused = desk.rest(job.id).await;
    assert_eq!((paused.state, paused.counts.done), (JobState::Paused, 0));
    assert!(paused.counts.unknown > 0, "{paused:#?}");
    let there = made(&desk.sim.world(), desk.parent().0, 12).iter().sum::<usize>();
    assert_eq!(there, paused.counts.unknown as usize);
    desk.sim.faults().clear();
    desk.status_when(|status| status.state == ConnectionState::Ready).await;
    let before = arrived(&desk);
    desk.reseller.cancel_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Cancelled, "{job:#?}");
    assert_eq!((job.counts.done as usize, job.counts.unknown), (there, 0), "{job:#?}");
    assert_eq!(job.counts.skipped + job.counts.done, 12, "{job:#?}");
    assert_eq!(arrived(&desk), before, "nothing was sent");
    assert!(!job.can_retry && !job.can_resume);
    desk.nothing_open(job.id).await;
    let items = desk.items(job.id).await;
    let found = items.iter().filter(|item| item.state == ItemState::Done);
    assert!(found.clone().count() > 0 && found.into_iter().all(|item| item.account.is_some()));
}

/// Cancelled is cancelled: what was lost is looked for once more, and is not sent again even where it
/// is certain that it never arrived.
#[tokio::test(flavor = "multi_thread")]
async fn looking_again_after_a_job_was_cancelled_sends_nothing() {
    let at_work = Duration::from_secs(2);
    let desk = Desk::patient(60, at_work).await;
    let cut = Fault::always(Trouble::CutBeforeAnswer).on(REGISTER.0, REGISTER.1);
    desk.sim.faults().set(cut.times(2));
    let begun = Instant::now();
    let job = desk.import(&schools(6)).await;
    desk.job_when(job.id, |job| job.counts.unknown == 2 && job.counts.done == 4).await;
    desk.reseller.cancel_job(job.id).await.unwrap();
    let cancelled = desk.rest(job.id).await;
    assert_eq!((cancelled.state, cancelled.counts.unknown), (JobState::Cancelled, 2));
    assert!(cancelled.can_retry && !cancelled.can_resume, "they can be looked for");
    let before = arrived(&desk);
    let found = loop {
        desk.reseller.retry_failed(job.id).await.unwrap();
        let looked = desk.rest(job.id).await;
        assert_eq!(looked.state, JobState::Cancelled, "{looked:#?}");
        if looked.counts.unknown == 0 {
            break looked;
        }
    };
    assert!(begun.elapsed() >= at_work, "{:?}", begun.elapsed());
    assert_eq!((found.counts.done, found.counts.skipped), (4, 2), "{found:#?}");
    assert_eq!(arrived(&desk), before, "nothing was sent");
    assert!(!found.can_retry && !found.can_resume);
    desk.nothing_open(job.id).await;
}

/// Who stops a job that has nothing left to do stops nothing: everything is done, and it says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_cancelled_after_its_last_item_was_done_is_finished() {
    let desk = Desk::connected(60).await;
    let ids = desk.active(3).await;
    // Before it is sent it is looked at, and after: that is what takes a while.
    let slow = Fault::always(Trouble::Latency { milliseconds: 300 }).on("partner", "list");
    desk.sim.faults().set(slow.from_call(2));
    let job = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    desk.job_when(job.id, |job| job.counts.sent == 3).await;
    desk.reseller.cancel_job(job.id).await.unwrap();
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 3), "{job:#?}");
    assert!(job.can_undo && !job.can_resume && !job.can_retry);
}

/// Quitting does not make a job that was being cancelled one that is offered to be resumed.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_being_cancelled_when_the_app_was_quit_is_cancelled() {
    let mut desk = Desk::connected(60).await;
    let slow = Trouble::Latency { milliseconds: 200 };
    desk.sim.faults().set(Fault::always(slow).on(REGISTER.0, REGISTER.1));
    let job = desk.import(&schools(12)).await;
    desk.job_when(job.id, |job| job.counts.sent > 0).await;
    desk.reseller.cancel_job(job.id).await.unwrap();
    desk.restart().await;
    let job = desk.reseller.read_job(job.id).await.unwrap();
    assert_eq!((job.state, job.counts.pending), (JobState::Cancelled, 0), "{job:#?}");
    assert_eq!(job.counts.done + job.counts.skipped, 12, "{job:#?}");
    let made: usize = made(&desk.sim.world(), desk.parent().0, 12).iter().sum();
    assert_eq!(made, job.counts.done as usize);
}
