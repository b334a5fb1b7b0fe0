//! The last step before an import or edit runs, and what the server was asked beforehand. Only
//! shapes; they are filled in by `desk`.

use super::field::ImportPurpose;
use super::view::EditItem;
use crate::account::Quota;
use crate::error::Error;
use crate::status::TypedConfirmation;
use serde::{Deserialize, Serialize};
use specta::Type;

/// What would be sent. Made from the file and the local copy, without asking the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportPlan {
    /// Whether accounts are created or changed.
    pub purpose: ImportPurpose,
    /// Accounts that would be created or changed.
    pub count: u32,
    /// Of these, rows with warnings.
    pub with_warnings: u32,
    /// Rows that stay behind: left out by the person, or done at an earlier import.
    pub left_out: u32,
    /// Rows that stay behind because they have errors.
    pub to_fix: u32,
    /// For an edit: rows that would change nothing.
    pub unchanged: u32,
    /// Rows with a first password of their own. It is never written to disk, so these rows fail
    /// if the app ends before their turn.
    pub with_password: u32,
    /// The parent's limit before the import; absent for an edit or when it is not known.
    pub quota: Option<Quota>,
    /// How many accounts there would be beyond the limit; must be confirmed.
    pub beyond_quota: u32,
    /// None where there are few accounts: nothing must be typed.
    pub confirmation: Option<TypedConfirmation>,
}

/// An import or edit, confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportStart {
    /// What was typed; checked again, whatever the screen did.
    pub typed: Option<String>,
    /// The person agreed to go beyond the parent's limit.
    pub beyond_quota: bool,
    /// Kept in Activity; may be empty.
    pub reason: String,
}

/// How far the server's dry run of all rows is (`partner.registrationValidation`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServerCheck {
    /// False before it is begun, and after it was stopped or came to its end.
    pub running: bool,
    /// Rows asked about so far.
    pub checked: u32,
    /// Rows to ask about: those that can be sent. 0 for an edit, which has no dry run.
    pub total: u32,
    /// Rows that the server would not take; they show why.
    pub refused: u32,
    /// Why it stopped before its end.
    pub problem: Option<Error>,
}

/// A window onto what an edit would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct EditPage {
    /// Accounts that would be changed.
    pub total: u32,
    /// Position of the first one among them, from 0.
    pub start: u32,
    /// At most 1,000, in the order of the file.
    pub items: Vec<EditItem>,
}
