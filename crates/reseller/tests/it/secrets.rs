//! No secret reaches a file, an error, an event, a log or the text for support.

use crate::desk::{Desk, form};
use reseller::new_account::NewAccount;
use reseller::sign_in::{Keep, SecretText, SignInMethod};
use reseller::status::TargetStatus;
use simulator::{Fault, Options, Trouble};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl Visit for Writer<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Writer(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Every file in a folder and in the folders in it.
fn files(folder: &std::path::Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
}

#[test]
fn no_secret_lands_anywhere_but_in_the_keychain() {
    let log = Log::default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = tracing::subscriber::set_default(log.clone());
    runtime.block_on(async {
        // The sample data keeps a file too.
        let journal = tempfile::tempdir().unwrap();
        let options = Options::reseller(60).journal(journal.path().join("sample-data.jsonl"));
        let mut desk = Desk::with(options).await;
        let mut said = String::new();
        let known = desk.sim.credentials().clone();
        // Every way in, right and wrong, kept and not.
        for request in [desk.by_secret(), desk.by_token(), desk.by_password()] {
            let report = desk.sign_in(request).await.unwrap();
            write!(said, "{report:?}").unwrap();
            let kept = desk.keep(&report, Keep::InKeychain).await.unwrap();
            desk.refreshed().await;
            write!(said, "{kept:?}").unwrap();
            desk.reseller.sign_out(kept.id).await.unwrap();
        }
        let wrong_secret = "fedcba9876543210fedcba9876543210";
        let wrong_password = "Canary1!wrong";
        let person = String::from("dana@example.com");
        for method in [
            SignInMethod::AdminSecret { secret: SecretText::new(wrong_secret), person },
            SignInMethod::Password {
                email: known.user_email.clone(),
                password: SecretText::new(wrong_password),
                code: None,
            },
            SignInMethod::AppToken {
                token_id: known.app_token.id.clone(),
                token: SecretText::new(wrong_secret),
            },
        ] {
            let request = desk.request(method);
            write!(said, "{request:?}").unwrap();
            write!(said, "{:?}", desk.refused(request).await).unwrap();
        }
        desk.connect().await;
        // Writes, with and without trouble.
        let initial_password = "Canary2!made";
        let password = Some(SecretText::new(initial_password));
        let wanted = NewAccount { password, ..form("Canary", "canary@example.edu") };
        write!(said, "{wanted:?}").unwrap();
        let made = desk.create(wanted).await.unwrap();
        write!(said, "{made:?}").unwrap();
        let made = desk.create(form("Second", "second@example.edu")).await.unwrap();
        let first_password = made.first_password.clone().unwrap();
        write!(said, "{made:?}").unwrap();
        desk.sim.faults().set(Fault::once(Trouble::SessionsExpired).on("partner", "list"));
        desk.refresh().await;
        desk.sim.faults().set(Fault::always(Trouble::HalfBody).on("partner", "list"));
        write!(said, "{:?}", desk.refresh().await).unwrap();
        desk.sim.faults().clear();
        desk.refresh().await;
        let job = desk.change(&desk.active(3).await, TargetStatus::Blocked).await.unwrap();
        write!(said, "{:?}", desk.rest(job.id).await).unwrap();
        said.push_str(&desk.reseller.diagnostics().await);
        write!(said, "{:?} {:?}", desk.reseller, desk.ear.all()).unwrap();
        desk.restart().await;
        let (client, session) = desk.outside();
        let ks = session.ks().await.unwrap();
        let child_secrets: Vec<String> = client.call(&session, &RawList).await.unwrap();
        assert!(child_secrets.len() > 50);
        let mut secrets = vec![
            known.admin_secret.clone(),
            known.user_secret.clone(),
            known.password.clone(),
            known.app_token.token.clone(),
            wrong_secret.to_owned(),
            wrong_password.to_owned(),
            initial_password.to_owned(),
            first_password,
            // Every session string of the parent begins like this.
            ks.reveal()[..12].to_owned(),
        ];
        secrets.extend(child_secrets);
        let logged = log.0.lock().unwrap().clone();
        assert!(logged.contains("partner"), "the log was listened to");
        for secret in &secrets {
            assert!(!said.contains(secret.as_str()), "{secret} was said");
            assert!(!logged.contains(secret.as_str()), "{secret} was logged");
            let kept = files(desk.folder.path()).into_iter().chain(files(journal.path()));
            for (path, bytes) in kept {
                assert!(!holds(&bytes, secret), "{secret} is in {}", path.display());
            }
        }
        // What should be there is, so that the search is known to search.
        assert!(files(journal.path()).iter().any(|(_, bytes)| holds(bytes, "canary@example.edu")));
        assert!(
            files(desk.folder.path()).iter().any(|(_, bytes)| holds(bytes, "canary@example.edu"))
        );
    });
}

/// The secrets of all children, as the server sends them.
struct RawList;

impl kaltura::Action for RawList {
    const SERVICE: &'static str = "partner";
    const ACTION: &'static str = "list";
    const SAFETY: kaltura::Safety = kaltura::Safety::Read;
    type Output = Vec<String>;

    fn params(&self, params: &mut kaltura::Params) {
        params.set("pager", &serde_json::json!({ "pageSize": 500 }));
    }

    fn decode(json: &str) -> Result<Vec<String>, serde_json::Error> {
        let value: serde_json::Value = serde_json::from_str(json)?;
        let objects = value["objects"].as_array().cloned().unwrap_or_default();
        let secrets = objects.iter().flat_map(|object| {
            ["secret", "adminSecret"]
                .map(|name| object[name].as_str().unwrap_or_default().to_owned())
        });
        Ok(secrets.filter(|secret| !secret.is_empty()).collect())
    }
}
