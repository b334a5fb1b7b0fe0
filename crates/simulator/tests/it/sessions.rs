//! Sessions: signatures, expiry, restrictions, ending, impersonating (API.md §3).

use serde_json::{Value, json};
use simulator::HandmadeSession;

use crate::server::{Server, code, text};

fn handmade(server: &Server) -> HandmadeSession {
    HandmadeSession {
        partner_id: server.parent(),
        user: "someone@example.com".to_owned(),
        is_admin: true,
        expiry: server.simulator.now() + 600,
        privileges: String::new(),
    }
}

async fn reason(server: &Server, ks: &str) -> String {
    let answer = server.call_with(ks, "partner", "count", json!({})).await;
    if code(&answer) == "no error" {
        return "accepted".to_owned();
    }
    assert_eq!(code(&answer), "INVALID_KS");
    text(&answer["args"]["KSID"])
}

#[tokio::test]
async fn both_versions_signed_with_the_admin_secret_are_accepted_and_no_others() {
    let server = Server::small().await;
    let secrets = server.simulator.secrets_of(server.parent()).expect("the parent is there");
    let session = handmade(&server);
    assert_eq!(reason(&server, &session.sign_v2(&secrets.admin, 1)).await, "accepted");
    assert_eq!(reason(&server, &session.sign_v1(&secrets.admin, 1)).await, "accepted");
    for ks in [
        session.sign_v2(&secrets.user, 1),
        session.sign_v1(&secrets.user, 1),
        session.sign_v2("another", 1),
        "garbage".to_owned(),
    ] {
        // A nonce keeps the answer cache out of it.
        let params = json!({"nonce": ks});
        let answer = server.call_with(&ks, "partner", "count", params).await;
        assert_eq!(answer["args"]["KSID"], Value::from(ks));
    }
}

#[tokio::test]
async fn expired_ended_and_restricted_sessions_say_why() {
    let server = Server::small().await;
    let secret = server.credentials().admin_secret.clone();
    let sign = |session: HandmadeSession, salt| session.sign_v2(&secret, salt);
    let expired = sign(HandmadeSession { expiry: 1_700_000_000, ..handmade(&server) }, 2);
    assert_eq!(reason(&server, &expired).await, "EXPIRED");

    let ended = sign(handmade(&server), 3);
    assert!(server.call_with(&ended, "session", "end", json!({})).await.is_null());
    assert_eq!(reason(&server, &ended).await, "LOGOUT");
    assert_eq!(server.world().ended_sessions(), 1);

    let with = |privileges: &str, salt| {
        let privileges = privileges.to_owned();
        sign(HandmadeSession { privileges, ..handmade(&server) }, salt)
    };
    let twice = with("actionslimit:2", 4);
    assert_eq!(reason(&server, &twice).await, "accepted");
    assert_eq!(reason(&server, &twice).await, "accepted");
    assert_eq!(reason(&server, &twice).await, "EXCEEDED_ACTIONS_LIMIT");
    assert_eq!(reason(&server, &with("iprestrict:192.0.2.1", 5)).await, "EXCEEDED_RESTRICTED_IP");
    assert_eq!(reason(&server, &with("iprestrict:127.0.0.1", 6)).await, "accepted");
    let elsewhere = with("urirestrict:/api_v3/service/session/*", 7);
    assert_eq!(reason(&server, &elsewhere).await, "EXCEEDED_RESTRICTED_URI");
    let role = with("setrole:PLAYBACK_BASE_ROLE", 8);
    let answer = server.call_with(&role, "partner", "list", json!({})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
}

/// For a day, and whenever the others are begun. All sessions of an app token share its name.
#[tokio::test]
async fn ending_a_session_ends_every_other_one_with_its_id() {
    let server = Server::small().await;
    let secret = server.credentials().admin_secret.clone();
    let with = |privileges: &str, salt| {
        let privileges = privileges.to_owned();
        HandmadeSession { privileges, ..handmade(&server) }.sign_v2(&secret, salt)
    };
    let other = with("sessionid:0_other,apptoken:0_other", 1);
    let begun_before = with("sessionid:0_token,apptoken:0_token", 2);
    let ended = with("sessionid:0_token,apptoken:0_token", 3);
    assert_eq!(reason(&server, &begun_before).await, "accepted");
    assert!(server.call_with(&ended, "session", "end", json!({})).await.is_null());
    for ks in [&begun_before, &ended, &with("sessionid:0_token", 4)] {
        assert_eq!(reason(&server, ks).await, "LOGOUT");
    }
    for ks in [&other, &with("", 5)] {
        assert_eq!(reason(&server, ks).await, "accepted");
    }
    assert_eq!(server.world().ended_sessions(), 1);
}

#[tokio::test]
async fn even_public_actions_refuse_a_session_that_is_not_valid() {
    let server = Server::small().await;
    let answer = server.call("system", "ping", json!({"ks": "nonsense"})).await;
    assert_eq!(code(&answer), "INVALID_KS");
    assert_eq!(server.call("system", "ping", json!({"ks": "", "nonce": 1})).await, true);
}

#[tokio::test]
async fn numbers_of_a_session_come_as_texts() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let info = server.call_with(&ks, "session", "get", json!({})).await;
    assert_eq!(info["partnerId"], server.parent().to_string());
    assert_eq!(info["sessionType"], "2");
    assert!(info["expiry"].is_string());
}

