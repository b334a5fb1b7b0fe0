//! What API.md says of recordings that are not in the repository: the same requests, written as the
//! others are recorded, and the answers that it describes.

use serde_json::{Value, json};
use simulator::{HandmadeSession, Options};

use crate::server::{Server, applicant, code, ids, text};

/// A session of any account, signed with its own secret.
fn session_of(server: &Server, account: u32) -> String {
    let session = HandmadeSession {
        partner_id: account,
        user: "someone@example.com".to_owned(),
        is_admin: true,
        expiry: server.simulator.now() + 600,
        privileges: String::new(),
    };
    let secrets = server.simulator.secrets_of(account).expect("the account is there");
    session.sign_v2(&secrets.admin, u64::from(account))
}

#[tokio::test]
async fn a_partner_that_does_not_exist_cannot_be_told_from_a_blocked_one() {
    let server = Server::small().await;
    let secret = server.credentials().admin_secret.clone();
    let params = json!({"secret": secret, "partnerId": 99_999_999, "type": 2});
    let answer = server.call("session", "start", params).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN_CONTENT_BLOCKED");
    assert_eq!(answer["args"], json!([]));
}

#[tokio::test]
async fn an_unknown_role_is_not_refused_when_a_session_is_started_alone() {
    let server = Server::small().await;
    let credentials = server.credentials().clone();
    let params = json!({
        "secret": credentials.admin_secret, "partnerId": credentials.parent_id, "type": 2,
        "privileges": "setrole:NO_SUCH_ROLE",
    });
    server.world().warm_secrets_cache(credentials.parent_id);
    let ks = server.call("session", "start", params).await;
    assert!(ks.is_string(), "{ks}");
}

#[tokio::test]
async fn partners_are_paged_by_the_last_id_of_the_page_before() {
    let server = Server::start(Options::reseller(700)).await;
    let ks = server.admin().await;
    let (mut after, mut seen) = (0, Vec::new());
    loop {
        let params = json!({
            "filter": {"objectType": "KalturaPartnerFilter", "idGreaterThan": after, "orderBy": "+id"},
            "pager": {"pageSize": 1000},
        });
        let answer = server.call_with(&ks, "partner", "list", params).await;
        assert_eq!(answer["totalCount"], 701 - seen.len());
        let page = ids(&answer);
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 500);
        after = *last;
        seen.extend(page);
    }
    assert_eq!(seen.len(), 701);
    assert!(seen.is_sorted());
}

#[tokio::test]
async fn a_filter_needs_no_type_and_a_pager_may_hold_texts() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let typed = json!({"filter": {"objectType": "KalturaPartnerFilter", "statusEqual": 1},
        "pager": {"objectType": "KalturaFilterPager", "pageSize": 5, "pageIndex": 2}});
    let loose =
        json!({"filter": {"statusEqual": "1"}, "pager": {"pageSize": "5", "pageIndex": "2"}});
    let expected = server.call_with(&ks, "partner", "list", typed).await;
    assert_eq!(ids(&expected).len(), 5);
    assert_eq!(server.call_with(&ks, "partner", "list", loose).await, expected);
}

#[tokio::test]
async fn an_account_that_hides_its_secrets_shows_them_to_nobody() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let info = async || server.call_with(&ks, "partner", "getInfo", json!({})).await;
    let has_secrets = |of: &Value| of.get("secret").is_some() || of.get("adminSecret").is_some();
    assert!(has_secrets(&info().await));
    assert!(server.world().set_secrets_hidden(server.parent(), true));
    assert!(!has_secrets(&info().await));
    // Those of its children are another matter.
    let list = server.call_with(&ks, "partner", "list", json!({})).await;
    let partners = list["objects"].as_array().expect("partners");
    assert!(partners.iter().all(|it| has_secrets(it) != (it["id"] == server.parent())));
}

