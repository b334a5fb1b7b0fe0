//! Each trouble of the simulator against each kind of job: the right end, the right words, nothing
//! lost and nothing done twice. `expectation` says of each what must come of it, and has no case for
//! "all others": a trouble that is added does not compile before somebody has thought about it.
//! Exports have tests of their own.
#![expect(clippy::match_same_arms, reason = "each trouble has a line of its own in the table")]
#![expect(clippy::unnecessary_wraps, reason = "each trouble has a line of its own in the table")]

use crate::bulk_cells::Cell;
use crate::bulk_support::schools;
use crate::desk::Desk;
use futures::StreamExt;
use reseller::jobs::model::JobState;
use reseller::{ErrorCode, Event};
use simulator::{Fault, Options, Trouble};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::time::Duration;

/// More than go on trying before a job waits for the person, and in one request of a change of
/// status.
pub(crate) const COUNT: u32 = 12;

/// Cells that are tried at the same time: most of them wait most of the time.
const AT_A_TIME: usize = 4;

/// A kind of job, and the call that does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Status,
    Import,
    Edit,
}

/// What a trouble reaches, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The first two calls that do the work.
    Twice,
    /// Every call that does the work, until the faults are cleared.
    Work,
    /// The looks at what came of it, too.
    Everything,
}

/// What becomes of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// Everything is done, by itself.
    Through,
    /// It goes on trying, and everything is done by itself when the trouble is over.
    KeepsTrying,
    /// It waits for the person, and everything is done when they go on after the trouble.
    Rests,
    /// The same, and the person has to sign in before.
    SignedOut,
    /// It waits for the person; then it is found out that all of it failed, with the words. Tried
    /// again, it is done.
    RestsAndFails,
    /// So many items fail with the words; the others are done. Tried again, these are, too.
    Fails(RangeInclusive<u32>),
    /// The server did what nobody wanted, so many times at most: nothing more is sent before the
    /// person has read it, and what was done is not done again.
    Alarm(u32),
}

/// What must come of a trouble. The words are what a person reads: of the job while it is held up,
/// or of the items that fail.
pub(crate) struct Expectation {
    pub(crate) end: End,
    pub(crate) words: Option<(ErrorCode, &'static str)>,
}

impl Expectation {
    fn new(end: End, code: ErrorCode, words: &'static str) -> Option<Self> {
        Some(Self { end, words: Some((code, words)) })
    }

