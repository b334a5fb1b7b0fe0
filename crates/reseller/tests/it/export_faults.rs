//! The entries export when things go wrong: faults at every stage, accounts that vanish, lists
//! that move, stopping and going on. And nothing secret in any file.

use crate::export_support::{
    Place, active, as_csv, as_workbook, assert_same, csv_rows, ids_only, known, known_csv, quick,
    secrets_of_accounts, sheets, these, usual, workbook_rows,
};
use reseller::export::{
    AccountOutcome, AccountReport, AccountScope, Column, ExportOptions, RunOptions,
};
use simulator::{Fault, Trouble};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What goes wrong for a moment and passes, and how it is counted: by the request, or by the calls
/// in it. A limit of calls and a network that is gone last longer, and only what does something can
/// be refused too late: what becomes of an export then is in `export_troubles`.
const TROUBLES: [(Trouble, bool); 11] = [
    (Trouble::HttpStatus { status: 429 }, false),
    (Trouble::HttpStatus { status: 503 }, false),
    (Trouble::HttpStatus { status: 504 }, false),
    (Trouble::CutBeforeAnswer, false),
    (Trouble::CutMidAnswer, false),
    (Trouble::HalfBody, false),
    (Trouble::SessionsExpired, false),
    (Trouble::AnswerLost, false),
    (Trouble::WorkDoneLate { milliseconds: 5 }, false),
    (Trouble::ActionBlocked, true),
    (Trouble::InternalError, true),
];

/// What does not seem to pass, so that it is not tried again by itself.
fn lasting() -> [Trouble; 3] {
    let to = "https://elsewhere.example/".to_owned();
    [Trouble::NotJson, Trouble::Redirect { to }, Trouble::SessionDropped]
}

/// What an export asks, in the order in which it does.
const STAGES: [(&str, &str); 10] = [
    ("session", "impersonate"),
    ("metadata_metadataProfile", "list"),
    ("baseEntry", "count"),
    ("category", "list"),
    ("schedule_scheduleEvent", "list"),
    ("baseEntry", "list"),
    ("categoryEntry", "list"),
    ("caption_captionAsset", "list"),
    ("metadata_metadata", "list"),
    ("session", "end"),
];

/// Exports in the presence of each trouble, and compares every cell.
async fn troubled(place: &Place, options: &ExportOptions, stage: (&str, &str), calls: [u32; 2]) {
    let AccountScope::These { accounts } = &options.accounts.which else { panic!("some accounts") };
    let mut truth = as_csv(&place.truth(accounts.iter().map(|id| id.0), usual));
    for cells in truth.values_mut() {
        cells.truncate(if options.columns.len() == 4 { 4 } else { cells.len() });
    }
    let (service, action) = stage;
    for (trouble, by_call) in TROUBLES {
        let from = calls[usize::from(by_call)];
        let what = format!("{trouble:?} at {service}.{action}, call {from}");
        place.sim.faults().clear();
        place.sim.faults().set(Fault::once(trouble).on(service, action).from_call(from));
        let report = place.export(options.clone(), "faulty.csv").await;
        assert_eq!(place.sim.faults().unmet(), Vec::new(), "{what}: nothing went wrong");
        let complete = |it: &AccountReport| it.outcome == AccountOutcome::Complete;
        assert!(report.accounts.iter().all(complete), "{what}: {:?}", report.accounts);
        say(&what);
        assert_same(csv_rows(&place.path("faulty.csv")), &truth);
    }
}

#[expect(clippy::print_stdout, reason = "a test that fails shows at which stage")]
fn say(what: &str) {
    println!("{what}");
}

