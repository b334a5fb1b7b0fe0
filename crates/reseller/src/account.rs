//! What a sub-account is to an account manager, and what may be asked of the list of them.
//! How accounts are loaded, kept and searched is in `cache`, `refresh` and `search`.

mod list;

use crate::ids::{AccountId, UnixSeconds};
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
    New,
    Renamed { from: String },
    StatusChanged { from: AccountStatus },
}

/// One line of the account list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    pub id: AccountId,
    pub name: String,
    pub status: AccountStatus,
    /// The server's own number, worth showing only for [`AccountStatus::Unknown`].
    pub status_number: i32,
    /// Whether new accounts may be copied from this one (partner group type 4, API.md §7.1).
    pub template: bool,
    pub admin_name: String,
    pub admin_email: String,
    pub phone: String,
    pub website: String,
    pub reference_id: String,
    pub created_at: UnixSeconds,
    pub labels: Vec<String>,
    pub change: Option<AccountChange>,
}

/// Everything known about one account, for the panel beside the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountDetail {
    pub row: AccountRow,
    pub description: String,
    /// The name of the template it was made from, when that is known.
    pub template_name: Option<String>,
    /// Kept on this computer only.
    pub note: String,
    /// What this computer did to the account, newest first, at most 50 lines.
    pub history: Vec<crate::activity::ActivityRecord>,
}

/// A column of the list that can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountColumn {
    Name,
    Id,
    Status,
    AdminName,
    AdminEmail,
    Phone,
    Website,
    ReferenceId,
    CreatedAt,
}

/// The order of the list. Ties are broken by Partner ID, so that the order is total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountSort {
    pub column: AccountColumn,
    pub descending: bool,
}

/// Which templates the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TemplateFilter {
    All,
    OnlyTemplates,
    NoTemplates,
}

/// What the list should show, and in which order. All parts must hold at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountQuery {
    /// Words in any order, blind to case and accents, over all text fields and the Partner ID.
    /// A pasted list of Partner IDs or Reference IDs (separated by blanks, commas, semicolons or
    /// new lines; two or more, each matching an ID exactly) selects exactly those.
    pub text: String,
    pub statuses: Vec<AccountStatus>,
    /// Inclusive bounds on the day of creation.
    pub created_from: Option<UnixSeconds>,
    pub created_to: Option<UnixSeconds>,
    pub templates: TemplateFilter,
    pub label: Option<String>,
    pub only_changed: bool,
    pub sort: AccountSort,
}

/// How many accounts have each status among those that match everything else in the query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StatusCounts {
    pub active: u32,
    pub blocked: u32,
    pub removed: u32,
    pub read_only: u32,
    pub deleted: u32,
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
    pub counts: StatusCounts,
    /// Accounts marked as changed since last time, whatever the query.
    pub changed: u32,
    /// Of a pasted list: what was looked for and not found, in the order given.
    pub not_found: Vec<String>,
    /// Position of the first row among the matching ones, from 0.
    pub start: u32,
    pub rows: Vec<AccountRow>,
}

/// Accounts in use against the parent's limit (PRODUCT.md §2): children with status active or
/// blocked that are not templates. The server does not enforce the limit; Roster warns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Quota {
    pub used: u32,
    /// None when the parent has no limit (0 at the server).
    pub limit: Option<u32>,
}
