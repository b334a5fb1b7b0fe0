//! An export before it starts and after: what it would bring, how it is begun, and what is kept
//! by name. Only shapes; they are filled in by `desk`.

use super::board::AccountProgress;
use super::options::ExportOptions;
use crate::error::Error;
use crate::ids::{AccountId, ConnectionId, UnixSeconds};
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
    /// Its Partner ID.
    pub id: AccountId,
    /// As the copy on this computer has it.
    pub name: String,
    /// As a sentence.
    pub reason: String,
}

/// An export about to begin.
#[derive(Debug, Clone, PartialEq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportStart {
    /// The connection that the screen shows; another one is refused.
    pub connection: ConnectionId,
    /// Days that move with today are worked out when it begins.
    pub options: ExportOptions,
    /// Where the file goes.
    pub path: PathBuf,
    /// Kept in Activity.
    pub reason: String,
}

/// Options under a name.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreset {
    /// By which it is deleted.
    pub id: u32,
    /// At most 80 characters; there is one of each name under a connection.
    pub name: String,
    /// As they were saved: days that move with today still move.
    pub options: ExportOptions,
}

/// The export that was begun last under the current connection.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LastExport {
    /// What it was begun with.
    pub options: ExportOptions,
    /// Where its file was to go.
    pub path: PathBuf,
    /// When it was begun.
    pub at: UnixSeconds,
}

/// A window onto the accounts of an export, all of them or those in one state: running ones first,
/// then problems, complete and waiting ones.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccountPage {
    /// Accounts in that state, or all.
    pub total: u32,
    /// Position of the first one among them, from 0.
    pub start: u32,
    /// At most 1,000.
    pub accounts: Vec<AccountProgress>,
}