    fn silent(end: End) -> Option<Self> {
        Some(Self { end, words: None })
    }
}

/// `None`: there is no such case.
fn expectation(kind: Kind, trouble: &Trouble, reach: Reach) -> Option<Expectation> {
    let all = COUNT..=COUNT;
    // Neither what is done nor what is true can be learnt. What nobody watches waits for better
    // times, when that is all it takes; a change of status waits for the person.
    let cut_off = |code, words| {
        let waits = match (code, kind) {
            (ErrorCode::TooManyRequests, _) => true,
            (ErrorCode::Offline, Kind::Import | Kind::Edit) => true,
            (_, _) => false,
        };
        Expectation::new(if waits { End::KeepsTrying } else { End::Rests }, code, words)
    };
    // Nothing is done, and the server does not say so.
    let in_vain = |code, words| match (reach, kind) {
        (Reach::Twice, _) => Expectation::new(End::Through, code, words),
        // One request, which is given up before the job is.
        (Reach::Work, Kind::Status) => Expectation::new(End::Fails(all.clone()), code, words),
        (Reach::Work, Kind::Import | Kind::Edit) => Expectation::new(End::Rests, code, words),
        (Reach::Everything, _) => cut_off(code, words),
    };
    // Everything is done, and the answer is lost.
    let done_unheard = |code, words| match reach {
        Reach::Twice | Reach::Work => Expectation::new(End::Through, code, words),
        Reach::Everything => cut_off(code, words),
    };
    match trouble {
        Trouble::Latency { .. } | Trouble::SlowAnswer { .. } => match reach {
            Reach::Twice | Reach::Work => Expectation::silent(End::Through),
            Reach::Everything => None,
        },
        Trouble::HttpStatus { status: 429 } => in_vain(ErrorCode::TooManyRequests, "slow down"),
        Trouble::HttpStatus { .. } => in_vain(ErrorCode::Offline, "overloaded"),
        Trouble::CutBeforeAnswer => in_vain(ErrorCode::Offline, "broke off"),
        Trouble::NotJson => in_vain(ErrorCode::Offline, "web page"),
        Trouble::Redirect { .. } => in_vain(ErrorCode::Offline, "elsewhere.example"),
        // What is done too late for those who look after a moment is no different.
        Trouble::WorkDoneLate { .. } => in_vain(ErrorCode::Offline, "broke off"),
        Trouble::AnswerLost => done_unheard(ErrorCode::Offline, "broke off"),
        Trouble::HalfBody => done_unheard(ErrorCode::Other, "broke off in the middle"),
        Trouble::CutMidAnswer => match (kind, reach) {
            // The answer is shorter than what is let through.
            (Kind::Status, Reach::Twice | Reach::Work) => Expectation::silent(End::Through),
            (_, _) => done_unheard(ErrorCode::Other, "broke off in the middle"),
        },
        // Over when the faults are cleared, whatever it began with.
        Trouble::NetworkLost => cut_off(ErrorCode::Offline, "broke off"),
        Trouble::ActionBlocked => {
            let end = if reach == Reach::Twice { End::Through } else { End::KeepsTrying };
            Expectation::new(end, ErrorCode::TooManyRequests, "slow down")
        }
        // A rule, and no accident: it stays, and is kept.
        Trouble::RateLimit { .. } => match reach {
            Reach::Twice | Reach::Work => {
                Expectation::new(End::Through, ErrorCode::TooManyRequests, "slow down")
            }
            // There are fewer looks than it takes.
            Reach::Everything => None,
        },
        Trouble::InternalError => {
            let (code, words) = (ErrorCode::Other, "a problem on its side");
            match (reach, kind) {
                // What changes nothing when done twice is tried again at once.
                (Reach::Twice, Kind::Status | Kind::Edit) => Expectation::silent(End::Through),
                (Reach::Twice, Kind::Import) => Expectation::new(End::Fails(2..=2), code, words),
                (Reach::Work, _) => Expectation::new(End::Fails(all), code, words),
                (Reach::Everything, Kind::Status | Kind::Edit) => cut_off(code, words),
                // The server has said what became of them, so that they are not sent again.
                (Reach::Everything, Kind::Import) => {
                    Expectation::new(End::RestsAndFails, code, words)
                }
            }
        }
        Trouble::SessionsExpired => match (reach, kind) {
            (Reach::Twice, _) => Expectation::silent(End::Through),
            (Reach::Work, Kind::Edit) => {
                // The sessions of the accounts themselves.
                Expectation::new(End::Fails(all), ErrorCode::NotPermitted, "does not let you into")
            }
            (Reach::Work, Kind::Status | Kind::Import) | (Reach::Everything, _) => {
                Expectation::new(End::SignedOut, ErrorCode::SignInNeeded, "has expired")
            }
        },
        Trouble::SessionDropped => match (reach, kind) {
            // Each part of a multirequest has its own.
            (Reach::Twice | Reach::Work, Kind::Status) => Expectation::silent(End::Through),
            (Reach::Twice, Kind::Import) => {
                Expectation::new(End::Alarm(2), ErrorCode::Orphaned, "outside your parent account")
            }
            (Reach::Work, Kind::Import) => {
                Expectation::new(End::Alarm(4), ErrorCode::Orphaned, "outside your parent account")
            }
            (Reach::Twice, Kind::Edit) => {
                Expectation::new(End::Fails(2..=2), ErrorCode::NotPermitted, "not allowed")
            }
            (Reach::Work, Kind::Edit) => {
                Expectation::new(End::Fails(all), ErrorCode::NotPermitted, "not allowed")
            }
            // A look without a session says nothing of those with one.
            (Reach::Everything, _) => None,
        },
        Trouble::LateRefusal { .. } => match reach {
            Reach::Twice | Reach::Work => Expectation::silent(End::Through),
            // Only what does something can be refused too late.
            Reach::Everything => None,
        },
    }
}

/// Whether a call reaches the server and does nothing, or does once more what changes nothing any
/// more. In all other cases each item must arrive exactly once.
pub(crate) fn may_arrive_again(kind: Kind, trouble: &Trouble) -> bool {
    match trouble {
        Trouble::ActionBlocked
        | Trouble::RateLimit { .. }
        | Trouble::InternalError
        | Trouble::SessionsExpired => true,
        Trouble::SessionDropped => kind == Kind::Edit,
        Trouble::WorkDoneLate { .. } => kind != Kind::Import,
        Trouble::Latency { .. }
        | Trouble::SlowAnswer { .. }
        | Trouble::HttpStatus { .. }
        | Trouble::CutBeforeAnswer
        | Trouble::CutMidAnswer
        | Trouble::HalfBody
        | Trouble::NotJson
        | Trouble::AnswerLost
        | Trouble::NetworkLost
        | Trouble::LateRefusal { .. }
        | Trouble::Redirect { .. } => false,
    }
}

fn troubles(reach: Reach) -> Vec<Trouble> {
    // Done after the looks at it, where the job is to be seen waiting.
    let late = if reach == Reach::Twice { 60 } else { 3_000 };
    one_of_each(COUNT / 2, late)
}

/// One of each, with so many calls let through a second, and what is done late done after so many
/// milliseconds; that none is left out is what `every_trouble_is_among_them` is about.
pub(crate) fn one_of_each(calls: u32, late: u64) -> Vec<Trouble> {
    vec![
        Trouble::Latency { milliseconds: 30 },
        Trouble::SlowAnswer { pieces: 3, milliseconds: 10 },
        Trouble::HttpStatus { status: 429 },
        Trouble::HttpStatus { status: 500 },
        Trouble::HttpStatus { status: 502 },
        Trouble::HttpStatus { status: 503 },
        Trouble::ActionBlocked,
        Trouble::RateLimit { limit: calls, window_seconds: 1 },
        Trouble::InternalError,
        Trouble::CutBeforeAnswer,
        Trouble::CutMidAnswer,
        Trouble::HalfBody,
        Trouble::NotJson,
        Trouble::SessionsExpired,
        Trouble::SessionDropped,
        Trouble::AnswerLost,
        Trouble::WorkDoneLate { milliseconds: late },
        Trouble::NetworkLost,
        Trouble::LateRefusal { text: "The new account could not be indexed".into() },
        Trouble::Redirect { to: "https://elsewhere.example/".into() },
    ]
}

/// A server that takes longer than anybody waits is one whose answer is lost.
#[tokio::test(flavor = "multi_thread")]
async fn registrations_that_are_not_answered_in_time_are_looked_for() {
    let desk = Desk::adjusted(Options::reseller(40), |setup| {
        setup.network.register_timeout = Duration::from_millis(300);
        setup.network.at_work = Duration::from_millis(900);
    })
    .await;
    desk.connect().await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 60_000 });
    desk.sim.faults().set(slow.on("partner", "register").from_call(3).times(2));
    let job = desk.import(&schools(COUNT)).await;
    let in_time = |event: &Event| match event {
        Event::JobChanged(changed) => {
            let problem = changed.job.problem.as_ref()?;
            problem.message.contains("did not answer in time").then_some(problem.code)
        }
        _ => None,
    };
    assert_eq!(desk.hear(in_time).await, ErrorCode::Offline);
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, COUNT), "{job:#?}");
    desk.each_once(job.id, COUNT).await;
    assert_eq!(desk.sim.faults().unmet(), []);
}

