//! The entries export as a job: what is asked before it, how it runs, rests, goes on and is left
//! behind, and what is kept of it.

use crate::desk::Desk;
use crate::export_support::{
    active_of, as_csv, assert_same, csv_rows, known_csv, secrets_of_accounts, these, truth_of,
    usual,
};
use reseller::activity::{ActivityAction, ActivityQuery, ActivityRecord, ActivityResult};
use reseller::export::{AccountOutcome, AccountState, Column, ExportOptions, ExportStart};
use reseller::jobs::model::{JobKind, JobSnapshot, JobState};
use reseller::sign_in::Keep;
use reseller::{ErrorCode, Event, JobId};
use simulator::{Fault, Options, Trouble};
use std::path::PathBuf;

fn world(seed: u64, accounts: u32, entries: u64) -> Options {
    Options { seed, entries: Some(entries), ..Options::reseller(accounts) }
}

pub(crate) async fn desk(seed: u64, accounts: u32, entries: u64) -> Desk {
    Desk::connected_with(world(seed, accounts, entries)).await
}

impl Desk {
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) async fn export(&self, options: ExportOptions, name: &str) -> JobSnapshot {
        let start = ExportStart {
            connection: self.connection(),
            options,
            path: self.file(name),
            reason: "yearly report".into(),
        };
        self.reseller.start_export(start).await.expect("a job")
    }

    /// How many accounts of a job are complete and stay so.
    async fn complete(&self, job: JobId) -> u32 {
        self.reseller.read_job(job).await.expect("a job").counts.done
    }

    pub(crate) async fn records_of(&self, job: JobId) -> Vec<ActivityRecord> {
        self.records_that(|record| record.job == Some(job)).await
    }

    pub(crate) async fn records_that(
        &self,
        wanted: impl Fn(&ActivityRecord) -> bool,
    ) -> Vec<ActivityRecord> {
        let query = ActivityQuery {
            text: String::new(),
            connection: None,
            results: vec![],
            from: None,
            to: None,
            ..ActivityQuery::default()
        };
        let page = self.reseller.list_activity(query, 0, 500).await.expect("records");
        page.records.into_iter().filter(|record| wanted(record)).collect()
    }

    fn folder_of(&self, job: JobId) -> PathBuf {
        self.folder.path().join("exports").join(job.0.to_string())
    }

    /// Accounts whose entries were counted at the server since this was last forgotten.
    fn read_accounts(&self) -> usize {
        let requests = self.sim.world().requests().into_iter();
        let counted = requests.filter(|request| request.call() == "baseentry.count");
        counted
            .filter_map(|request| request.partner_id)
            .collect::<std::collections::HashSet<_>>()
            .len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_runs_as_a_job_and_is_remembered() {
    let mut desk = desk(40, 14, 1_200).await;
    let job = desk.export(known_csv(), "all.csv").await;
    assert!(matches!(&job.kind, JobKind::Export { file_name, .. } if file_name == "all.csv"));
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    let accounts = active_of(&desk.sim);
    assert_eq!(job.counts.done as usize, accounts.len());
    let truth = as_csv(&truth_of(&desk.sim, accounts.iter().copied(), usual));
    assert_same(csv_rows(&desk.file("all.csv")), &truth);
    let progress = job.export.clone().expect("how far it came");
    assert_eq!(progress.entries as usize, truth.len());
    assert_eq!(progress.accounts_complete as usize, accounts.len());
    assert_eq!(progress.seconds_left, None);
    assert!(job.files[0].ends_with("all.csv") && job.files.len() >= 2, "{:?}", job.files);
    assert_eq!(desk.reseller.export_file(job.id).await.expect("a file"), desk.file("all.csv"));
    assert!(!desk.folder_of(job.id).exists(), "nothing is set aside any more");

    let records = desk.records_of(job.id).await;
    let [record] = records.as_slice() else { panic!("{records:?}") };
    let expected = ActivityAction::EntriesExported {
        accounts: u32::try_from(accounts.len()).expect("few"),
        file_name: "all.csv".into(),
    };
    assert_eq!(record.action, expected);
    assert_eq!((record.result, record.reason.as_str()), (ActivityResult::Done, "yearly report"));
    assert!(record.explanation.contains("rows from"), "{}", record.explanation);
    assert!(!record.account_name.is_empty());

    // The same after the app was closed.
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    desk.restart().await;
    let again = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    assert_eq!(page, again);
    assert_eq!(again.total as usize, accounts.len());
    let read: u32 = again.accounts.iter().map(|account| account.entries).sum();
    assert_eq!(read as usize, truth.len());
    let again = desk.reseller.read_job(job.id).await.expect("the job");
    assert_eq!((again.export, again.files), (job.export, job.files));
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_it_is_is_told_at_most_ten_times_a_second() {
    let desk = desk(41, 30, 3_000).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 15 }));
    let began = std::time::Instant::now();
    let job = desk.export(known_csv(), "told.csv").await;
    desk.rest(job.id).await;
    let seconds = began.elapsed().as_secs_f64();
    let told = desk.ear.all();
    let told: Vec<&JobSnapshot> = told
        .iter()
        .filter_map(|event| match event {
            Event::JobChanged(changed) if changed.job.id == job.id => Some(&changed.job),
            _ => None,
        })
        .collect();
    // Beside those: begun, set running, and the end.
    let most = seconds * 10.0 + 6.0;
    #[expect(clippy::cast_precision_loss, reason = "a few events")]
    let count = told.len() as f64;
    assert!(count <= most, "{count} in {seconds} s");
    let running = told.iter().filter_map(|job| job.export.as_ref());
    let entries: Vec<u32> = running.map(|progress| progress.entries).collect();
    assert!(entries.is_sorted(), "{entries:?}");
    assert!(entries.iter().any(|entries| *entries > 0), "{entries:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_keeps_what_is_complete_and_going_on_reads_only_the_rest() {
    let desk = desk(42, 30, 4_000).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }));
    let job = desk.export(known_csv(), "paused.csv").await;
    desk.job_when(job.id, |job| job.counts.done >= 3).await;
    // While it runs, the accounts come from memory, running ones first.
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    assert_eq!(page.accounts[0].state, AccountState::Running);
    desk.reseller.pause_job(job.id).await.expect("paused");
    let paused = desk.rest(job.id).await;
    assert_eq!(paused.state, JobState::Paused);
    assert!(paused.can_resume && paused.files.is_empty() && !desk.file("paused.csv").exists());
    assert_eq!(paused.export.expect("how far it is").accounts_running, 0);
    let kept = desk.complete(job.id).await;
    let accounts = active_of(&desk.sim);
    assert!(kept >= 3 && (kept as usize) < accounts.len(), "{kept}");
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    let complete = page.accounts.iter().filter(|account| account.state == AccountState::Complete);
    assert_eq!(complete.count(), kept as usize);

    desk.sim.faults().clear();
    desk.sim.world().forget_requests();
    desk.reseller.resume_job(job.id).await.expect("resumed");
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished);
    assert_eq!(desk.read_accounts(), accounts.len() - kept as usize);
    let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
    assert_same(csv_rows(&desk.file("paused.csv")), &truth);
    assert_eq!(desk.records_of(job.id).await.len(), 2, "each run has its record");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_loses_nothing() {
    let mut desk = desk(43, 25, 3_000).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }));
    let job = desk.export(known_csv(), "restart.csv").await;
    desk.job_when(job.id, |job| job.counts.done >= 3).await;
    desk.restart().await;
    let interrupted = desk.reseller.read_job(job.id).await.expect("the job");
    assert_eq!(interrupted.state, JobState::Interrupted);
    assert!(interrupted.export.is_some(), "how far it was is still known");
    desk.sim.faults().clear();
    let connection = desk.reseller.list_connections().await.remove(0);
    desk.reseller.select_connection(connection.id).await.expect("connected");
    desk.refreshed().await;
    desk.sim.world().forget_requests();
    desk.reseller.resume_job(job.id).await.expect("resumed");
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    let accounts = active_of(&desk.sim);
    assert!(desk.read_accounts() + 3 <= accounts.len());
    let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
    assert_same(csv_rows(&desk.file("restart.csv")), &truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_failed_is_tried_again() {
    let desk = desk(44, 16, 1_500).await;
    let accounts = active_of(&desk.sim);
    // One is blocked behind Roster's back.
    let blocked = accounts[0];
    assert!(desk.sim.world().set_status(blocked, 2));
    let job = desk.export(known_csv(), "retried.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished);
    assert!(job.can_retry && job.counts.failed == 1, "{:?}", job.counts);
    assert_eq!(job.counts.done as usize, accounts.len() - 1);
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 1).await.expect("accounts");
    assert_eq!(
        (page.accounts[0].account.0, page.accounts[0].state),
        (blocked, AccountState::Problem)
    );
    let rest = truth_of(&desk.sim, accounts[1..].iter().copied(), usual);
    assert_same(csv_rows(&desk.file("retried.csv")), &as_csv(&rest));
    assert!(desk.folder_of(job.id).exists(), "the others are set aside");
    assert!(desk.file("retried errors.csv").exists());

    assert!(desk.sim.world().set_status(blocked, 1));
    desk.sim.world().forget_requests();
    desk.reseller.retry_failed(job.id).await.expect("tried again");
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.failed), (JobState::Finished, 0));
    assert_eq!(desk.read_accounts(), 1);
    assert!(!desk.file("retried errors.csv").exists(), "there are no errors any more");
    let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
    assert_same(csv_rows(&desk.file("retried.csv")), &truth);
    assert!(!desk.folder_of(job.id).exists());
}

