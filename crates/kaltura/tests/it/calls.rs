//! How a call looks on the wire whatever the action, and what the session does around it.

use kaltura::actions::{partner, system};
use serde_json::{Value, json};

use crate::support::{Reply, Server, partner as some_partner, quick};

#[tokio::test]
async fn a_request_has_exactly_the_content_type_that_the_server_reads() {
    let server = Server::always(json!(true)).await;
    server.client().call_anonymous(&system::Ping).await.unwrap();
    let request = &server.received()[0];
    assert!(request.head.lines().any(|line| line == "content-type: application/json"));
    assert!(request.head.contains("content-length:"), "the body has no length");
    assert_eq!(request.target, "/api_v3/service/system/action/ping?format=1");
}

#[tokio::test]
async fn the_session_travels_in_the_body_and_nowhere_else() {
    let server = Server::always(some_partner(103)).await;
    let session = server.session();
    server.client().call(&session, &partner::GetInfo).await.unwrap();
    let ks = session.ks().await.unwrap();
    let request = &server.received()[0];
    assert_eq!(request.body["ks"], ks.reveal());
    assert!(!request.target.contains(ks.reveal()));
    assert!(!request.head.contains(&ks.reveal().to_lowercase()));
    assert_eq!(request.body.get("nonce"), None);
}

#[tokio::test]
async fn calls_without_a_session_never_come_from_the_cache() {
    let server = Server::always(json!(true)).await;
    let client = server.client();
    client.call_anonymous(&system::Ping).await.unwrap();
    client.call_anonymous(&system::Ping).await.unwrap();
    let nonces: Vec<Value> =
        server.received().iter().map(|request| request.body["nonce"].clone()).collect();
    assert!(nonces[0].is_string());
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn a_path_in_front_of_the_api_is_kept() {
    let server = Server::always(json!(true)).await;
    let address = format!("http://localhost:{}/kaltura/", server.port);
    let client = kaltura::Client::new(address.parse().unwrap(), quick()).unwrap();
    client.call_anonymous(&system::Ping).await.unwrap();
    assert!(server.received()[0].target.starts_with("/kaltura/api_v3/service/system/"));
}

#[tokio::test]
async fn secrets_in_an_answer_do_not_reach_the_partner() {
    let server = Server::always(some_partner(105)).await;
    let partner = server.client().once(None, &partner::GetInfo).await.unwrap();
    assert!(!format!("{partner:?}").contains(crate::support::SECRET));
    let own = server.client().once(None, &partner::GetOwnSecret).await.unwrap();
    assert_eq!(own.admin_secret.unwrap().reveal(), crate::support::SECRET);
}

#[tokio::test]
async fn an_own_secret_that_is_hidden_is_none() {
    for secret in [Value::Null, json!("")] {
        let mut answer = some_partner(105);
        answer["adminSecret"] = secret;
        let server = Server::always(answer).await;
        let own = server.client().once(None, &partner::GetOwnSecret).await.unwrap();
        assert!(own.admin_secret.is_none());
    }
}

#[tokio::test]
async fn connections_are_shared_by_clones() {
    let server = Server::start(|_, _| Reply::Json("true".to_owned())).await;
    let client = server.client();
    let calls = (0..20).map(|_| {
        let client = client.clone();
        async move { client.call_anonymous(&system::Ping).await }
    });
    for result in futures::future::join_all(calls).await {
        assert!(result.unwrap());
    }
    assert_eq!(server.count(), 20);
}