/// Two accounts with metadata, so that each stage is met twice, and one with a second page.
async fn two_accounts() -> (Place, Vec<u32>) {
    let with_metadata = |place: &Place| {
        let world = place.sim.world();
        let mut accounts = active(place);
        accounts.retain(|id| !world.metadata_profiles(*id).is_empty());
        accounts.retain(|id| world.entry_count(*id) > 100);
        accounts.sort_by_key(|id| std::cmp::Reverse(world.entry_count(*id)));
        accounts.truncate(2);
        accounts
    };
    let place = Place::generated_so_that(20, 12, 3_000, |place| {
        let accounts = with_metadata(place);
        accounts.len() == 2 && (700..1_500).contains(&place.sim.world().entry_count(accounts[0]))
    })
    .await;
    let accounts = with_metadata(&place);
    (place, accounts)
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_faults_at_every_stage_lose_nothing() {
    let (place, accounts) = two_accounts().await;
    let mut options = known_csv();
    options.accounts.which = these(&accounts);
    for stage in STAGES {
        troubled(&place, &options, stage, [2, 2]).await;
    }
    // A page after the first: of one account alone, so that nothing else comes between.
    options.accounts.which = these(&accounts[..1]);
    troubled(&place, &options, ("baseEntry", "list"), [3, 4]).await;
}

/// Whatever it is, an account that is said to be complete is, and one that is not says why.
#[tokio::test(flavor = "multi_thread")]
async fn lasting_faults_at_every_stage_are_said_and_no_complete_account_lacks_anything() {
    let (place, accounts) = two_accounts().await;
    let mut options = known_csv();
    options.accounts.which = these(&accounts);
    let mut failed = 0;
    for (service, action) in STAGES {
        for trouble in lasting() {
            let what = format!("{trouble:?} at {service}.{action}");
            place.sim.faults().clear();
            place.sim.faults().set(Fault::once(trouble).on(service, action).from_call(2));
            let report = place.export(options.clone(), "lasting.csv").await;
            assert_eq!(place.sim.faults().unmet(), Vec::new(), "{what}: nothing went wrong");
            say(&what);
            let (complete, rest): (Vec<_>, Vec<_>) =
                report.accounts.iter().partition(|it| it.outcome == AccountOutcome::Complete);
            assert!(rest.iter().all(|it| !it.problems.is_empty()), "{what}: {rest:?}");
            assert!(!complete.is_empty(), "{what}: the other one is not concerned");
            failed += rest.len();
            let (_, rows) = csv_rows(&place.path("lasting.csv"));
            for (id, cells) in as_csv(&place.truth(complete.iter().map(|it| it.account.0), usual)) {
                assert_eq!(rows.get(&id), Some(&cells), "{what}: {id}");
            }
        }
    }
    assert!(failed > STAGES.len(), "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn passing_faults_while_a_list_is_cut_into_ranges_lose_nothing() {
    let (place, largest) = Place::with_a_large_account(26).await;
    let mut options = ids_only();
    options.accounts.which = these(&[largest]);
    // The second request that counts is the one that counts the parts.
    troubled(&place, &options, ("baseEntry", "count"), [2, 3]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_takes_the_server_too_long_is_asked_for_in_halves() {
    let place = Place::generated(27, 12, 6_000).await;
    let world = place.sim.world();
    let (_, largest) = place.largest().expect("an account");
    let mut options = known_csv();
    options.accounts.which = these(&[largest]);
    let run = RunOptions { requests_at_a_time: 1, ..quick() };
    let ready = place.ready(options, "halves.csv", run, |_| {}).await;
    // As often as a client repeats by itself, and once more for the first half.
    let slow = Fault::always(Trouble::HttpStatus { status: 504 }).on("baseEntry", "list");
    place.sim.faults().set(slow.from_call(2).times(8));
    let report = ready.run().await.expect("an export");
    assert_eq!(place.sim.faults().unmet(), Vec::new());
    assert_eq!(report.accounts[0].outcome, AccountOutcome::Complete, "{:?}", report.accounts);
    assert_same(csv_rows(&place.path("halves.csv")), &as_csv(&place.truth([largest], usual)));
    // The two ends of the list are asked for first.
    let pages = world.count_requests("baseEntry", "list") - 2;
    let whole = report.accounts[0].read.div_ceil(500) as usize;
    assert_eq!(pages, whole + 2, "one half and two quarters in the place of one page");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_fails_fails_alone() {
    let place = Place::generated(21, 12, 1_200).await;
    let accounts = active(&place);
    let ready = place.ready(known(), "alone.xlsx", quick(), |_| {}).await;
    // Blocked after the list of accounts was read.
    let (blocked, rest) = accounts.split_first().expect("accounts");
    assert!(place.sim.world().set_status(*blocked, 2));
    let report = ready.run().await.expect("an export");
    let of_blocked = report.accounts.iter().find(|a| a.account.0 == *blocked).expect("a report");
    assert_eq!(of_blocked.outcome, AccountOutcome::Failed);
    assert!(!of_blocked.problems.is_empty());
    let complete = report.accounts.iter().filter(|a| a.outcome == AccountOutcome::Complete);
    assert_eq!(complete.count(), rest.len());
    let (_, truth) = as_workbook(&place.truth(rest.iter().copied(), usual));
    assert_same(workbook_rows(&place.path("alone.xlsx")), &truth);
    let all = sheets(&place.path("alone.xlsx"));
    let (_, errors) = all.iter().find(|(name, _)| name == "Errors").expect("a sheet");
    assert!(
        errors.rows().any(|row| row.iter().any(|cell| cell.to_string() == blocked.to_string()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_accounts_are_reported_and_not_fatal() {
    let place = Place::generated(22, 40, 600).await;
    let parent = place.sim.credentials().parent_id;
    let all: Vec<_> = place.sim.world().accounts_of(parent);
    let closed = all.iter().filter(|account| matches!(account.status, 2 | 3)).count();
    assert!(closed > 0);
    let mut options = known_csv();
    let ids: Vec<u32> =
        all.iter().filter(|a| matches!(a.status, 1..=4)).map(|account| account.id).collect();
    options.accounts.which = these(&ids);
    let report = place.export(options, "closed.csv").await;
    let unreadable =
        report.accounts.iter().filter(|a| a.outcome == AccountOutcome::Unreadable).count();
    assert_eq!(unreadable, closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stopped_goes_on_where_it_was() {
    let place = Place::generated(24, 25, 5_000).await;
    let (_, truth) = as_workbook(&place.truth(active(&place), usual));
    let folder = place.path("parts");
    let run = RunOptions { resume_folder: Some(folder.clone()), ..quick() };
    let cancel = run.cancel.clone();
    // The seventh account cannot be counted before the export is stopped.
    place.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 30 }));
    let ready = place
        .ready(known(), "stopped.xlsx", run.clone(), move |progress| {
            if progress.accounts_complete >= 6 {
                cancel.cancel();
            }
        })
        .await;
    let report = ready.run().await.expect("stopped");
    assert!(report.cancelled && report.files.is_empty());
    assert!(!place.path("stopped.xlsx").exists(), "no half file under the final name");
    let complete = report.accounts.iter().filter(|a| a.outcome == AccountOutcome::Complete).count();
    assert!(complete >= 6 && complete < report.accounts.len(), "{complete}");
    let left: Vec<_> = std::fs::read_dir(place.folder.path())
        .expect("a listing")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.contains(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "nothing half done beside it");
    // Every account that was entered is left again, those too whose turn did not come, and the
    // parent's session is ended with them.
    let world = place.sim.world();
    let entered = world.count_requests("session", "impersonate");
    let left = async {
        while world.ended_sessions() <= entered {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), left).await.expect("all sessions are ended");

    place.sim.faults().clear();
    place.sim.world().forget_requests();
    let again = RunOptions { cancel: tokio_util::sync::CancellationToken::new(), ..run };
    let report = place.ready(known(), "stopped.xlsx", again, |_| {}).await.run().await;
    let report = report.expect("an export");
    assert!(!report.cancelled);
    assert_same(workbook_rows(&place.path("stopped.xlsx")), &truth);
    let listed: HashSet<_> = place
        .sim
        .world()
        .requests()
        .into_iter()
        .filter(|request| request.call() == "baseentry.count")
        .filter_map(|request| request.partner_id)
        .collect();
    assert_eq!(listed.len(), report.accounts.len() - complete, "complete ones are not read again");
    assert!(!folder.exists(), "nothing stays behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_session_stands_in_any_file() {
    let place = Place::generated(25, 12, 900).await;
    let given = place.sim.credentials().clone();
    let mut options = ExportOptions { columns: Column::ALL.to_vec(), ..ExportOptions::default() };
    options.entries.unmoderated = true;
    let run = RunOptions { resume_folder: Some(place.path("parts")), ..quick() };
    let cancel = run.cancel.clone();
    let told = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&told);
    let stopped = place
        .ready(options.clone(), "x.xlsx", run, move |progress| {
            counted.fetch_add(1, Ordering::Relaxed);
            if progress.accounts_complete >= 3 {
                cancel.cancel();
            }
        })
        .await;
    drop(stopped.run().await.expect("stopped or done"));
    assert!(told.load(Ordering::Relaxed) > 0);
    place.export(options.clone(), "all.xlsx").await;
    options.file = reseller::export::ExportFormat::Csv;
    place.export(options, "all.csv").await;
    let mut texts = String::new();
    for (_, range) in sheets(&place.path("all.xlsx")) {
        for row in range.rows() {
            for cell in row {
                texts.push_str(&cell.to_string());
                texts.push('\n');
            }
        }
    }
    let mut files = vec![place.folder.path().to_owned()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(
                std::fs::read_dir(&path).expect("a listing").map(|e| e.expect("an entry").path()),
            );
        } else {
            texts.push_str(&String::from_utf8_lossy(&std::fs::read(&path).expect("bytes")));
        }
    }
    // A session of version 2 is base64 of `v2|…`.
    let own = [given.admin_secret, given.user_secret];
    let signs = ["djJ8", "/ks/", "ks="].map(str::to_owned);
    for canary in own.into_iter().chain(signs).chain(secrets_of_accounts(&place.sim).await) {
        assert!(!texts.contains(&canary), "{canary} stands in a file");
    }
    assert!(texts.contains("/captionAssetId/"), "links to captions are there all the same");
}
