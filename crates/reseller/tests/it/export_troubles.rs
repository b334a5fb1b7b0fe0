//! Each trouble of the simulator against an export as a job: the right end, the right words, and
//! every cell in the file in the end. As for the other kinds of job, `expectation` has no case for
//! "all others". Where a fault strikes within an export is in `export_faults`.
#![expect(clippy::match_same_arms, reason = "each trouble has a line of its own in the table")]

use crate::desk::Desk;
use crate::export_jobs::desk;
use crate::export_support::{
    active_of, as_csv, assert_same, csv_rows, known_csv, these, truth_of, usual,
};
use futures::StreamExt;
use reseller::ErrorCode;
use reseller::connection::ConnectionState;
use reseller::jobs::model::{JobSnapshot, JobState};
use simulator::{Fault, Trouble};

/// Cells that are tried at the same time.
const AT_A_TIME: usize = 3;

/// What a trouble reaches, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// The first two calls that read entries.
    Twice,
    /// Every call that reads entries, until the faults are cleared.
    Entries,
    /// Every call.
    Everything,
}

/// What becomes of the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Through,
    /// So many accounts fail with the words, at most; tried again they are complete.
    Fails(u32),
    /// It waits for the person, with the words.
    Rests,
    /// The same, and the person has to sign in before.
    SignedOut,
}

