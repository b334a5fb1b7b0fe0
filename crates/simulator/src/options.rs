//! How a simulator is started: which world, how large, from which seed, on which port.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::faults::Fault;

/// The world a simulator serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldKind {
    /// A reseller ("Northgate Video") with 3,000 accounts.
    Reseller,
    /// A university with its faculties.
    University,
    /// A company with its divisions.
    Enterprise,
    /// A network of stations.
    Media,
    /// A vendor whose product makes an account for each customer.
    Oem,
    /// The accounts and logins of `world.json.gz`, which the transcripts were recorded from.
    Recorded(PathBuf),
}

/// What time the server believes it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The system's time.
    #[default]
    System,
    /// The system's time moved so that the simulator starts at this moment (Unix seconds).
    StartsAt(i64),
}

/// How a simulator is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which world to serve.
    pub world: WorldKind,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The same seed gives the same accounts.
    pub seed: u64,
    /// Number of sub-accounts; `None` takes the world's own number.
    pub accounts: Option<u32>,
    /// Number of entries over all accounts; `None` takes the world's own number.
    pub entries: Option<u64>,
    /// Faults that are set from the start.
    pub faults: Vec<Fault>,
    /// What time it is.
    pub clock: Clock,
    /// A file that remembers accepted writes over a restart.
    pub journal: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            world: WorldKind::Reseller,
            port: 0,
            seed: 7,
            accounts: None,
            entries: None,
            faults: Vec::new(),
            clock: Clock::System,
            journal: None,
        }
    }
}

impl Options {
    /// A world of a kind, otherwise as by default.
    pub fn new(world: WorldKind) -> Self {
        Self { world, ..Self::default() }
    }

    /// The same options with a file that remembers accepted writes over a restart.
    #[must_use]
    pub fn journal(self, path: impl Into<PathBuf>) -> Self {
        Self { journal: Some(path.into()), ..self }
    }

    /// A reseller with this many accounts: what most tests want.
    pub fn reseller(accounts: u32) -> Self {
        Self { accounts: Some(accounts), ..Self::default() }
    }
}

/// A clock that runs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    ahead_seconds: i64,
}

impl Now {
    pub(crate) fn new(clock: Clock) -> Self {
        let ahead_seconds = match clock {
            Clock::System => 0,
            Clock::StartsAt(at) => at - system_seconds(),
        };
        Self { ahead_seconds }
    }

    /// Unix seconds.
    pub(crate) fn seconds(self) -> i64 {
        system_seconds() + self.ahead_seconds
    }
}

fn system_seconds() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .unwrap_or(0)
}
