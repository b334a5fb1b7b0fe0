//! What a person chooses for an export: which accounts, which entries, which columns, what kind
//! of file (PRODUCT.md §7). Checked here before anything is sent.

use super::columns::Column;
use crate::account::AccountQuery;
use crate::ids::{AccountId, UnixSeconds};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use specta::Type;

/// Everything about an export except where its file goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportOptions {
    /// Whose entries are exported.
    pub accounts: ExportAccounts,
    /// Which of their entries.
    pub entries: EntryChoice,
    /// In this order. The metadata column stands for one column a field.
    pub columns: Vec<Column>,
    /// Of an export that is a job the ending of its path decides, if it is `.xlsx` or `.csv`.
    pub file: ExportFormat,
    /// Matters to a workbook only.
    pub sheets: SheetChoice,
    /// A time zone such as `Europe/Berlin`; dates are written in it. `UTC` when empty.
    pub zone: String,
}

/// Which accounts are exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccounts {
    /// How the sub-accounts are chosen.
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
    /// Those of status active, by name, without templates unless `templates` is set.
    AllActive,
    /// Those that a question finds when the export begins, in its order.
    Found {
        /// As for the list of accounts.
        query: AccountQuery,
    },
    /// Exactly these, in this order.
    These {
        /// Those that are not known are passed over; for the parent there is `parent`.
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
    /// Made within these days, as they lie when the export begins: the two moments that follow
    /// are worked out from them then.
    #[serde(default)]
    pub days: Option<DayRange>,
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
            days: None,
            since: None,
            until: None,
            tags: Vec::new(),
            categories: Vec::new(),
            only_captioned: false,
        }
    }
}

/// Days that move with today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DayRange {
    /// Today and the six days before.
    Last7Days,
    /// Today and the 29 days before.
    Last30Days,
    /// This whole year, days to come included.
    ThisYear,
    /// The whole year before this one.
    LastYear,
}

impl DayRange {
    /// Its first and its last second in a zone.
    fn moments(self, now: UnixSeconds, zone: &TimeZone) -> Option<(UnixSeconds, UnixSeconds)> {
        let now = jiff::Timestamp::from_second(now.0).ok()?;
        let today = now.to_zoned_datetime(zone.clone()).date();
        let year = |year: i16| Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
        let days = |count: i32| Some((today.checked_sub(count.days()).ok()?, today));
        let (first, last) = match self {
            Self::Last7Days => days(6),
            Self::Last30Days => days(29),
            Self::ThisYear => year(today.year()),
            Self::LastYear => year(today.year() - 1),
        }?;
        let begins = |day: Date| {
            let begins = day.to_zoned_datetime(zone.clone()).ok()?.start_of_day().ok()?;
            Some(begins.timestamp().as_second())
        };
        Some((UnixSeconds(begins(first)?), UnixSeconds(begins(last.tomorrow().ok()?)? - 1)))
    }
}

/// The state of an entry (API.md §13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EntryStatus {
    /// −2: its content could not be imported.
    ErrorImporting,
    /// −1: its content could not be converted.
    ErrorConverting,
    /// 0: its content is being imported.
    Importing,
    /// 1: its content is being converted.
    Converting,
    /// 2: what the server lists when no status is asked for (API.md §10).
    Ready,
    /// 3: still listed when asked for (API.md §16.1).
    Deleted,
    /// 4: the server calls it pending.
    Pending,
    /// 5: it waits for approval. Not the moderation status that `unmoderated` is about.
    Moderate,
    /// 6: the entry itself is blocked, not its account.
    Blocked,
    /// 7: nothing was uploaded to it yet.
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
    /// 1 at the server.
    Video,
    /// 2 at the server.
    Image,
    /// 5 at the server.
    Audio,
    /// 201 at the server: live streams, and live channels too.
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
    /// A workbook. A sheet that is full goes on on another one.
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
    /// All accounts one after the other.
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
    /// The same for an export that begins now: days that move with today become moments.
    pub(crate) fn begun_at(mut self, now: UnixSeconds) -> Self {
        let days = self.entries.days.zip(self.zone().ok());
        if let Some((since, until)) = days.and_then(|(days, zone)| days.moments(now, &zone)) {
            (self.entries.since, self.entries.until) = (Some(since), Some(until));
        }
        self
    }

    fn zone(&self) -> Result<TimeZone, BadOption> {
        if self.zone.is_empty() {
            return Ok(TimeZone::UTC);
        }
        TimeZone::get(&self.zone).map_err(|_| BadOption::UnknownZone)
    }

    /// Finds what cannot work.
    pub(crate) fn check(&self) -> Result<TimeZone, BadOption> {
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
        self.zone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: DayRange, zone: &str, now: &str) -> (String, String) {
        let entries = EntryChoice { days: Some(days), ..EntryChoice::default() };
        let options = ExportOptions { entries, zone: zone.to_owned(), ..ExportOptions::default() };
        let now: jiff::Timestamp = now.parse().expect("a moment");
        let EntryChoice { since, until, .. } =
            options.begun_at(UnixSeconds(now.as_second())).entries;
        let shown = |at: Option<UnixSeconds>| {
            jiff::Timestamp::from_second(at.expect("a moment").0).expect("a moment").to_string()
        };
        (shown(since), shown(until))
    }

    #[test]
    fn days_that_move_are_worked_out_when_the_export_begins() {
        let texts = |(one, two): (&str, &str)| (one.to_owned(), two.to_owned());
        assert_eq!(
            days(DayRange::Last7Days, "", "2026-11-28T03:00:00Z"),
            texts(("2026-11-22T00:00:00Z", "2026-11-28T23:59:59Z"))
        );
        // In Berlin it is the next year already; the clocks were changed meanwhile.
        assert_eq!(
            days(DayRange::LastYear, "Europe/Berlin", "2026-12-31T23:30:00Z"),
            texts(("2025-12-31T23:00:00Z", "2026-12-31T22:59:59Z"))
        );
        assert_eq!(
            days(DayRange::Last30Days, "Europe/Berlin", "2026-11-20T10:00:00Z"),
            texts(("2026-10-21T22:00:00Z", "2026-11-20T22:59:59Z"))
        );
    }
}
