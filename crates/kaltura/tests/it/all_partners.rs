//! Loading all partners while the list moves: nothing is lost, nothing comes twice.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex};

use futures::{StreamExt, TryStreamExt};
use kaltura::actions::partner::PartnerFilter;
use kaltura::{Error, LoadOptions, PagingError, PartnerId, PartnersLoaded, all_partners};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{Received, Reply, Server, api_error, expired, list, partner};

/// Answers `partner.list` as the real server does: own filter, order, offset and count, all at
/// one moment.
fn answer_list(ids: &BTreeSet<i64>, request: &Value) -> Value {
    assert_eq!(request["filter"]["orderBy"], "+id");
    let after = request["filter"]["idGreaterThan"].as_i64().unwrap_or(i64::MIN);
    let size = usize::try_from(request["pager"]["pageSize"].as_u64().unwrap()).unwrap();
    let index = usize::try_from(request["pager"]["pageIndex"].as_u64().unwrap()).unwrap();
    let matching: Vec<i64> = ids.iter().copied().filter(|id| *id > after).collect();
    let page: Vec<Value> =
        matching.iter().skip((index - 1) * size).take(size).map(|id| partner(*id)).collect();
    list(matching.len(), &page)
}

/// A server with a set of partners; `change` may alter it before each query.
async fn server_with(
    ids: impl IntoIterator<Item = i64>,
    mut change: impl FnMut(usize, &mut BTreeSet<i64>) + Send + 'static,
) -> (Server, Arc<Mutex<BTreeSet<i64>>>) {
    let ids = Arc::new(Mutex::new(ids.into_iter().collect::<BTreeSet<i64>>()));
    let world = Arc::clone(&ids);
    let mut queries = 0;
    let server = Server::start(move |_, request: &Received| {
        let mut world = world.lock().unwrap();
        let mut answer = |part: &Value| {
            change(queries, &mut world);
            queries += 1;
            answer_list(&world, part)
        };
        if request.target.contains("multirequest") {
            let fields = request.body.as_object().unwrap();
            let parts = (1..).map_while(|number: usize| fields.get(&number.to_string()));
            Reply::value(&parts.map(&mut answer).collect())
        } else {
            Reply::value(&answer(&request.body))
        }
    })
    .await;
    (server, ids)
}

fn options(page_size: u32, parallel: usize) -> LoadOptions {
    LoadOptions { page_size, parallel, ..LoadOptions::default() }
}

async fn load(server: &Server, options: LoadOptions) -> Result<Vec<PartnersLoaded>, Error> {
    let filter = PartnerFilter::default();
    all_partners(&server.client(), &server.session(), filter, options).try_collect().await
}

fn ids_of(pages: &[PartnersLoaded]) -> Vec<i64> {
    pages.iter().flat_map(|page| &page.partners).map(|partner| partner.id.get()).collect()
}

#[tokio::test]
async fn a_quiet_list_is_loaded_with_one_check_at_the_end() {
    let (server, _) = server_with(1..=95, |_, _| {}).await;
    let pages = load(&server, options(10, 4)).await.unwrap();
    let mut ids = ids_of(&pages);
    ids.sort_unstable();
    assert_eq!(ids, (1..=95).collect::<Vec<_>>());
    // Ten pages, and nine checks in three multirequests; the last page was not full, so nothing
    // lies above it.
    assert_eq!(server.count(), 13);
    assert_eq!(pages[0].total, 95);
    assert_eq!(pages.last().unwrap().loaded, 95);
    assert!(pages.windows(2).all(|two| two[0].loaded < two[1].loaded));
}

