//! One job of a connection at a time, the others in the order in which they were begun; jobs of
//! several connections side by side.

use crate::bulk_support::schools;
use crate::desk::Desk;
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::sign_in::{Keep, SecretText, SignInMethod, SignInRequest};
use reseller::status::TargetStatus;
use reseller::{AccountId, ErrorCode};
use simulator::{Fault, Options, Simulator, Trouble};

const BLOCK: (&str, &str) = ("varConsole_varConsole", "updateStatus");

/// Three jobs that are begun one after the other: a slow change of status, an edit, an import.
struct Three {
    desk: Desk,
    blocked: Vec<AccountId>,
    edited: Vec<AccountId>,
    jobs: [JobSnapshot; 3],
}

impl Three {
    async fn begun() -> Self {
        let desk = Desk::connected(500).await;
        let mut blocked = desk.active(204).await;
        let edited = blocked.split_off(200);
        let slow = Trouble::Latency { milliseconds: 300 };
        desk.sim.faults().set(Fault::always(slow).on(BLOCK.0, BLOCK.1));
        let first = desk.change(&blocked, TargetStatus::Blocked).await.unwrap();
        let rows: Vec<String> = edited.iter().map(|id| format!("{id},P-{id}")).collect();
        let second = desk.edit(&format!("Partner ID,Phone\n{}\n", rows.join("\n"))).await;
        let third = desk.import(&schools(4)).await;
        assert_eq!((second.state, third.state), (JobState::Queued, JobState::Queued));
        desk.job_when(first.id, |job| job.counts.sent > 0).await;
        Self { desk, blocked, edited, jobs: [first, second, third] }
    }

    async fn state(&self, at: usize) -> JobState {
        self.desk.reseller.read_job(self.jobs[at].id).await.unwrap().state
    }

    async fn rest(&self, at: usize) -> JobSnapshot {
        self.desk.rest(self.jobs[at].id).await
    }

    /// When the server first and last heard of each job, as places in its log.
    fn heard(&self) -> [Option<(usize, usize)>; 3] {
        let calls: Vec<String> =
            self.desk.sim.world().requests().iter().map(simulator::Received::call).collect();
        ["varconsole_varconsole.updatestatus", "session.impersonate", "partner.register"].map(
            |call| {
                let first = calls.iter().position(|own| own == call)?;
                Some((first, calls.iter().rposition(|own| own == call)?))
            },
        )
    }

