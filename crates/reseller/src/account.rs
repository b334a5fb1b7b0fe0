//! What a sub-account is to an account manager, and what may be asked of the list of them.
//! How accounts are loaded, kept and searched is in `cache`, `refresh` and `search`.

mod list;

use crate::ids::{AccountId, ConnectionId, UnixSeconds};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The state of an account (API.md §13, `KalturaPartnerStatus`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountStatus {
    /// 1: works normally.
    Active,
    /// 2: nobody can sign in, videos do not play; can be undone.
    Blocked,
    /// 3: as blocked, and Kaltura may erase it later. KMC says "Removed".
    Removed,
    /// 4: can be looked at; what may be written is up to the server.
    ReadOnly,
    /// 0: deleted by Kaltura; still listed. Hidden unless asked for.
    Deleted,
    /// A number this version does not know; it stands in `status_number`.
    Unknown,
}

impl AccountStatus {
    /// What a number of the server means.
    pub fn from_number(number: i32) -> Self {
        match number {
            0 => Self::Deleted,
            1 => Self::Active,
            2 => Self::Blocked,
            3 => Self::Removed,
            4 => Self::ReadOnly,
            _ => Self::Unknown,
        }
    }

    /// Whether the server lets anybody into the account (API.md §8.1).
    pub(crate) fn can_be_entered(self) -> bool {
        matches!(self, Self::Active | Self::ReadOnly)
    }

    /// The server's number; −1 for one that is not known.
    pub fn number(self) -> i32 {
        match self {
            Self::Deleted => 0,
            Self::Active => 1,
            Self::Blocked => 2,
            Self::Removed => 3,
            Self::ReadOnly => 4,
            Self::Unknown => -1,
        }
    }
}

/// What is different since the person last looked (before the latest refresh).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AccountChange {
    /// It was not there before. The first load of a connection marks nothing.
    New,
    /// It has another name.
    Renamed {
        /// The name that the person saw last.
        from: String,
    },
    /// Its status was changed, and not from this computer. Told rather than a new name.
    StatusChanged {
        /// The status that the person saw last.
        from: AccountStatus,
    },
}

/// One line of the account list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// The Partner ID.
    pub id: AccountId,
    /// As the server has it. Not unique, and it may be empty (API.md §6).
    pub name: String,
    /// As the server last said.
    pub status: AccountStatus,
    /// The server's own number, worth showing only for [`AccountStatus::Unknown`].
    pub status_number: i32,
    /// Whether new accounts may be copied from this one (partner group type 4, API.md §7.1).
    pub template: bool,
    /// The administrator's name; empty when the server has none.
    pub admin_name: String,
    /// The administrator's e-mail. Changing it changes no login (API.md §7.3).
    pub admin_email: String,
    /// Free text; empty when there is none.
    pub phone: String,
    /// Need not be an address (API.md §6); empty when there is none.
    pub website: String,
    /// The reseller's own number for it. Not unique; empty when there is none.
    pub reference_id: String,
    /// When the account was made; 0 when the server does not say.
    pub created_at: UnixSeconds,
    /// Kept on this computer only, sorted.
    pub labels: Vec<String>,
    /// None when nothing changed, or when the person has seen it.
    pub change: Option<AccountChange>,
}

/// Everything known about one account, for the panel beside the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetail {
    /// Whose copy it was read from: notes and labels belong to that one.
    pub connection: ConnectionId,
    /// The same as in the list.
    pub row: AccountRow,
    /// As the server has it; it may have line breaks.
    pub description: String,
    /// The name of the template it was made from, when that is known.
    pub template_name: Option<String>,
    /// Kept on this computer only.
    pub note: String,
    /// Where something changed: when the copy was last complete and had it as it was before. The
    /// change came after that. None where nothing changed, or where it is not known.
    pub before_change_at: Option<UnixSeconds>,
    /// What this computer did to the account, newest first, at most 50 lines.
    pub history: Vec<crate::activity::ActivityRecord>,
}

/// A column of the list that can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountColumn {
    /// Blind to case and accents, numbers by their value, as all columns of text.
    Name,
    /// The Partner ID, as a number.
    Id,
    /// In the order active, read-only, blocked, removed, deleted, unknown.
    Status,
    /// The administrator's name.
    AdminName,
    /// The administrator's e-mail.
    AdminEmail,
    /// The phone number, as text.
    Phone,
    /// Without `https://` and `www.` at the beginning.
    Website,
    /// The Reference ID, as text.
    ReferenceId,
    /// Oldest first.
    CreatedAt,
}

/// The order of the list. Ties are broken by Partner ID, so that the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountSort {
    /// By what the rows are sorted.
    pub column: AccountColumn,
    /// The other way round; accounts without a value stand last all the same.
    pub descending: bool,
}

/// Which templates the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TemplateFilter {
    /// Templates and other accounts.
    All,
    /// Only accounts that new ones may be copied from.
    OnlyTemplates,
    /// Only accounts that are no templates.
    NoTemplates,
}

/// What the list should show, and in which order. All parts must hold at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountQuery {
    /// Words in any order, blind to case and accents, over all text fields and the Partner ID.
    /// A pasted list of Partner IDs or Reference IDs (separated by blanks, commas, semicolons or
    /// new lines; two or more, each matching an ID exactly) selects exactly those. An ID that fits
    /// more than one account selects none of them.
    pub text: String,
    /// Any of these. Empty: all but deleted.
    pub statuses: Vec<AccountStatus>,
    /// Inclusive bounds on the day of creation.
    pub created_from: Option<UnixSeconds>,
    /// The last second that counts.
    pub created_to: Option<UnixSeconds>,
    /// Which templates are shown.
    pub templates: TemplateFilter,
    /// Only accounts with this label, spelt exactly so.
    pub label: Option<String>,
    /// Only accounts marked as changed since last time.
    pub only_changed: bool,
    /// The order of the rows.
    pub sort: AccountSort,
}

/// How many accounts have each status among those that match everything else in the query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusCounts {
    /// Of status active.
    pub active: u32,
    /// Of status blocked.
    pub blocked: u32,
    /// Of status removed.
    pub removed: u32,
    /// Of status read-only.
    pub read_only: u32,
    /// Of status deleted; counted also where they are not shown.
    pub deleted: u32,
    /// Of a status that this version does not know.
    pub unknown: u32,
}

/// A window onto the matching accounts, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountPage {
    /// Grows whenever the local copy changes; a window of another generation is out of date.
    pub generation: u32,
    /// Accounts on this computer, without the parent and without deleted ones.
    pub known: u32,
    /// Accounts that match the query.
    pub total: u32,
    /// Whatever `statuses` of the query says.
    pub counts: StatusCounts,
    /// Accounts marked as changed since last time, whatever the query.
    pub changed: u32,
    /// Of a pasted list: what was looked for and not found, in the order given.
    pub not_found: Vec<String>,
    /// Of a pasted list: what fits more than one account, so that none of those matches.
    pub ambiguous: Vec<String>,
    /// Position of the first row among the matching ones, from 0.
    pub start: u32,
    /// At most 2,000.
    pub rows: Vec<AccountRow>,
}

/// Accounts in use against the parent's limit (PRODUCT.md §2): children with status active or
/// blocked that are not templates. The server does not enforce the limit; Roster warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    /// As the copy on this computer has it.
    pub used: u32,
    /// None when the server names no limit for the parent; 0 is a limit.
    pub limit: Option<u32>,
}
