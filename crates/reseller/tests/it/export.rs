//! The entries export against whole worlds: what is in the file is what is in the accounts.

use crate::export_support::{
    Place, active, as_csv, as_workbook, assert_same, csv_rows, event_rows, ids_only, known,
    known_csv, listed, quick, sheets, these, usual, workbook_rows,
};
use crate::export_truth::Truth;
use calamine::Data;
use reseller::ErrorCode;
use reseller::export::{
    AccountOutcome, AccountScope, Column, ExportFormat, ExportOptions, SheetChoice,
};
use simulator::content::FieldKind;

#[tokio::test(flavor = "multi_thread")]
async fn the_recorded_world_is_exported_cell_by_cell() {
    let place = Place::recorded().await;
    let report = place.export(known(), "all.xlsx").await;
    assert_eq!(report.rows(), 20_442);
    assert!(report.accounts.iter().all(|a| a.outcome == AccountOutcome::Complete));
    assert!(report.accounts.iter().all(|a| a.counted == a.counted_again && a.counted.is_some()));
    // By what was taken from the real server's database, and not by what the simulator made of it.
    let recorded = Truth::recorded(place.sim.base_url(), &active(&place));
    let truth = recorded.rows(usual);
    assert_eq!(truth.len(), 20_442);
    assert_same(workbook_rows(&place.path("all.xlsx")), &truth);
    let events = recorded.events(usual);
    assert!(events.len() > 500, "{}", events.len());
    assert_eq!(event_rows(&place.path("all.xlsx")), events);
    assert!(report.requests < 400, "{} requests for 55 accounts", report.requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_awaiting_moderation_and_rejected_ones_come_when_asked_for() {
    let place = Place::recorded().await;
    let mut options = ids_only();
    options.entries.unmoderated = true;
    let report = place.export(options, "all.csv").await;
    assert_eq!(report.rows(), 21_097);
    let mut truth = Truth::recorded(place.sim.base_url(), &active(&place)).rows(listed);
    for cells in truth.values_mut() {
        cells.truncate(4);
    }
    assert_same(csv_rows(&place.path("all.csv")), &truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_accounts_that_people_measure_take_few_requests() {
    let place = Place::recorded().await;
    let mut options = known();
    options.columns = Column::ALL.to_vec();
    options.accounts.which = these(&[105, 106, 107, 109]);
    let report = place.export(options, "four.xlsx").await;
    assert_eq!(report.rows(), 12_161);
    assert!(report.requests <= 55, "{} requests", report.requests);
    let events = sheets(&place.path("four.xlsx")).into_iter().find(|(name, _)| name == "Events");
    assert!(events.is_some_and(|(_, range)| range.height() > 500));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_with_more_entries_than_can_be_paged_through_is_complete() {
    // Nearly half of the entries of such an account share one second.
    let place = Place::generated(5, 7, 40_000).await;
    let accounts = active(&place);
    let world = place.sim.world();
    let largest = accounts.iter().copied().max_by_key(|id| world.entry_count(*id)).expect("one");
    // Make sure of it: all of one account's entries in the same second.
    let ids: Vec<String> = world.entries(largest).into_iter().map(|entry| entry.id).collect();
    assert!(ids.len() > 13_000, "{}", ids.len());
    for id in &ids {
        world.change_entry(largest, id, |entry| entry.created_at = 1_700_000_000);
    }
    let mut options = ids_only();
    options.accounts.which = these(&[largest]);
    let report = place.export(options, "tied.csv").await;
    let mut truth = place.truth([largest], usual);
    assert!(truth.len() > 10_000);
    for cells in truth.values_mut() {
        cells.truncate(4);
    }
    assert_same(csv_rows(&place.path("tied.csv")), &truth);
    assert_eq!(report.accounts[0].outcome, AccountOutcome::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_texts_are_the_same_in_the_workbook() {
    let place = Place::generated(6, 12, 1_500).await;
    let (account, entry) = active(&place)
        .into_iter()
        .find_map(|id| Some((id, place.sim.world().entries(id).into_iter().find(usual)?)))
        .expect("an entry");
    place.sim.world().change_entry(account, &entry.id, |entry| {
        entry.description = "Zeile, öäü 👩‍🏫. ".repeat(2_500);
    });
    place.export(known(), "odd.xlsx").await;
    // What is longer than a cell is cut, and said.
    let (cut, truth) = as_workbook(&place.truth(active(&place), usual));
    assert_same(workbook_rows(&place.path("odd.xlsx")), &truth);
    assert!(cut > 0, "the world has a text that is too long");
    let all = sheets(&place.path("odd.xlsx"));
    let (_, errors) = all.iter().find(|(name, _)| name == "Errors").expect("a sheet");
    let said = errors.rows().any(|row| {
        row.iter().any(|cell| matches!(cell, Data::String(text) if text.contains("32,767")))
    });
    assert!(said);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_account_can_have_a_sheet_of_its_own() {
    let place = Place::recorded().await;
    let mut options = known();
    options.sheets = SheetChoice::PerAccount;
    options.accounts.which = these(&[107, 106, 105]);
    place.export(options, "sheets.xlsx").await;
    let names: Vec<String> =
        sheets(&place.path("sheets.xlsx")).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "Cedar Valley School District",
            "Blue Harbor Media",
            "Acme University",
            "Events",
            "Summary",
            "Errors"
        ]
    );
    let truth = place.truth([105, 106, 107], usual);
    assert_same(workbook_rows(&place.path("sheets.xlsx")), &truth);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_entries_with_captions_tags_dates_or_categories_can_be_chosen() {
    let place = Place::recorded().await;
    let of = |which: AccountScope| {
        let mut options = known_csv();
        options.accounts.which = which;
        options
    };
    let mut captioned = of(these(&[109]));
    captioned.entries.only_captioned = true;
    place.export(captioned, "captioned.csv").await;
    let ready = |entry: &simulator::content::Entry| entry.captions.iter().any(|c| c.status == 2);
    let truth = place.truth([109], |entry| usual(entry) && ready(entry));
    assert!(truth.len() > 100);
    assert_same(csv_rows(&place.path("captioned.csv")), &as_csv(&truth));

    let mut tagged = of(these(&[109]));
    tagged.entries.tags = vec!["BIOLOGY".to_owned(), "chemistry".to_owned()];
    let report = place.export(tagged, "tagged.csv").await;
    assert_eq!(report.rows(), 3_951, "11-baseEntry-list-tagsMultiLikeOr-or");

    let mut category = of(these(&[107, 105]));
    category.entries.categories = vec!["Courses".to_owned()];
    let report = place.export(category, "category.csv").await;
    assert_eq!(report.rows(), 131, "11-baseEntry-list-categoryAncestorIdIn-root-with-children");
    assert_eq!(report.accounts[1].outcome, AccountOutcome::Partial, "it has no such category");

    let mut dated = of(these(&[109]));
    dated.entries.since = Some(reseller::UnixSeconds(1_790_000_000));
    let report = place.export(dated, "dated.csv").await;
    assert_eq!(report.rows(), 622, "11-baseEntry-count-with-pager-and-order");
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_of_several_accounts_share_their_columns() {
    let place = Place::recorded().await;
    let mut other = place.sim.world().metadata_profiles(107)[0].clone();
    other.id = 9_999;
    other.system_name = "another".to_owned();
    other.fields.truncate(1);
    assert_eq!(other.fields[0].kind, FieldKind::Text);
    place.sim.world().add_metadata_profile(113, other);
    let mut options = known();
    options.accounts.which = these(&[106, 107, 109, 113]);
    place.export(options, "shared.xlsx").await;
    let all = sheets(&place.path("shared.xlsx"));
    let headings: Vec<String> =
        all[0].1.rows().next().expect("headings").iter().map(ToString::to_string).collect();
    let tail: Vec<&str> = headings.iter().rev().take(4).rev().map(String::as_str).collect();
    assert_eq!(
        tail,
        ["Department (coursedata)", "Audience", "Review date", "Department (another)"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parent_read_only_and_template_accounts_come_when_asked_for() {
    let place = Place::generated(8, 60, 3_000).await;
    let mut options = known_csv();
    options.accounts.parent = true;
    options.accounts.read_only = true;
    options.accounts.templates = true;
    let report = place.export(options, "all.csv").await;
    let parent = place.sim.credentials().parent_id;
    let accounts = place.sim.world().accounts_of(parent).into_iter();
    let mut wanted: Vec<u32> =
        accounts.filter(|account| matches!(account.status, 1 | 4)).map(|a| a.id).collect();
    wanted.push(parent);
    assert_eq!(report.accounts.len(), wanted.len());
    let truth = place.truth(wanted, usual);
    assert_same(csv_rows(&place.path("all.csv")), &as_csv(&truth));
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_are_written_in_the_chosen_zone() {
    let place = Place::recorded().await;
    let options = ExportOptions {
        columns: vec![Column::EntryId, Column::CreatedAt, Column::Length, Column::AccountId],
        zone: "Asia/Jerusalem".to_owned(),
        file: ExportFormat::Csv,
        ..ExportOptions::default()
    };
    let mut options = options;
    options.accounts.which = these(&[107]);
    place.export(options, "zone.csv").await;
    let text = std::fs::read_to_string(place.path("zone.csv")).expect("text");
    // 1750000000 is 15 June 2025, 15:06:40 UTC; summer time there.
    assert!(text.contains(",2025-06-15 18:06:40,"), "{}", &text[..400]);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_cannot_work_and_places_that_cannot_be_written_are_told_first() {
    let place = Place::generated(9, 7, 50).await;
    let ready = place.ready(known(), "no such folder/x.xlsx", quick(), |_| {}).await;
    let before = place.sim.world().count_requests("baseEntry", "list");
    let error = ready.run().await.expect_err("nowhere to write");
    assert_eq!(error.code, ErrorCode::Disk);
    assert!(error.detail.next_step.is_some());
    assert_eq!(place.sim.world().count_requests("baseEntry", "list"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_accounts_are_ended() {
    let place = Place::generated(10, 20, 500).await;
    let report = place.export(known(), "ended.xlsx").await;
    let entered = place.sim.world().count_requests("session", "impersonate");
    assert_eq!(entered, report.accounts.len());
    // And the parent's own.
    assert_eq!(place.sim.world().ended_sessions(), entered + 1);
}
