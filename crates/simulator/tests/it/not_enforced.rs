//! What the real server does not enforce, and neither does this one: quotas, lengths, password
//! rules, unique names, statuses that only Kaltura's staff should use, one's own id.

use serde_json::json;

use crate::server::{Server, applicant, code};

#[tokio::test]
async fn the_quota_of_the_parent_stops_nobody() {
    let server = Server::small().await;
    let ks = server.admin().await;
    server.world().set_property(server.parent(), "publishersQuota", 1);
    let answer = server.register(&ks, applicant("Beyond", "beyond@new.example")).await;
    assert!(answer["id"].is_u64(), "{answer}");
}

#[tokio::test]
async fn texts_that_are_too_long_are_answered_whole_and_stored_cut() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let mut partner = applicant(&"N".repeat(300), "long@new.example");
    partner["adminName"] = json!("A".repeat(100));
    partner["phone"] = json!("5".repeat(100));
    partner["description"] = json!("D".repeat(5_000));
    let answer = server.register(&ks, partner).await;
    assert_eq!(answer["name"].as_str().map(str::len), Some(300));
    let id = u32::try_from(answer["id"].as_u64().expect("an id")).expect("a small one");
    let stored = server.world().account(id).expect("the account is there");
    assert_eq!(stored.name.len(), 256);
    assert_eq!(stored.admin_name.len(), 50);
    assert_eq!(stored.description.len(), 1_024);
    assert_eq!(stored.phone.map(|phone| phone.len()), Some(64));
}

#[tokio::test]
async fn weak_passwords_and_websites_that_are_none_are_taken() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let mut partner = applicant("Weak", "weak@new.example");
    partner["website"] = json!("not a url");
    let params = json!({"partner": partner, "cmsPassword": "abc", "silent": true});
    let answer = server.call_with(&ks, "partner", "register", params).await;
    assert_eq!(answer["website"], "not a url");
    let params = json!({"loginId": "weak@new.example", "password": "abc"});
    assert!(server.call("user", "loginByLoginId", params).await.is_string());
}

#[tokio::test]
async fn an_update_checks_neither_email_nor_name() {
    let server = Server::small().await;
    let child = server.some_child();
    let ks = server.child_session(child).await;
    let params = json!({"partner": {"adminEmail": "nope", "name": ""}});
    let answer = server.call_with(&ks, "partner", "update", params).await;
    assert_eq!((answer["adminEmail"].as_str(), answer["name"].as_str()), (Some("nope"), Some("")));
}

#[tokio::test]
async fn statuses_zero_and_four_and_the_own_id_are_accepted() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let child = server.some_child();
    let set = |id: u32, status: u8| {
        let params = json!({"id": id, "status": status});
        server.call_with(&ks, "varConsole_varConsole", "updateStatus", params)
    };
    for status in [0, 4, 4, 3, 1] {
        assert!(set(child, status).await.is_null());
        assert_eq!(server.world().account(child).map(|account| account.status), Some(status));
    }
    assert!(set(server.parent(), 2).await.is_null(), "the parent may block itself");
    let answer = set(server.parent(), 1).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN_CONTENT_BLOCKED", "and cannot undo it");
}
