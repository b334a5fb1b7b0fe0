//! The entries export of worlds that are made anew each time, of lists that move while they are
//! read, and of lists that no server gives to the end. A world can be had again with its seed:
//! `ROSTER_TEST_SEED=… cargo nextest run -p reseller export_worlds`.

use crate::desk::Desk;
use crate::export_support::{
    Place, active, active_of, as_csv, assert_same, csv_rows, ids_only, known_csv, these, truth_of,
    usual,
};
use reseller::Setup;
use reseller::export::{AccountOutcome, ExportStart};
use reseller::jobs::model::JobState;
use simulator::Options;
use simulator::content::Entry;
use std::collections::HashSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

/// Another one each time, unless one is given.
#[expect(clippy::print_stdout, reason = "a test that fails shows its seed")]
fn seed() -> u64 {
    let given = std::env::var("ROSTER_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish() % 1_000_000);
    println!("ROSTER_TEST_SEED={seed}");
    seed
}

async fn comes_out_as_it_is(place: &Place, seed: u64) {
    let report = place.export(known_csv(), "world.csv").await;
    let truth = place.truth(active(place), usual);
    assert_eq!(report.rows(), truth.len() as u64, "seed {seed}");
    assert_same(csv_rows(&place.path("world.csv")), &as_csv(&truth));
    let quiet = |it: &reseller::export::AccountReport| {
        (it.missing, it.gone, it.added) == (0, 0, 0) && it.counted == it.counted_again
    };
    assert!(report.accounts.iter().all(quiet), "seed {seed}: {:?}", report.accounts);
}

#[tokio::test(flavor = "multi_thread")]
async fn random_worlds_come_out_as_they_are() {
    let seed = seed();
    for (turn, accounts, entries) in [(0, 9, 0), (1, 12, 700), (2, 30, 6_000)] {
        let place = Place::generated(seed + turn, accounts, entries + seed % 500).await;
        comes_out_as_it_is(&place, seed).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_worlds_with_an_account_of_more_than_can_be_paged_through_come_out_as_they_are() {
    let seed = seed();
    let (place, _) = Place::with_a_large_account(seed).await;
    comes_out_as_it_is(&place, seed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stays_is_in_the_file_once_whatever_comes_and_goes_meanwhile() {
    let (place, large) = Place::with_a_large_account(23).await;
    let accounts = active(&place);
    let before = place.truth(accounts.iter().copied(), usual);
    let world = place.sim.world();
    // While pages are read, every fourth entry disappears, oldest first: what follows moves up.
    // Others come, in the middle of the list and at its end: what follows moves down.
    let mut doomed: Vec<(u32, String)> = Vec::new();
    for account in &accounts {
        let entries = world.entries(*account).into_iter().enumerate();
        doomed.extend(entries.filter(|(n, _)| n % 4 == 0).map(|(_, e)| (*account, e.id)));
    }
    let template = world.entries(large).into_iter().find(usual).expect("an entry");
    let newest = world.entries(large).iter().map(|entry| entry.created_at).max().expect("one");
    let born: Vec<Entry> = (0..400)
        .map(|number| Entry {
            id: format!("0_new{number:05}"),
            created_at: match number % 2 {
                0 => template.created_at + number * 500_000,
                _ => newest + number,
            },
            ..template.clone()
        })
        .collect();
    let gone: HashSet<String> = doomed.iter().map(|(_, id)| id.clone()).collect();
    let new: HashSet<String> = born.iter().map(|entry| entry.id.clone()).collect();
    let moving = tokio::spawn({
        let world = world.clone();
        async move {
            // As long as lists are read, some come and go with each.
            let mut seen = 0;
            let (mut doomed, mut born) = (doomed.into_iter(), born.into_iter());
            while doomed.len() > 0 {
                let lists = world.count_requests("baseEntry", "list");
                if lists > seen {
                    seen = lists;
                    for (account, id) in doomed.by_ref().take(90) {
                        world.delete_entry(account, &id);
                    }
                    for entry in born.by_ref().take(8) {
                        world.add_entry(large, entry);
                    }
                }
                tokio::task::yield_now().await;
            }
        }
    });
    let report = place.export(known_csv(), "moving.csv").await;
    moving.abort();
    let (count, rows) = csv_rows(&place.path("moving.csv"));
    assert_eq!(count, rows.len(), "nothing twice");
    for id in before.keys().filter(|id| !gone.contains(*id)) {
        assert!(rows.contains_key(id), "{id} was there all the time");
    }
    assert!(rows.keys().all(|id| before.contains_key(id) || new.contains(id)));
    for account in &report.accounts {
        let first = account.counted.expect("counted") + account.added;
        let last = account.counted_again.expect("counted again") + account.gone;
        assert_eq!(first, last, "{account:?}");
        // What comes between the last two looks at a range cannot be told from what is out of
        // reach, and is said to be missing: a false alarm, but never more than what came.
        assert!(account.missing <= account.added, "{account:?}");
    }
    assert!(report.accounts.iter().any(|account| account.gone > 0), "some were seen to go");
    assert!(report.accounts.iter().any(|account| account.added > 0), "some were seen to come");
}

/// A world with an account of more entries than this.
async fn with_an_account_of(entries: usize, seed: u64) -> Options {
    for seed in seed.. {
        let options = Options { seed, entries: Some(60_000), ..Options::reseller(8) };
        let place = Place::new(options.clone()).await;
        if place.largest().is_some_and(|(most, _)| most > entries) {
            return options;
        }
    }
    unreachable!("there are seeds enough")
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_out_of_reach_are_counted_as_missing_and_can_be_tried_again() {
    // A busy machine takes long for so many; that is not what this is about.
    let waits_long = |setup: &mut Setup| {
        setup.network.answer_timeout = Duration::from_mins(1);
        setup.network.whole_answer_timeout = Duration::from_mins(2);
    };
    let desk = Desk::adjusted(with_an_account_of(22_500, 61).await, waits_long).await;
    desk.connect().await;
    let world = desk.sim.world();
    let sizes = active_of(&desk.sim).into_iter().map(|id| (world.entry_count(id), id));
    let (_, largest) = sizes.max().expect("an account");
    // Alike in everything that can be asked for, and more than can be read from both ends.
    for entry in world.entries(largest) {
        world.change_entry(largest, &entry.id, |entry| {
            (entry.created_at, entry.updated_at) = (1_700_000_000, 1_700_000_000);
            (entry.media_type, entry.kind, entry.status, entry.moderation) = (Some(1), 1, 2, 6);
        });
    }
    let mut options = ids_only();
    options.accounts.which = these(&[largest]);
    let path = desk.folder.path().join("alike.csv");
    let start = ExportStart {
        connection: desk.connection(),
        options,
        path: path.clone(),
        reason: String::new(),
    };
    let job = desk.reseller.start_export(start).await.expect("a job");
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.failed), (JobState::Finished, 1), "{:?}", job.problem);
    assert!(job.can_retry);
    let page = desk.reseller.list_export_accounts(job.id, None, 0, 1).await.expect("accounts");
    let report = page.accounts[0].report.clone().expect("a report");
    // How much of it two readings reach is up to the server's order among what is alike.
    assert_eq!(report.outcome, AccountOutcome::Incomplete);
    assert!((10_000..=20_000).contains(&report.written), "{}", report.written);
    assert_eq!(report.missing + report.written, report.counted.expect("counted"));
    assert!(report.problems[0].message.contains("missing"), "{:?}", report.problems);

    // Somebody changes them, so that they can be told apart.
    for (number, entry) in world.entries(largest).into_iter().enumerate() {
        let at = 1_700_000_001 + i64::try_from(number / 5_000).expect("few");
        world.change_entry(largest, &entry.id, |entry| entry.updated_at = at);
    }
    desk.reseller.retry_failed(job.id).await.expect("tried again");
    let job = desk.rest(job.id).await;
    assert_eq!((job.state, job.counts.done), (JobState::Finished, 1), "{:?}", job.problem);
    let mut truth = truth_of(&desk.sim, [largest], usual);
    for cells in truth.values_mut() {
        cells.truncate(4);
    }
    assert_same(csv_rows(&path), &as_csv(&truth));
}