/// Trying again writes the file anew, which is asked before; what was changed in it would be lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_changed_since_is_known_until_it_is_written_again() {
    let desk = desk(44, 12, 600).await;
    let blocked = active_of(&desk.sim)[0];
    assert!(desk.sim.world().set_status(blocked, 2));
    let job = desk.export(known_csv(), "changed.csv").await;
    let job = desk.rest(job.id).await;
    assert!(job.can_retry, "{job:#?}");
    let changed = async || desk.reseller.has_export_changed(job.id).await.expect("a file");
    assert!(!changed().await);
    let mut text = std::fs::read(desk.file("changed.csv")).expect("the file");
    text.extend_from_slice("by hand\r\n".as_bytes());
    std::fs::write(desk.file("changed.csv"), text).expect("written");
    assert!(changed().await);
    desk.reseller.retry_failed(job.id).await.expect("tried again");
    desk.rest(job.id).await;
    assert!(!changed().await);
    std::fs::remove_file(desk.file("changed.csv")).expect("removed");
    assert!(!changed().await, "nothing would be lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancel_keeps_what_is_complete() {
    let desk = desk(45, 30, 4_000).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }));
    let job = desk.export(known_csv(), "cancelled.csv").await;
    desk.job_when(job.id, |job| job.counts.done >= 4).await;
    desk.reseller.cancel_job(job.id).await.expect("cancelled");
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Cancelled);
    assert!(job.files[0].ends_with("cancelled.csv"));
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    let complete: Vec<u32> = page
        .accounts
        .iter()
        .filter(|account| account.state == AccountState::Complete)
        .map(|account| account.account.0)
        .collect();
    assert!(complete.len() >= 4);
    let (_, rows) = csv_rows(&desk.file("cancelled.csv"));
    for (id, cells) in as_csv(&truth_of(&desk.sim, complete, usual)) {
        assert_eq!(rows.get(&id), Some(&cells), "{id}");
    }
    assert!(!desk.folder_of(job.id).exists());
}

