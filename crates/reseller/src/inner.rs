//! What all parts of a `Reseller` share: files, sentences, connections, and the tasks that run
//! in the background.

use crate::error::{ErrorCode, Result};
use crate::events::Event;
use crate::export::desk::Desk;
use crate::ids::{ConnectionId, JobId, SignInId, UnixSeconds};
use crate::import::OpenImport;
use crate::jobs::{self, control::Control};
use crate::live::Live;
use crate::messages::{Messages, msg};
use crate::new_account::{Marks, SentTimes};
use crate::registry::Registry;
use crate::setup::{Notice, Setup};
use crate::sign_in::{PendingSignIn, SecretText};
use crate::store::{Store, connections, registrations};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// More accounts than this at once are never changed without typing their number.
const CONFIRM_ABOVE: u32 = 10;

/// The shared part; one per [`crate::Reseller`].
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) setup: Setup,
    pub(crate) messages: Arc<Messages>,
    pub(crate) store: Arc<Store>,
    pub(crate) registry: Arc<Registry>,
    lives: Mutex<HashMap<ConnectionId, Arc<Live>>>,
    current: Mutex<Option<ConnectionId>>,
    sign_ins: Mutex<HashMap<SignInId, PendingSignIn>>,
    /// The jobs that run now; one a connection.
    running: Mutex<HashMap<JobId, Arc<Control>>>,
    /// The import whose window is open.
    pub(crate) import: Mutex<Option<Arc<OpenImport>>>,
    /// Grows whenever a file is begun to be opened or is closed: one that was being read meanwhile
    /// comes too late.
    pub(crate) import_turns: AtomicU64,
    /// Changes of more accounts than this must be confirmed by typing their number.
    confirm_above: AtomicU32,
    /// First passwords of accounts that an import is to create, by job and item. Only here: after
    /// a restart they are gone, and their items fail with that reason.
    pub(crate) passwords: Mutex<HashMap<(JobId, u32), SecretText>>,
    /// Single accounts that are being registered.
    pub(crate) registering: Mutex<Vec<(ConnectionId, Marks)>>,
    /// When registrations were sent, of single accounts and imported ones.
    pub(crate) sent: SentTimes,
    /// Whether what is old of jobs was let go since the start.
    tidied: AtomicBool,
    /// Held while a connection's state is read and told, so that no older one is told last.
    pub(crate) telling: Mutex<()>,
    /// Exports that run, and what was counted for one.
    pub(crate) exports: Desk,
    /// Set when the app quits.
    pub(crate) stopping: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// Jobs and registrations: what must come to an end by itself.
    pub(crate) careful: TaskTracker,
}

impl Inner {
    pub(crate) fn open(setup: Setup) -> Result<(Arc<Self>, Vec<Notice>)> {
        let messages = Arc::new(Messages::new(setup.language));
        let now = setup.clock.now();
        let not_sent = messages.error(ErrorCode::Cancelled, &msg::job_item_not_sent());
        let listed = Registry::text(&setup.data_dir);
        let (store, damaged_store, (copy, left)) =
            Store::open(&setup.data_dir, &messages, now, |db| {
                let copy = connections::copy(db)?;
                if let Some(listed) = listed.as_ref().filter(|it| copy.as_ref() != Some(it)) {
                    connections::put_copy(db, listed)?;
                }
                jobs::store::interrupt_all(db, &not_sent, now)?;
                Ok((copy, registrations::all(db)?))
            })?;
        let store = Arc::new(store);
        let (registry, damaged_registry) =
            Registry::open(&setup.data_dir, &messages, now, &store, copy.as_deref())?;
        let mut notices: Vec<Notice> = damaged_store.into_iter().chain(damaged_registry).collect();
        let sent = SentTimes::new(&*setup.clock);
        let inner = Self {
            setup,
            messages,
            store,
            registry: Arc::new(registry),
            lives: Mutex::default(),
            current: Mutex::default(),
            sign_ins: Mutex::default(),
            running: Mutex::default(),
            import: Mutex::default(),
            import_turns: AtomicU64::default(),
            confirm_above: AtomicU32::new(CONFIRM_ABOVE),
            passwords: Mutex::default(),
            registering: Mutex::default(),
            sent,
            tidied: AtomicBool::default(),
            telling: Mutex::default(),
            exports: Desk::default(),
            stopping: CancellationToken::new(),
            tasks: TaskTracker::new(),
            careful: TaskTracker::new(),
        };
        notices.extend(inner.interrupted_registrations(&left));
        Ok((Arc::new(inner), notices))
    }

    /// Changes of more accounts than this must be confirmed by typing their number.
    pub(crate) fn confirm_above(&self) -> u32 {
        self.confirm_above.load(Ordering::Relaxed)
    }

    /// Sets it; it is never looser than it is without being set.
    pub(crate) fn set_confirm_above(&self, accounts: u32) {
        self.confirm_above.store(accounts.min(CONFIRM_ABOVE), Ordering::Relaxed);
    }

    /// The time of day.
    pub(crate) fn now(&self) -> UnixSeconds {
        self.setup.clock.now()
    }

    /// Tells the screen.
    pub(crate) fn tell(&self, event: Event) {
        self.setup.events.tell(event);
    }

    /// Runs something in the background until it ends or the app quits.
    pub(crate) fn spawn(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let stopping = self.stopping.clone();
        self.tasks.spawn(async move { stopping.run_until_cancelled(work).await });
    }

    /// Lets go of what is old, and looks after the file of it all. In the background: nobody waits.
    pub(crate) async fn tidy_up(&self) {
        self.forget_old_exports().await;
        let now = self.now();
        // Once is enough: all old jobs are looked at for it.
        if !self.tidied.swap(true, Ordering::Relaxed)
            && let Err(error) = self.let_go_of_jobs(now).await
        {
            tracing::warn!(%error, "what is old of jobs was not let go");
            self.tidied.store(false, Ordering::Relaxed);
        }
        self.store.check_if_due(now).await;
    }

