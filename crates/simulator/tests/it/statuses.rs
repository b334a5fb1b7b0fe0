//! `varConsole.updateStatus` and `partner.update`: who may change whom (API.md §7.3, §8.1).

use serde_json::json;

use crate::server::{Server, code};

#[tokio::test]
async fn only_children_and_statuses_that_exist_can_be_set() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let set = |id: serde_json::Value, status: serde_json::Value| {
        let params = json!({"id": id, "status": status});
        server.call_with(&ks, "varConsole_varConsole", "updateStatus", params)
    };
    let special = server.credentials().special.clone().expect("a generated world");
    for id in [json!(98_765_432), json!(special.blocked.parent_id), json!("abc"), json!(0)] {
        assert_eq!(code(&set(id, json!(2)).await), "UNKNOWN_PARTNER_ID");
    }
    let child = server.some_child();
    for status in [json!(99), json!(-1), json!("active")] {
        assert_eq!(code(&set(json!(child), status).await), "INVALID_ENUM_VALUE");
    }
    let missing =
        server.call_with(&ks, "varConsole_varConsole", "updateStatus", json!({"id": child})).await;
    assert_eq!(missing["args"]["PARAM_NAME"], "status");
    assert!(server.world().is_active(child));
}

#[tokio::test]
async fn without_the_multi_account_feature_statuses_are_out_of_reach() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let child = server.some_child();
    server.world().set_multi_account(server.parent(), false);
    let params = json!({"id": child, "status": 2});
    let answer = server.call_with(&ks, "varConsole_varConsole", "updateStatus", params).await;
    assert_eq!(code(&answer), "FEATURE_FORBIDDEN");
    let names = server.call_with(&ks, "permission", "getCurrentPermissions", json!({})).await;
    assert!(!names.as_str().expect("a text").contains("FEATURE_VAR_CONSOLE_LOGIN"));
    assert!(server.world().is_active(child));
}

#[tokio::test]
async fn an_update_changes_the_account_of_the_session_and_only_what_was_sent() {
    let server = Server::small().await;
    let child = server.some_child();
    let before = server.world().account(child).expect("a child");
    let parent = server.world().account(server.parent());
    let ks = server.child_session(child).await;
    let params = json!({"partner": {"website": "https://new.example", "phone__null": ""}});
    let answer = server.call_with(&ks, "partner", "update", params).await;
    assert_eq!(answer["website"], "https://new.example");
    assert!(answer.get("phone").is_none(), "__null clears a property");
    let after = server.world().account(child).expect("a child");
    assert_eq!(after.website.as_deref(), Some("https://new.example"));
    assert_eq!((after.phone, after.name), (None, before.name));
    assert_eq!(server.world().account(server.parent()), parent);
}

#[tokio::test]
async fn read_only_properties_are_refused_and_privileged_ones_dropped() {
    let server = Server::small().await;
    let child = server.some_child();
    let ks = server.child_session(child).await;
    let update = |partner: serde_json::Value| {
        server.call_with(&ks, "partner", "update", json!({ "partner": partner }))
    };
    let answer = update(json!({"publishersQuota": 5})).await;
    assert_eq!(code(&answer), "PROPERTY_VALIDATION_NOT_UPDATABLE");
    assert_eq!(answer["args"]["PROP_NAME"], "KalturaPartner::publishersQuota");
    assert_eq!(update(json!({"id": child})).await["id"], child, "the present value is fine");
    let answer = update(json!({"partnerParentId": 7})).await;
    assert_eq!(answer["partnerParentId"], server.parent());
}
