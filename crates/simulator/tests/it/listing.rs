//! `partner.list` and `count`: pages, filters, orders, what comes along (API.md §5, §7.1).

use std::collections::BTreeSet;

use serde_json::json;

use crate::server::{Server, code, ids};

#[tokio::test]
async fn the_parent_is_in_its_own_list_and_count() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let answer =
        server.call_with(&ks, "partner", "list", json!({"pager": {"pageSize": 500}})).await;
    assert_eq!(answer["totalCount"], 41);
    assert!(ids(&answer).contains(&u64::from(server.parent())));
    assert_eq!(server.call_with(&ks, "partner", "count", json!({})).await, 41);
}

#[tokio::test]
async fn pages_hold_every_account_once_whatever_their_size() {
    let server = Server::small().await;
    let ks = server.admin().await;
    for size in [1, 7, 40, 41, 500] {
        let mut seen = Vec::new();
        for index in 1.. {
            let pager = json!({"pageSize": size, "pageIndex": index});
            let params = json!({"pager": pager, "filter": {"orderBy": "+id"}});
            let page = ids(&server.call_with(&ks, "partner", "list", params).await);
            if page.is_empty() {
                break;
            }
            seen.extend(page);
        }
        let distinct: BTreeSet<u64> = seen.iter().copied().collect();
        assert_eq!(seen.len(), 41, "pages of {size}");
        assert_eq!(distinct.into_iter().collect::<Vec<_>>(), seen, "pages of {size}");
    }
}

#[tokio::test]
async fn a_page_has_at_most_five_hundred_and_size_zero_means_everything() {
    let server = Server::start(simulator::Options::reseller(700)).await;
    let ks = server.admin().await;
    for (size, expected) in [(501, 500), (5_000, 500), (0, 701), (-5, 701)] {
        let params = json!({"pager": {"pageSize": size}});
        let answer = server.call_with(&ks, "partner", "list", params).await;
        assert_eq!(ids(&answer).len(), expected, "pageSize {size}");
        assert_eq!(answer["totalCount"], 701);
    }
    let answer = server.call_with(&ks, "partner", "list", json!({})).await;
    assert_eq!(ids(&answer).len(), 30);
}

#[tokio::test]
async fn only_five_hundred_values_of_an_in_list_count() {
    let server = Server::start(simulator::Options::reseller(700)).await;
    let ks = server.admin().await;
    let all: Vec<String> =
        server.world().accounts_of(server.parent()).iter().map(|a| a.id.to_string()).collect();
    let params = json!({"filter": {"idIn": all[..600].join(",")}});
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, 500);
}

#[tokio::test]
async fn filters_find_what_the_world_holds() {
    let server = Server::start(simulator::Options::reseller(400)).await;
    let ks = server.admin().await;
    let accounts = server.world().accounts_of(server.parent());
    for status in 0..=4_u8 {
        let expected =
            server.world().count_with_status(server.parent(), status) + usize::from(status == 1);
        let params = json!({"filter": {"statusIn": status.to_string()}});
        let count = server.call_with(&ks, "partner", "count", params).await;
        assert_eq!(count, expected, "status {status}");
    }
    let some = &accounts[200];
    let word = some.name.split(' ').next().unwrap_or_default().to_lowercase();
    let having = accounts.iter().filter(|a| a.name.to_lowercase().contains(&word)).count();
    let params = json!({"filter": {"nameLike": word.to_uppercase()}});
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, having);
    let params = json!({"filter": {"idGreaterThan": some.id}});
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, 199);
    let params = json!({"filter": {"createdAtGreaterThanOrEqual": some.created_at}});
    let later = accounts.iter().filter(|a| a.created_at >= some.created_at).count();
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, later);
    let params = json!({"filter": {"partnerGroupTypeEqual": 4}});
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, 6);
}

#[tokio::test]
async fn a_misspelt_filter_field_shows_everything() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let params = json!({"filter": {"createdAtLessThanOrEqual": 1, "statusEquals": 99}});
    assert_eq!(server.call_with(&ks, "partner", "count", params).await, 41);
}

#[tokio::test]
async fn orders_need_their_sign() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let first = |order: &str| {
        let params = json!({"filter": {"orderBy": order}, "pager": {"pageSize": 500}});
        let call = server.call_with(&ks, "partner", "list", params);
        async { ids(&call.await) }
    };
    let ascending = first("+id").await;
    let mut descending = first("-id").await;
    descending.reverse();
    assert_eq!(ascending, descending);
    assert_eq!(first("id").await, ascending);
    assert_eq!(first("-nonsense").await, ascending);
    assert_ne!(first("-name").await, ascending);
}

#[tokio::test]
async fn objects_carry_secrets_and_the_bulky_lists_whatever_profile_is_asked() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let profile =
        json!({"objectType": "KalturaDetachedResponseProfile", "type": 1, "fields": "id"});
    let params = json!({"responseProfile": profile, "pager": {"pageSize": 10}});
    let answer = server.call_with(&ks, "partner", "list", params).await;
    let object = &answer["objects"][1];
    assert_eq!(object["adminSecret"].as_str().map(str::len), Some(32));
    assert_eq!(object["deliveryTypes"].as_array().map(Vec::len), Some(6));
    let bytes = object.to_string().len();
    assert!((2_800..5_000).contains(&bytes), "{bytes} bytes");
    assert!(object.get("partnerGroupType").is_none());
    assert!(object.get("adminUserId").is_none(), "only the caller's own is shown in lists");
    assert!(answer["objects"][0]["adminUserId"].is_string());
}

#[tokio::test]
async fn a_child_sees_only_itself_and_a_user_session_nothing() {
    let server = Server::small().await;
    let child = server.some_child();
    let ks = server.child_session(child).await;
    let answer = server.call_with(&ks, "partner", "list", json!({})).await;
    assert_eq!(ids(&answer), [u64::from(child)]);
    let params = json!({
        "secret": server.credentials().user_secret, "partnerId": server.parent(), "type": 0,
    });
    let user = crate::server::text(&server.call("session", "start", params).await);
    let answer = server.call_with(&user, "partner", "list", json!({})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
}
