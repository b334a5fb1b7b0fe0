//! Getting, renewing and ending sessions, and acting for a sub-account.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use kaltura::actions::partner;
use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, Clock, Error, ErrorCode, Impersonation, Ks,
    Options, PartnerId, RequestError, SessionError, SessionSource, UnixSeconds,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{
    NOW, Reply, Server, expired, hex, ks_of, partner as some_partner, quick, signed_here,
};

/// A server to which one session string is expired and every other is good.
async fn server_tired_of_the_first() -> Server {
    let mut first: Option<String> = None;
    Server::start(move |_, request| {
        let ks = request.body["ks"].as_str().unwrap().to_owned();
        let first = first.get_or_insert_with(|| ks.clone());
        if *first == ks { Reply::value(&expired()) } else { Reply::value(&some_partner(103)) }
    })
    .await
}

#[tokio::test]
async fn an_expired_session_is_renewed_and_the_call_sent_again() {
    let server = server_tired_of_the_first().await;
    let session = server.session();
    let info = server.client().call(&session, &partner::GetInfo).await.unwrap();
    assert_eq!(info.id, PartnerId::new(103));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_write_with_an_expired_session_never_ran_and_is_sent_again_too() {
    let server = server_tired_of_the_first().await;
    let session = server.session();
    let update = partner::Update { changes: partner::PartnerChanges::default() };
    assert!(server.client().call(&session, &update).await.is_ok());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn a_session_that_stays_expired_is_renewed_once_and_given_up() {
    let server = Server::always(expired()).await;
    let session = server.session();
    let error = server.client().call(&session, &partner::GetInfo).await.unwrap_err();
    assert!(error.api().unwrap().is_expired_session());
    assert_eq!(server.count(), 2);
}

/// A server for app tokens that counts how often a session is begun.
async fn token_server(begun: Arc<AtomicUsize>) -> Server {
    let good = Arc::new(std::sync::Mutex::new(String::new()));
    Server::start(move |_, request| {
        let mut good = good.lock().unwrap();
        if request.is("session.startWidgetSession") {
            assert_eq!(request.body["widgetId"], "_103");
            assert_eq!(request.body["expiry"], 300);
            let ks = ks_of(103);
            return Reply::value(&json!({ "partnerId": 103, "ks": ks.reveal(), "userId": 0 }));
        }
        if request.is("appToken.startSession") {
            let number = begun.fetch_add(1, Ordering::SeqCst);
            let widget = request.body["ks"].as_str().unwrap();
            let hash = Sha256::digest(format!("{widget}the-token"));
            assert_eq!(request.body["tokenHash"], hex(&hash));
            assert_eq!(request.body["expiry"], 3600);
            another_ks(103, number).reveal().clone_into(&mut good);
            return Reply::value(&json!({
                "ks": *good, "partnerId": "103", "userId": "vera", "expiry": NOW + 3600,
            }));
        }
        if begun.load(Ordering::SeqCst) < 2 || request.body["ks"] != good.as_str() {
            return Reply::value(&expired());
        }
        Reply::value(&some_partner(103))
    })
    .await
}

/// Well-formed session strings that differ.
fn another_ks(partner: i64, number: usize) -> Ks {
    kaltura::KsClaims {
        partner_id: PartnerId::new(partner),
        session_type: kaltura::SessionType::Admin,
        user_id: &format!("user {number}"),
        expires: UnixSeconds::new(NOW + 3600),
        privileges: "",
    }
    .sign(&AdminSecret::new(crate::support::SECRET), &crate::support::counting())
}

fn token_source() -> SessionSource {
    SessionSource::AppToken {
        partner_id: PartnerId::new(103),
        id: AppTokenId::new("0_token"),
        token: AppToken::new("the-token"),
        hash: AppTokenHash::Sha256,
    }
}

#[tokio::test]
async fn all_calls_that_find_the_session_expired_wait_for_one_renewal() {
    let begun = Arc::new(AtomicUsize::new(0));
    let server = token_server(Arc::clone(&begun)).await;
    let client = server.client();
    let session = client.session(token_source());
    session.ks().await.unwrap();
    assert_eq!(begun.load(Ordering::SeqCst), 1);

    let calls = (0..40).map(|_| {
        let (client, session) = (client.clone(), session.clone());
        tokio::spawn(async move { client.call(&session, &partner::GetInfo).await })
    });
    for call in futures::future::join_all(calls).await {
        call.unwrap().unwrap();
    }
    assert_eq!(begun.load(Ordering::SeqCst), 2);
}

/// An app token may give sessions of a minute or less.
#[tokio::test]
async fn a_session_shorter_than_the_margin_is_not_begun_anew_for_every_call() {
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let server = Server::start(move |_, request| {
        if request.is("session.startWidgetSession") {
            let ks = ks_of(103);
            return Reply::value(&json!({ "partnerId": 103, "ks": ks.reveal(), "userId": 0 }));
        }
        if request.is("appToken.startSession") {
            let ks = another_ks(103, count.fetch_add(1, Ordering::SeqCst));
            let answer = json!({ "ks": ks.reveal(), "partnerId": "103", "expiry": NOW + 60 });
            return Reply::value(&answer);
        }
        Reply::value(&some_partner(103))
    })
    .await;
    let session = server.client().session(token_source());
    let first = session.ks().await.unwrap();
    let second = session.ks().await.unwrap();
    assert_eq!(first.reveal(), second.reveal());
    assert_eq!(begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn callers_that_begin_together_share_one_session() {
    let begun = Arc::new(AtomicUsize::new(0));
    let server = token_server(Arc::clone(&begun)).await;
    let session = server.client().session(token_source());
    let strings = futures::future::join_all((0..20).map(|_| session.ks())).await;
    let first = strings[0].as_ref().unwrap().reveal();
    assert!(strings.iter().all(|ks| ks.as_ref().unwrap().reveal() == first));
    assert_eq!(begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_renewal_goes_on_when_the_one_who_began_it_leaves() {
    let begun = Arc::new(AtomicUsize::new(0));
    let server = token_server(Arc::clone(&begun)).await;
    let session = server.client().session(token_source());
    {
        // Polled once, so that it has begun, and dropped.
        let mut leaver = Box::pin(session.ks());
        assert!(futures::poll!(&mut leaver).is_pending());
    }
    assert!(session.ks().await.is_ok());
    assert_eq!(begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_failed_beginning_reaches_everybody_and_can_be_tried_again() {
    let server = Server::start(|number, request| {
        if number == 0 {
            Reply::error("INVALID_WIDGET_ID")
        } else if request.is("session.startWidgetSession") {
            Reply::value(&json!({ "partnerId": 103, "ks": ks_of(103).reveal(), "userId": 0 }))
        } else {
            let ks = ks_of(103);
            Reply::value(&json!({ "ks": ks.reveal(), "partnerId": "103" }))
        }
    })
    .await;
    let session = server.client().session(token_source());
    let results = futures::future::join_all((0..5).map(|_| session.ks())).await;
    for result in results {
        assert_eq!(result.unwrap_err().code(), Some(&ErrorCode::InvalidWidgetId));
    }
    assert!(session.ks().await.is_ok());
    assert_eq!(server.count(), 4);
}

#[tokio::test]
async fn the_widget_session_of_an_app_token_is_ended_also_when_the_token_is_refused() {
    for refused in [false, true] {
        let server = Server::start(move |_, request| {
            if request.is("session.startWidgetSession") {
                Reply::value(&json!({ "partnerId": 103, "ks": ks_of(103).reveal(), "userId": 0 }))
            } else if request.is("session.end") {
                Reply::Json("null".to_owned())
            } else if refused {
                Reply::error("APP_TOKEN_ID_NOT_FOUND")
            } else {
                let ks = another_ks(103, 1);
                Reply::value(&json!({ "ks": ks.reveal(), "partnerId": "103" }))
            }
        })
        .await;
        let begun = server.client().session(token_source()).ks().await;
        assert_eq!(begun.is_err(), refused);
        let last = server.received().pop().unwrap();
        assert!(last.is("session.end"));
        assert_eq!(last.body["ks"], ks_of(103).reveal());
    }
}

#[tokio::test]
async fn a_session_from_a_password_ends_for_good_when_it_runs_out() {
    let server = Server::always(expired()).await;
    let client = server.client();
    let session = client.session(SessionSource::Login { ks: ks_of(103) });
    assert!(!session.is_renewable());
    for _ in 0..2 {
        let error = client.call(&session, &partner::GetInfo).await.unwrap_err();
        assert!(matches!(error, Error::Session(SessionError::Expired)), "{error}");
    }
    // Once it is known, the server is not asked again.
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_session_ended_elsewhere_is_over_and_not_renewed() {
    let mut answer = expired();
    answer["args"]["KSID"] = json!("LOGOUT");
    let server = Server::always(answer).await;
    let client = server.client();
    let session = client.session(SessionSource::Login { ks: ks_of(103) });
    for _ in 0..2 {
        let error = client.call(&session, &partner::GetInfo).await.unwrap_err();
        assert!(matches!(error, Error::Session(SessionError::LoggedOut)), "{error}");
    }
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn ending_tells_the_server_and_closes_the_handle() {
    let server = Server::start(|_, request| {
        if request.is("session.end") {
            Reply::Json("null".to_owned())
        } else {
            Reply::value(&some_partner(103))
        }
    })
    .await;
    let client = server.client();
    let session = client.session(signed_here(103));
    client.call(&session, &partner::GetInfo).await.unwrap();
    let ks = session.ks().await.unwrap();
    session.end().await.unwrap();
    assert_eq!(server.received()[1].body["ks"], ks.reveal());
    let error = client.call(&session.clone(), &partner::GetInfo).await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::Ended)), "{error}");
    session.end().await.unwrap();
    assert_eq!(server.count(), 2);
}

/// The server bans the session ID that all sessions of a token share.
#[tokio::test]
async fn ending_a_session_of_an_app_token_closes_the_handle_and_tells_the_server_nothing() {
    let server = token_server(Arc::new(AtomicUsize::new(1))).await;
    let client = server.client();
    let session = client.session(token_source());
    client.call(&session, &partner::GetInfo).await.unwrap();
    let ks = session.ks().await.unwrap();
    let before = server.count();
    session.end().await.unwrap();
    assert_eq!(server.count(), before);
    let error = client.call(&session.clone(), &partner::GetInfo).await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::Ended)), "{error}");
    let with_it = |request: &crate::support::Received| {
        request.is("session.end") && request.body["ks"] == ks.reveal()
    };
    assert!(!server.received().iter().any(with_it));
}

// The server holds its answer back, and that takes a thread of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_session_ended_while_it_is_begun_is_not_left_open() {
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let (proceed, may_proceed) = std::sync::mpsc::channel::<()>();
    let mut asked = Some(asked);
    let mut begun = 0;
    let server = Server::start(move |_, request| {
        if !request.is("session.impersonate") {
            return Reply::Json("null".to_owned());
        }
        begun += 1;
        if begun == 2 {
            asked.take().unwrap().send(()).unwrap();
            may_proceed.recv().unwrap();
        }
        Reply::value(&json!(another_ks(105, begun).reveal()))
    })
    .await;
    let child = Impersonation::new(PartnerId::new(105), "roster");
    let session = server.session().impersonate(child).await.unwrap();
    let first = session.ks().await.unwrap();
    let waiting = tokio::spawn({
        let (session, first) = (session.clone(), first.clone());
        async move { session.renew(&first).await }
    });
    was_asked.await.unwrap();
    {
        // The server answers one after the other, so this one waits too.
        let mut ending = Box::pin(session.end());
        assert!(futures::poll!(&mut ending).is_pending());
        proceed.send(()).unwrap();
        ending.await.unwrap();
    }
    let error = waiting.await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::Ended)), "{error}");
    let received = server.received();
    let ended = received.iter().filter(|request| request.is("session.end"));
    let mut ended: Vec<_> = ended.map(|request| request.body["ks"].clone()).collect();
    ended.sort_by_key(ToString::to_string);
    let mut expected = [json!(first.reveal()), json!(another_ks(105, 2).reveal())];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(ended, expected);
}

