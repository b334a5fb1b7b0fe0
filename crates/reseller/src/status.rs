//! Blocking, unblocking and removing accounts: what would happen, before anything does.
//! The change itself is a job (`jobs`), also for a single account.

mod list;
mod plan;
mod quota;

pub(crate) use plan::{confirmed, plan};

use crate::account::{AccountStatus, Quota};
use crate::ids::{AccountId, ConnectionId};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The states a person may give an account (API.md §8.1 accepts more; Roster does not).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TargetStatus {
    /// Unblocks accounts, or restores removed ones.
    Active,
    /// Nobody can sign in, videos do not play; can be undone.
    Blocked,
    /// As blocked, and Kaltura may erase it later: the job cannot be undone.
    Removed,
}

/// Why an account is left out of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExclusionReason {
    /// It has that status already.
    AlreadyThere,
    /// It is the parent account itself.
    Parent,
    /// Not among the sub-accounts on this computer.
    NotFound,
    /// Deleted by Kaltura.
    Deleted,
    /// A template account among several: nobody can copy from it while it is blocked or removed,
    /// so that is done to one by one, on purpose.
    Template,
    /// Removed. To block it would half bring it back, and among blocked ones it is not restored by
    /// the way.
    Removed,
}

/// An account in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlannedAccount {
    /// Its Partner ID.
    pub id: AccountId,
    /// As the copy on this computer has it.
    pub name: String,
    /// The one that is confirmed: if the server has another by then, nothing is sent for it.
    pub status: AccountStatus,
    /// New accounts may be copied from it.
    pub template: bool,
}

/// An account left out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExcludedAccount {
    /// Its Partner ID.
    pub id: AccountId,
    /// Empty for the parent and for accounts that were not found.
    pub name: String,
    /// Why nothing is sent for it.
    pub reason: ExclusionReason,
}

/// Accounts that a person named in a list: pasted, or in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountList {
    /// Found by Partner ID or Reference ID, each once, in the order of the list.
    pub accounts: Vec<AccountId>,
    /// How many entries the list has.
    pub listed: u32,
    /// Entries that fit no account.
    pub not_found: Vec<String>,
    /// Reference IDs that more than one account has. None of them is taken.
    pub ambiguous: Vec<String>,
    /// Entries that name an account which was named before.
    pub repeated: u32,
}

/// What must be typed before the button works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TypedConfirmation {
    /// The word (for Remove) or the number, exactly as it must be typed, in the user's language.
    pub expected: String,
    /// It is the number of accounts.
    pub is_number: bool,
}

/// What a change of status would do. Made from the local copy, without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusPlan {
    /// What the accounts are to become.
    pub target: TargetStatus,
    /// In the order in which they were named, each once.
    pub changing: Vec<PlannedAccount>,
    /// Likewise, each with its reason.
    pub excluded: Vec<ExcludedAccount>,
    /// How many more accounts would count against the parent's limit than now.
    pub more_in_use: u32,
    /// The parent's limit before the change; absent when it is not known.
    pub quota: Option<Quota>,
    /// How many accounts there would be beyond the limit; must be confirmed.
    pub beyond_quota: u32,
    /// None: nothing must be typed.
    pub confirmation: Option<TypedConfirmation>,
}

/// A change of status, confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusChange {
    /// The connection that the screen shows; another one being open by now refuses the change.
    pub connection: ConnectionId,
    /// As in the plan. The parent or an account that is not known refuses the whole change.
    pub accounts: Vec<AccountId>,
    /// What they are to become.
    pub target: TargetStatus,
    /// Kept in Activity; may be empty.
    pub reason: String,
    /// What was typed; checked again here, whatever the screen did.
    pub typed: Option<String>,
    /// The person agreed to go beyond the parent's limit.
    pub beyond_quota: bool,
}
