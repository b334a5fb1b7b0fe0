//! Changes over a restart.

use serde_json::json;
use simulator::Options;

use crate::server::{Server, applicant, text};

#[tokio::test]
async fn a_journal_brings_back_what_was_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sample.jsonl");
    let options = || Options::reseller(40).journal(&path);
    let first = Server::start(options()).await;
    let ks = first.admin().await;
    let made = first.register(&ks, applicant("Kept", "kept@new.example")).await;
    let child = first.some_child();
    let params = json!({"id": child, "status": 2});
    first.call_with(&ks, "varConsole_varConsole", "updateStatus", params).await;
    let token = json!({"appToken": {"hashType": "SHA256", "sessionType": 2}});
    let token = first.call_with(&ks, "appToken", "add", token).await;
    let deleted = first.credentials().app_token.id.clone();
    first.call_with(&ks, "appToken", "delete", json!({"id": deleted})).await;
    first.simulator.stop().await;

    // A power cut leaves half a line.
    let mut bytes = std::fs::read(&path).expect("the journal is there");
    bytes.extend_from_slice(b"{\"partner\":{\"id\":");
    std::fs::write(&path, bytes).expect("it is written");

    let second = Server::start(options()).await;
    let ks = second.admin().await;
    let again = second.call_with(&ks, "partner", "get", json!({"id": made["id"]})).await;
    assert_eq!(again["name"], "Kept");
    assert_eq!(again["adminSecret"], made["adminSecret"]);
    assert_eq!(second.world().account(child).map(|account| account.status), Some(2));
    let params = json!({"loginId": "kept@new.example", "password": made["cmsPassword"]});
    assert!(second.call("user", "loginByLoginId", params).await.is_string());
    let shown = second.call_with(&ks, "appToken", "get", json!({"id": token["id"]})).await;
    assert_eq!(text(&shown["token"]), text(&token["token"]));
    let gone = second.world().app_tokens().into_iter().find(|t| t.id == deleted);
    assert_eq!(gone.map(|token| token.status), Some(3));
    let next = second.register(&ks, applicant("Next", "next@new.example")).await;
    assert!(next["id"].as_u64() > made["id"].as_u64());
    second.simulator.stop().await;

    let third = Server::start(options()).await;
    assert_eq!(third.world().accounts_named("Next").len(), 1, "after the half line too");
}