#[tokio::test]
async fn what_kmc_sends_makes_an_account_of_its_own_type() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let partner = json!({
        "objectType": "KalturaPartner", "name": "From KMC", "adminName": "Kim C",
        "adminEmail": "kmc@reg.example", "phone": "123", "website": "", "referenceId": "",
        "description": "Multi-publishers console", "type": 109,
    });
    let params = json!({"partner": partner, "templatePartnerId": 0});
    let answer = server.call_with(&ks, "partner", "register", params).await;
    assert_eq!(answer["type"], 109);
    assert_eq!(answer["defConversionProfileType"], "med");
    assert_eq!(answer["partnerParentId"], server.parent());
    assert_eq!(answer["firstName"], "Kim C");
    // What is sent empty is kept empty (account 200676 of the recorded world).
    assert_eq!((&answer["website"], &answer["referenceId"]), (&json!(""), &json!("")));
    assert_eq!(server.world().welcome_mails().len(), 1, "it is not silent");
    let other = server.register(&ks, applicant("Other", "other@reg.example")).await;
    assert_eq!(other["defConversionProfileType"], 1001);
}

#[tokio::test]
async fn a_long_email_is_shown_whole_and_stored_cut() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let email = format!("{}@reg.test", "e".repeat(61));
    let answer = server.register(&ks, applicant("Long", &email)).await;
    assert_eq!(answer["adminEmail"], email.as_str());
    let params = json!({"id": answer["id"]});
    let stored = server.call_with(&ks, "partner", "get", params).await;
    assert_eq!(stored["adminEmail"], email[..50]);
}

#[tokio::test]
async fn a_group_has_children_and_others_are_told_that_they_are_none() {
    const GROUP: u8 = 3;
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("special logins");
    for account in [special.plain_publisher.parent_id, server.some_child()] {
        let ks = session_of(&server, account);
        let answer = server.register(&ks, applicant("Nobody", "nobody@reg.example")).await;
        let expected = format!(
            "Partner id [{account}] is not a VAR/GROUP, but is attempting to create child partner"
        );
        assert_eq!(code(&answer), "PARTNER_REGISTRATION_ERROR");
        assert_eq!(answer["args"]["MESSAGE"], expected.as_str());
    }
    let account = special.plain_publisher.parent_id;
    assert!(server.world().set_group(account, GROUP));
    let ks = session_of(&server, account);
    let answer = server.register(&ks, applicant("Group Child", "child@reg.example")).await;
    assert_eq!(answer["partnerParentId"], account);
}

#[tokio::test]
async fn the_accounts_page_of_kmc_asks_for_three_lists_at_once() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let list = |filter: Value, size: u32| {
        json!({"service": "partner", "action": "list", "filter": filter,
            "pager": {"objectType": "KalturaFilterPager", "pageSize": size, "pageIndex": 1}})
    };
    let params = json!({
        "1": list(json!({"objectType": "KalturaPartnerFilter", "statusIn": "1,2",
            "idNotIn": server.parent().to_string(), "orderBy": "-createdAt"}), 25),
        "2": list(json!({"objectType": "KalturaPartnerFilter", "partnerGroupTypeEqual": 4}), 500),
        "3": list(json!({"objectType": "KalturaPartnerFilter", "statusIn": "1,2"}), 1),
    });
    let answer = server.call_with(&ks, "multirequest", "null", params).await;
    let accounts = server.world().accounts_of(server.parent());
    let used = accounts.iter().filter(|account| [1, 2].contains(&account.status)).count();
    let templates = accounts.iter().filter(|account| account.group_type == 4).count();
    assert_eq!(answer[0]["totalCount"], used);
    let dates: Vec<i64> = answer[0]["objects"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|account| account["createdAt"].as_i64())
        .collect();
    assert!(dates.is_sorted_by(|one, next| one >= next), "{dates:?}");
    assert_eq!(answer[1]["totalCount"], templates);
    // The parent itself counts, too.
    assert_eq!(answer[2]["totalCount"], used + 1);
    assert_eq!(ids(&answer[2]).len(), 1);
}

