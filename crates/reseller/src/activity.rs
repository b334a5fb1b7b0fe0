//! The trail of what was done from this computer. A record is written before a change is sent
//! and gets its result after; nothing here can alter or delete one.

mod trail;

pub(crate) use trail::status_word;

use crate::account::AccountStatus;
use crate::ids::{AccountId, ActivityId, ConnectionId, JobId, UnixSeconds};
use crate::import::EditChange;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ActivityAction {
    SignedIn,
    SignedOut,
    ConnectionRemoved,
    /// An app token was made at the server so that the person stays signed in.
    AppTokenMade,
    AppTokenRevoked,
    AccountCreated,
    StatusChanged {
        from: AccountStatus,
        to: AccountStatus,
    },
    AccountEdited {
        changes: Vec<EditChange>,
    },
    /// Accounts were entered to count what an export would bring.
    EntriesCounted {
        accounts: u32,
    },
    /// Entries of accounts were written to a file; the accounts are the items of its job.
    EntriesExported {
        accounts: u32,
        file_name: String,
    },
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityResult {
    /// Sent; no answer yet, or the app was closed before one came.
    Sent,
    Done,
    /// The server was asked and there was nothing to change.
    Unchanged,
    Refused,
    /// The answer was lost and looking it up did not settle it.
    Unclear,
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRecord {
    pub id: ActivityId,
    pub at: UnixSeconds,
    /// Who was signed in: an e-mail, or the name given with an admin secret.
    pub person: String,
    pub connection: ConnectionId,
    pub connection_name: String,
    pub account: Option<AccountId>,
    pub account_name: String,
    pub action: ActivityAction,
    pub reason: String,
    pub result: ActivityResult,
    /// Why it was refused, as a sentence; empty otherwise.
    pub explanation: String,
    /// The server's code, for support.
    pub server_code: Option<String>,
    pub job: Option<JobId>,
}

/// What was done, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityKind {
    SignedIn,
    SignedOut,
    ConnectionRemoved,
    AppTokenMade,
    AppTokenRevoked,
    AccountCreated,
    StatusChanged,
    AccountEdited,
    EntriesCounted,
    EntriesExported,
}

/// What to show of the trail, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    /// Words in any order, over person, account, Partner ID, reason and connection.
    pub text: String,
    pub connection: Option<ConnectionId>,
    /// Exactly as the records name the person.
    pub person: Option<String>,
    /// Empty: all.
    pub kinds: Vec<ActivityKind>,
    /// Empty: all.
    pub results: Vec<ActivityResult>,
    /// Only what one job did.
    pub job: Option<JobId>,
    pub from: Option<UnixSeconds>,
    pub to: Option<UnixSeconds>,
}

/// A window onto the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    pub total: u32,
    pub start: u32,
    pub records: Vec<ActivityRecord>,
}

/// A line of the trail as the screen shows it: what a job did to many accounts is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLine {
    /// Of a job: its latest record.
    pub record: ActivityRecord,
    /// What a job did to more than one account, of the records that match.
    pub bulk: Option<ActivityBulk>,
}

/// How many accounts a job was about, and how it went. An account that was tried again counts
/// once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityBulk {
    pub job: JobId,
    pub accounts: u32,
    /// Those that are now as they were to become.
    pub done: u32,
    /// Some have no answer yet.
    pub open: bool,
}

/// A window onto the lines of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLines {
    /// Lines that match.
    pub total: u32,
    /// Records that match.
    pub records: u32,
    pub start: u32,
    pub lines: Vec<ActivityLine>,
}
