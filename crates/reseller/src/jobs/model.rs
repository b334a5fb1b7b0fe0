//! What a job is: its kind, its state, its items, and the snapshot that screens show. How jobs
//! are stored is in `store`, how they run in `runner`.

use crate::account::AccountStatus;
use crate::error::Error;
use crate::export::ExportProgress;
use crate::ids::{AccountId, ConnectionId, JobId, UnixSeconds};
use crate::import::EditChange;
use crate::status::TargetStatus;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What a job does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobKind {
    /// `undoes` names the job whose changes this one reverts.
    ChangeStatus { target: TargetStatus, undoes: Option<JobId> },
    /// Creates an account for each row of a file.
    Import { file_name: String },
    /// Changes details of accounts from a file.
    Edit { file_name: String },
    /// Writes the entries of accounts to a file; its items are the accounts.
    Export { file_name: String, folder: String },
}

impl JobKind {
    /// Whether it waits for the network as long as it takes, rather than for the person: for long
    /// work that nobody sits and watches.
    pub(crate) fn outlasts_offline(&self) -> bool {
        match self {
            Self::Import { .. } | Self::Edit { .. } => true,
            Self::ChangeStatus { .. } | Self::Export { .. } => false,
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum JobState {
    /// Waits for another job of the same connection.
    Queued,
    Running,
    Paused,
    /// Cancel was asked for; writes under way are being awaited.
    Cancelling,
    Cancelled,
    /// It was running when the app ended. Never resumed by itself.
    Interrupted,
    /// Every item is settled; some may have failed.
    Finished,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ItemState {
    Pending,
    /// Stored before the request leaves; without an answer it becomes `Unknown`.
    Sent,
    Done,
    /// Read back: it already was so.
    Unchanged,
    Failed,
    /// Whether the server did it is not known yet. Looked up before anything is sent again.
    Unknown,
    Skipped,
}

/// How many items are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemCounts {
    pub pending: u32,
    pub sent: u32,
    pub done: u32,
    pub unchanged: u32,
    pub failed: u32,
    pub unknown: u32,
    pub skipped: u32,
}

/// How fast a running job goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobPace {
    /// Items settled a minute, lately.
    pub per_minute: f64,
    /// Seconds that are left if it goes on like this; absent while nobody can tell.
    pub seconds_left: Option<u32>,
    /// The server asked for less, and the pace has not recovered yet.
    pub slowed: bool,
}

/// A job as screens show it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobSnapshot {
    pub id: JobId,
    pub connection: ConnectionId,
    pub connection_name: String,
    pub kind: JobKind,
    pub state: JobState,
    pub counts: ItemCounts,
    pub total: u32,
    pub created_at: UnixSeconds,
    pub finished_at: Option<UnixSeconds>,
    pub reason: String,
    pub person: String,
    /// Some of what it changed can be changed back.
    pub can_undo: bool,
    /// How many of its accounts would be changed back.
    pub undoable: u32,
    pub can_resume: bool,
    /// Failed items can be tried again.
    pub can_retry: bool,
    /// The name of the account, when there is just one.
    pub only_account: Option<String>,
    /// What holds it up at the moment, such as a lost connection; for an export that ended
    /// without a file, why.
    pub problem: Option<Error>,
    /// Only while it runs.
    pub pace: Option<JobPace>,
    /// An import or edit whose result can be saved as a file.
    pub can_save_result: bool,
    /// How far an export is, or was when it ended. Absent for other kinds.
    pub export: Option<ExportProgress>,
    /// The complete files of an export, the main one first.
    pub files: Vec<String>,
}

/// One item of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobItem {
    /// Position in the job, from 1; for an import or edit the row as a spreadsheet counts it.
    pub number: u32,
    pub account: Option<AccountId>,
    pub account_name: String,
    /// Of a new account; empty for other kinds of job, and when it has none.
    pub reference_id: String,
    pub state: ItemState,
    pub before: Option<AccountStatus>,
    pub after: Option<AccountStatus>,
    /// What an edit changes.
    pub changes: Vec<EditChange>,
    pub problem: Option<Error>,
}

/// A window onto the items of a job, failures first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobItemPage {
    pub total: u32,
    pub start: u32,
    pub items: Vec<JobItem>,
}