    fn at_server(&self) -> (usize, usize, usize) {
        let world = self.desk.sim.world();
        let phone = |id: &&AccountId| world.account(id.0).unwrap().phone == Some(format!("P-{id}"));
        (
            self.blocked.iter().filter(|id| self.desk.at_server(**id) == 2).count(),
            self.edited.iter().filter(phone).count(),
            (1..=4).filter(|n| world.accounts_named(&format!("School {n:04}")).len() == 1).count(),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_sends_nothing_before_the_one_before_it_has_ended() {
    let three = Box::pin(Three::begun()).await;
    for at in [2, 1, 0] {
        let job = three.rest(at).await;
        assert_eq!((job.state, job.counts.done), (JobState::Finished, job.total), "{job:#?}");
    }
    let [Some(first), Some(second), Some(third)] = three.heard() else { panic!("all were heard") };
    assert!(first.1 < second.0 && second.1 < third.0, "{first:?} {second:?} {third:?}");
    assert_eq!(three.at_server(), (200, 4, 4));
    let order: Vec<_> = three.jobs.iter().map(|job| job.id).collect();
    let mut recorded: Vec<_> =
        three.desk.everything_recorded().await.iter().rev().filter_map(|r| r.job).collect();
    recorded.dedup();
    assert_eq!(recorded, order, "nothing was about to be sent before its turn either");
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_a_job_gives_the_next_one_its_turn() {
    let three = Box::pin(Three::begun()).await;
    three.desk.reseller.cancel_job(three.jobs[0].id).await.unwrap();
    let second = three.rest(1).await;
    assert_eq!((second.state, second.counts.done), (JobState::Finished, 4), "{second:#?}");
    let first = three.rest(0).await;
    assert_eq!(first.state, JobState::Cancelled);
    assert!(first.counts.skipped > 0, "{first:#?}");
    assert_eq!(first.counts.done + first.counts.skipped, 200, "{first:#?}");
    assert_eq!(three.rest(2).await.state, JobState::Finished);
    let [Some(first), Some(second), _] = three.heard() else { panic!("both were heard") };
    assert!(first.1 < second.0, "what was under way was awaited: {first:?} {second:?}");
}

/// The person lets it rest, so that nothing stands in the way of what they began meanwhile. Resumed,
/// it waits for its turn like any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_paused_job_lets_the_next_one_go_first_and_waits_when_it_is_resumed() {
    let three = Box::pin(Three::begun()).await;
    let slow = Trouble::Latency { milliseconds: 200 };
    three.desk.sim.faults().set(Fault::always(slow).on("partner", "update"));
    three.desk.reseller.pause_job(three.jobs[0].id).await.unwrap();
    three.desk.job_when(three.jobs[1].id, |job| job.state == JobState::Running).await;
    assert_eq!(three.state(0).await, JobState::Paused);
    let again = three.desk.reseller.resume_job(three.jobs[0].id).await.unwrap();
    assert_eq!(again.state, JobState::Queued);
    let error = three.desk.reseller.resume_job(three.jobs[0].id).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Other, "once is enough: {}", error.message);
    let first = three.rest(0).await;
    assert_eq!((first.state, first.counts.done), (JobState::Finished, 200), "{first:#?}");
    assert_eq!(three.state(1).await, JobState::Finished);
    assert_eq!(three.rest(2).await.state, JobState::Finished);
    assert_eq!(three.at_server(), (200, 4, 4));
    // Begun before the third, and before it in the queue again.
    let [Some(first), Some(second), Some(third)] = three.heard() else { panic!("all were heard") };
    assert!(second.1 < first.1 && first.1 < third.0, "{first:?} {second:?} {third:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_wait_for_their_turn_can_be_paused_and_cancelled() {
    let three = Box::pin(Three::begun()).await;
    let paused = three.desk.reseller.pause_job(three.jobs[1].id).await.unwrap();
    assert_eq!(paused.state, JobState::Paused);
    let cancelled = three.desk.reseller.cancel_job(three.jobs[2].id).await.unwrap();
    assert_eq!((cancelled.state, cancelled.counts.skipped), (JobState::Cancelled, 4));
    assert!(three.desk.reseller.pause_job(three.jobs[2].id).await.is_err());
    assert!(three.desk.reseller.cancel_job(three.jobs[2].id).await.is_err());
    assert_eq!(three.rest(0).await.state, JobState::Finished);
    assert_eq!(three.state(1).await, JobState::Paused, "it does not start by itself");
    assert!(matches!(three.heard(), [Some(_), None, None]));
    three.desk.reseller.resume_job(three.jobs[1].id).await.unwrap();
    let second = three.rest(1).await;
    assert_eq!((second.state, second.counts.done), (JobState::Finished, 4), "{second:#?}");
    assert_eq!(three.at_server(), (200, 4, 0));
}

/// Whoever pauses or cancels a job in the moment in which its turn comes is heard.
#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_paused_or_cancelled_when_its_turn_comes_does_not_go_on() {
    let desk = Desk::connected(120).await;
    let ids = desk.active(60).await;
    let slow = Trouble::Latency { milliseconds: 5 };
    desk.sim.faults().set(Fault::always(slow).on(BLOCK.0, BLOCK.1));
    for (turn, two) in ids.chunks(2).enumerate() {
        let first = desk.change(&two[..1], TargetStatus::Blocked).await.unwrap();
        let second = desk.change(&two[1..], TargetStatus::Blocked).await.unwrap();
        desk.job_when(first.id, |job| job.counts.done == 1).await;
        let wanted = if turn % 2 == 0 {
            let asked = desk.reseller.pause_job(second.id).await;
            asked.map(|_| JobState::Paused)
        } else {
            let asked = desk.reseller.cancel_job(second.id).await;
            asked.map(|_| JobState::Cancelled)
        };
        let second = desk.rest(second.id).await;
        let sent = desk.at_server(two[1]) == 2;
        // Too late is not too early: then it says that it is done.
        let stopped = wanted.as_ref().is_ok_and(|wanted| *wanted == second.state);
        let done = second.state == JobState::Finished;
        assert!(stopped || done, "{turn}: {wanted:?} {second:#?}");
        assert_eq!(second.counts.done == 1, sent, "{turn}: {second:#?}");
        if second.state == JobState::Paused {
            desk.reseller.resume_job(second.id).await.unwrap();
            let second = desk.rest(second.id).await;
            assert_eq!((second.state, second.counts.done), (JobState::Finished, 1), "{turn}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_two_connections_run_side_by_side() {
    let desk = Desk::connected(120).await;
    let slow = Trouble::Latency { milliseconds: 1_500 };
    desk.sim.faults().set(Fault::once(slow).on(BLOCK.0, BLOCK.1));
    let first = desk.change(&desk.active(20).await, TargetStatus::Blocked).await.unwrap();
    let begun_at = desk.connection();

    let other = Simulator::start(Options { seed: 11, ..Options::reseller(60) }).await.unwrap();
    let secret = SecretText::new(other.credentials().admin_secret.clone());
    let request = SignInRequest {
        server: other.base_url().to_owned(),
        parent_id: Some(AccountId(other.credentials().parent_id)),
        method: SignInMethod::AdminSecret { secret, person: "dana@example.com".into() },
        connection: None,
    };
    let report = desk.sign_in(request).await.unwrap();
    desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert_ne!(desk.connection(), begun_at);
    desk.refreshed().await;
    let ids = desk.active(20).await;
    let second = desk.change(&ids, TargetStatus::Blocked).await.unwrap();
    assert_ne!(second.state, JobState::Queued, "it has its turn at once");
    let second = desk.rest(second.id).await;
    assert_eq!((second.state, second.counts.done), (JobState::Finished, 20), "{second:#?}");
    let still = desk.reseller.read_job(first.id).await.unwrap();
    assert_eq!((still.state, still.counts.sent), (JobState::Running, 20), "{still:#?}");
    assert!(ids.iter().all(|id| other.world().account(id.0).is_some_and(|it| it.status == 2)));
    let first = desk.rest(first.id).await;
    assert_eq!((first.state, first.counts.done), (JobState::Finished, 20), "{first:#?}");
}