    async fn let_go_of_jobs(&self, now: UnixSeconds) -> Result<()> {
        let mut at = Some(JobId(0));
        while let Some(from) = at {
            at = self.store.write(move |db| jobs::store::let_go(db, from, now)).await?;
        }
        Ok(())
    }

    /// A connection, brought to life if it was not yet.
    pub(crate) fn live(&self, id: &ConnectionId) -> Arc<Live> {
        let mut lives = lock(&self.lives);
        let new = || Arc::new(Live::new(id.clone()));
        Arc::clone(lives.entry(id.clone()).or_insert_with(new))
    }

    /// Forgets a connection's state.
    pub(crate) fn forget_live(&self, id: &ConnectionId) {
        lock(&self.lives).remove(id);
        lock(&self.current).take_if(|current| current == id);
    }

    /// All connections opened since the start.
    pub(crate) fn lives(&self) -> Vec<Arc<Live>> {
        lock(&self.lives).values().cloned().collect()
    }

    /// The connection that screens show.
    pub(crate) fn current(&self) -> Result<Arc<Live>> {
        let id = self.current_id();
        let id =
            id.ok_or_else(|| self.messages.error(ErrorCode::NotFound, &msg::not_connected()))?;
        Ok(self.live(&id))
    }

    /// Its ID.
    pub(crate) fn current_id(&self) -> Option<ConnectionId> {
        lock(&self.current).clone()
    }

    /// Makes a connection the one that screens show.
    pub(crate) fn set_current(&self, id: &ConnectionId) {
        *lock(&self.current) = Some(id.clone());
    }

    /// Sign-ins that wait to be kept.
    pub(crate) fn sign_ins(&self) -> MutexGuard<'_, HashMap<SignInId, PendingSignIn>> {
        lock(&self.sign_ins)
    }

    /// Jobs that run now.
    pub(crate) fn running(&self) -> MutexGuard<'_, HashMap<JobId, Arc<Control>>> {
        lock(&self.running)
    }
}

/// Works off the async threads. Work that broke off is an error, never a result of its own.
pub(crate) async fn off_thread<T: Send + 'static>(
    messages: &Messages,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|broken| {
        messages.error(ErrorCode::Other, &msg::unexpected()).with_technical(&broken.to_string())
    })
}

/// Nothing in this crate panics while it holds a lock; were it to, the content is still whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::EventSink;
    use crate::ids::AccountId;
    use crate::jobs::model::{JobKind, JobState};
    use crate::jobs::store::{NewItem, NewJob};
    use crate::secrets::InMemorySecrets;
    use crate::setup::{FakeClock, Language, Network};
    use crate::status::TargetStatus;

    const NOW: UnixSeconds = UnixSeconds(1_795_000_000);
    const A_HUNDRED_DAYS: i64 = 100 * 24 * 3600;

    /// Nobody listens.
    struct Silence;

    impl EventSink for Silence {
        fn tell(&self, _: Event) {}
    }

    fn open(folder: &std::path::Path) -> Arc<Inner> {
        let setup = Setup {
            data_dir: folder.to_owned(),
            secrets: Arc::new(InMemorySecrets::default()),
            clock: Arc::new(FakeClock::at(NOW)),
            events: Arc::new(Silence),
            language: Language::En,
            network: Network::default(),
        };
        Inner::open(setup).unwrap().0
    }

    /// Puts a job there that ended long ago.
    async fn put_old_job(inner: &Inner) {
        let item = NewItem {
            number: 1,
            account: Some(AccountId(7)),
            account_name: "School".into(),
            before: None,
            input: None,
        };
        let new = NewJob {
            connection: ConnectionId("c".into()),
            connection_name: "Acme".into(),
            kind: JobKind::ChangeStatus { target: TargetStatus::Removed, undoes: None },
            created_at: NOW,
            reason: String::new(),
            person: String::new(),
            items: vec![item],
            plan: None,
        };
        let ended = UnixSeconds(NOW.0 - A_HUNDRED_DAYS);
        let put = inner.store.write(move |db| {
            let id = jobs::store::insert(db, &new)?;
            jobs::store::set_state(db, id, JobState::Finished, None, ended)
        });
        put.await.unwrap();
    }

    /// How many lines the logs of all jobs have.
    async fn logged(inner: &Inner) -> u32 {
        let count = "SELECT count(*) FROM job_events";
        inner.store.read(|db| db.query_row(count, [], |row| row.get(0))).await.unwrap()
    }

    #[tokio::test]
    async fn old_jobs_are_looked_at_once_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let inner = open(folder.path());
        put_old_job(&inner).await;
        inner.tidy_up().await;
        assert_eq!(logged(&inner).await, 0);
        put_old_job(&inner).await;
        let before = logged(&inner).await;
        inner.tidy_up().await;
        assert!(before > 0 && logged(&inner).await == before, "another connection was opened");
        let again = open(folder.path());
        again.tidy_up().await;
        assert_eq!(logged(&again).await, 0, "the next run");
    }

    #[tokio::test]
    async fn work_that_breaks_off_is_an_error_and_no_result() {
        let messages = Messages::new(Language::En);
        let done = off_thread(&messages, || 7).await;
        assert_eq!(done.expect("a result"), 7);
        let empty: Vec<u32> = Vec::new();
        let broken = off_thread(&messages, move || empty[0]).await;
        assert_eq!(broken.expect_err("it breaks off").code, ErrorCode::Other);
    }
}
