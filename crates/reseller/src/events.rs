//! What a running `Reseller` tells whoever shows it. The sink is handed in; nothing here knows
//! of windows.

use crate::connection::ConnectionStatus;
use crate::ids::ConnectionId;
use crate::import::ServerCheck;
use crate::jobs::model::JobSnapshot;
use serde::Serialize;
use specta::Type;

/// The connection's state, capabilities, quota or freshness changed.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionChanged {
    /// All of it as it is now, and of the current connection only.
    pub status: ConnectionStatus,
}

/// The local copy of the accounts changed: read the visible window again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountsChanged {
    /// Whose copy it is; not only the current one's.
    pub connection: ConnectionId,
    /// The copy's number from now on, as in `AccountPage`.
    pub generation: u32,
}

/// A job moved on. At most ten a second for one job, and always one for its last state.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobChanged {
    /// The job as it is now.
    pub job: JobSnapshot,
}

/// The server's dry run of an import moved on: read the visible rows again. At most ten a second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportChecked {
    /// How far it is.
    pub check: ServerCheck,
}

/// Everything that can be told.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The dry run of the open import moved on.
    ImportChecked(ImportChecked),
    /// The current connection changed.
    ConnectionChanged(ConnectionChanged),
    /// A copy of accounts changed.
    AccountsChanged(AccountsChanged),
    /// A job moved on.
    JobChanged(JobChanged),
    /// The trail grew, or a line of it got its result.
    ActivityChanged,
}

/// Where events go. Called from any thread; must return at once.
pub trait EventSink: Send + Sync + 'static {
    /// Takes one event.
    fn tell(&self, event: Event);
}
