//! What the screen is given of an import: a summary, and windows of rows. Only shapes; they are
//! filled in by `draft`.

use super::columns::{ColumnMatch, LayoutKey};
use super::field::{ImportField, ImportPurpose};
use super::remark::RowProblem;
use super::suggest::Suggestion;
use crate::ids::AccountId;
use crate::new_account::NewAccount;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What kind of file was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SourceKind {
    /// Text with delimiters.
    Csv {
        /// What stands between cells; found out, or as the person chose.
        delimiter: char,
        /// A name such as `windows-1255`.
        encoding: String,
    },
    /// An Excel workbook: its visible sheets, and the one that is shown.
    Workbook {
        /// Those that are not hidden, in order.
        sheets: Vec<String>,
        /// The one that was read.
        sheet: String,
    },
}

/// Where a file leaves a choice to the person. None: as found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenChoice {
    /// The name of a sheet, for a workbook.
    pub sheet: Option<String>,
    /// A name such as `windows-1255`, for a text.
    pub encoding: Option<String>,
    /// What stands between cells, for a text.
    pub delimiter: Option<char>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftColumn {
    /// "Column C" where the file has no heading.
    pub heading: String,
    /// The first few cells that are not empty. Passwords are hidden.
    pub samples: Vec<String>,
    /// What it means.
    pub matched: ColumnMatch,
    /// Added by Roster at an earlier import; it cannot be matched.
    pub result_column: bool,
}

/// Why the columns are not ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MatchProblem {
    /// The field that is missing, given to several columns, or not allowed.
    pub field: ImportField,
    /// The columns concerned, from 0. Empty: no column is chosen for a required field.
    pub columns: Vec<u32>,
    /// As a sentence.
    pub message: String,
}

/// The file and its columns (the first two steps of the window).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftSummary {
    /// Without its folder.
    pub file_name: String,
    /// What the file was opened for.
    pub purpose: ImportPurpose,
    /// What it turned out to be, whatever its name says.
    pub file: SourceKind,
    /// The row of the headings. None: the file has none.
    pub header_line: Option<u32>,
    /// In the order of the file.
    pub columns: Vec<DraftColumn>,
    /// The columns are matched as the person matched this layout before.
    pub remembered: bool,
    /// Under which the matches are to be remembered.
    pub layout: LayoutKey,
    /// Fields that a column may be given, required ones first.
    pub fields: Vec<FieldChoice>,
    /// As long as there are any, nothing can be sent.
    pub match_problems: Vec<MatchProblem>,
    /// What the person should know, as sentences.
    pub notices: Vec<String>,
    /// As the columns are matched now.
    pub totals: ImportTotals,
}

/// A field that a column may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldChoice {
    /// What a column would mean.
    pub field: ImportField,
    /// In the user's language.
    pub label: String,
    /// No row can do without it.
    pub required: bool,
}

/// How many rows there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportTotals {
    /// All rows with anything in them, below the headings.
    pub rows: u32,
    /// Nothing to be said.
    pub ready: u32,
    /// Only warnings: they can be sent as they are.
    pub worth_a_look: u32,
    /// Errors: they must be put right or left out first.
    pub to_fix: u32,
    /// By the person, or because they were done before.
    pub left_out: u32,
    /// Of those left out, how many were done at an earlier import.
    pub done_before: u32,
    /// How many would be sent now: `ready` and `worth_a_look`.
    pub can_be_sent: u32,
}

/// Which rows to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RowFilter {
    /// Every row, those left out too.
    All,
    /// Nothing to be said, and not left out.
    Ready,
    /// Errors, and not left out.
    ToFix,
    /// Only warnings, and not left out.
    WorthALook,
    /// Left out by the person, or done before.
    LeftOut,
    /// Errors and warnings.
    WithProblems,
}

/// The state of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RowState {
    /// Can be sent, perhaps with warnings.
    Ready,
    /// Left out by the person, or done before.
    Skipped,
    /// Has errors.
    Invalid,
}

/// A cell of the review grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportCell {
    /// What it means; the file may have no column for it.
    pub field: ImportField,
    /// Passwords are shown as dots; an empty text is no password.
    pub text: String,
    /// The person or a repair changed it.
    pub edited: bool,
}

/// A row of the review grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its place among all rows, from 0: what the other calls want.
    pub index: u32,
    /// The row as a spreadsheet counts it.
    pub number: u32,
    /// Whether it can be sent.
    pub state: RowState,
    /// It is left out because an earlier import did it.
    pub done_before: bool,
    /// The name of the account that an edit changes, as the local copy has it. Absent for new
    /// accounts, and while the row names none that is known.
    pub account_name: Option<String>,
    /// One for each field that fits the purpose, in the order of the form.
    pub cells: Vec<ImportCell>,
    /// Errors first.
    pub problems: Vec<RowProblem>,
    /// What stands at the end of the row: the first problem, or "Ready".
    pub summary: String,
}

/// A window onto the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportRowWindow {
    /// How many rows the filter lets through.
    pub total: u32,
    /// Position of the first row among those, from 0.
    pub start: u32,
    /// In the order of the file.
    pub rows: Vec<ImportRow>,
    /// Of all rows, whatever the filter.
    pub totals: ImportTotals,
}

/// A repair that can be made in all rows at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SuggestionOffer {
    /// What would be done.
    pub suggestion: Suggestion,
    /// Cells it would change.
    pub count: u32,
    /// What the button says.
    pub label: String,
    /// The first of them, before and after.
    pub before: String,
    /// What that cell would become.
    pub after: String,
}

/// What holds for rows that do not say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportDefaults {
    /// None: Kaltura's own (API.md §7.2).
    pub template: Option<AccountId>,
    /// Whether Kaltura sends the administrator a link for choosing a password.
    pub send_welcome_email: bool,
}

/// An account to be created, and the row it comes from.
#[derive(Debug, Clone)]
pub struct ImportItem {
    /// The row as a spreadsheet counts it: under this number the outcome goes into the result.
    pub number: u32,
    /// As it will be sent.
    pub account: NewAccount,
}

/// A field that an edit changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditChange {
    /// Which detail.
    pub field: ImportField,
    /// What the account has. Once it is sent, as the server had it just before.
    pub before: String,
    /// What it is to have; never empty.
    pub after: String,
}

impl EditChange {
    /// What the field is called.
    pub(crate) fn label(&self, messages: &crate::messages::Messages) -> String {
        self.field.label(messages)
    }
}

/// An account to be changed, and the row it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditItem {
    /// The row as a spreadsheet counts it.
    pub number: u32,
    /// The account whose Partner ID the row gives.
    pub account: AccountId,
    /// Its name now.
    pub name: String,
    /// At least one.
    pub changes: Vec<EditChange>,
}
