//! The entries export when things go wrong: faults at every stage, accounts that vanish, lists
//! that move, stopping and going on. And nothing secret in any file.

use crate::export_support::{
    Place, active, as_csv, as_workbook, assert_same, csv_rows, known, known_csv, quick, sheets,
    usual, workbook_rows,
};
use reseller::export::{AccountOutcome, Column, ExportOptions, RunOptions};
use simulator::{Fault, Trouble};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

#[tokio::test(flavor = "multi_thread")]
async fn passing_faults_at_every_stage_lose_nothing() {
    let stages = [
        ("session", "impersonate"),
        ("metadata_metadataProfile", "list"),
        ("baseEntry", "count"),
        ("category", "list"),
        ("schedule_scheduleEvent", "list"),
        ("baseEntry", "list"),
    ];
    let troubles = [
        Trouble::HttpStatus { status: 503 },
        Trouble::ActionBlocked,
        Trouble::CutBeforeAnswer,
        Trouble::CutMidAnswer,
        Trouble::HalfBody,
        Trouble::SessionsExpired,
        Trouble::AnswerLost,
    ];
    let place = Place::generated(20, 10, 150).await;
    let truth = as_csv(&place.truth(active(&place), usual));
    for (service, action) in stages {
        for trouble in &troubles {
            place.sim.faults().clear();
            place.sim.faults().set(Fault::once(trouble.clone()).on(service, action).from_call(2));
            let report = place.export(known_csv(), "faulty.csv").await;
            let what = format!("{trouble:?} at {service}.{action}");
            let bad: Vec<_> = report
                .accounts
                .iter()
                .filter(|account| account.outcome != AccountOutcome::Complete)
                .collect();
            assert!(bad.is_empty(), "{what}: {bad:?}");
            let (count, rows) = csv_rows(&place.path("faulty.csv"));
            assert_eq!((count, rows.len()), (truth.len(), truth.len()), "{what}");
        }
    }
    assert_same(csv_rows(&place.path("faulty.csv")), &truth);
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
    options.accounts.which = crate::export_support::these(&ids);
    let report = place.export(options, "closed.csv").await;
    let unreadable =
        report.accounts.iter().filter(|a| a.outcome == AccountOutcome::Unreadable).count();
    assert_eq!(unreadable, closed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_is_in_the_file_once_whatever_is_deleted_meanwhile() {
    let place = Place::generated(23, 8, 12_000).await;
    let accounts = active(&place);
    let before = place.truth(accounts.iter().copied(), usual);
    let world = place.sim.world();
    // While pages are read, every fourth entry disappears, oldest first: what follows moves up.
    let mut doomed: Vec<(u32, String)> = Vec::new();
    for account in &accounts {
        let entries = world.entries(*account).into_iter().enumerate();
        doomed.extend(entries.filter(|(n, _)| n % 4 == 0).map(|(_, e)| (*account, e.id)));
    }
    let gone: HashSet<String> = doomed.iter().map(|(_, id)| id.clone()).collect();
    let deleting = tokio::spawn({
        let world = world.clone();
        async move {
            // As long as lists are read, some go with each.
            let mut seen = 0;
            let mut doomed = doomed.into_iter();
            while doomed.len() > 0 {
                let lists = world.count_requests("baseEntry", "list");
                if lists > seen {
                    seen = lists;
                    for (account, id) in doomed.by_ref().take(60) {
                        world.delete_entry(account, &id);
                    }
                }
                tokio::task::yield_now().await;
            }
        }
    });
    let report = place.export(known_csv(), "moving.csv").await;
    deleting.abort();
    let (count, rows) = csv_rows(&place.path("moving.csv"));
    assert_eq!(count, rows.len(), "nothing twice");
    for id in before.keys().filter(|id| !gone.contains(*id)) {
        assert!(rows.contains_key(id), "{id} was there all the time");
    }
    assert!(rows.keys().all(|id| before.contains_key(id)));
    assert!(report.accounts.iter().all(|account| account.missing == 0));
    assert!(report.accounts.iter().any(|account| account.gone > 0), "some were seen to go");
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
    for canary in [given.admin_secret.as_str(), given.user_secret.as_str(), "djJ8", "/ks/", "ks="] {
        assert!(!texts.contains(canary), "{canary} stands in a file");
    }
    assert!(texts.contains("/captionAssetId/"), "links to captions are there all the same");
}