#[test]
fn every_trouble_is_among_them() {
    for reach in [Reach::Twice, Reach::Work, Reach::Everything] {
        assert_all_are_among(&troubles(reach));
    }
}

/// The simulator itself says which troubles there are.
pub(crate) fn assert_all_are_among(tried: &[Trouble]) {
    let unknown = serde_json::from_str::<Trouble>(r#"{"kind": "?"}"#).unwrap_err().to_string();
    let (_, all) = unknown.split_once("expected one of ").expect("a list");
    let all: BTreeSet<String> = all.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    assert!(all.contains("late_refusal"), "{unknown}");
    let tried = tried.iter().map(|trouble| {
        let kind = serde_json::to_value(trouble).unwrap()["kind"].clone();
        kind.as_str().unwrap().to_owned()
    });
    assert_eq!(tried.collect::<BTreeSet<_>>(), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_status_comes_through_what_passes() {
    try_all(Kind::Status, Reach::Twice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_status_under_what_concerns_its_calls_alone() {
    try_all(Kind::Status, Reach::Work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_status_under_what_concerns_every_call() {
    try_all(Kind::Status, Reach::Everything).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_comes_through_what_passes() {
    try_all(Kind::Import, Reach::Twice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_under_what_concerns_its_calls_alone() {
    try_all(Kind::Import, Reach::Work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_under_what_concerns_every_call() {
    try_all(Kind::Import, Reach::Everything).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_comes_through_what_passes() {
    try_all(Kind::Edit, Reach::Twice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_under_what_concerns_its_calls_alone() {
    try_all(Kind::Edit, Reach::Work).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_under_what_concerns_every_call() {
    try_all(Kind::Edit, Reach::Everything).await;
}

async fn try_all(kind: Kind, reach: Reach) {
    let cells = troubles(reach).into_iter().filter_map(|trouble| {
        let expected = expectation(kind, &trouble, reach)?;
        Some(async move {
            Cell::begin(kind, trouble, reach).await.see(expected).await;
        })
    });
    futures::stream::iter(cells).for_each_concurrent(AT_A_TIME, |cell| cell).await;
}