type Expectation = Option<(End, ErrorCode, &'static str)>;

const SILENT: Expectation = Some((End::Through, ErrorCode::Other, ""));

/// `None`: there is no such case.
fn expectation(trouble: &Trouble, reach: Reach) -> Expectation {
    // Waited out by the client where it passes; then the account's own, as long as the parent
    // answers; and nobody's when nothing does.
    let repeated = |code, words| match reach {
        Reach::Twice => SILENT,
        Reach::Entries => Some((End::Fails(1), code, words)),
        Reach::Everything => Some((End::Rests, code, words)),
    };
    // What seems to be no passing matter is not repeated.
    let not_repeated = |code, words| match reach {
        Reach::Twice => Some((End::Fails(2), code, words)),
        Reach::Entries | Reach::Everything => repeated(code, words),
    };
    match trouble {
        Trouble::Latency { .. } | Trouble::SlowAnswer { .. } => SILENT,
        // It takes more calls than those.
        Trouble::RateLimit { .. } if reach != Reach::Everything => None,
        Trouble::RateLimit { .. } => SILENT,
        Trouble::HttpStatus { status: 429 } => repeated(ErrorCode::TooManyRequests, "slow down"),
        Trouble::HttpStatus { .. } => repeated(ErrorCode::Offline, "overloaded"),
        Trouble::ActionBlocked => repeated(ErrorCode::TooManyRequests, "slow down"),
        Trouble::InternalError => repeated(ErrorCode::Other, "a problem on its side"),
        Trouble::CutBeforeAnswer | Trouble::AnswerLost | Trouble::WorkDoneLate { .. } => {
            repeated(ErrorCode::Offline, "broke off")
        }
        Trouble::CutMidAnswer | Trouble::HalfBody => {
            repeated(ErrorCode::Other, "broke off in the middle")
        }
        Trouble::NotJson => not_repeated(ErrorCode::Offline, "web page"),
        Trouble::Redirect { .. } => not_repeated(ErrorCode::Offline, "elsewhere.example"),
        Trouble::SessionsExpired => match reach {
            Reach::Twice => SILENT,
            Reach::Entries => Some((End::Fails(1), ErrorCode::SignInNeeded, "has expired")),
            Reach::Everything => Some((End::SignedOut, ErrorCode::SignInNeeded, "has expired")),
        },
        Trouble::SessionDropped => match reach {
            Reach::Twice => Some((End::Fails(2), ErrorCode::NotPermitted, "not allowed")),
            Reach::Entries => Some((End::Fails(1), ErrorCode::NotPermitted, "not allowed")),
            Reach::Everything => Some((End::Rests, ErrorCode::NotPermitted, "not allowed")),
        },
        // Over when the faults are cleared, whatever it began with.
        Trouble::NetworkLost => Some((End::Rests, ErrorCode::Offline, "broke off")),
        // Only what does something can be refused too late.
        Trouble::LateRefusal { .. } => None,
    }
}

fn troubles() -> Vec<Trouble> {
    crate::bulk_faults::one_of_each(24, 5)
}

#[test]
fn every_trouble_is_among_them() {
    crate::bulk_faults::assert_all_are_among(&troubles());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_comes_through_what_passes() {
    try_all(Reach::Twice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_under_what_concerns_entries_alone() {
    try_all(Reach::Entries).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_under_what_concerns_every_call() {
    try_all(Reach::Everything).await;
}

async fn try_all(reach: Reach) {
    let cells = troubles().into_iter().filter_map(|trouble| {
        let expected = expectation(&trouble, reach)?;
        Some(see(trouble, reach, expected))
    });
    futures::stream::iter(cells).for_each_concurrent(AT_A_TIME, |cell| cell).await;
}

async fn see(trouble: Trouble, reach: Reach, (end, code, words): (End, ErrorCode, &str)) {
    let what = format!("{trouble:?} {reach:?}");
    let desk = desk(62, 8, 300).await;
    // Each pause is longer than the one before: one account fails soon enough.
    let many = if reach == Reach::Entries { 1 } else { 4 };
    let accounts: Vec<u32> = active_of(&desk.sim).into_iter().take(many).collect();
    let fault = Fault::always(trouble);
    desk.sim.faults().set(match reach {
        Reach::Twice => fault.on("baseEntry", "list").times(2),
        Reach::Entries => fault.on("baseEntry", "list"),
        Reach::Everything => fault,
    });
    let mut options = known_csv();
    options.accounts.which = these(&accounts);
    let job = desk.export(options, "troubled.csv").await;
    let mut job = desk.rest(job.id).await;
    let met = desk.sim.faults().unmet();
    match end {
        End::Through => {}
        End::Fails(most) => {
            assert_eq!(job.state, JobState::Finished, "{what}: {job:#?}");
            assert!((1..=most).contains(&job.counts.failed), "{what}: {job:#?}");
            says(&what, &desk, &job, code, words).await;
            clear(&desk).await;
            desk.reseller.retry_failed(job.id).await.expect("tried again");
            job = desk.rest(job.id).await;
        }
        End::Rests | End::SignedOut => {
            assert_eq!(job.state, JobState::Paused, "{what}: {job:#?}");
            let problem = job.problem.as_ref().expect("a reason");
            assert_eq!(problem.code, code, "{what}: {problem:#?}");
            assert!(problem.message.contains(words), "{what}: {problem:#?}");
            assert!(problem.detail.next_step.is_some(), "{what}: {problem:#?}");
            assert_eq!(job.counts.failed, 0, "{what}: no account is to blame");
            let state = desk.status().await.state;
            let out = matches!(state, ConnectionState::SignedOut { problem: Some(_) });
            assert_eq!(out, end == End::SignedOut, "{what}: {state:?}");
            clear(&desk).await;
            desk.reseller.resume_job(job.id).await.expect("resumed");
            job = desk.rest(job.id).await;
        }
    }
    assert_eq!(met, [], "{what}: it was met");
    assert_eq!((job.state, job.counts.failed), (JobState::Finished, 0), "{what}: {job:#?}");
    assert_eq!(job.counts.done as usize, accounts.len(), "{what}: {job:#?}");
    let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
    assert_same(csv_rows(&desk.file("troubled.csv")), &truth);
}

/// Each account that failed says why, and what can be done.
async fn says(what: &str, desk: &Desk, job: &JobSnapshot, code: ErrorCode, words: &str) {
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 50).await.expect("accounts");
    let reports = page.accounts.iter().filter_map(|account| account.report.as_ref());
    let failed: Vec<_> = reports.filter(|report| !report.problems.is_empty()).collect();
    assert_eq!(failed.len(), job.counts.failed as usize, "{what}: {failed:#?}");
    for report in failed {
        let problem = &report.problems[0];
        assert_eq!(problem.code, code, "{what}: {problem:#?}");
        assert!(problem.message.contains(words), "{what}: {problem:#?}");
        assert!(problem.detail.next_step.is_some(), "{what}: {problem:#?}");
    }
}

/// The trouble is over, and the connection has found out.
async fn clear(desk: &Desk) {
    desk.sim.faults().clear();
    if matches!(desk.status().await.state, ConnectionState::SignedOut { .. }) {
        desk.reseller.refresh_accounts().await.expect("asked again");
    }
    desk.status_when(|status| status.state == ConnectionState::Ready).await;
}
