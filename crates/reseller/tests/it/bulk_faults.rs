//! Each trouble of the simulator against each kind of job: the right end, the right words, and
//! nothing done twice. Exports have tests of their own.

use crate::bulk_support::{made, schools};
use crate::desk::Desk;
use reseller::connection::ConnectionState;
use reseller::jobs::model::{JobSnapshot, JobState};
use reseller::status::TargetStatus;
use reseller::{AccountId, ErrorCode};
use simulator::{Fault, Trouble};

const COUNT: u32 = 8;

/// A kind of job, and the call that does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Status,
    Import,
    Edit,
}

const KINDS: [Kind; 3] = [Kind::Status, Kind::Import, Kind::Edit];

impl Kind {
    fn call(self) -> (&'static str, &'static str) {
        match self {
            Self::Status => ("varConsole_varConsole", "updateStatus"),
            Self::Import => ("partner", "register"),
            Self::Edit => ("partner", "update"),
        }
    }

    async fn begin(self, desk: &Desk, ids: &[AccountId]) -> JobSnapshot {
        match self {
            Self::Status => desk.change(ids, TargetStatus::Blocked).await.unwrap(),
            Self::Import => desk.import(&schools(COUNT)).await,
            Self::Edit => {
                let rows: Vec<String> = ids.iter().map(|id| format!("{id},P-{id}")).collect();
                desk.edit(&format!("Partner ID,Phone\n{}\n", rows.join("\n"))).await
            }
        }
    }

    /// How many items are as they were to become, each exactly once.
    fn done(self, desk: &Desk, ids: &[AccountId]) -> usize {
        match self {
            Self::Status => ids.iter().filter(|id| desk.at_server(**id) == 2).count(),
            Self::Import => {
                let made = made(&desk.sim.world(), desk.parent().0, COUNT);
                assert!(made.iter().all(|times| *times <= 1), "{made:?}");
                made.iter().sum()
            }
            Self::Edit => ids
                .iter()
                .filter(|id| {
                    let account = desk.sim.world().account(id.0).unwrap();
                    account.phone == Some(format!("P-{id}"))
                })
                .count(),
        }
    }
}

