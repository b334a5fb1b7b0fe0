//! Changes over a restart.

use serde_json::json;
use simulator::Options;

use crate::server::{Server, applicant, code, text};

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

#[tokio::test]
async fn a_journal_holds_no_password_and_no_token_and_one_line_for_each_thing_at_a_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sample.jsonl");
    let options = || Options::reseller(40).journal(&path);
    let written = || std::fs::read_to_string(&path).expect("the journal is there");
    let first = Server::start(options()).await;
    let ks = first.admin().await;
    let typed = "Typed1!by-hand";
    let params = json!({
        "partner": applicant("Kept", "kept@new.example"), "silent": true, "cmsPassword": typed,
    });
    let made = first.call_with(&ks, "partner", "register", params).await;
    let token = json!({"appToken": {"hashType": "SHA256", "sessionType": 2}});
    let token = first.call_with(&ks, "appToken", "add", token).await;
    // Active in the end: nobody signs in to a blocked account.
    for status in [1, 2, 1] {
        let params = json!({"id": made["id"], "status": status});
        first.call_with(&ks, "varConsole_varConsole", "updateStatus", params).await;
    }
    first.simulator.stop().await;
    let secrets = [typed, token["token"].as_str().expect("a token")];
    for secret in secrets {
        assert!(!written().contains(secret), "{secret} is in the journal");
    }
    assert!(written().lines().count() > 3);

    // As files were written once: the password itself.
    let (start, rest) = written().split_once("\"password\":").map_or_else(
        || panic!("no password"),
        |(start, rest)| (start.to_owned(), rest.split_once('}').expect("its end").1.to_owned()),
    );
    std::fs::write(&path, format!("{start}\"password\":\"{typed}\"{rest}")).expect("written");
    let second = Server::start(options()).await;
    assert!(!written().contains(typed), "not any more");
    assert_eq!(written().lines().count(), 3, "an account, its login, a token");
    let with = |password: &str| json!({"loginId": "kept@new.example", "password": password});
    assert!(second.call("user", "loginByLoginId", with(typed)).await.is_string());
    let wrong = second.call("user", "loginByLoginId", with("Typed1!by-hanD")).await;
    assert_eq!(code(&wrong), "USER_WRONG_PASSWORD");
}
