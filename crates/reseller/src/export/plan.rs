//! An export before it starts and after: what it would bring, how it is begun, and what is kept
//! by name. Only shapes; they are filled in by `desk`.

use super::board::AccountProgress;
use super::options::ExportOptions;
use crate::error::Error;
use crate::ids::{AccountId, UnixSeconds};
use serde::{Deserialize, Serialize};
use specta::Type;
use std::path::PathBuf;

/// What an export would bring.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportEstimate {
    /// Accounts that would be read.
    pub accounts: u32,
    /// Accounts that were chosen and cannot be read.
    pub unreadable: Vec<UnreadableAccount>,
    /// Accounts that were counted; when there are many, only some are.
    pub counted: u32,
    /// Entries of all accounts: exact when all were counted, else worked out from those that were.
    pub entries: u32,
    /// At the rate of the last export, or the usual one.
    pub seconds: u32,
    /// Why some that should have been counted were not.
    pub problems: Vec<Error>,
}

/// An account that was chosen and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableAccount {
    pub id: AccountId,
    pub name: String,
    /// As a sentence.
    pub reason: String,
}

/// An export about to begin.
#[derive(Debug, Clone, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportStart {
    pub options: ExportOptions,
    pub path: PathBuf,
    /// Kept in Activity.
    pub reason: String,
}

/// Options under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreset {
    pub id: u32,
    pub name: String,
    pub options: ExportOptions,
}

/// The export that was begun last under the current connection.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LastExport {
    pub options: ExportOptions,
    pub path: PathBuf,
    pub at: UnixSeconds,
}

/// A window onto the accounts of an export, all of them or those in one state: running ones first,
/// then problems, complete and waiting ones.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccountPage {
    pub total: u32,
    pub start: u32,
    pub accounts: Vec<AccountProgress>,
}
