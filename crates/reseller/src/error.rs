//! The one error type that leaves this crate: a code where the screen behaves differently, a
//! sentence in the user's language, and what support would ask for.

use crate::new_account::NewAccountField;
use serde::{Deserialize, Serialize};
use specta::Type;

/// A code exists only where the screen does something different (HOUSE.md, habit 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ErrorCode {
    /// No network, or the server does not answer: show the offline state, offer "Try again".
    Offline,
    /// The address typed does not lead to a Kaltura server: mark the server field.
    ServerAddress,
    /// The server's certificate is not trusted: mark the server field, offer no way around it.
    Certificate,
    /// Sign-in was refused: mark the secret fields. Never repeated by itself.
    SignInRefused,
    /// An authenticator code was wrong: mark the code field.
    WrongCode,
    /// The session is over and cannot be renewed: ask to sign in.
    SignInNeeded,
    /// The Partner ID does not fit the sign-in: mark that field.
    WrongParent,
    /// The connection may not do this: greyed out with the reason.
    NotPermitted,
    /// The connection was made read-only on this computer.
    ReadOnlyConnection,
    /// No password store is running: remedy, and "keep until I quit".
    KeychainMissing,
    /// The password store is locked or said no: "Try again", and "keep until I quit".
    KeychainLocked,
    /// One field of a form is wrong: `field` says which.
    InvalidField,
    /// Creating it would go past the parent's limit: ask to confirm.
    OverQuota,
    /// What was typed as confirmation does not fit.
    ConfirmationMismatch,
    /// A write was sent and its end is not known: offer "Look again".
    Unclear,
    /// The account was created outside the parent; the message carries its ID.
    Orphaned,
    /// The server asks to slow down.
    TooManyRequests,
    /// What was asked for is not there any more.
    NotFound,
    /// The disk is full or cannot be written.
    Disk,
    /// The person chose to stop.
    Cancelled,
    /// Anything else, with an honest general sentence.
    Other,
}

/// What support needs, never shown unless asked for. Holds no secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ErrorDetail {
    /// What to do next, as a sentence.
    pub next_step: Option<String>,
    /// The field the message belongs to.
    pub field: Option<NewAccountField>,
    /// The server's own code, such as `SERVICE_FORBIDDEN`.
    pub server_code: Option<String>,
    /// Lines for "Copy details": action, time, host, library message. Redacted.
    pub technical: String,
}

/// An error as a person meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What the screen does about it.
    pub code: ErrorCode,
    /// What happened and what it means, in the user's language.
    pub message: String,
    /// What to do next, the field it belongs to, and what support asks for.
    pub detail: ErrorDetail,
}

/// The result of everything in this crate that can fail.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The same, with a line for support. The text must hold no secret.
    #[must_use]
    pub fn with_technical(mut self, line: &str) -> Self {
        if !line.is_empty() {
            if !self.detail.technical.is_empty() {
                self.detail.technical.push('\n');
            }
            self.detail.technical.push_str(line);
        }
        self
    }
}
