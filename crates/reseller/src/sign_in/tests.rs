//! What only shows from inside: answers that come too late for a connection whose sign-in has
//! changed since, and app tokens that a sign-in leaves behind.

use super::*;
use crate::activity::{ActivityAction, ActivityQuery, ActivityRecord};
use crate::connection::{ConnectionState, ConnectionSummary};
use crate::error::ErrorCode;
use crate::events::{Event, EventSink};
use crate::inner::Inner;
use crate::live::Live;
use crate::secrets::{InMemorySecrets, SecretError, SecretStore};
use crate::setup::{Language, Network, Setup, SystemClock};
use simulator::{Fault, Options, Simulator, Trouble};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// Nobody listens.
struct Silence;

impl EventSink for Silence {
    fn tell(&self, _: Event) {}
}

/// A keychain that asks a person, who takes time to answer, and that may take nothing new.
#[derive(Default)]
struct Asking {
    kept: InMemorySecrets,
    takes_nothing: Mutex<bool>,
    /// Whether an answer is being waited for, and how many came to wait for it.
    asked: Mutex<(bool, u32)>,
    moved: Condvar,
}

impl Asking {
    fn hold(&self, is_held: bool) {
        self.asked.lock().unwrap().0 = is_held;
        self.moved.notify_all();
    }

    fn wait_until_asked(&self) {
        let asked = self.asked.lock().unwrap();
        drop(self.moved.wait_while(asked, |(_, waiting)| *waiting == 0).unwrap());
    }
}

impl SecretStore for Asking {
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError> {
        let found = self.kept.get(connection);
        let mut asked = self.asked.lock().unwrap();
        asked.1 += 1;
        self.moved.notify_all();
        let mut asked = self.moved.wait_while(asked, |(is_held, _)| *is_held).unwrap();
        asked.1 -= 1;
        found
    }

    fn set(&self, connection: &ConnectionId, secret: &SecretString) -> Result<(), SecretError> {
        if *self.takes_nothing.lock().unwrap() {
            return Err(SecretError::Locked { cause: "prompt dismissed".into() });
        }
        self.kept.set(connection, secret)
    }

    fn delete(&self, connection: &ConnectionId) -> Result<(), SecretError> {
        self.kept.delete(connection)
    }
}

/// The inside of a `Reseller`, with a server and a keychain.
struct Inside {
    inner: Arc<Inner>,
    sim: Simulator,
    keychain: Arc<Asking>,
    folder: TempDir,
}

