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
    /// A sign-in worked and was kept.
    SignedIn,
    /// The person signed out of a connection.
    SignedOut,
    /// A connection was removed from this computer.
    ConnectionRemoved,
    /// An app token was made at the server so that the person stays signed in.
    AppTokenMade,
    /// An app token that Roster had made was deleted at the server.
    AppTokenRevoked,
    /// An account was registered. The record has no Partner ID before its result.
    AccountCreated,
    /// The status of an account was changed.
    StatusChanged {
        /// As the server had it just before.
        from: AccountStatus,
        /// What it was to become.
        to: AccountStatus,
    },
    /// Details of an account were changed.
    AccountEdited {
        /// One for each field, with what the server had just before.
        changes: Vec<EditChange>,
    },
    /// Accounts were entered to count what an export would bring.
    EntriesCounted {
        /// How many. The parent is not entered, so it does not count.
        accounts: u32,
    },
    /// Entries of accounts were written to a file; the accounts are the items of its job.
    EntriesExported {
        /// How many were chosen.
        accounts: u32,
        /// Without its folder.
        file_name: String,
    },
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityResult {
    /// Sent; no answer yet, or the app was closed before one came.
    Sent,
    /// It happened. Of an export, and of an account that was created outside the parent,
    /// `explanation` says more.
    Done,
    /// The server was asked and there was nothing to change.
    Unchanged,
    /// It did not happen: the server said no, or it provably never ran.
    Refused,
    /// The answer was lost and looking it up did not settle it.
    Unclear,
}

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityRecord {
    /// Higher for what was written later.
    pub id: ActivityId,
    /// When it was written; for a change that is before it was sent.
    pub at: UnixSeconds,
    /// Who was signed in: an e-mail, or the name given with an admin secret.
    pub person: String,
    /// It may have been removed since.
    pub connection: ConnectionId,
    /// As it was called then.
    pub connection_name: String,
    /// None for what is about no account or several, and for one not created yet.
    pub account: Option<AccountId>,
    /// As it was called then. Of an export of several the first names; empty if about none.
    pub account_name: String,
    /// What was done, with its particulars.
    pub action: ActivityAction,
    /// As the person typed it; empty when there was none.
    pub reason: String,
    /// How it ended, as far as is known.
    pub result: ActivityResult,
    /// Why it was refused or why its end is unclear, or what else there is to say of a result, as
    /// sentences; empty when the result says it all.
    pub explanation: String,
    /// The server's code, for support.
    pub server_code: Option<String>,
    /// The job that did it; none for what was done without one.
    pub job: Option<JobId>,
}

/// What was done, without its particulars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ActivityKind {
    /// Sign-ins that were kept.
    SignedIn,
    /// Sign-outs.
    SignedOut,
    /// Connections removed from this computer.
    ConnectionRemoved,
    /// App tokens made to stay signed in.
    AppTokenMade,
    /// App tokens of Roster's that were deleted at the server.
    AppTokenRevoked,
    /// New accounts, single or imported.
    AccountCreated,
    /// Changes of status.
    StatusChanged,
    /// Details of accounts changed from a file.
    AccountEdited,
    /// Entries counted before an export.
    EntriesCounted,
    /// Exports of entries.
    EntriesExported,
}

/// What to show of the trail, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityQuery {
    /// Words in any order, over person, account, Partner ID, reason and connection.
    pub text: String,
    /// None: all, those that were removed too.
    pub connection: Option<ConnectionId>,
    /// Exactly as the records name the person.
    pub person: Option<String>,
    /// Empty: all.
    pub kinds: Vec<ActivityKind>,
    /// Empty: all.
    pub results: Vec<ActivityResult>,
    /// Only what one job did.
    pub job: Option<JobId>,
    /// The first second that counts.
    pub from: Option<UnixSeconds>,
    /// The last second that counts.
    pub to: Option<UnixSeconds>,
}

/// A window onto the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityPage {
    /// Records that match.
    pub total: u32,
    /// Position of the first record among those that match, from 0.
    pub start: u32,
    /// At most 1,000, newest first.
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
    /// The job that did it.
    pub job: JobId,
    /// Each once, of the records that match.
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
    /// Position of the first line among those that match, from 0.
    pub start: u32,
    /// At most 1,000, newest first.
    pub lines: Vec<ActivityLine>,
}
