//! The decision to repeat, as a table.

use std::time::Duration;

use kaltura::retry::{Decision, asks_for_less, decide};
use kaltura::{
    Client, Delivery, Error, Options, RequestError, RetryPolicy, Safety, SessionError, TlsProblem,
    TransportKind,
};

use crate::support::{Reply, Server, quick};

/// A transport error of a kind, as the client would make it.
fn transport(kind: TransportKind, delivery: Delivery) -> Error {
    // The error cannot be made from outside, by design; one is borrowed and changed.
    let mut error = template();
    error.kind = kind;
    error.delivery = delivery;
    Error::Transport(error)
}

fn template() -> kaltura::TransportError {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = Client::new("http://127.0.0.1:1".parse().unwrap(), quick()).unwrap();
        let error = client.once(None, &kaltura::actions::system::Ping).await.unwrap_err();
        error.transport().unwrap().clone()
    })
}

fn api(code: &'static str) -> Error {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::start(move |_, _| Reply::error(code)).await;
        server.client().once(None, &kaltura::actions::system::Ping).await.unwrap_err()
    })
}

fn pause(error: &Error, safety: Safety, attempt: u32) -> Option<Duration> {
    match decide(&RetryPolicy::default(), attempt, safety, error, 0.0) {
        Decision::Retry { after } => Some(after),
        Decision::Stop => None,
    }
}

/// A pause, in milliseconds.
fn pause_ms(error: &Error, safety: Safety, attempt: u32) -> Option<u128> {
    pause(error, safety, attempt).map(|pause| pause.as_millis())
}

fn status(code: u16, wait: Option<u64>) -> TransportKind {
    TransportKind::HttpStatus { code, retry_after: wait.map(Duration::from_secs) }
}

#[test]
fn reads_are_repeated_when_it_can_help_and_writes_only_when_they_never_ran() {
    use Delivery::{MaybeSent, NeverSent};
    use TransportKind as Kind;
    let html = Kind::NotJson { status: 200, looks_like_html: true };
    // What happened · pause before a read is repeated · before a write is repeated.
    let table = [
        (transport(Kind::Timeout, MaybeSent), Some(300), None),
        (transport(Kind::Timeout, NeverSent), Some(300), Some(300)),
        (transport(Kind::ConnectionLost, MaybeSent), Some(300), None),
        (transport(Kind::ConnectionLost, NeverSent), Some(300), Some(300)),
        (transport(Kind::Truncated, MaybeSent), Some(300), None),
        (transport(Kind::Refused, NeverSent), Some(300), Some(300)),
        (transport(Kind::Dns, NeverSent), Some(300), Some(300)),
        (transport(Kind::Offline, NeverSent), Some(300), Some(300)),
        (transport(Kind::Tls(TlsProblem::Untrusted), NeverSent), None, None),
        (transport(Kind::Proxy, NeverSent), None, None),
        (transport(html, MaybeSent), None, None),
        (transport(Kind::Redirected { to_host: None }, MaybeSent), None, None),
        (transport(Kind::TooLarge { limit: 1 }, MaybeSent), None, None),
        (transport(status(500, None), MaybeSent), Some(300), None),
        (transport(status(502, None), MaybeSent), Some(300), None),
        (transport(status(503, Some(5)), MaybeSent), Some(5000), None),
        (transport(status(429, None), MaybeSent), Some(2000), None),
        (transport(status(429, Some(9)), MaybeSent), Some(9000), None),
        (transport(status(429, Some(3600)), MaybeSent), None, None),
        (transport(status(404, None), MaybeSent), None, None),
        (api("ACTION_BLOCKED"), Some(2000), Some(2000)),
        (api("INTERNAL_DATABASE_ERROR"), Some(300), None),
        (api("INTERNAL_SERVERL_ERROR"), None, None),
        (api("USER_WRONG_PASSWORD"), None, None),
        (api("PARTNER_REGISTRATION_ERROR"), None, None),
        (Error::Session(SessionError::Expired), None, None),
        (Error::Request(RequestError::BadLifetime), None, None),
        (Error::Cancelled, None, None),
    ];
    for (error, read, write) in table {
        assert_eq!(pause_ms(&error, Safety::Read, 1), read, "read: {error:?}");
        assert_eq!(pause_ms(&error, Safety::Write, 1), write, "write: {error:?}");
    }
}

#[test]
fn pauses_double_up_to_the_longest_and_attempts_end() {
    let lost = transport(TransportKind::ConnectionLost, Delivery::MaybeSent);
    assert_eq!(pause_ms(&lost, Safety::Read, 2), Some(600));
    assert_eq!(pause_ms(&lost, Safety::Read, 3), Some(1200));
    assert_eq!(pause_ms(&lost, Safety::Read, 4), None);
    let patient = RetryPolicy { attempts: 100, ..RetryPolicy::default() };
    for attempt in [8, 50, 99] {
        let decision = decide(&patient, attempt, Safety::Read, &lost, 0.0);
        assert_eq!(decision, Decision::Retry { after: patient.longest_pause });
    }
}

#[test]
fn a_server_out_of_reach_is_tried_twice_only() {
    let refused = transport(TransportKind::Refused, Delivery::NeverSent);
    assert!(pause(&refused, Safety::Read, 1).is_some());
    assert_eq!(pause(&refused, Safety::Read, 2), None);
}

#[test]
fn waiting_for_a_rate_limit_outlasts_the_servers_window_of_ten_seconds() {
    let blocked = api("ACTION_BLOCKED");
    let waits = (1..).map_while(|attempt| pause(&blocked, Safety::Write, attempt));
    assert!(waits.sum::<Duration>() > Duration::from_secs(10));
}

#[test]
fn pauses_are_spread_by_up_to_a_quarter() {
    let lost = transport(TransportKind::ConnectionLost, Delivery::MaybeSent);
    let policy = RetryPolicy::default();
    let spread = |spread| decide(&policy, 1, Safety::Read, &lost, spread);
    assert_eq!(spread(1.0), Decision::Retry { after: Duration::from_millis(375) });
    assert_eq!(spread(f64::INFINITY), spread(1.0));
    assert_eq!(spread(-1.0), spread(0.0));
}

#[test]
fn a_policy_of_one_attempt_never_repeats() {
    let lost = transport(TransportKind::ConnectionLost, Delivery::NeverSent);
    let decision = decide(&RetryPolicy::never(), 1, Safety::Read, &lost, 0.0);
    assert_eq!(decision, Decision::Stop);
}

#[test]
fn only_a_struggling_server_asks_for_less() {
    assert!(asks_for_less(&api("ACTION_BLOCKED")));
    assert!(asks_for_less(&transport(status(503, None), Delivery::MaybeSent)));
    assert!(!asks_for_less(&transport(TransportKind::Refused, Delivery::NeverSent)));
    assert!(!asks_for_less(&api("SERVICE_FORBIDDEN")));
}

#[test]
fn the_default_settings_are_for_people_who_wait() {
    let options = Options::default();
    assert_eq!(options.limits.connect, Duration::from_secs(10));
    assert_eq!(options.limits.idle, Duration::from_secs(30));
    assert!(options.limits.total_slow > options.limits.total);
}