impl Inside {
    async fn new(accounts: u32) -> Self {
        let sim = Simulator::start(Options::reseller(accounts)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let keychain = Arc::new(Asking::default());
        let inner = Self::open(&folder, &keychain);
        Self { inner, sim, keychain, folder }
    }

    fn open(folder: &TempDir, keychain: &Arc<Asking>) -> Arc<Inner> {
        let setup = Setup {
            data_dir: folder.path().to_owned(),
            secrets: Arc::clone(keychain) as Arc<_>,
            clock: Arc::new(SystemClock),
            events: Arc::new(Silence),
            language: Language::En,
            network: Network { retry_delay: Duration::from_millis(2), ..Network::default() },
        };
        Inner::open(setup).unwrap().0
    }

    /// Everything that was begun in the background has come to its end.
    async fn idle(&self) {
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
        self.inner.tasks.reopen();
    }

    async fn begin(&self, method: SignInMethod, again: Option<&ConnectionId>) -> SignInReport {
        let request = SignInRequest {
            server: self.sim.base_url().to_owned(),
            parent_id: Some(AccountId(self.sim.credentials().parent_id)),
            method,
            connection: again.cloned(),
        };
        match self.inner.begin_sign_in(request).await.unwrap() {
            SignInOutcome::SignedIn { report } => report,
            other @ (SignInOutcome::NeedsCode | SignInOutcome::ChooseAccount { .. }) => {
                panic!("not signed in but {other:?}")
            }
        }
    }

    fn by_secret(&self) -> SignInMethod {
        let secret = SecretText::new(self.sim.credentials().admin_secret.clone());
        SignInMethod::AdminSecret { secret, person: "dana@example.com".into() }
    }

    fn by_password(&self) -> SignInMethod {
        let known = self.sim.credentials();
        let password = SecretText::new(known.password.clone());
        SignInMethod::Password { email: known.user_email.clone(), password, code: None }
    }

    async fn keep(&self, report: &SignInReport) -> crate::Result<ConnectionSummary> {
        let decision = KeepSignIn {
            sign_in: report.sign_in.clone(),
            name: "Acme Resellers".into(),
            color: ConnectionColor::Teal,
            read_only: false,
            keep: Keep::InKeychain,
        };
        self.inner.keep_sign_in(decision).await
    }

    /// Signed in with the admin secret, kept, and the list loaded.
    async fn connect(&self) -> (ConnectionId, Arc<Live>) {
        let report = self.begin(self.by_secret(), None).await;
        let id = self.keep(&report).await.unwrap().id;
        self.idle().await;
        let live = self.inner.live(&id);
        assert_eq!(live.state().standing, ConnectionState::Ready);
        (id, live)
    }

    /// A refresh whose next pages take their time.
    async fn begin_slow_refresh(&self, live: &Arc<Live>) {
        let slow = Trouble::Latency { milliseconds: 300 };
        self.sim.faults().set(Fault::always(slow).on("partner", "list"));
        self.sim.world().forget_requests();
        let (inner, of) = (Arc::clone(&self.inner), Arc::clone(live));
        self.inner.spawn(async move { inner.refresh(&of).await });
        while self.sim.world().count_requests("partner", "list") == 0 {
            tokio::task::yield_now().await;
        }
    }

    /// What Activity says of app tokens that were to be deleted.
    async fn revoked(&self) -> Vec<ActivityRecord> {
        let everything = ActivityQuery::default();
        let mut records = self.inner.list_activity(everything, 0, 100).await.unwrap().records;
        records.retain(|record| record.action == ActivityAction::AppTokenRevoked);
        records
    }

    /// A password sign-in whose app token could neither be kept nor deleted. Returns its name.
    async fn leave_a_token(&self) -> (SignInReport, String) {
        let known = self.sim.world().app_tokens();
        let report = self.begin(self.by_password(), None).await;
        *self.keychain.takes_nothing.lock().unwrap() = true;
        let lost = Fault::always(Trouble::CutBeforeAnswer).on("appToken", "delete");
        self.sim.faults().set(lost);
        let error = self.keep(&report).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::KeychainLocked);
        let tokens = self.sim.world().app_tokens();
        let made = tokens.into_iter().find(|token| known.iter().all(|k| k.id != token.id));
        (report, made.unwrap().id)
    }