#[tokio::test]
async fn a_session_never_used_needs_no_end() {
    let server = Server::always(json!(null)).await;
    server.session().end().await.unwrap();
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn a_session_is_replaced_before_it_runs_out() {
    let time = Arc::new(AtomicI64::new(NOW));
    let clock = Arc::clone(&time);
    let clock = Clock::new(move || UnixSeconds::new(clock.load(Ordering::SeqCst)));
    let server = Server::always(some_partner(103)).await;
    let client = kaltura::Client::new(server.endpoint(), Options { clock, ..quick() }).unwrap();
    let session = client.session(signed_here(103));
    let first = session.ks().await.unwrap();
    time.fetch_add(3600 - 61, Ordering::SeqCst);
    assert_eq!(session.ks().await.unwrap().reveal(), first.reveal());
    time.fetch_add(2, Ordering::SeqCst);
    assert_ne!(session.ks().await.unwrap().reveal(), first.reveal());
}

#[tokio::test]
async fn a_wrong_clock_here_is_made_up_for_with_the_servers_time() {
    // The server lives six hours ahead of this computer and says so with each answer.
    let server = Server::start(|number, _| {
        let body = if number == 0 { expired() } else { some_partner(103) };
        let headers = [("Date", "Mon, 23 Nov 2026 21:00:00 GMT")];
        Reply::http("200 OK", &headers, &body.to_string())
    })
    .await;
    let session = server.session();
    server.client().call(&session, &partner::GetInfo).await.unwrap();
    let client = server.client();
    let session = client.session(signed_here(103));
    let _ = client.call(&session, &partner::GetInfo).await;
    let old = session.ks().await.unwrap();
    session.renew(&old).await.unwrap();
    let renewed = session.ks().await.unwrap();
    let expires = crate::keys::expiry_of(&renewed);
    assert_eq!(expires, NOW + 6 * 3600 + 3600);
}

#[tokio::test]
async fn acting_for_a_child_gives_a_session_of_the_child() {
    let server = Server::start(|_, request| {
        assert_eq!(request.body["secret"], crate::support::SECRET);
        assert_eq!(request.body["partnerId"], 103);
        assert_eq!(request.body["expiry"], 600);
        assert_eq!(request.body.get("ks"), None);
        Reply::value(&json!(ks_of(105).reveal()))
    })
    .await;
    let parent = server.session();
    let child =
        parent.impersonate(Impersonation::new(PartnerId::new(105), "roster")).await.unwrap();
    assert_eq!(child.partner_id(), PartnerId::new(105));
    assert!(child.is_renewable());
    assert_eq!(child.ks().await.unwrap().partner_id(), PartnerId::new(105));
}

#[tokio::test]
async fn a_session_of_another_partner_than_asked_for_is_refused() {
    let server = Server::always(json!(ks_of(103).reveal())).await;
    let parent = server.session();
    let error =
        parent.impersonate(Impersonation::new(PartnerId::new(105), "roster")).await.unwrap_err();
    let Error::Session(SessionError::WrongPartner { expected, got }) = error else {
        panic!("{error}")
    };
    assert_eq!((expected, got), (PartnerId::new(105), PartnerId::new(103)));
}

#[tokio::test]
async fn acting_for_a_child_takes_a_secret_and_a_sensible_time() {
    let server = Server::always(json!(ks_of(105).reveal())).await;
    let by_password = server.client().session(SessionSource::Login { ks: ks_of(103) });
    let child = Impersonation::new(PartnerId::new(105), "roster");
    let error = by_password.impersonate(child.clone()).await.unwrap_err();
    assert!(matches!(error, Error::Session(SessionError::NoAdminSecret)), "{error}");
    let secret = AdminSecret::new(crate::support::SECRET);
    assert!(by_password.impersonate_with(secret.clone(), child.clone()).await.is_ok());

    for lifetime in [Duration::ZERO, Duration::from_secs(3601)] {
        let child = Impersonation { lifetime, ..child.clone() };
        let error = by_password.impersonate_with(secret.clone(), child).await.unwrap_err();
        assert!(matches!(error, Error::Request(RequestError::BadLifetime)), "{error}");
    }
}

#[test]
fn tokens_with_weak_hashes_are_refused_by_name() {
    assert_eq!(AppTokenHash::from_wire("SHA512"), Ok(AppTokenHash::Sha512));
    assert_eq!(AppTokenHash::from_wire("MD5"), Err(RequestError::WeakHash("MD5")));
    assert_eq!(AppTokenHash::from_wire("SHA1"), Err(RequestError::WeakHash("SHA1")));
}
