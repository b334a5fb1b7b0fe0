//! What is chosen for an export: what it would bring, what is kept of a choice by name, and which of
//! its accounts are shown.

use crate::desk::{Desk, everything};
use crate::export_jobs::desk;
use crate::export_support::{active_of, as_csv, assert_same, csv_rows, known_csv, truth_of, usual};
use reseller::account::AccountQuery;
use reseller::activity::{ActivityAction, ActivityResult};
use reseller::connection::{Capability, CapabilityKind};
use reseller::export::{AccountScope, AccountState, Column, DayRange, ExportFormat, ExportOptions};
use reseller::jobs::model::JobState;
use reseller::{AccountId, ErrorCode};
use simulator::{Fault, Options, Trouble};

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_counts_what_would_come() {
    let desk = desk(51, 14, 1_200).await;
    let options = known_csv();
    let estimate = desk.reseller.estimate_export(options.clone()).await.expect("an estimate");
    let accounts = active_of(&desk.sim);
    let truth = truth_of(&desk.sim, accounts.iter().copied(), usual);
    assert_eq!(estimate.entries as usize, truth.len());
    assert_eq!(estimate.accounts as usize, accounts.len());
    assert_eq!(estimate.counted, estimate.accounts);
    assert!(estimate.seconds >= 1 && estimate.problems.is_empty());
    // Asked again, for a file of another kind: nothing is counted twice.
    desk.sim.world().forget_requests();
    let other = ExportOptions { file: ExportFormat::Xlsx, ..options.clone() };
    let again = desk.reseller.estimate_export(other).await.expect("an estimate");
    assert_eq!(again.entries, estimate.entries);
    assert_eq!(desk.sim.world().count_requests("baseEntry", "count"), 0);
    // Accounts were entered once, and that is on record once.
    let counted = ActivityAction::EntriesCounted { accounts: estimate.counted };
    let records = desk.records_that(|record| record.action == counted).await;
    assert_eq!(records.len(), 1, "{records:?}");
    assert_eq!(records[0].result, ActivityResult::Done);
    // Blocked ones, known and unknown, are named.
    assert!(desk.sim.world().set_status(accounts[0], 2));
    let mut videos = options.clone();
    videos.entries.media_types.truncate(1);
    videos.accounts.which =
        AccountScope::These { accounts: accounts.iter().copied().map(AccountId).collect() };
    let blocked = desk.reseller.estimate_export(videos).await.expect("an estimate");
    assert_eq!(blocked.unreadable.len(), 1);
    assert_eq!(blocked.unreadable[0].id.0, accounts[0]);
    assert_eq!(blocked.accounts as usize, accounts.len() - 1);
}

