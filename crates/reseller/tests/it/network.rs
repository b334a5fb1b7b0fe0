//! Servers that are not there, not Kaltura, or not to be trusted.

use crate::desk::Desk;
use reseller::connection::ConnectionState;
use reseller::sign_in::SignInRequest;
use reseller::{Error, ErrorCode};
use simulator::{Fault, Trouble};

async fn refused_at(desk: &Desk, server: &str) -> Error {
    let request = SignInRequest { server: server.into(), ..desk.by_secret() };
    desk.refused(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_lead_nowhere_mark_the_server_field() {
    let desk = Desk::new(20).await;
    for (server, part) in [
        ("", "Enter the address"),
        ("http://www.example.com", "secure connections"),
        ("no such thing", "is not a server address"),
        ("https://kaltura.invalid", "cannot be looked up"),
        ("http://127.0.0.1:1", "not accepting connections"),
    ] {
        let error = refused_at(&desk, server).await;
        assert_eq!(error.code, ErrorCode::ServerAddress, "{server}: {error:?}");
        assert!(error.message.contains(part), "{server}: {}", error.message);
        assert!(error.detail.next_step.is_some(), "{server}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_a_redirect_and_a_gateway_are_told_apart() {
    let desk = Desk::new(20).await;
    for (trouble, code, part) in [
        (Trouble::NotJson, ErrorCode::ServerAddress, "web site"),
        (
            Trouble::Redirect { to: "https://elsewhere.example/".into() },
            ErrorCode::ServerAddress,
            "elsewhere.example",
        ),
        (Trouble::HttpStatus { status: 404 }, ErrorCode::ServerAddress, "web site"),
        (Trouble::HttpStatus { status: 503 }, ErrorCode::Offline, "overloaded"),
        (Trouble::HttpStatus { status: 429 }, ErrorCode::TooManyRequests, "slow down"),
        (Trouble::CutBeforeAnswer, ErrorCode::Offline, "broke off"),
        (Trouble::HalfBody, ErrorCode::Other, "in the middle"),
    ] {
        desk.sim.faults().clear();
        desk.sim.faults().set(Fault::always(trouble.clone()));
        let error = desk.refused(desk.by_secret()).await;
        assert!(error.message.contains(part), "{trouble:?}: {error:?}");
        assert_eq!(error.code, code, "{trouble:?}: {error:?}");
        assert!(!error.detail.technical.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_in_time_is_named() {
    let desk = Desk::new(20).await;
    desk.sim.faults().set(Fault::always(Trouble::Latency { milliseconds: 60_000 }));
    let mut setup = crate::desk::setup(desk.folder.path(), &desk.secrets, &desk.ear);
    setup.network.answer_timeout = std::time::Duration::from_millis(100);
    let (hasty, _) = reseller::Reseller::open(setup).unwrap();
    let error = hasty.begin_sign_in(desk.by_secret()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Offline);
    assert!(error.message.contains("in time"), "{}", error.message);
}

/// A slow line is no silent server: what keeps coming is waited for.
#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_comes_slowly_is_loaded() {
    let silence = std::time::Duration::from_millis(500);
    let desk = Desk::adjusted(simulator::Options::reseller(60), move |setup| {
        setup.network.answer_timeout = silence;
    })
    .await;
    desk.connect().await;
    let slow = Trouble::SlowAnswer { pieces: 10, milliseconds: 100 };
    desk.sim.faults().set(Fault::always(slow).on("partner", "list"));
    let begun = std::time::Instant::now();
    let status = desk.refresh().await;
    assert_eq!(status.refresh_problem, None);
    assert_eq!(status.state, ConnectionState::Ready);
    assert!(begun.elapsed() > silence, "it was to take longer than that");
    assert!(desk.sim.faults().unmet().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_everything_is_readable_writes_are_off_and_it_comes_back_by_itself() {
    let desk = Desk::connected(60).await;
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer));
    let status = desk.refresh().await;
    let ConnectionState::Offline { problem } = &status.state else { panic!("{:?}", status.state) };
    assert_eq!(problem.code, ErrorCode::Offline);
    assert!(desk.list().await.known > 0);
    let ids = desk.active(1).await;
    assert!(desk.reseller.read_account(ids[0]).await.is_ok());
    let error = desk.change(&ids, reseller::status::TargetStatus::Blocked).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Offline);
    assert!(error.message.contains("Nothing can be changed"), "{}", error.message);
    let wanted = crate::desk::form("Offline", "offline@example.edu");
    let error = desk.create(wanted).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Offline);
    desk.sim.faults().clear();
    desk.status_when(|status| status.state == ConnectionState::Ready).await;
    let job = desk.change(&ids, reseller::status::TargetStatus::Blocked).await.unwrap();
    assert_eq!(desk.rest(job.id).await.counts.done, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_the_network_shows_the_copy_and_says_why() {
    let mut desk = Desk::connected(60).await;
    let id = desk.reseller.current_connection().unwrap().id;
    desk.restart().await;
    desk.sim.faults().set(Fault::always(Trouble::CutBeforeAnswer));
    desk.reseller.select_connection(id).await.unwrap();
    assert!(desk.list().await.known > 0);
    desk.status_when(|status| matches!(status.state, ConnectionState::Offline { .. })).await;
    desk.sim.faults().clear();
    desk.reseller.refresh_accounts().await.unwrap();
    desk.refreshed().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_changed_at_the_server_asks_for_a_new_sign_in() {
    let mut desk = Desk::connected(60).await;
    let id = desk.reseller.current_connection().unwrap().id;
    let wrong = "{\"kind\":\"adminSecret\",\"secret\":\"0123456789abcdef0123456789abcdef\"}";
    let wrong = secrecy::SecretString::from(wrong);
    reseller::SecretStore::set(desk.secrets.as_ref(), &id, &wrong).unwrap();
    desk.restart().await;
    desk.reseller.select_connection(id.clone()).await.unwrap();
    let status =
        desk.status_when(|status| matches!(status.state, ConnectionState::SignedOut { .. })).await;
    let ConnectionState::SignedOut { problem: Some(problem) } = status.state else { panic!() };
    assert_eq!(problem.code, ErrorCode::SignInNeeded);
    assert!(problem.message.contains("no longer opens"), "{}", problem.message);
    // What is not of Roster's making is not shown.
    let junk = secrecy::SecretString::from("not json: hunter2");
    reseller::SecretStore::set(desk.secrets.as_ref(), &id, &junk).unwrap();
    desk.restart().await;
    desk.reseller.select_connection(id).await.unwrap();
    let status = desk
        .status_when(|status| {
            matches!(&status.state, ConnectionState::SignedOut { problem: Some(_) })
        })
        .await;
    let ConnectionState::SignedOut { problem: Some(problem) } = status.state else { panic!() };
    assert!(problem.message.contains("cannot be read"), "{}", problem.message);
    assert!(!format!("{problem:?}").contains("hunter2"));
}