    fn is_deleted(&self, token: &str) -> bool {
        self.sim.world().app_tokens().iter().any(|known| known.id == token && known.status == 3)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_while_the_list_loads_leaves_no_complaint_behind() {
    let inside = Inside::new(1_200).await;
    let (id, live) = inside.connect().await;
    inside.begin_slow_refresh(&live).await;
    inside.inner.sign_out(&id).await.unwrap();
    inside.idle().await;
    let state = live.state();
    assert_eq!(state.standing, ConnectionState::SignedOut { problem: None });
    assert_eq!((state.refreshing, &state.refresh_problem), (None, &None));
    assert!(state.way.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_while_the_list_loads_stays_signed_in_and_loads_it_anew() {
    let inside = Inside::new(1_200).await;
    let (id, live) = inside.connect().await;
    inside.begin_slow_refresh(&live).await;
    inside.sim.faults().clear();
    let changed = live.snapshot().accounts[700].id;
    inside.sim.world().set_property(changed, "name", "Renamed meanwhile");
    let report = inside.begin(inside.by_secret(), Some(&id)).await;
    inside.keep(&report).await.unwrap();
    inside.idle().await;
    assert_eq!(live.snapshot().accounts[700].name, "Renamed meanwhile");
    let state = live.state();
    assert_eq!(state.standing, ConnectionState::Ready);
    assert_eq!((state.refreshing, &state.refresh_problem), (None, &None));
    assert!(state.way.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_left_session_meets_says_nothing_about_the_connection() {
    let inside = Inside::new(20).await;
    let (id, live) = inside.connect().await;
    let left = live.way().unwrap();
    let report = inside.begin(inside.by_secret(), Some(&id)).await;
    inside.keep(&report).await.unwrap();
    inside.idle().await;
    let saved = inside.inner.registry.get(&id).unwrap();
    let failure = left.client.call(&left.session, &kaltura::actions::session::Get).await;
    let failure = failure.unwrap_err();
    let error = inside.inner.explain(&saved, &failure);
    inside.inner.note_failure(&live, &left, &failure, &error);
    assert_eq!(live.state().standing, ConnectionState::Ready);
    assert!(live.way().is_some());
    let way = live.way().unwrap();
    let findings = crate::capabilities::find_out(&inside.inner.messages, &way, true).await;
    inside.inner.sign_out(&id).await.unwrap();
    let listable = inside.inner.note_findings(&live, &saved, &way, findings.unwrap()).await;
    assert!(!listable);
    assert_eq!(live.state().standing, ConnectionState::SignedOut { problem: None });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keychain_that_answers_after_signing_out_does_not_sign_in_again() {
    let mut inside = Inside::new(20).await;
    let (id, _) = inside.connect().await;
    inside.inner = Inside::open(&inside.folder, &inside.keychain);
    inside.keychain.hold(true);
    inside.inner.select(&id).await.unwrap();
    let live = inside.inner.live(&id);
    inside.keychain.wait_until_asked();
    inside.inner.sign_out(&id).await.unwrap();
    inside.sim.world().forget_requests();
    inside.keychain.hold(false);
    inside.idle().await;
    assert_eq!(live.state().standing, ConnectionState::SignedOut { problem: None });
    assert!(live.way().is_none());
    assert!(inside.sim.world().requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_creates_an_account_is_not_signed_in_to_again_meanwhile() {
    let inside = Inside::new(20).await;
    let (id, _) = inside.connect().await;
    let report = inside.begin(inside.by_secret(), Some(&id)).await;
    let (email, name) = ("it@example.edu".to_owned(), "North".to_owned());
    let marks = crate::new_account::Marks { email, name, reference_id: String::new() };
    inside.inner.registering.lock().unwrap().push((id.clone(), marks));
    let error = inside.keep(&report).await.unwrap_err();
    assert!(error.message.contains("still running"), "{}", error.message);
    // The sign-in is not lost by that.
    inside.inner.registering.lock().unwrap().clear();
    assert_eq!(inside.keep(&report).await.unwrap().id, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_made_for_nothing_is_deleted_when_the_sign_in_is_dropped() {
    let inside = Inside::new(20).await;
    let (report, token) = inside.leave_a_token().await;
    inside.sim.faults().clear();
    inside.inner.discard_sign_in(&report.sign_in).await;
    assert!(inside.is_deleted(&token));
    // Also when it is closing the app that drops it.
    let (_, token) = inside.leave_a_token().await;
    inside.sim.faults().clear();
    inside.inner.quit().await;
    assert!(inside.is_deleted(&token));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_stays_at_the_server_is_named_in_activity() {
    let inside = Inside::new(20).await;
    let (report, token) = inside.leave_a_token().await;
    inside.inner.discard_sign_in(&report.sign_in).await;
    assert!(!inside.is_deleted(&token));
    let records = inside.revoked().await;
    assert_eq!(records.len(), 2);
    for record in records {
        assert!(record.explanation.contains(&token), "{}", record.explanation);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_too_many_sign_ins_that_wait_the_one_that_waits_longest_is_dropped() {
    let inside = Inside::new(20).await;
    let mut reports = Vec::new();
    for _ in 0..10 {
        reports.push(inside.begin(inside.by_secret(), None).await.sign_in);
    }
    let waiting = inside.inner.sign_ins();
    let dropped: Vec<_> = reports.iter().filter(|id| !waiting.contains_key(*id)).collect();
    assert_eq!(dropped, [&reports[0], &reports[1]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_counts_as_connected_even_if_the_disk_is_full_by_then() {
    let inside = Inside::new(20).await;
    let database = rusqlite::Connection::open(inside.folder.path().join("roster.sqlite")).unwrap();
    let report = inside.begin(inside.by_secret(), None).await;
    database.execute_batch("ALTER TABLE activity RENAME TO away").unwrap();
    database.execute_batch("ALTER TABLE account_notes RENAME TO notes_away").unwrap();
    let id = inside.keep(&report).await.unwrap().id;
    inside.idle().await;
    let live = inside.inner.live(&id);
    assert_eq!(live.state().standing, ConnectionState::Ready);
    let problem = live.state().refresh_problem.clone().unwrap();
    assert_eq!(problem.code, ErrorCode::Disk);
    // Mended, the list comes with the next refresh.
    database.execute_batch("ALTER TABLE notes_away RENAME TO account_notes").unwrap();
    inside.inner.refresh(&live).await;
    assert_eq!(live.state().refresh_problem, None);
    assert_eq!(live.snapshot().accounts.len(), 20);
}