#[tokio::test]
async fn a_parent_acts_only_for_its_own_open_children() {
    let server = Server::small().await;
    let child = server.some_child();
    let ks = server.child_session(child).await;
    let info = server.call_with(&ks, "partner", "getInfo", json!({})).await;
    assert_eq!(info["id"], child);
    let credentials = server.credentials();
    let attempt = |secret: &str, child: u32| {
        let params = json!({
            "secret": secret, "partnerId": credentials.parent_id,
            "impersonatedPartnerId": child, "type": 2,
        });
        server.call("session", "impersonate", params)
    };
    let special = credentials.special.as_ref().expect("a generated world");
    let own = credentials.admin_secret.as_str();
    for answer in [
        attempt("wrong", child).await,
        attempt(own, special.plain_publisher.parent_id).await,
        attempt(own, 98_765_432).await,
    ] {
        assert_eq!(code(&answer), "START_SESSION_ERROR");
        assert_eq!(answer["args"]["PID"], credentials.parent_id.to_string());
    }
    server.world().set_status(child, 2);
    assert_eq!(code(&attempt(own, child).await), "START_SESSION_ERROR");
    let answer = server.call_with(&ks, "partner", "getInfo", json!({})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN_CONTENT_BLOCKED");
    server.world().set_status(child, 1);
    let answer = server.call_with(&ks, "partner", "getInfo", json!({})).await;
    assert_eq!(answer["id"], child, "an old session works again after unblocking");
}

#[tokio::test]
async fn a_childs_id_as_partner_id_is_forbidden_to_its_parent() {
    let server = Server::small().await;
    let ks = server.admin().await;
    let child = server.some_child();
    let answer = server.call_with(&ks, "partner", "getInfo", json!({"partnerId": child})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
    assert_eq!(answer["args"]["SERVICE"], "partner->getInfo");
}

#[tokio::test]
async fn a_refusal_spells_the_service_its_own_way_however_it_was_asked_for() {
    let server = Server::small().await;
    for (service, action, spelt) in [
        ("apptoken", "STARTSESSION", "appToken->startSession"),
        ("appToken", "startSession", "appToken->startSession"),
        ("varConsole_varConsole", "updatestatus", "varconsole_varconsole->updateStatus"),
    ] {
        let params = json!({"id": "1", "tokenHash": "0", "status": 1});
        let answer = server.call(service, action, params).await;
        assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
        assert_eq!(answer["args"]["SERVICE"], spelt);
    }
}

#[tokio::test]
async fn starting_a_session_takes_two_paths_depending_on_the_cache() {
    let server = Server::small().await;
    let child = server.some_child();
    let secret = server.simulator.secrets_of(child).expect("the child is there").admin;
    let start = |nonce: &str| {
        let params = json!({"secret": secret, "partnerId": child, "type": 2, "nonce": nonce});
        server.call("session", "start", params)
    };
    server.world().set_status(child, 2);
    let cold = start("cold").await;
    assert_eq!(code(&cold), "SERVICE_FORBIDDEN_CONTENT_BLOCKED");
    server.world().set_status(child, 1);
    assert!(start("first").await.is_string());
    server.world().set_status(child, 2);
    let warm = start("warm").await;
    assert!(warm.is_string(), "a session in spite of the block: {warm}");
    let answer = server.call_with(&text(&warm), "partner", "getInfo", json!({})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN_CONTENT_BLOCKED");
}