/// Troubles that are over after a while.
fn passing() -> Vec<Trouble> {
    vec![
        Trouble::Latency { milliseconds: 30 },
        Trouble::HttpStatus { status: 429 },
        Trouble::HttpStatus { status: 500 },
        Trouble::HttpStatus { status: 502 },
        Trouble::HttpStatus { status: 503 },
        Trouble::ActionBlocked,
        Trouble::CutBeforeAnswer,
        Trouble::CutMidAnswer,
        Trouble::HalfBody,
        Trouble::NotJson,
        Trouble::SessionsExpired,
        Trouble::AnswerLost,
        // The gateway gives up, and the server does the work all the same.
        Trouble::WorkDoneLate { milliseconds: 60 },
        Trouble::Redirect { to: "https://elsewhere.example/".into() },
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_job_comes_through_every_passing_trouble() {
    for kind in KINDS {
        for trouble in passing() {
            let desk = Desk::connected(40).await;
            let ids = desk.active(COUNT as usize).await;
            let (service, action) = kind.call();
            let fault = Fault::always(trouble.clone()).on(service, action).times(2);
            desk.sim.faults().set(fault);
            let job = kind.begin(&desk, &ids).await;
            let job = desk.rest(job.id).await;
            let end = (job.state, job.counts.done);
            let said: Vec<_> = desk.items(job.id).await.into_iter().map(|i| i.problem).collect();
            assert_eq!(end, (JobState::Finished, COUNT), "{kind:?} {trouble:?}: {said:#?}");
            assert_eq!(kind.done(&desk, &ids), COUNT as usize, "{kind:?} {trouble:?}");
            assert_eq!(job.problem, None, "{kind:?} {trouble:?}");
            desk.nothing_open(job.id).await;
            assert_eq!(desk.sim.faults().unmet(), [], "{kind:?}: the trouble was met");
        }
    }
}

/// What a person reads when the trouble does not pass: the job waits, the words are right, and
/// when it has passed the job is finished without doing anything twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_trouble_that_stays_holds_the_job_up_with_the_right_words() {
    let lasting = [
        (Trouble::CutBeforeAnswer, ErrorCode::Offline, "broke off"),
        (Trouble::HttpStatus { status: 502 }, ErrorCode::Offline, "overloaded"),
        (Trouble::NotJson, ErrorCode::Offline, "web page"),
    ];
    for kind in KINDS {
        for (trouble, code, words) in lasting.clone() {
            let desk = Desk::connected(40).await;
            let ids = desk.active(COUNT as usize).await;
            let (service, action) = kind.call();
            desk.sim.faults().set(Fault::always(trouble.clone()).on(service, action));
            // The first look, before anything is sent, is let through.
            desk.sim
                .faults()
                .set(Fault::always(trouble.clone()).on("partner", "list").from_call(2));
            let job = kind.begin(&desk, &ids).await;
            // What nobody watches waits for better times; a change of status waits for the person.
            let waits = if kind == Kind::Status { JobState::Paused } else { JobState::Running };
            let is_offline =
                |state: &ConnectionState| matches!(state, ConnectionState::Offline { .. });
            desk.status_when(|status| is_offline(&status.state)).await;
            let held_up = |job: &JobSnapshot| {
                job.state == waits && job.problem.as_ref().is_some_and(|it| it.code == code)
            };
            let job = desk.job_when(job.id, held_up).await;
            let problem = job.problem.clone().expect("a reason");
            let context = format!("{kind:?} {trouble:?}: {problem:#?}");
            assert_eq!(job.counts.failed, 0, "{context}");
            assert!(problem.message.contains(words), "{context}");
            assert!(problem.detail.next_step.is_some(), "{context}");
            assert_eq!(job.can_resume, kind == Kind::Status, "{context}");
            desk.sim.faults().clear();
            if kind == Kind::Status {
                desk.status_when(|status| status.state == ConnectionState::Ready).await;
                desk.reseller.resume_job(job.id).await.unwrap();
            }
            let job = desk.rest(job.id).await;
            let end = (job.state, job.counts.done);
            assert_eq!(end, (JobState::Finished, COUNT), "{kind:?} {trouble:?}: {job:#?}");
            assert_eq!(kind.done(&desk, &ids), COUNT as usize, "{kind:?} {trouble:?}");
            desk.nothing_open(job.id).await;
        }
    }
}

/// The server answers that it failed: nothing was done, which looking shows, and each item says
/// so with the server's code.
#[tokio::test(flavor = "multi_thread")]
async fn an_error_inside_the_server_fails_the_items_with_its_words() {
    for kind in KINDS {
        let desk = Desk::connected(40).await;
        let ids = desk.active(COUNT as usize).await;
        let (service, action) = kind.call();
        desk.sim.faults().set(Fault::always(Trouble::InternalError).on(service, action));
        let job = kind.begin(&desk, &ids).await;
        let job = desk.rest(job.id).await;
        assert_eq!(
            (job.state, job.counts.failed),
            (JobState::Finished, COUNT),
            "{kind:?} {job:#?}"
        );
        assert_eq!(kind.done(&desk, &ids), 0);
        assert_eq!(desk.sim.faults().unmet(), []);
        for item in desk.items(job.id).await {
            let problem = item.problem.expect("a reason");
            assert!(problem.message.contains("a problem on its side"), "{kind:?} {problem:#?}");
            let code = problem.detail.server_code.as_deref();
            assert_eq!(code, Some("INTERNAL_SERVERL_ERROR"), "{kind:?}");
        }
        desk.nothing_open(job.id).await;
        desk.sim.faults().clear();
        desk.reseller.retry_failed(job.id).await.unwrap();
        let job = desk.rest(job.id).await;
        assert_eq!((job.counts.done, job.counts.failed), (COUNT, 0), "{kind:?} {job:#?}");
        assert_eq!(kind.done(&desk, &ids), COUNT as usize);
    }
}

/// A rate limit that stays for a while slows the job, says so, and fails nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_slows_every_kind_and_fails_nothing() {
    for kind in KINDS {
        let desk = Desk::connected(40).await;
        let ids = desk.active(COUNT as usize).await;
        let (service, action) = kind.call();
        desk.sim.faults().set(Fault::always(Trouble::ActionBlocked).on(service, action).times(8));
        let job = kind.begin(&desk, &ids).await;
        let job = desk.rest(job.id).await;
        let counts = (job.counts.done, job.counts.failed);
        assert_eq!((job.state, counts), (JobState::Finished, (COUNT, 0)), "{kind:?} {job:#?}");
        assert_eq!(kind.done(&desk, &ids), COUNT as usize);
        let told = desk.ear.all().into_iter().any(|event| match event {
            reseller::Event::JobChanged(changed) => {
                changed.job.problem.is_some_and(|p| p.code == ErrorCode::TooManyRequests)
            }
            _ => false,
        });
        assert!(told, "{kind:?}: that it goes slower was told");
    }
}
