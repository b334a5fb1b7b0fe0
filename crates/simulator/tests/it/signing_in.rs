//! Signing in by e-mail, with a second factor, with an app token (API.md §9).

use serde_json::{Value, json};
use simulator::totp_code;

use crate::server::{Server, code, ids, text};

async fn login(server: &Server, params: Value) -> Value {
    server.call("user", "loginByLoginId", params).await
}

#[tokio::test]
async fn nearly_every_failure_is_a_wrong_password() {
    let server = Server::small().await;
    let own = server.credentials().clone();
    let special = own.special.as_ref().expect("a generated world");
    let blocked = &special.blocked;
    let good = json!({"loginId": own.user_email, "password": own.password});
    assert!(login(&server, good).await.is_string());
    for params in [
        json!({"loginId": own.user_email, "password": "wrong"}),
        json!({"loginId": "nobody@nowhere.example", "password": own.password}),
        json!({"loginId": own.user_email, "password": own.password, "partnerId": server.some_child()}),
        json!({"loginId": blocked.user_email, "password": blocked.password}),
        json!({"loginId": own.user_email}),
    ] {
        let answer = login(&server, params.clone()).await;
        assert_eq!(code(&answer), "USER_WRONG_PASSWORD", "{params}");
        assert_eq!(answer["args"], json!([]));
    }
    server.world().set_password_expired(&own.user_email, true);
    let params = json!({"loginId": own.user_email, "password": own.password});
    assert_eq!(code(&login(&server, params).await), "PASSWORD_EXPIRED");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_after_the_password() {
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("a generated world");
    let parent = special.two_factor;
    let with = |password: &str, otp: &str| {
        json!({
            "loginId": parent.user_email, "password": password, "partnerId": parent.parent_id,
            "otp": otp,
        })
    };
    let secret = parent.totp_secret.clone().expect("an authenticator");
    let right = totp_code(&secret, server.simulator.now()).expect("a code");
    assert_eq!(code(&login(&server, with(&parent.password, "")).await), "MISSING_OTP");
    let wrong = if right == "000000" { "000001" } else { "000000" };
    assert_eq!(code(&login(&server, with(&parent.password, wrong)).await), "INVALID_OTP");
    assert_eq!(code(&login(&server, with("wrong", &right)).await), "USER_WRONG_PASSWORD");
    assert_eq!(server.world().login(&parent.user_email).map(|login| login.failures), Some(3));
    assert!(login(&server, with(&parent.password, &right)).await.is_string());
    assert!(
        login(&server, with(&parent.password, &right)).await.is_string(),
        "the same code again"
    );
    assert_eq!(server.world().login(&parent.user_email).map(|login| login.failures), Some(0));
}

#[tokio::test]
async fn a_login_may_enter_several_accounts() {
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("a generated world");
    let agent = special.several_accounts;
    let ks = text(
        &login(&server, json!({"loginId": agent.user_email, "password": agent.password})).await,
    );
    let answer = server.call_with(&ks, "partner", "listPartnersForUser", json!({})).await;
    let expected: Vec<u64> = server
        .world()
        .login(&agent.user_email)
        .expect("the login is there")
        .account_ids
        .into_iter()
        .map(u64::from)
        .collect();
    assert_eq!(ids(&answer), expected);
    assert!(expected.contains(&u64::from(server.parent())));
    let params = json!({
        "loginId": agent.user_email, "password": agent.password, "partnerId": server.parent(),
    });
    let chosen = text(&login(&server, params).await);
    let info = server.call_with(&chosen, "partner", "getInfo", json!({})).await;
    assert_eq!(info["id"], server.parent());
    // Without an id the last account is entered again.
    let again =
        login(&server, json!({"loginId": agent.user_email, "password": agent.password})).await;
    let info = server.call_with(&text(&again), "partner", "getInfo", json!({})).await;
    assert_eq!(info["id"], server.parent());
}

#[tokio::test]
async fn a_restricted_role_may_not_list_accounts() {
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("a generated world");
    let viewer = special.restricted;
    let params = json!({"loginId": viewer.user_email, "password": viewer.password});
    let ks = text(&login(&server, params).await);
    let answer = server.call_with(&ks, "partner", "list", json!({})).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
    let own = server.call_with(&ks, "partner", "getInfo", json!({})).await;
    assert_eq!(own["id"], server.parent());
    assert!(own.get("adminSecret").is_none(), "secrets need a permission");
    let names =
        text(&server.call_with(&ks, "permission", "getCurrentPermissions", json!({})).await);
    assert!(!names.split(',').any(|name| name == "ADMIN_PUBLISHER_MANAGE"));
}

/// What a session may do hangs on the user's id, which need not be the e-mail: an unknown one gets
/// the rights of an administrator (API.md §3.1).
#[tokio::test]
async fn a_login_may_have_another_user_id_than_its_e_mail() {
    let server = Server::small().await;
    let special = server.credentials().special.clone().expect("a generated world");
    let (own, user_id) = (special.accounts_only, special.accounts_only_user_id);
    let params = json!({"loginId": own.user_email, "password": own.password});
    let by_login = text(&login(&server, params).await);
    let info = server.call_with(&by_login, "session", "get", json!({})).await;
    assert_eq!(info["userId"], user_id);
    let start = |user: &str| {
        let secret = &server.credentials().admin_secret;
        let params = json!({
            "secret": secret, "partnerId": server.parent(), "type": 2, "userId": user,
        });
        server.call("session", "start", params)
    };
    let by_id = text(&start(&user_id).await);
    for ks in [&by_login, &by_id] {
        assert_eq!(server.call_with(ks, "partner", "count", json!({})).await, 41);
        let entries = server.call_with(ks, "baseEntry", "count", json!({})).await;
        assert_eq!(code(&entries), "SERVICE_FORBIDDEN");
    }
    let by_email = text(&start(&own.user_email).await);
    let entries = server.call_with(&by_email, "baseEntry", "count", json!({})).await;
    assert_eq!(code(&entries), "no error");
    let listed = server.call_with(&by_login, "partner", "listPartnersForUser", json!({})).await;
    assert_eq!(listed["objects"][0]["id"], server.parent());
}

#[tokio::test]
async fn an_app_token_gives_sessions_until_it_is_deleted() {
    use sha2::{Digest as _, Sha256};
    let server = Server::small().await;
    let token = server.credentials().app_token.clone();
    let params = json!({"widgetId": format!("_{}", server.parent())});
    let widget = text(&server.call("session", "startWidgetSession", params).await["ks"]);
    let digest = Sha256::digest(format!("{widget}{}", token.token));
    let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let start = |hash: &str| {
        let params = json!({"id": token.id, "tokenHash": hash});
        server.call_with(&widget, "appToken", "startSession", params)
    };
    let info = start(&digest).await;
    assert_eq!(info["partnerId"], server.parent().to_string());
    let ks = text(&info["ks"]);
    assert_eq!(server.call_with(&ks, "partner", "count", json!({})).await, 41);
    assert_eq!(code(&start(&"0".repeat(64)).await), "INVALID_APP_TOKEN_HASH");
    let without = json!({"id": token.id, "tokenHash": digest});
    let answer = server.call("appToken", "startSession", without).await;
    assert_eq!(code(&answer), "SERVICE_FORBIDDEN");
    assert!(server.call_with(&ks, "appToken", "delete", json!({"id": token.id})).await.is_null());
    assert_eq!(code(&start(&digest).await), "APP_TOKEN_ID_NOT_FOUND");
    assert_eq!(server.world().app_tokens()[0].status, 3);
    let answer = server.call_with(&ks, "partner", "count", json!({})).await;
    assert_eq!(answer["args"]["KSID"], "LOGOUT", "its sessions are over with it");
}

#[tokio::test]
async fn a_locked_login_is_told_only_by_user_login() {
    let server = Server::small().await;
    let own = server.credentials().clone();
    server.world().set_login_locked(&own.user_email, true);
    let params = json!({
        "partnerId": own.parent_id, "userId": own.user_email, "password": own.password,
    });
    assert_eq!(code(&server.call("user", "login", params).await), "LOGIN_BLOCKED");
    let params = json!({"loginId": own.user_email, "password": own.password});
    assert_eq!(code(&login(&server, params).await), "USER_WRONG_PASSWORD");
}
