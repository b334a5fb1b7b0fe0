//! The three ways in, and every way of being refused.

use crate::desk::Desk;
use reseller::connection::{CapabilityKind, ConnectionState, SignInKind};
use reseller::sign_in::{Keep, SecretText, SignInMethod, SignInOutcome, SignInRequest};
use reseller::{AccountId, ErrorCode, SecretError};
use simulator::{Fault, Trouble};

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_secret_opens_the_parent_and_says_what_it_may_do() {
    let desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_secret()).await.unwrap();
    assert_eq!(report.method, SignInKind::AdminSecret);
    assert_eq!(report.parent_id, desk.parent());
    assert_eq!(report.parent_name, desk.sim.credentials().parent_name);
    assert_eq!(report.person, "dana@example.com");
    for capability in &report.capabilities {
        assert!(capability.allowed, "{capability:?}");
    }
    assert_eq!(report.capabilities.len(), 6);
    // The secret itself never travels.
    assert_eq!(desk.sim.world().count_requests("session", "start"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_token_opens_the_parent_and_goes_on_opening_it_after_a_quit() {
    let mut desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    assert_eq!(report.method, SignInKind::AppToken);
    let summary = desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert!(summary.kept);
    desk.refreshed().await;
    assert_eq!(desk.list().await.known, 20);
    // Another program works with the same token, and is not locked out either.
    let (client, _) = desk.outside();
    let token = &desk.sim.credentials().app_token;
    let elsewhere = client.session(kaltura::SessionSource::AppToken {
        partner_id: kaltura::PartnerId::new(i64::from(desk.parent().0)),
        id: kaltura::AppTokenId::new(token.id.clone()),
        token: kaltura::AppToken::new(token.token.clone()),
        hash: kaltura::AppTokenHash::Sha256,
    });
    let count = kaltura::actions::partner::Count::default();
    assert_eq!(client.call(&elsewhere, &count).await.unwrap(), 21);
    desk.restart().await;
    assert_eq!(client.call(&elsewhere, &count).await.unwrap(), 21);
    desk.reseller.select_connection(summary.id).await.unwrap();
    desk.refreshed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_token_that_was_checked_and_dropped_can_be_checked_again() {
    let desk = Desk::new(20).await;
    for _ in 0..2 {
        let report = desk.sign_in(desk.by_token()).await.unwrap();
        desk.reseller.discard_sign_in(report.sign_in).await;
    }
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    let kept = desk.keep(&report, Keep::UntilQuit).await.unwrap();
    desk.refreshed().await;
    // Signing out, too, leaves the person's own token as it was.
    desk.reseller.sign_out(kept.id).await.unwrap();
    desk.sign_in(desk.by_token()).await.unwrap();
}

/// Checking it is tried once; what is worked with afterwards is as patient as any other.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_by_app_token_waits_out_what_passes_when_its_session_is_renewed() {
    let desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_token()).await.unwrap();
    desk.keep(&report, Keep::InKeychain).await.unwrap();
    desk.refreshed().await;
    desk.sim.faults().expire_sessions();
    desk.sim.faults().set(Fault::once(Trouble::AnswerLost).on("appToken", "startSession"));
    let status = desk.refresh().await;
    assert_eq!(status.refresh_problem, None);
    assert_eq!(status.state, ConnectionState::Ready);
    assert!(desk.sim.faults().unmet().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_token_without_a_user_is_named_as_who_acts() {
    let desk = Desk::new(20).await;
    let secret = "0123456789abcdef0123456789abcdef";
    let token = simulator::AppTokenRecord {
        id: "0_nobody1".into(),
        account_id: desk.parent().0,
        status: 2,
        hash_type: "SHA256".into(),
        session_type: 2,
        session_user_id: None,
        session_seconds: 3600,
        session_privileges: None,
        description: None,
    };
    desk.sim.world().put_app_token(&token, secret);
    let (token_id, token) = (token.id, SecretText::new(secret));
    let method = SignInMethod::AppToken { token_id, token };
    let report = desk.sign_in(desk.request(method)).await.unwrap();
    assert_eq!(report.person, "app token 0_nobody1");
    desk.keep(&report, Keep::InKeychain).await.unwrap();
    desk.refreshed().await;
    assert_eq!(desk.everything_recorded().await[0].person, "app token 0_nobody1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_opens_the_parent_and_is_exchanged_for_an_app_token() {
    let mut desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    assert_eq!(report.person, desk.sim.credentials().user_email);
    let before = desk.sim.world().app_tokens().len();
    let summary = desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert!(summary.kept);
    assert_eq!(summary.sign_in, SignInKind::Password);
    assert_eq!(desk.sim.world().app_tokens().len(), before + 1);
    desk.refreshed().await;
    // After a restart nothing is asked.
    desk.restart().await;
    desk.reseller.select_connection(summary.id.clone()).await.unwrap();
    desk.refreshed().await;
    assert_eq!(desk.sim.world().count_requests("user", "loginByLoginId"), 1);
    // Signing out deletes the token at the server and empties the keychain.
    let summary = desk.reseller.sign_out(summary.id).await.unwrap();
    assert!(!summary.kept);
    assert!(desk.secrets.connections().is_empty());
    let deleted = desk.sim.world().count_requests("appToken", "delete");
    assert_eq!(deleted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_partner_id_the_accounts_of_the_login_are_offered_and_nothing_is_done_yet() {
    let desk = Desk::new(20).await;
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let login = special.several_accounts;
    let password = SecretText::new(login.password.clone());
    let method = SignInMethod::Password { email: login.user_email.clone(), password, code: None };
    let request = SignInRequest { parent_id: None, ..desk.request(method) };
    let outcome = desk.reseller.begin_sign_in(request.clone()).await.unwrap();
    let SignInOutcome::ChooseAccount { choices } = outcome else { panic!("{outcome:?}") };
    assert_eq!(choices.len(), 4, "{choices:?}");
    // The session in the account that the server picked is over again.
    assert_eq!(desk.sim.world().ended_sessions(), 1);
    let chosen = choices.iter().find(|choice| choice.id.0 == login.parent_id).unwrap();
    let request = SignInRequest { parent_id: Some(chosen.id), ..request };
    let report = desk.sign_in(request).await.unwrap();
    assert_eq!(report.parent_id.0, login.parent_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticator_code_is_asked_for_checked_and_remembered() {
    let mut desk = Desk::new(20).await;
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let login = special.two_factor;
    let with_code = |code: Option<&str>| {
        let password = SecretText::new(login.password.clone());
        let code = code.map(SecretText::new);
        let method = SignInMethod::Password { email: login.user_email.clone(), password, code };
        SignInRequest { parent_id: Some(AccountId(login.parent_id)), ..desk.request(method) }
    };
    let outcome = desk.reseller.begin_sign_in(with_code(None)).await.unwrap();
    assert_eq!(outcome, SignInOutcome::NeedsCode);
    let error = desk.refused(with_code(Some("000000"))).await;
    assert_eq!(error.code, ErrorCode::WrongCode);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let secret = login.totp_secret.as_deref().unwrap();
    let now = i64::try_from(now.as_secs()).unwrap();
    let code = simulator::totp_code(secret, now).unwrap();
    let report = desk.sign_in(with_code(Some(&code))).await.unwrap();
    assert_eq!(report.parent_id.0, login.parent_id);
    // Next time it is asked for at once: trying without counts as a wrong attempt.
    let summary = desk.keep(&report, Keep::InKeychain).await.unwrap();
    assert!(summary.asks_code);
    desk.refreshed().await;
    desk.restart().await;
    assert!(desk.reseller.current_connection().unwrap().asks_code);
    // Another way in does not change that.
    desk.reseller.sign_out(summary.id.clone()).await.unwrap();
    let secret = SecretText::new(login.admin_secret.clone());
    let method = SignInMethod::AdminSecret { secret, person: "mina".into() };
    let again = SignInRequest {
        parent_id: Some(AccountId(login.parent_id)),
        connection: Some(summary.id),
        ..desk.request(method)
    };
    let report = desk.sign_in(again).await.unwrap();
    assert!(desk.keep(&report, Keep::UntilQuit).await.unwrap().asks_code);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_and_named_honestly() {
    let desk = Desk::new(20).await;
    let email = desk.sim.credentials().user_email.clone();
    let password = SecretText::new("not the password");
    let error =
        desk.refused(desk.request(SignInMethod::Password { email, password, code: None })).await;
    assert_eq!(error.code, ErrorCode::SignInRefused);
    assert_eq!(error.detail.server_code.as_deref(), Some("USER_WRONG_PASSWORD"));
    assert!(error.message.contains("Wrong e-mail or password, or this account is blocked"));
    assert_eq!(desk.sim.world().count_requests("user", "loginByLoginId"), 1);
    assert!(!format!("{error:?}").contains("not the password"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_login_and_an_expired_password_are_refused_with_their_reasons() {
    let desk = Desk::new(20).await;
    let email = desk.sim.credentials().user_email.clone();
    desk.sim.world().set_login_locked(&email, true);
    let error = desk.refused(desk.by_password()).await;
    assert_eq!(error.code, ErrorCode::SignInRefused);
    desk.sim.world().set_login_locked(&email, false);
    desk.sim.world().set_password_expired(&email, true);
    let error = desk.refused(desk.by_password()).await;
    assert_eq!(error.detail.server_code.as_deref(), Some("PASSWORD_EXPIRED"));
    assert!(error.message.contains("has expired"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_marks_the_secret_and_shows_none() {
    let desk = Desk::new(20).await;
    let wrong = "0123456789abcdef0123456789abcdef";
    let secret = SecretText::new(wrong);
    let method = SignInMethod::AdminSecret { secret, person: "dana@example.com".into() };
    let error = desk.refused(desk.request(method)).await;
    assert_eq!(error.code, ErrorCode::SignInRefused);
    assert!(error.message.contains("does not belong"), "{}", error.message);
    assert!(!format!("{error:?}").contains(wrong));
    // What is visibly no admin secret is told so.
    let method = SignInMethod::AdminSecret {
        secret: SecretText::new("abc"),
        person: "dana@example.com".into(),
    };
    let error = desk.refused(desk.request(method)).await;
    assert!(error.message.contains("has 3"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_refused_with_what_may_be_wrong() {
    let desk = Desk::new(20).await;
    let token_id = desk.sim.credentials().app_token.id.clone();
    let token = SecretText::new("0123456789abcdef0123456789abcdef");
    let error = desk.refused(desk.request(SignInMethod::AppToken { token_id, token })).await;
    assert_eq!(error.code, ErrorCode::SignInRefused);
    assert!(error.message.contains("an outdated method"), "{}", error.message);
    let token = SecretText::new(desk.sim.credentials().app_token.token.clone());
    let method = SignInMethod::AppToken { token_id: "0_unknown1".into(), token };
    let error = desk.refused(desk.request(method)).await;
    assert_eq!(error.detail.server_code.as_deref(), Some("APP_TOKEN_ID_NOT_FOUND"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_parent_is_refused() {
    let desk = Desk::new(20).await;
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let secret = SecretText::new(special.blocked.admin_secret.clone());
    let method = SignInMethod::AdminSecret { secret, person: "dana@example.com".into() };
    let request = SignInRequest {
        parent_id: Some(AccountId(special.blocked.parent_id)),
        ..desk.request(method)
    };
    let error = desk.refused(request).await;
    assert_eq!(error.code, ErrorCode::WrongParent);
    assert!(error.message.contains("is blocked, or it does not exist"), "{}", error.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parent_without_the_multi_account_feature_signs_in_and_is_told_what_is_missing() {
    let desk = Desk::new(20).await;
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let plain = special.plain_publisher;
    let secret = SecretText::new(plain.admin_secret.clone());
    let method = SignInMethod::AdminSecret { secret, person: "dana@example.com".into() };
    let request =
        SignInRequest { parent_id: Some(AccountId(plain.parent_id)), ..desk.request(method) };
    let report = desk.sign_in(request).await.unwrap();
    let of = |kind| report.capabilities.iter().find(|c| c.kind == kind).unwrap();
    let create = of(CapabilityKind::CreateAccounts);
    assert!(!create.allowed);
    assert!(create.remark.as_deref().unwrap().contains("Ask your Kaltura contact"));
    let status = of(CapabilityKind::ChangeStatus);
    assert!(!status.allowed);
    assert!(status.remark.as_deref().unwrap().contains("Ask your Kaltura contact"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_a_narrow_role_signs_in_and_may_not_list() {
    let desk = Desk::new(20).await;
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let narrow = special.restricted;
    let method = SignInMethod::Password {
        email: narrow.user_email.clone(),
        password: SecretText::new(narrow.password.clone()),
        code: None,
    };
    let request =
        SignInRequest { parent_id: Some(AccountId(narrow.parent_id)), ..desk.request(method) };
    let report = desk.sign_in(request).await.unwrap();
    let list = report
        .capabilities
        .iter()
        .find(|capability| capability.kind == CapabilityKind::ListAccounts)
        .unwrap();
    assert!(!list.allowed);
    assert!(list.remark.as_deref().unwrap().contains("administrator"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_in_the_form_is_said_without_asking_the_server() {
    let desk = Desk::new(20).await;
    desk.sim.world().forget_requests();
    let empty = || SecretText::new("");
    let person = || String::from("dana@example.com");
    let filled = || SecretText::new("x");
    for (method, code, part) in [
        (
            SignInMethod::Password { email: String::new(), password: filled(), code: None },
            ErrorCode::SignInRefused,
            "e-mail address",
        ),
        (
            SignInMethod::Password { email: person(), password: empty(), code: None },
            ErrorCode::SignInRefused,
            "password",
        ),
        (
            SignInMethod::AdminSecret { secret: empty(), person: person() },
            ErrorCode::SignInRefused,
            "admin secret",
        ),
        (
            SignInMethod::AdminSecret { secret: filled(), person: String::new() },
            ErrorCode::SignInRefused,
            "your name",
        ),
        (
            SignInMethod::AppToken { token_id: String::new(), token: filled() },
            ErrorCode::SignInRefused,
            "app token",
        ),
    ] {
        let error = desk.refused(desk.request(method)).await;
        assert_eq!(error.code, code);
        assert!(error.message.contains(part), "{}", error.message);
    }
    let no_parent = SignInRequest { parent_id: None, ..desk.by_secret() };
    assert_eq!(desk.refused(no_parent).await.code, ErrorCode::WrongParent);
    assert!(desk.sim.world().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_fails_keeps_the_sign_in_for_until_quit() {
    for (problem, code, part) in [
        (
            SecretError::Missing { cause: "NoDefaultStore".into() },
            ErrorCode::KeychainMissing,
            "No system keychain is running",
        ),
        (
            SecretError::Locked { cause: "prompt dismissed".into() },
            ErrorCode::KeychainLocked,
            "is locked",
        ),
        (
            SecretError::Denied { cause: "denied".into() },
            ErrorCode::KeychainLocked,
            "let Roster in",
        ),
        (SecretError::Other { cause: "odd".into() }, ErrorCode::KeychainLocked, "could not save"),
    ] {
        let mut desk = Desk::new(20).await;
        desk.secrets.fail_with(Some(problem));
        let report = desk.sign_in(desk.by_password()).await.unwrap();
        let error = desk.keep(&report, Keep::InKeychain).await.unwrap_err();
        assert_eq!(error.code, code);
        assert!(error.message.contains(part), "{}", error.message);
        assert!(error.detail.next_step.as_deref().unwrap().contains("until you quit"));
        // No token is left at the server, and no connection on disk.
        assert_eq!(desk.sim.world().count_requests("appToken", "add"), 0);
        assert!(desk.reseller.list_connections().await.is_empty());
        let summary = desk.keep(&report, Keep::UntilQuit).await.unwrap();
        assert!(!summary.kept);
        desk.refreshed().await;
        desk.restart().await;
        let status = desk.reseller.select_connection(summary.id).await.unwrap();
        assert_eq!(status.state, ConnectionState::SignedOut { problem: None });
        assert_eq!(desk.list().await.known, 20, "the copy stays readable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_sign_in_ends_its_session_and_cannot_be_kept() {
    let desk = Desk::new(20).await;
    let report = desk.sign_in(desk.by_password()).await.unwrap();
    desk.reseller.discard_sign_in(report.sign_in.clone()).await;
    assert_eq!(desk.sim.world().ended_sessions(), 1);
    let error = desk.keep(&report, Keep::UntilQuit).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_token_without_administrator_rights_is_refused() {
    let desk = Desk::new(20).await;
    let (token_id, token) = desk.make_token("SHA256", 0).await;
    let error = desk.refused(desk.request(SignInMethod::AppToken { token_id, token })).await;
    assert_eq!(error.code, ErrorCode::SignInRefused);
    assert!(error.message.contains("no administrator rights"), "{}", error.message);
    // The widget's sessions are ended, of the check and of what came after it. Ending one of the
    // token would end every other.
    assert_eq!(desk.sim.world().ended_sessions(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn app_tokens_of_both_safe_hashes_are_taken_and_the_others_are_not() {
    let desk = Desk::new(20).await;
    let (token_id, token) = desk.make_token("SHA512", 2).await;
    desk.sign_in(desk.request(SignInMethod::AppToken { token_id, token })).await.unwrap();
    for weak in ["SHA1", "MD5"] {
        let (token_id, token) = desk.make_token(weak, 2).await;
        let error = desk.refused(desk.request(SignInMethod::AppToken { token_id, token })).await;
        assert_eq!(error.code, ErrorCode::SignInRefused);
        assert!(error.message.contains("an outdated method"), "{}", error.message);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_not_repeated_when_its_answer_is_lost() {
    let desk = Desk::new(20).await;
    desk.sim.faults().set(Fault::always(Trouble::AnswerLost).on("user", "loginByLoginId"));
    let error = desk.refused(desk.by_password()).await;
    assert_eq!(error.code, ErrorCode::Offline);
    assert_eq!(desk.sim.world().count_requests("user", "loginByLoginId"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_the_server_is_too_busy_for_is_not_repeated_by_itself() {
    let desk = Desk::new(20).await;
    for (request, service, action) in [
        (desk.by_password(), "user", "loginByLoginId"),
        (desk.by_token(), "appToken", "startSession"),
    ] {
        desk.sim.faults().set(Fault::always(Trouble::ActionBlocked).on(service, action));
        desk.refused(request).await;
        assert_eq!(desk.sim.world().count_requests(service, action), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_stays_with_the_server_and_the_parent_of_the_connection() {
    let desk = Desk::connected(20).await;
    let id = desk.reseller.current_connection().unwrap().id;
    let before = desk.reseller.list_connections().await;
    let other = simulator::Simulator::start(simulator::Options::reseller(20)).await.unwrap();
    let again = || SignInRequest { connection: Some(id.clone()), ..desk.by_secret() };
    let elsewhere = SignInRequest { server: other.base_url().to_owned(), ..again() };
    let special = desk.sim.credentials().special.clone().expect("special logins");
    let somebody = AccountId(special.plain_publisher.parent_id);
    let another = SignInRequest { parent_id: Some(somebody), ..again() };
    for request in [elsewhere, another] {
        desk.sim.world().forget_requests();
        let error = desk.refused(request).await;
        assert_eq!(error.code, ErrorCode::WrongParent);
        assert!(error.message.contains("belongs to account"), "{}", error.message);
        // Nothing that is secret went to a server it was not meant for.
        assert!(desk.sim.world().requests().is_empty());
    }
    assert!(other.world().requests().is_empty());
    assert_eq!(desk.reseller.list_connections().await, before);
}
