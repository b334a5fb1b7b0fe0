//! Cutting a list of entries into ranges that can be paged through: whatever their times are, no
//! entry is out of reach, and few requests are needed. The server here knows times and nothing
//! else.

use kaltura::actions::base_entry::EntryFilter;
use kaltura::entries::{self, EntryRange, EntryRanges};
use serde_json::{Value, json};

use crate::support::{Reply, Server};

/// An entry: when it was made and when it was changed.
type Times = (i64, i64);

/// Answers counts and the two ends of a list of entries with these times.
async fn server(mut times: Vec<Times>) -> Server {
    times.sort_unstable();
    Server::start(move |_, request| {
        let parts = (1..).map_while(|number| request.body.get(number.to_string()));
        let answers = parts.map(|part| answer(&times, part));
        Reply::value(&answers.collect())
    })
    .await
}

fn answer(times: &[Times], part: &Value) -> Value {
    let found = found(times, &part["filter"]);
    if part["action"] == "count" {
        return json!(found.len());
    }
    let first =
        if part["filter"]["orderBy"] == "-createdAt" { found.last() } else { found.first() };
    let objects: Vec<Value> = first
        .map(|(created, _)| json!({ "id": "0_a", "createdAt": created, "objectType": "x" }))
        .into_iter()
        .collect();
    json!({ "totalCount": found.len(), "objects": objects })
}

fn found(times: &[Times], filter: &Value) -> Vec<Times> {
    let bound = |name: &str| filter[name].as_i64();
    let created_from = bound("createdAtGreaterThanOrEqual").unwrap_or(i64::MIN);
    let created_to = bound("createdAtLessThanOrEqual").unwrap_or(i64::MAX);
    let updated_from = bound("updatedAtGreaterThanOrEqual").unwrap_or(i64::MIN);
    let updated_to = bound("updatedAtLessThanOrEqual").unwrap_or(i64::MAX);
    // Sorted by the first: half of the work is done by two looks.
    let start = times.partition_point(|(created, _)| *created < created_from);
    let end = times.partition_point(|(created, _)| *created <= created_to);
    let in_time = times.get(start..end).unwrap_or_default().iter().copied();
    in_time.filter(|(_, updated)| (updated_from..=updated_to).contains(updated)).collect()
}

/// Cuts, and asserts that every entry is in exactly one range that can be paged through.
async fn cut(times: Vec<Times>) -> (EntryRanges, usize) {
    let server = server(times.clone()).await;
    let session = server.session();
    let filter = EntryFilter::default();
    let cut = entries::ranges(&server.client(), &session, &filter).await.unwrap();
    assert_eq!(cut.count, times.len() as u64);
    let mut sorted = times;
    sorted.sort_unstable();
    let mut reached = 0;
    for range in &cut.ranges {
        let inside = inside(&sorted, range);
        assert_eq!(inside, range.count);
        assert!(!range.is_beyond_reach() && range.count < 10_000, "{range:?}");
        reached += inside;
    }
    assert_eq!(reached, sorted.len() as u64);
    (cut, server.count())
}

fn inside(times: &[Times], range: &EntryRange) -> u64 {
    let filter = serde_json::to_value(&range.filters[0]).unwrap();
    found(times, &filter).len() as u64
}

#[tokio::test]
async fn entries_spread_over_years_are_cut_in_one_round_into_full_ranges() {
    let times = (0..35_000).map(|at| (1_500_000_000 + at * 9_000, 1_795_000_000)).collect();
    let (cut, requests) = cut(times).await;
    assert_eq!(requests, 2);
    assert!(cut.ranges.len() <= 6, "{}", cut.ranges.len());
}

#[tokio::test]
async fn uploads_of_very_many_entries_within_an_hour_are_all_reached() {
    // Six of 30,000, years apart, some seconds with hundreds; and a little all the time.
    let mut times: Vec<Times> = Vec::new();
    for upload in 0..6 {
        let begun = 1_510_000_000 + upload * 47_000_000;
        times.extend((0..30_000).map(|at| (begun + at * 3_600 / 30_000 / 60 * 60, begun + at)));
    }
    times.extend((0..5_000).map(|at| (1_500_000_000 + at * 57_000, 1_795_000_000)));
    let (cut, requests) = cut(times).await;
    assert!(requests <= 20, "{requests}");
    assert!(cut.ranges.len() < 80, "{}", cut.ranges.len());
}

#[tokio::test]
async fn many_seconds_with_more_than_the_window_are_told_apart_by_their_last_change() {
    let mut times: Vec<Times> = Vec::new();
    for second in 0..12 {
        times.extend((0..14_000).map(|at| (1_600_000_000 + second * 90, 1_700_000_000 + at / 7)));
    }
    let (_, requests) = cut(times).await;
    assert!(requests <= 150, "{requests}");
}

#[tokio::test]
async fn a_list_without_entries_has_no_ranges() {
    let (cut, requests) = cut(Vec::new()).await;
    assert_eq!((cut.ranges.len(), cut.newest, requests), (0, None, 1));
}

#[tokio::test]
async fn what_was_made_later_is_counted_apart() {
    let times: Vec<Times> = (0..50).map(|at| (1_700_000_000 + at, 1_700_000_000)).collect();
    let (cut, _) = cut(times.clone()).await;
    let mut later = times;
    later.truncate(40);
    later.extend([(1_700_000_020, 1_700_000_000), (1_800_000_000, 1_800_000_000)]);
    let server = server(later).await;
    let session = server.session();
    let filter = EntryFilter::default();
    let again = entries::count_again(&server.client(), &session, &filter, &cut).await.unwrap();
    assert_eq!((again.all, again.in_ranges), (42, 41));
}
