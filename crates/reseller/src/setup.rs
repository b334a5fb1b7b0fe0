//! What is handed in when a `Reseller` is opened: where its files lie, what time it is, who
//! keeps the secrets, who hears of changes. Nothing here acts.

use crate::events::EventSink;
use crate::ids::UnixSeconds;
use crate::secrets::SecretStore;
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Everything a [`crate::Reseller`] needs from outside.
#[derive(Clone)]
pub struct Setup {
    /// Holds `roster.sqlite`, `connections.json` and damaged files kept aside. Made if missing.
    pub data_dir: PathBuf,
    /// The system keychain in the app, [`crate::secrets::InMemorySecrets`] in tests.
    pub secrets: Arc<dyn SecretStore>,
    /// The computer's clock in the app, [`FakeClock`] in tests.
    pub clock: Arc<dyn Clock>,
    /// Who hears of changes.
    pub events: Arc<dyn EventSink>,
    /// The first one; `Reseller::set_language` chooses another.
    pub language: Language,
    /// How long to wait for the server.
    pub network: Network,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setup")
            .field("data_dir", &self.data_dir)
            .field("language", &self.language)
            .field("network", &self.network)
            .finish_non_exhaustive()
    }
}

/// How patient the network side is. Handed in so that tests need not wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long the server may be silent: before an answer begins, and between its pieces.
    pub answer_timeout: Duration,
    /// How long one answer may take, from the request to its last byte. A page of the list is
    /// large (API.md §7.1), and on a slow line it takes long without anything being wrong.
    pub whole_answer_timeout: Duration,
    /// How long `partner.register` may take: it is slow and must not be repeated (API.md §7.2).
    pub register_timeout: Duration,
    /// How long the server may be at work on a registration whose answer did not come, counted
    /// from when it was sent. Only then is it certain that an account which is not there will not
    /// come, and it may be sent again.
    pub at_work: Duration,
    /// The first wait before a read is repeated, and before a job that was told to slow down
    /// goes on; it doubles from there.
    pub retry_delay: Duration,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(30),
            whole_answer_timeout: Duration::from_mins(5),
            register_timeout: Duration::from_mins(2),
            // The server's own limit of 600 s (API.md §7.2), and what the way there may take.
            at_work: Duration::from_mins(12),
            retry_delay: Duration::from_millis(500),
        }
    }
}

/// The language that sentences are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Language {
    /// English: `messages/en.ftl` as it is.
    #[default]
    En,
    /// English made strange, to find sentences that do not come from `messages/`.
    Pseudo,
}

/// Something that happened while opening and that the person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// What happened and what it means, as sentences.
    pub message: String,
    /// Where the damaged file was put, if there was one.
    pub kept_aside: Option<String>,
}

/// The time of day.
pub trait Clock: Send + Sync + 'static {
    /// Seconds since 1970, UTC.
    fn now(&self) -> UnixSeconds;
}

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixSeconds {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixSeconds(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is told otherwise.
#[derive(Debug, Default)]
pub struct FakeClock(AtomicI64);

impl FakeClock {
    /// A clock that shows this time.
    pub fn at(now: UnixSeconds) -> Self {
        Self(AtomicI64::new(now.0))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_secs()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for FakeClock {
    fn now(&self) -> UnixSeconds {
        UnixSeconds(self.0.load(Ordering::SeqCst))
    }
}
