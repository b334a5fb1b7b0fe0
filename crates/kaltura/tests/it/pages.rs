//! One page after the other, and the guards.

use futures::TryStreamExt;
use kaltura::actions::partner::{ListPartners, ListPartnersForUser, Partner, PartnerFilter};
use kaltura::page::{Depth, pages};
use kaltura::{Error, Pager, PagingError, PartnerId};
use tokio_util::sync::CancellationToken;

use crate::support::{Received, Reply, Server, list, partner};

fn index(request: &Received) -> usize {
    usize::try_from(request.body["pager"]["pageIndex"].as_u64().unwrap()).unwrap()
}

/// Answers pages of 500 out of partners 1 to `count`.
fn page_of(count: i64, request: &Received) -> Reply {
    let ids: Vec<i64> = (1..=count).collect();
    let page = ids.chunks(500).nth(index(request) - 1).unwrap_or_default();
    let objects: Vec<_> = page.iter().map(|id| partner(*id)).collect();
    Reply::value(&list(ids.len(), &objects))
}

async fn walk(server: &Server, depth: Depth) -> Result<Vec<Vec<Partner>>, Error> {
    let filter = PartnerFilter::default();
    let request = move |pager: Pager| ListPartners { filter: filter.clone(), pager };
    let cancel = CancellationToken::new();
    let session = server.session();
    pages(&server.client(), &session, depth, cancel, request, |p: &Partner| p.id)
        .try_collect()
        .await
}

#[tokio::test]
async fn a_list_is_walked_to_its_end() {
    for (count, requests) in [(0, 1), (1, 1), (500, 2), (501, 2), (1234, 3)] {
        let server = Server::start(move |_, request| page_of(count, request)).await;
        let all = walk(&server, Depth::Unlimited).await.unwrap();
        let ids: Vec<i64> = all.iter().flatten().map(|partner| partner.id.get()).collect();
        assert_eq!(ids, (1..=count).collect::<Vec<_>>());
        assert_eq!(server.count(), requests, "{count} partners");
    }
}

#[tokio::test]
async fn a_count_of_this_page_only_does_not_end_the_walk() {
    let server = Server::start(|_, request| {
        let ids = [1..=500, 501..=700].into_iter().nth(index(request) - 1);
        let objects: Vec<_> = ids.into_iter().flatten().map(partner).collect();
        Reply::value(&list(objects.len(), &objects))
    })
    .await;
    let request = |pager| ListPartnersForUser { filter: PartnerFilter::default(), pager };
    let cancel = CancellationToken::new();
    let session = server.session();
    let all: Vec<Vec<Partner>> = pages(
        &server.client(),
        &session,
        Depth::Unlimited,
        cancel,
        request,
        |partner: &Partner| partner.id,
    )
    .try_collect()
    .await
    .unwrap();
    assert_eq!(all.iter().flatten().count(), 700);
}

#[tokio::test]
async fn items_that_moved_to_the_next_page_come_once() {
    let server = Server::start(|_, request| {
        let ids: Vec<i64> = match index(request) {
            1 => (1..=500).collect(),
            // One appeared at the front, so the last of page 1 comes again.
            _ => (500..=600).collect(),
        };
        let objects: Vec<_> = ids.into_iter().map(partner).collect();
        Reply::value(&list(601, &objects))
    })
    .await;
    let all = walk(&server, Depth::Unlimited).await.unwrap();
    let ids: Vec<PartnerId> = all.into_iter().flatten().map(|partner| partner.id).collect();
    assert_eq!(ids.len(), 600);
}

#[tokio::test]
async fn a_list_that_repeats_itself_is_noticed() {
    let server = Server::start(|_, _| {
        let objects: Vec<_> = (1..=500).map(partner).collect();
        Reply::value(&list(2000, &objects))
    })
    .await;
    let error = walk(&server, Depth::Unlimited).await.unwrap_err();
    assert!(matches!(error, Error::Paging(PagingError::RepeatedPage)), "{error}");
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_list_from_the_search_index_is_not_walked_beyond_its_window() {
    let server = Server::start(|_, request| page_of(10_600, request)).await;
    let error = walk(&server, Depth::Window).await.unwrap_err();
    assert!(matches!(error, Error::Paging(PagingError::WindowExceeded)), "{error}");
    assert_eq!(server.count(), 20);
}

#[tokio::test]
async fn a_list_from_the_search_index_that_just_fills_its_window_is_complete() {
    let server = Server::start(|_, request| page_of(10_000, request)).await;
    let all = walk(&server, Depth::Window).await.unwrap();
    assert_eq!(all.iter().flatten().count(), 10_000);
    assert_eq!(server.count(), 20);
}

#[tokio::test]
async fn a_cancelled_walk_ends_with_saying_so() {
    let server = Server::start(|_, request| page_of(1000, request)).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let request = |pager| ListPartners { filter: PartnerFilter::default(), pager };
    let session = server.session();
    let client = server.client();
    let stream = pages(&client, &session, Depth::Unlimited, cancel, request, |p: &Partner| p.id);
    let error = stream.try_collect::<Vec<_>>().await.unwrap_err();
    assert!(matches!(error, Error::Cancelled), "{error}");
    assert_eq!(server.count(), 0);
}
