//! Secrets and what holds them cannot be printed.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, Impersonation, OneTimeCode, PartnerId,
    Password, SessionSource,
};

use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

use crate::support::{Reply, SECRET, Server, ks_of, signed_here};

/// Writes down everything that is logged, at every level, by this crate and all below it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    fn note(&self, what: &dyn std::fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{what:?}").unwrap();
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.note(&(field.name(), value));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _span: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _span: &span::Id) {}

    fn exit(&self, _span: &span::Id) {}
}

#[tokio::test]
async fn the_log_tells_what_was_called_and_never_what_was_said() {
    let ks = ks_of(105);
    let reveal = ks.reveal().to_owned();
    let server = Server::start(move |number, _| match number {
        0 => Reply::Cut,
        1 => Reply::value(&serde_json::json!({
            "code": "INVALID_KS", "message": reveal, "objectType": "KalturaAPIException",
            "args": { "KSID": reveal },
        })),
        _ => Reply::value(&crate::support::partner(105)),
    })
    .await;
    let log = Log::default();
    {
        // A test runs on one thread, so this sees all of it and nothing else.
        let _guard = tracing::subscriber::set_default(log.clone());
        let client = server.client();
        let session = client.session(signed_here(103));
        let _ = client.call(&session, &kaltura::actions::partner::GetInfo).await;
        let _ = client.call(&session, &kaltura::actions::partner::GetOwnSecret).await;
        let _ = session.impersonate(Impersonation::new(PartnerId::new(105), "")).await;
    }
    let log = log.text();
    assert!(log.contains("partner.getInfo") && log.contains("INVALID_KS"), "{log}");
    assert!(!log.contains(SECRET));
    assert!(!log.contains(ks.reveal()));
    let own = server
        .received()
        .into_iter()
        .filter_map(|request| request.body["ks"].as_str().map(str::to_owned));
    for ks in own {
        assert!(!log.contains(&ks));
    }
}

#[test]
fn a_secret_shows_its_kind_only() {
    assert_eq!(format!("{:?}", AdminSecret::new(SECRET)), "AdminSecret(…)");
    assert_eq!(format!("{:?}", AppToken::new(SECRET)), "AppToken(…)");
    assert_eq!(format!("{:?}", Password::new(SECRET)), "Password(…)");
    assert_eq!(format!("{:?}", OneTimeCode::new("123456")), "OneTimeCode(…)");
    assert_eq!(format!("{:?}", ks_of(105)), "Ks(… of partner 105)");
}

#[test]
fn what_holds_a_secret_does_not_show_it_either() {
    let sources = [
        signed_here(103),
        SessionSource::AppToken {
            partner_id: PartnerId::new(103),
            id: AppTokenId::new("0_token"),
            token: AppToken::new(SECRET),
            hash: AppTokenHash::Sha512,
        },
        SessionSource::Login { ks: ks_of(103) },
    ];
    for source in sources {
        let shown = format!("{source:?}");
        assert!(!shown.contains(SECRET) && !shown.contains(ks_of(103).reveal()), "{shown}");
    }
}

#[tokio::test]
async fn clients_sessions_and_actions_do_not_show_one() {
    let server = crate::support::Server::always(serde_json::Value::Null).await;
    let session = server.session();
    let ks = session.ks().await.unwrap();
    let action = kaltura::actions::user::LoginByLoginId {
        login_id: "vera".into(),
        password: Password::new(SECRET),
        partner_id: None,
        lifetime: None,
        privileges: None,
        otp: None,
    };
    let mut request = kaltura::MultiRequest::new();
    request.add(&action);
    let shown = format!("{:?} {session:?} {action:?} {request:?}", server.client());
    assert!(!shown.contains(SECRET) && !shown.contains(ks.reveal()), "{shown}");
}