#[tokio::test]
async fn a_reference_may_stand_inside_a_longer_text() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let accounts = server.world().accounts_of(server.parent());
    let [one, other, ..] = accounts.as_slice() else { panic!("{accounts:?}") };
    let by = |filter: Value, action: &str| json!({"service": "partner", "action": action, "filter": filter});
    let params = json!({
        "1": by(json!({"idEqual": one.id}), "list"),
        "2": by(json!({"idIn": format!("{{1:result:objects:0:id}},{}", other.id)}), "count"),
    });
    let answer = server.call_with(&ks, "multirequest", "null", params).await;
    assert_eq!(answer[1], 2);
}

#[tokio::test]
async fn an_unknown_format_is_answered_by_nothing_but_headers() {
    let server = Server::small().await;
    let path = "/api_v3/service/system/action/ping?format=77";
    let (status, body) = server.request(reqwest::Method::POST, path, String::new()).await;
    assert_eq!((status, body.as_str()), (200, ""));
}

#[tokio::test]
async fn a_body_that_is_no_json_counts_as_no_parameters() {
    let server = Server::small().await;
    let base = server.simulator.base_url();
    let address = format!("{base}/api_v3/service/partner/action/count?format=1");
    for body in ["{\"ks\": \"x\", ", "not json", "[1,2]"] {
        let sent = server.post(&address, "application/json", body.to_owned()).await;
        let (status, answer) = sent.expect("an answer comes");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!((status, code(&answer)), (200, "SERVICE_FORBIDDEN"), "{body}");
        assert_eq!(answer["args"]["SERVICE"], "partner->count");
    }
}

#[tokio::test]
async fn a_session_for_another_address_is_refused_with_its_reason() {
    let server = Server::small().await;
    let secrets = server.simulator.secrets_of(server.parent()).expect("the parent is there");
    let session = HandmadeSession {
        partner_id: server.parent(),
        user: "someone@example.com".to_owned(),
        is_admin: true,
        expiry: server.simulator.now() + 600,
        privileges: "urirestrict:/api_v3/service/nowhere*".to_owned(),
    };
    let ks = session.sign_v2(&secrets.admin, 9);
    let answer = server.call_with(&ks, "partner", "count", json!({})).await;
    assert_eq!(code(&answer), "INVALID_KS");
    assert_eq!(answer["args"]["KSID"], "EXCEEDED_RESTRICTED_URI");
}

/// A child with more entries than an index list goes through.
async fn with_many_entries() -> (Server, String) {
    let options = Options { entries: Some(60_000), ..Options::reseller(2) };
    let server = Server::start(options).await;
    let mut largest = (0, String::new());
    for account in server.world().accounts_of(server.parent()) {
        if account.status != 1 {
            continue;
        }
        let ks = server.child_session(account.id).await;
        let count = server.call_with(&ks, "baseEntry", "count", json!({})).await;
        largest = largest.max((count.as_u64().unwrap_or(0), ks));
    }
    assert!(largest.0 > 10_500, "{}", largest.0);
    (server, largest.1)
}

#[tokio::test]
async fn a_page_across_the_border_of_ten_thousand_is_cut_there() {
    let (server, ks) = with_many_entries().await;
    let page = async |size: u32, index: u32| {
        let params = json!({
            "filter": {"objectType": "KalturaMediaEntryFilter", "orderBy": "+createdAt"},
            "pager": {"pageSize": size, "pageIndex": index},
            "responseProfile": {"objectType": "KalturaDetachedResponseProfile", "type": 1, "fields": "id"},
        });
        server.call_with(&ks, "baseEntry", "list", params).await
    };
    for (size, index, rows) in [(300, 34, 100), (499, 21, 20)] {
        let answer = page(size, index).await;
        let objects = answer["objects"].as_array().expect("a list").len();
        assert_eq!((objects, &answer["totalCount"]), (rows, &json!(10_000)), "{size} × {index}");
    }
    assert_eq!(code(&page(500, 21).await), "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED");
}