/// The server shows the parent's secret to nobody, and Roster was given it.
#[tokio::test(flavor = "multi_thread")]
async fn an_admin_secret_opens_accounts_also_where_the_server_hides_it() {
    let desk = Desk::with(Options { entries: Some(600), ..Options::reseller(10) }).await;
    assert!(desk.sim.world().set_secrets_hidden(desk.parent().0, true));
    // Whoever comes another way needs the server for it, and is told before.
    let report = desk.sign_in(desk.by_token()).await.expect("a sign-in");
    let exporting = |it: &&Capability| it.kind == CapabilityKind::ExportEntries;
    assert!(!report.capabilities.iter().find(exporting).expect("a line").allowed);
    desk.reseller.discard_sign_in(report.sign_in).await;

    desk.connect().await;
    let estimate = desk.reseller.estimate_export(known_csv()).await.expect("an estimate");
    let truth = truth_of(&desk.sim, active_of(&desk.sim), usual);
    assert_eq!(estimate.entries as usize, truth.len());
    let job = desk.export(known_csv(), "hidden.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    assert_same(csv_rows(&desk.file("hidden.csv")), &as_csv(&truth));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_accounts_only_some_are_counted() {
    let desk = desk(52, 90, 9_000).await;
    let estimate = desk.reseller.estimate_export(known_csv()).await.expect("an estimate");
    let truth = truth_of(&desk.sim, active_of(&desk.sim), usual).len();
    assert_eq!(estimate.counted, 40);
    assert!(estimate.accounts > 60);
    let off = f64::from(estimate.entries) / f64::from(u32::try_from(truth).expect("few"));
    assert!((0.2..5.0).contains(&off), "{} of {truth}", estimate.entries);
    assert_eq!(desk.sim.world().count_requests("baseEntry", "count"), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_estimate_takes_the_place_of_one_under_way() {
    let desk = desk(53, 20, 500).await;
    let (older, newer) = tokio::join!(
        desk.reseller.estimate_export(known_csv()),
        desk.reseller.estimate_export(known_csv())
    );
    assert_eq!(older.expect_err("superseded").code, ErrorCode::Cancelled);
    assert!(newer.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_kept_by_name_and_the_last_one_is_remembered() {
    let mut desk = desk(54, 8, 100).await;
    assert_eq!(desk.reseller.last_export().await.expect("none yet"), None);
    let first = ExportOptions { columns: vec![Column::EntryId], ..known_csv() };
    desk.reseller.save_export_preset(" Monthly report ".into(), first.clone()).await.expect("kept");
    desk.reseller.save_export_preset("archive".into(), known_csv()).await.expect("kept");
    let all = desk.reseller.save_export_preset("Monthly report".into(), known_csv()).await;
    let all = all.expect("kept");
    let names: Vec<&str> = all.iter().map(|preset| preset.name.as_str()).collect();
    assert_eq!(names, ["archive", "Monthly report"]);
    assert_eq!(all[1].options, known_csv(), "the same name again takes its place");
    assert!(desk.reseller.save_export_preset("  ".into(), first.clone()).await.is_err());
    let job = desk.export(first.clone(), "ids.csv").await;
    desk.rest(job.id).await;
    desk.restart().await;
    let connection = desk.reseller.list_connections().await.remove(0);
    desk.reseller.select_connection(connection.id.clone()).await.expect("connected");
    assert_eq!(desk.reseller.list_export_presets().await.expect("presets"), all);
    let last = desk.reseller.last_export().await.expect("read").expect("one");
    assert_eq!((last.options, last.path), (first, desk.file("ids.csv")));
    let left = desk.reseller.delete_export_preset(all[0].id).await.expect("deleted");
    assert_eq!(left.len(), 1);
    let name = desk.reseller.suggest_export_name(known_csv()).await.expect("a name");
    assert!(name.starts_with("Acme Resellers entries 20"), "{name}");
    assert_eq!(name.rsplit('.').next(), Some("csv"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_moves_is_kept_by_its_name_and_found_when_the_export_begins() {
    let desk = desk(62, 14, 900).await;
    let accounts = &active_of(&desk.sim)[..2];
    let mut options = known_csv();
    // What a search finds, and the days of last year.
    let text = format!("{} {}", accounts[0], accounts[1]);
    options.accounts.which = AccountScope::Found { query: AccountQuery { text, ..everything() } };
    options.entries.days = Some(DayRange::LastYear);
    let kept = desk.reseller.save_export_preset("Last year".into(), options.clone()).await;
    assert_eq!(kept.expect("kept")[0].options, options);
    let job = desk.export(options.clone(), "moving.csv").await;
    let job = desk.rest(job.id).await;
    assert_eq!(job.state, JobState::Finished, "{:?}", job.problem);
    assert_eq!(job.counts.done, 2);
    let last = desk.reseller.last_export().await.expect("read").expect("one").options;
    assert_eq!((&last.accounts, last.entries.days), (&options.accounts, options.entries.days));
    let (since, until) = (last.entries.since.expect("a moment"), last.entries.until);
    let year = 365 * 86_400;
    assert!((year - 1..=year + 86_400).contains(&(until.expect("a moment").0 - since.0)));
    let made = |entry: &simulator::content::Entry| {
        usual(entry) && (since.0..=until.expect("a moment").0).contains(&entry.created_at)
    };
    assert_same(
        csv_rows(&desk.file("moving.csv")),
        &as_csv(&truth_of(&desk.sim, accounts.iter().copied(), made)),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_in_one_state_can_be_shown_alone() {
    let desk = desk(63, 30, 3_000).await;
    let accounts = active_of(&desk.sim);
    assert!(desk.sim.world().set_status(accounts[0], 2));
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 40 }));
    let job = desk.export(known_csv(), "states.csv").await;
    desk.job_when(job.id, |job| job.counts.done >= 3 && job.counts.failed >= 1).await;
    let shown = async |only| {
        let page = desk.reseller.list_export_accounts(job.id, Some(only), 0, 500).await;
        let page = page.expect("accounts");
        assert_eq!(page.total as usize, page.accounts.len());
        assert!(page.accounts.iter().all(|account| account.state == only), "{page:?}");
        page.total
    };
    assert!(shown(AccountState::Running).await >= 1);
    assert_eq!(shown(AccountState::Problem).await, 1);
    desk.reseller.pause_job(job.id).await.expect("paused");
    desk.rest(job.id).await;
    // From the disk now.
    assert_eq!(shown(AccountState::Running).await, 0);
    let (problem, complete) =
        (shown(AccountState::Problem).await, shown(AccountState::Complete).await);
    let waiting = shown(AccountState::Waiting).await;
    assert!(problem >= 1 && complete >= 3 && waiting >= 1);
    assert_eq!((problem + complete + waiting) as usize, accounts.len());
}
