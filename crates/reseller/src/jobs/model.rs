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
    /// Gives accounts another status.
    ChangeStatus {
        /// What its accounts are to become.
        target: TargetStatus,
        /// The job whose changes this one reverts; none for one that reverts nothing.
        undoes: Option<JobId>,
    },
    /// Creates an account for each row of a file.
    Import {
        /// Of the file that was read, without its folder.
        file_name: String,
    },
    /// Changes details of accounts from a file.
    Edit {
        /// Of the file that was read, without its folder.
        file_name: String,
    },
    /// Writes the entries of accounts to a file; its items are the accounts.
    Export {
        /// Of the file that is written, without its folder.
        file_name: String,
        /// Where that file goes.
        folder: String,
    },
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
    /// It is worked on, which includes waiting for the server or the network.
    Running,
    /// By the person, or by itself because of `problem`. It goes on when the person says so.
    Paused,
    /// Cancel was asked for; writes under way are being awaited.
    Cancelling,
    /// Ended by the person. What was not sent by then never will be.
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
    /// Not sent, or sent and provably not done: it will be.
    Pending,
    /// Stored before the request leaves; without an answer it becomes `Unknown`.
    Sent,
    /// It is as it was to become; in an export, its entries are in the file or wait for it.
    Done,
    /// Read back: it already was so.
    Unchanged,
    /// Refused by the server or by Roster, or found not to be done.
    Failed,
    /// Whether the server did it is not known yet. Looked up before anything is sent again.
    Unknown,
    /// Not sent, because the job was cancelled; in an export also an account nobody can read.
    Skipped,
}

/// How many items are in each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ItemCounts {
    /// Still to be sent.
    pub pending: u32,
    /// Without an answer so far.
    pub sent: u32,
    /// As they were to become.
    pub done: u32,
    /// Were so already.
    pub unchanged: u32,
    /// Not done.
    pub failed: u32,
    /// Nobody knows yet whether they are done.
    pub unknown: u32,
    /// Never to be sent.
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
    /// Higher for jobs that were begun later.
    pub id: JobId,
    /// Whose accounts it is about. It may have been removed since.
    pub connection: ConnectionId,
    /// As it was called when the job was begun.
    pub connection_name: String,
    /// What it does.
    pub kind: JobKind,
    /// Where it stands.
    pub state: JobState,
    /// Its items by their state.
    pub counts: ItemCounts,
    /// All its items.
    pub total: u32,
    /// When the person began it; it may have waited for another one then.
    pub created_at: UnixSeconds,
    /// When it was finished or cancelled. None before, and once it is tried again.
    pub finished_at: Option<UnixSeconds>,
    /// As the person typed it, an undo's as for the job it reverts; empty when there was none.
    pub reason: String,
    /// Who began it: an e-mail, the name given with an admin secret, or the token's user.
    pub person: String,
    /// Some of what it changed can be changed back.
    pub can_undo: bool,
    /// How many of its accounts would be changed back.
    pub undoable: u32,
    /// It is paused or interrupted.
    pub can_resume: bool,
    /// Failed items can be tried again.
    pub can_retry: bool,
    /// It makes accounts active again that were removed, rather than unblock blocked ones.
    pub restores: bool,
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
    /// None while a new account is not known.
    pub account: Option<AccountId>,
    /// As the list had it when the job was begun; of a new account, as the file has it.
    pub account_name: String,
    /// Of a new account; empty for other kinds of job, and when it has none.
    pub reference_id: String,
    /// Where it stands.
    pub state: ItemState,
    /// Of a change of status: the one before, as last known.
    pub before: Option<AccountStatus>,
    /// Of a change of status: what was read back.
    pub after: Option<AccountStatus>,
    /// What an edit changes.
    pub changes: Vec<EditChange>,
    /// Why it is not done, or not known to be; in an export also what of it is missing.
    pub problem: Option<Error>,
}

/// A window onto the items of a job, failures first.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobItemPage {
    /// All items of the job.
    pub total: u32,
    /// Position of the first item in this order, from 0.
    pub start: u32,
    /// At most 1,000.
    pub items: Vec<JobItem>,
}
