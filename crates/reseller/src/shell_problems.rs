//! Sentences for what can go wrong in the shell around this crate: links, folders, preferences.
//! What the shell does is not known here.

use crate::error::{Error, ErrorCode};
use crate::messages::{Messages, msg};
use crate::setup::{Language, Notice};

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShellProblem {
    /// The preferences could not be written.
    PreferencesNotSaved,
    /// No browser took the link.
    CannotOpenLink,
    /// No program took the file.
    CannotOpenFile,
    /// No file manager took the folder.
    CannotOpenFolder,
    /// The built-in server did not start.
    SampleDataUnavailable,
    /// The system has no clipboard, or it is held by another program.
    ClipboardUnavailable,
    /// A command came before everything was open.
    NotStarted,
}

/// The error to show. `technical` is for support and holds no secret.
pub fn explain(language: Language, problem: ShellProblem, technical: impl AsRef<str>) -> Error {
    let (code, message) = match problem {
        ShellProblem::PreferencesNotSaved => (ErrorCode::Disk, msg::shell_preferences_not_saved()),
        ShellProblem::CannotOpenLink => (ErrorCode::Other, msg::shell_cannot_open_link()),
        ShellProblem::CannotOpenFile => (ErrorCode::Other, msg::shell_cannot_open_file()),
        ShellProblem::CannotOpenFolder => (ErrorCode::Other, msg::shell_cannot_open_folder()),
        ShellProblem::SampleDataUnavailable => {
            (ErrorCode::Other, msg::shell_sample_data_unavailable())
        }
        ShellProblem::ClipboardUnavailable => {
            (ErrorCode::Other, msg::shell_clipboard_unavailable())
        }
        ShellProblem::NotStarted => (ErrorCode::Other, msg::shell_not_started()),
    };
    Messages::new(language).error(code, &message).with_technical(technical.as_ref())
}

/// Damaged preferences were kept aside, and the app started with the usual ones.
pub fn preferences_kept_aside(language: Language, kept_aside: String) -> Notice {
    let message = Messages::new(language).say(&msg::notice_preferences_damaged());
    Notice { message, kept_aside: Some(kept_aside) }
}