#[tokio::test]
async fn a_quiet_list_of_few_pages_is_loaded_with_no_check_at_all() {
    for (expected, at_once) in [(0, 4), (130, 4), (100, 1), (2000, 4)] {
        let (server, _) = server_with(1..=130, |_, _| {}).await;
        let options = LoadOptions { expected, ..options(48, at_once) };
        let pages = load(&server, options).await.unwrap();
        let mut ids = ids_of(&pages);
        ids.sort_unstable();
        assert_eq!(ids, (1..=130).collect::<Vec<_>>());
        if expected < 1000 {
            // 48, 47 and 46 rows, each page beginning with the last rows of the one before.
            assert_eq!(server.count(), 3, "{expected} expected");
        }
    }
}

#[tokio::test]
async fn a_list_that_grew_past_what_overlapping_pages_reach_is_loaded_whole() {
    // Expected are three pages; by the first answer there are twenty times as many.
    let (server, _) = server_with(1..=1500, |_, _| {}).await;
    let options = LoadOptions { expected: 130, ..options(48, 4) };
    let mut ids = ids_of(&load(&server, options).await.unwrap());
    ids.sort_unstable();
    assert_eq!(ids, (1..=1500).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_last_page_that_is_full_is_looked_behind() {
    let (server, _) = server_with(1..=20, |query, ids| {
        if query == 2 {
            ids.insert(21);
        }
    })
    .await;
    let pages = load(&server, options(10, 1)).await.unwrap();
    assert_eq!(ids_of(&pages), (1..=21).collect::<Vec<_>>());
}

#[tokio::test]
async fn pages_that_can_be_expected_are_asked_for_at_once_and_guesses_do_no_harm() {
    for expected in [0, 1, 9, 30, 35, 60, 1000] {
        let (server, _) = server_with(1..=35, |_, _| {}).await;
        let options = LoadOptions { expected, ..options(10, 4) };
        let pages = load(&server, options).await.unwrap();
        let mut ids = ids_of(&pages);
        ids.sort_unstable();
        assert_eq!(ids, (1..=35).collect::<Vec<_>>(), "{expected} expected");
        assert_eq!(pages.last().unwrap().total, 35);
        // Four pages, three checks on their way together, and at most a few pages too many.
        assert!((7..=11).contains(&server.count()), "{} requests", server.count());
    }
}

#[tokio::test]
async fn a_list_of_one_page_takes_one_request() {
    for count in [0, 1, 10] {
        let (server, _) = server_with(1..=count, |_, _| {}).await;
        let pages = load(&server, options(10, 4)).await.unwrap();
        assert_eq!(i64::try_from(ids_of(&pages).len()).unwrap(), count);
        assert_eq!(server.count(), 1);
    }
}

#[tokio::test]
async fn partners_that_vanish_in_front_do_not_take_others_with_them() {
    // After the first page is read, its partners are gone, and everything moves up by a page.
    let (server, _) = server_with(1..=60, |query, ids| {
        if query == 1 {
            ids.retain(|id| *id > 10);
        }
    })
    .await;
    let pages = load(&server, options(10, 1)).await.unwrap();
    let ids = ids_of(&pages);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "none twice");
    assert!((11..=60).all(|id| ids.contains(&id)), "11 to 20 were pushed onto page 1");
}

#[tokio::test]
async fn partners_that_appear_meanwhile_are_found() {
    let (server, _) = server_with(1..=30, |query, ids| {
        if (1..4).contains(&query) {
            let last = *ids.last().unwrap();
            ids.extend(last + 1..=last + 7);
        }
    })
    .await;
    let pages = load(&server, options(10, 2)).await.unwrap();
    let mut ids = ids_of(&pages);
    ids.sort_unstable();
    assert_eq!(ids, (1..=51).collect::<Vec<_>>());
}

#[tokio::test]
async fn smaller_pages_than_asked_for_are_counted_right() {
    for (most, page_size) in [(7, 20), (18, 20), (15, 40), (30, 40)] {
        pages_of_at_most(most, page_size).await;
    }
}

async fn pages_of_at_most(most: u64, page_size: u32) {
    let ids: BTreeSet<i64> = (1..=50).collect();
    let server = Server::start(move |_, request| {
        // A server that never gives more than so many.
        let answer = |part: &Value| {
            let mut part = part.clone();
            let size = part["pager"]["pageSize"].as_u64().unwrap().min(most);
            part["pager"]["pageSize"] = size.into();
            answer_list(&ids, &part)
        };
        match request.body.get("1") {
            Some(_) => {
                let fields = request.body.as_object().unwrap();
                let parts = (1..).map_while(|number: usize| fields.get(&number.to_string()));
                Reply::value(&parts.map(answer).collect())
            }
            None => Reply::value(&answer(&request.body)),
        }
    })
    .await;
    for expected in [0, 10, 40, 60, 85, 200] {
        let options = LoadOptions { expected, ..options(page_size, 3) };
        let pages = load(&server, options).await.unwrap();
        assert_eq!(ids_of(&pages).len(), 50, "{most} of {page_size}, {expected} expected");
    }
}

#[tokio::test]
async fn a_server_that_ignores_the_order_is_noticed() {
    let server =
        Server::start(|_, _| Reply::value(&list(30, &[partner(3), partner(1), partner(2)]))).await;
    let error = load(&server, options(3, 1)).await.unwrap_err();
    assert!(matches!(error, Error::Paging(PagingError::OutOfOrder)), "{error}");
}

#[tokio::test]
async fn a_server_that_ignores_pages_and_keys_does_not_keep_us_for_ever() {
    let same = list(9, &[partner(1), partner(2), partner(3)]);
    let server = Server::start(move |_, request| {
        let Some(fields) = request.body.as_object() else { return Reply::Cut };
        let count = fields.keys().filter(|key| key.parse::<u32>().is_ok()).count();
        match count {
            0 => Reply::value(&same),
            count => Reply::value(&Value::from(vec![list(1, &[partner(9)]); count])),
        }
    })
    .await;
    let error = load(&server, options(3, 2)).await.unwrap_err();
    assert!(matches!(error, Error::Paging(PagingError::RepeatedPage)), "{error}");
}

#[tokio::test]
async fn a_struggling_server_is_asked_for_less_at_a_time_and_nothing_is_lost() {
    let ids: BTreeSet<i64> = (1..=200).collect();
    let server = Server::start(move |number, request| {
        if (3..9).contains(&number) {
            return match number % 3 {
                0 => Reply::error("ACTION_BLOCKED"),
                1 => Reply::http("503 Service Unavailable", &[], ""),
                _ => Reply::Cut,
            };
        }
        let fields = request.body.as_object().unwrap();
        let parts = (1..).map_while(|number: usize| fields.get(&number.to_string()));
        let mut parts: Vec<Value> = parts.map(|part| answer_list(&ids, part)).collect();
        if parts.is_empty() {
            Reply::value(&answer_list(&ids, &request.body))
        } else {
            Reply::value(&parts.drain(..).collect())
        }
    })
    .await;
    let pages = load(&server, options(10, 4)).await.unwrap();
    let mut ids = ids_of(&pages);
    ids.sort_unstable();
    assert_eq!(ids, (1..=200).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_session_that_runs_out_during_the_load_is_renewed() {
    let ids: BTreeSet<i64> = (1..=60).collect();
    let mut tired = None;
    let server = Server::start(move |number, request| {
        let ks = request.body["ks"].as_str().map(str::to_owned);
        if number == 3 {
            tired = ks.clone();
        }
        if tired.is_some() && ks == tired {
            return Reply::value(&expired());
        }
        let fields = request.body.as_object().unwrap();
        let parts = (1..).map_while(|number: usize| fields.get(&number.to_string()));
        let parts: Vec<Value> = parts.map(|part| answer_list(&ids, part)).collect();
        if parts.is_empty() {
            Reply::value(&answer_list(&ids, &request.body))
        } else {
            Reply::value(&Value::from(parts))
        }
    })
    .await;
    assert_eq!(ids_of(&load(&server, options(10, 3)).await.unwrap()).len(), 60);
}

#[tokio::test]
async fn a_refusal_ends_the_load_once() {
    let server = Server::always(api_error("SERVICE_FORBIDDEN")).await;
    let filter = PartnerFilter::default();
    let (client, session) = (server.client(), server.session());
    let results: Vec<_> =
        all_partners(&client, &session, filter, LoadOptions::default()).collect().await;
    assert_eq!(results.len(), 1);
    assert!(results[0].as_ref().unwrap_err().api().is_some());
}

#[tokio::test]
async fn cancelling_ends_the_load_and_says_so() {
    let (server, _) = server_with(1..=100, |_, _| {}).await;
    let options = options(10, 2);
    let cancel = options.cancel.clone();
    let filter = PartnerFilter::default();
    let (client, session) = (server.client(), server.session());
    let mut stream = Box::pin(all_partners(&client, &session, filter, options));
    assert!(stream.next().await.unwrap().is_ok());
    cancel.cancel();
    assert!(matches!(stream.next().await, Some(Err(Error::Cancelled))));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn a_filter_of_ones_own_is_kept_in_every_query() {
    let (server, _) = server_with(1..=100, |_, _| {}).await;
    let filter =
        PartnerFilter { id_greater_than: Some(PartnerId::new(60)), ..PartnerFilter::default() };
    let (client, session) = (server.client(), server.session());
    let pages: Vec<PartnersLoaded> =
        all_partners(&client, &session, filter, options(10, 4)).try_collect().await.unwrap();
    let mut ids = ids_of(&pages);
    ids.sort_unstable();
    assert_eq!(ids, (61..=100).collect::<Vec<_>>());
}

/// What happens to the world before one of the queries.
#[derive(Clone, Debug)]
enum Change {
    Appear(i64),
    Vanish(usize),
}

fn changes() -> impl Strategy<Value = Vec<(usize, Change)>> {
    let change = prop_oneof![
        (1_i64..400).prop_map(Change::Appear),
        (0_usize..200).prop_map(Change::Vanish),
    ];
    prop::collection::vec((1_usize..60, change), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// The promise of `all_partners`, against worlds that move in any way at any moment.
    #[test]
    fn whoever_was_there_throughout_comes_exactly_once(
        start in prop::collection::btree_set(1_i64..300, 0..120),
        changes in changes(),
        page_size in prop_oneof![1_u32..12, 16_u32..64],
        parallel in 1_usize..5,
        expected in 0_u64..150,
    ) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let throughout = Arc::new(Mutex::new(start.clone()));
        let stayed = Arc::clone(&throughout);
        let (ids, ever) = runtime.block_on(async move {
            let ever = Arc::new(Mutex::new(start.clone()));
            let noted = Arc::clone(&ever);
            let (server, _) = server_with(start, move |query, ids| {
                for (_, change) in changes.iter().filter(|(when, _)| *when == query) {
                    match change {
                        Change::Appear(id) => {
                            ids.insert(*id);
                            noted.lock().unwrap().insert(*id);
                        }
                        Change::Vanish(nth) => {
                            if let Some(id) = ids.iter().copied().nth(*nth) {
                                ids.remove(&id);
                                stayed.lock().unwrap().remove(&id);
                            }
                        }
                    }
                }
            })
            .await;
            let options = LoadOptions { expected, ..options(page_size, parallel) };
            let pages = load(&server, options).await.unwrap();
            let ever = ever.lock().unwrap().clone();
            (ids_of(&pages), ever)
        });
        let unique: BTreeSet<i64> = ids.iter().copied().collect();
        prop_assert_eq!(unique.len(), ids.len(), "somebody came twice");
        let throughout = throughout.lock().unwrap();
        let lost: Vec<_> = throughout.difference(&unique).collect();
        prop_assert!(lost.is_empty(), "lost: {:?}", lost);
        prop_assert!(unique.is_subset(&ever), "made up");
    }
}