/// Everything was read and written into the file when the person stops it: it says so.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_cancelled_when_all_is_read_is_finished() {
    let desk = desk(45, 8, 300).await;
    let slow = Fault::always(Trouble::Latency { milliseconds: 400 }).on("session", "end");
    desk.sim.faults().set(slow);
    let job = desk.export(known_csv(), "late.csv").await;
    let all = job.total;
    desk.job_when(job.id, |job| job.counts.done == all).await;
    // It may have ended in this moment.
    drop(desk.reseller.cancel_job(job.id).await);
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, all), "{job:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_export_can_be_cancelled_and_still_gives_its_file() {
    let desk = desk(46, 30, 4_000).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }));
    let job = desk.export(known_csv(), "left.csv").await;
    desk.job_when(job.id, |job| job.counts.done >= 4).await;
    desk.reseller.pause_job(job.id).await.expect("paused");
    desk.rest(job.id).await;
    let kept = desk.complete(job.id).await;
    desk.sim.world().forget_requests();
    desk.reseller.cancel_job(job.id).await.expect("cancelled");
    let job = desk.job_when(job.id, |job| job.state == JobState::Cancelled).await;
    assert_eq!(desk.read_accounts(), 0, "nobody is asked for anything");
    assert_eq!(job.counts.done, kept);
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 500).await.expect("accounts");
    let complete = page.accounts.iter().filter(|it| it.state == AccountState::Complete);
    let truth = truth_of(&desk.sim, complete.map(|it| it.account.0), usual);
    assert_same(csv_rows(&desk.file("left.csv")), &as_csv(&truth));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_waited_for() {
    let desk = desk(47, 20, 2_000).await;
    // The server is away for everybody, longer than a client repeats by itself.
    let away = Fault::always(Trouble::HttpStatus { status: 503 }).from_call(25).times(40);
    desk.sim.faults().set(away);
    let job = desk.export(known_csv(), "away.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    assert_eq!(job.problem, None);
    let truth = as_csv(&truth_of(&desk.sim, active_of(&desk.sim), usual));
    assert_same(csv_rows(&desk.file("away.csv")), &truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_away_pauses_the_export_with_the_reason() {
    let desk = desk(48, 12, 1_000).await;
    desk.sim.faults().set(Fault::always(Trouble::HttpStatus { status: 503 }));
    let job = desk.export(known_csv(), "gone.csv").await;
    let paused = desk.rest(job.id).await;
    assert_eq!(paused.state, JobState::Paused);
    assert_eq!(paused.problem.expect("a reason").code, ErrorCode::Offline);
    assert_eq!(paused.counts.failed, 0, "no account is to blame");
    assert!(paused.can_resume);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_before_the_start() {
    let desk = desk(49, 8, 200).await;
    let start = |options: ExportOptions, path: PathBuf| {
        let reason = String::new();
        desk.reseller.start_export(ExportStart {
            connection: desk.connection(),
            options,
            path,
            reason,
        })
    };
    let nowhere = start(known_csv(), desk.file("no such folder/x.csv")).await;
    let nowhere = nowhere.expect_err("nowhere to write");
    assert_eq!(nowhere.code, ErrorCode::Disk);
    assert!(nowhere.detail.next_step.is_some());
    let none = ExportOptions { columns: vec![], ..known_csv() };
    assert!(start(none, desk.file("x.csv")).await.is_err());
    let mut unknown = known_csv();
    unknown.accounts.which = these(&[4_000_000]);
    assert!(start(unknown, desk.file("x.csv")).await.is_err());
    assert!(desk.reseller.list_jobs().await.expect("jobs").is_empty());
    assert_eq!(desk.sim.world().count_requests("session", "impersonate"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_signing_in_can_export_if_it_may_see_the_secret() {
    for by_token in [false, true] {
        let desk = Desk::with(world(50, 8, 400)).await;
        let request = if by_token { desk.by_token() } else { desk.by_password() };
        let report = desk.sign_in(request).await.expect("signed in");
        desk.keep(&report, Keep::UntilQuit).await.expect("kept");
        desk.refreshed().await;
        let mut options = known_csv();
        options.accounts.parent = true;
        let job = desk.export(options, "in.csv").await;
        let job = desk.rest(job.id).await;
        assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
        let accounts = active_of(&desk.sim).into_iter().chain([desk.parent().0]);
        let truth = as_csv(&truth_of(&desk.sim, accounts, usual));
        assert_same(csv_rows(&desk.file("in.csv")), &truth);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_of_anybody_stays_on_the_disk() {
    let desk = desk(55, 20, 2_000).await;
    let given = desk.sim.credentials().clone();
    let options = ExportOptions { columns: Column::ALL.to_vec(), ..ExportOptions::default() };
    desk.reseller.estimate_export(options.clone()).await.expect("an estimate");
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 30 }));
    let job = desk.export(options.clone(), "all.xlsx").await;
    desk.job_when(job.id, |job| job.counts.done >= 3).await;
    desk.reseller.pause_job(job.id).await.expect("paused");
    desk.rest(job.id).await;
    desk.sim.faults().clear();
    // A session of version 2 is base64 of `v2|…`.
    let own = [given.admin_secret, given.user_secret, "djJ8".into(), "/ks/".into()];
    let canaries: Vec<String> =
        own.into_iter().chain(secrets_of_accounts(&desk.sim).await).collect();
    let mut files = vec![desk.folder.path().to_owned()];
    let mut searched = 0;
    while let Some(path) = files.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(&path).expect("a listing");
            files.extend(inside.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        searched += 1;
        let bytes = std::fs::read(&path);
        let bytes = bytes.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let text = String::from_utf8_lossy(&bytes);
        for canary in &canaries {
            assert!(!text.contains(canary.as_str()), "{canary} stands in {}", path.display());
        }
    }
    assert!(searched > 4, "the parts and the database are among them");
    desk.reseller.resume_job(job.id).await.expect("resumed");
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_server_that_is_over_the_next_moment_fails_no_account() {
    let desk = desk(56, 10, 800).await;
    let accounts = active_of(&desk.sim);
    for (service, action) in [("session", "impersonate"), ("baseEntry", "list")] {
        desk.sim.faults().set(Fault::once(Trouble::InternalError).on(service, action));
    }
    let job = desk.export(known_csv(), "one.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(desk.sim.faults().unmet(), Vec::new());
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    assert_eq!((job.counts.failed, job.counts.done as usize), (0, accounts.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_fail_alone_in_a_job_too() {
    let desk = desk(56, 10, 800).await;
    let accounts = active_of(&desk.sim);
    // Two calls a try, four tries an account, four accounts at a time: so one at least is given
    // up, and three at most.
    desk.sim.faults().set(Fault::once(Trouble::InternalError).on("baseEntry", "list").times(26));
    let job = desk.export(known_csv(), "one.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(desk.sim.faults().unmet(), Vec::new());
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    let failed = job.counts.failed as usize;
    assert!(failed >= 1 && failed < accounts.len(), "{:?}", job.counts);
    assert_eq!(job.counts.done as usize, accounts.len() - failed);
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 1).await.expect("accounts");
    let report = page.accounts[0].report.as_ref().expect("a report");
    assert_eq!(report.outcome, AccountOutcome::Failed);
    assert!(!report.problems.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_set_aside_for_accounts_that_nobody_can_read() {
    let desk = desk(60, 14, 900).await;
    let accounts = active_of(&desk.sim);
    let blocked = accounts[0];
    assert!(desk.sim.world().set_status(blocked, 2));
    desk.refresh().await;
    let mut options = known_csv();
    options.accounts.which = these(&accounts);
    let job = desk.export(options, "closed.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    assert_eq!((job.counts.skipped, job.counts.failed), (1, 0));
    assert!(!job.can_retry, "another try would bring nothing");
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 1).await.expect("accounts");
    assert_eq!(page.accounts[0].account.0, blocked);
    let report = page.accounts[0].report.as_ref().expect("a report");
    assert_eq!(report.outcome, AccountOutcome::Unreadable);
    assert!(!desk.folder_of(job.id).exists(), "customers' content is not kept for nothing");
    // The summary says why, beside the account.
    let summary = std::fs::read_to_string(desk.file("closed summary.csv")).expect("a summary");
    let line = summary.lines().find(|line| line.contains(&blocked.to_string())).expect("a line");
    assert!(line.contains("Nobody can read its entries"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lets_few_calls_through_is_served_more_slowly() {
    let desk = desk(57, 10, 600).await;
    let few = Trouble::RateLimit { limit: 12, window_seconds: 1 };
    desk.sim.faults().set(Fault::always(few));
    let job = desk.export(known_csv(), "slowly.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.failed), (JobState::Finished, 0), "{:?}", job.problem);
    let truth = as_csv(&truth_of(&desk.sim, active_of(&desk.sim), usual));
    assert_same(csv_rows(&desk.file("slowly.csv")), &truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_export_of_a_connection_runs_at_a_time() {
    let desk = desk(58, 12, 900).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 20 }));
    let first = desk.export(known_csv(), "first.csv").await;
    let second = desk.export(known_csv(), "second.csv").await;
    assert_eq!(second.state, JobState::Queued);
    assert_eq!(desk.rest(first.id).await.state, JobState::Finished);
    desk.sim.faults().clear();
    assert_eq!(desk.rest(second.id).await.state, JobState::Finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_needs_any_more_is_cleared_away() {
    let desk = desk(59, 14, 200).await;
    let old = desk.folder_of(JobId(4242));
    std::fs::create_dir_all(&old).expect("a folder");
    std::fs::write(old.join("1.rows"), "left over").expect("a file");
    let job = desk.export(known_csv(), "new.csv").await;
    assert_eq!(desk.rest(job.id).await.state, JobState::Finished);
    assert!(!old.exists());
}