#[tokio::test]
async fn without_an_order_a_page_is_sorted_by_id_within_itself() {
    let (server, ks) = with_many_entries().await;
    let mut pages = Vec::new();
    for index in 1..=2 {
        let params = json!({"pager": {"pageSize": 50, "pageIndex": index}});
        let answer = server.call_with(&ks, "baseEntry", "list", params).await;
        let page: Vec<String> = answer["objects"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|entry| text(&entry["id"]))
            .collect();
        assert!(page.is_sorted(), "{page:?}");
        pages.push(page);
    }
    let all: Vec<_> = pages.concat();
    assert!(!all.is_sorted(), "the pages follow the index, not the ids");
}

#[tokio::test]
async fn media_lists_what_base_entries_lists_with_the_same_filter() {
    let (server, ks) = with_many_entries().await;
    let params = json!({
        "filter": {"objectType": "KalturaMediaEntryFilter", "statusIn": "2,7,0,1",
            "mediaTypeIn": "1,2,5,201", "orderBy": "+createdAt"},
        "pager": {"pageSize": 100},
    });
    let expected = server.call_with(&ks, "baseEntry", "list", params.clone()).await;
    assert_eq!(expected["objects"].as_array().map(Vec::len), Some(100));
    let mut answer = server.call_with(&ks, "media", "list", params).await;
    assert_eq!(answer["objectType"], "KalturaMediaListResponse");
    answer["objectType"] = expected["objectType"].clone();
    assert_eq!(answer, expected);
}

#[tokio::test]
async fn page_size_zero_lists_every_category_link() {
    let (server, ks) = with_many_entries().await;
    let params = |size: i64| json!({"filter": {"objectType": "KalturaCategoryEntryFilter"}, "pager": {"pageSize": size}});
    let some = server.call_with(&ks, "categoryEntry", "list", params(500)).await;
    let total = some["totalCount"].as_u64().expect("a number");
    assert!(total > 500, "{total}");
    let all = server.call_with(&ks, "categoryEntry", "list", params(0)).await;
    assert_eq!(all["objects"].as_array().map(Vec::len), usize::try_from(total).ok());
}

#[tokio::test]
async fn an_empty_page_makes_its_references_empty() {
    let (server, ks) = with_many_entries().await;
    let part = |service: &str, filter: Value| json!({"service": service, "action": "list", "filter": filter, "pager": {"pageSize": 500}});
    let params = json!({
        "1": part("baseEntry", json!({"objectType": "KalturaMediaEntryFilter",
            "createdAtGreaterThanOrEqual": 1_900_000_000})),
        "2": part("categoryEntry", json!({"objectType": "KalturaCategoryEntryFilter",
            "entryIdIn": "{1:result:objects:_all:id}"})),
        "3": part("caption_captionAsset", json!({"objectType": "KalturaCaptionAssetFilter",
            "entryIdIn": "{1:result:objects:_all:id}"})),
        "4": part("metadata_metadata", json!({"objectType": "KalturaMetadataFilter",
            "objectIdIn": "{1:result:objects:_all:id}"})),
    });
    let answer = server.call_with(&ks, "multirequest", "null", params).await;
    assert_eq!((&answer[0]["totalCount"], &answer[0]["objects"]), (&json!(0), &json!([])));
    // The links of the whole account.
    assert_eq!(answer[1]["objects"].as_array().map(Vec::len), Some(500));
    assert_eq!(code(&answer[2]), "PROPERTY_VALIDATION_CANNOT_BE_NULL");
    assert_eq!(code(&answer[3]), "MUST_FILTER_ON_OBJECT_ID");
}
