//! What a person chooses for an export: which accounts, which entries, which columns, what kind
//! of file (PRODUCT.md §7). Checked here before anything is sent.

use super::columns::Column;
use crate::ids::{AccountId, UnixSeconds};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything about an export except where its file goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportOptions {
    pub accounts: ExportAccounts,
    pub entries: EntryChoice,
    /// In this order. The metadata column stands for one column a field.
    pub columns: Vec<Column>,
    pub file: ExportFormat,
    pub sheets: SheetChoice,
    /// A time zone such as `Europe/Berlin`; dates are written in it. `UTC` when empty.
    pub zone: String,
}

/// Which accounts are exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccounts {
    pub which: AccountScope,
    /// The parent account as well.
    pub parent: bool,
    /// With `AllActive`: those of status read-only as well.
    pub read_only: bool,
    /// With `AllActive`: template accounts as well.
    pub templates: bool,
}

/// How the accounts are chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AccountScope {
    AllActive,
    /// Exactly these, in this order.
    These {
        accounts: Vec<AccountId>,
    },
}

/// Which entries of an account are exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EntryChoice {
    /// At least one.
    pub statuses: Vec<EntryStatus>,
    /// Any kind of entry when empty, playlists and documents too.
    pub media_types: Vec<MediaType>,
    /// Entries that await moderation or were rejected. The server leaves them out unless asked
    /// (API.md §16.1).
    pub unmoderated: bool,
    /// Made at this moment or later.
    pub since: Option<UnixSeconds>,
    /// Made at this moment or earlier.
    pub until: Option<UnixSeconds>,
    /// Any of these tags, or words of them.
    pub tags: Vec<String>,
    /// In one of these categories or below: ids, or full names such as `Courses>Biology`.
    pub categories: Vec<String>,
    /// Only entries that have a ready caption.
    pub only_captioned: bool,
}

impl Default for EntryChoice {
    /// What the PHP script took: all that has content or is about to.
    fn default() -> Self {
        use EntryStatus::{Converting, Importing, NoContent, Ready};
        Self {
            statuses: vec![Ready, NoContent, Importing, Converting],
            media_types: vec![
                MediaType::Video,
                MediaType::Image,
                MediaType::Audio,
                MediaType::Live,
            ],
            unmoderated: false,
            since: None,
            until: None,
            tags: Vec::new(),
            categories: Vec::new(),
            only_captioned: false,
        }
    }
}

/// The state of an entry (API.md §13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EntryStatus {
    ErrorImporting,
    ErrorConverting,
    Importing,
    Converting,
    Ready,
    Deleted,
    Pending,
    Moderate,
    Blocked,
    NoContent,
}

impl EntryStatus {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 10] = [
        Self::ErrorImporting,
        Self::ErrorConverting,
        Self::Importing,
        Self::Converting,
        Self::Ready,
        Self::Deleted,
        Self::Pending,
        Self::Moderate,
        Self::Blocked,
        Self::NoContent,
    ];

    /// The number on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::ErrorImporting => -2,
            Self::ErrorConverting => -1,
            Self::Importing => 0,
            Self::Converting => 1,
            Self::Ready => 2,
            Self::Deleted => 3,
            Self::Pending => 4,
            Self::Moderate => 5,
            Self::Blocked => 6,
            Self::NoContent => 7,
        }
    }
}

/// What an entry is made of (API.md §16.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MediaType {
    Video,
    Image,
    Audio,
    Live,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Video, Self::Image, Self::Audio, Self::Live];

    /// The number on the wire.
    pub const fn code(self) -> i64 {
        match self {
            Self::Video => 1,
            Self::Image => 2,
            Self::Audio => 5,
            Self::Live => 201,
        }
    }
}

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    Xlsx,
    /// What other sheets hold goes into files beside it: `name summary.csv` and so on.
    Csv,
}

impl ExportFormat {
    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// How the accounts are spread over sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SheetChoice {
    One,
    /// One sheet an account; a CSV file has just one.
    PerAccount,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self {
            accounts: ExportAccounts {
                which: AccountScope::AllActive,
                parent: false,
                read_only: false,
                templates: false,
            },
            entries: EntryChoice::default(),
            columns: Column::USUAL.to_vec(),
            file: ExportFormat::Xlsx,
            sheets: SheetChoice::One,
            zone: String::new(),
        }
    }
}

/// Why options cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BadOption {
    NoColumns,
    NoStatuses,
    NoAccounts,
    TimesCrossed,
    UnknownZone,
    /// A tag or category with a comma, or too many of them.
    BadList,
}

/// The most values of one filter that the server looks at (API.md §5).
const MOST_VALUES: usize = 500;

impl ExportOptions {
    /// Finds what cannot work.
    pub(crate) fn check(&self) -> Result<jiff::tz::TimeZone, BadOption> {
        if self.columns.is_empty() {
            return Err(BadOption::NoColumns);
        }
        if self.entries.statuses.is_empty() {
            return Err(BadOption::NoStatuses);
        }
        if let AccountScope::These { accounts } = &self.accounts.which
            && accounts.is_empty()
            && !self.accounts.parent
        {
            return Err(BadOption::NoAccounts);
        }
        if let (Some(since), Some(until)) = (self.entries.since, self.entries.until)
            && since > until
        {
            return Err(BadOption::TimesCrossed);
        }
        for list in [&self.entries.tags, &self.entries.categories] {
            if list.len() > MOST_VALUES
                || list.iter().any(|value| value.contains(',') || value.trim().is_empty())
            {
                return Err(BadOption::BadList);
            }
        }
        if self.zone.is_empty() {
            return Ok(jiff::tz::TimeZone::UTC);
        }
        jiff::tz::TimeZone::get(&self.zone).map_err(|_| BadOption::UnknownZone)
    }
}
