//! Sentences for what can go wrong in the shell around this crate: links, folders, preferences.
//! What the shell does is not known here.

use crate::error::{Error, ErrorCode};
use crate::messages::{Messages, msg};
use crate::setup::{Language, Notice};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShellProblem {
    /// The preferences could not be written.
    PreferencesNotSaved,
    /// No browser took the link.
    CannotOpenLink,
    /// It is no link to a website.
    NotAWebsite,
    /// The file was not opened.
    CannotOpenFile,
    /// No program is installed for such files.
    NoProgram {
        /// What their names end with, without the dot.
        ending: String,
    },
    /// No file manager took the folder.
    CannotOpenFolder,
    /// The built-in server did not start.
    SampleDataUnavailable,
    /// The system has no clipboard, or it is held by another program.
    ClipboardUnavailable,
    /// The interface named a file that nobody chose.
    FileNotChosen,
    /// A command came before everything was open.
    NotStarted,
}

/// The error to show. `technical` is for support and holds no secret.
pub fn explain(language: Language, problem: ShellProblem, technical: impl AsRef<str>) -> Error {
    let (code, message) = match problem {
        ShellProblem::PreferencesNotSaved => (ErrorCode::Disk, msg::shell_preferences_not_saved()),
        ShellProblem::CannotOpenLink => (ErrorCode::Other, msg::shell_cannot_open_link()),
        ShellProblem::NotAWebsite => (ErrorCode::Other, msg::shell_not_a_website()),
        ShellProblem::CannotOpenFile => (ErrorCode::Other, msg::shell_cannot_open_file()),
        ShellProblem::NoProgram { ending } => (ErrorCode::Other, msg::shell_no_program(ending)),
        ShellProblem::CannotOpenFolder => (ErrorCode::Other, msg::shell_cannot_open_folder()),
        ShellProblem::SampleDataUnavailable => {
            (ErrorCode::Other, msg::shell_sample_data_unavailable())
        }
        ShellProblem::ClipboardUnavailable => {
            (ErrorCode::Other, msg::shell_clipboard_unavailable())
        }
        ShellProblem::FileNotChosen => (ErrorCode::Other, msg::shell_file_not_chosen()),
        ShellProblem::NotStarted => (ErrorCode::Other, msg::shell_not_started()),
    };
    Messages::new(language).error(code, &message).with_technical(technical.as_ref())
}

/// What stands in the menu bar of a system that has one, beside what the system says by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuWords {
    /// The entry that ends the app.
    pub quit: String,
    /// The menu of undoing, copying and pasting.
    pub edit: String,
    /// The menu of how the window is shown.
    pub view: String,
    /// The menu of the window.
    pub window: String,
}

/// The words of the menu bar.
pub fn menu_words(language: Language) -> MenuWords {
    let messages = Messages::new(language);
    MenuWords {
        quit: messages.say(&msg::shell_menu_quit()),
        edit: messages.say(&msg::shell_menu_edit()),
        view: messages.say(&msg::shell_menu_view()),
        window: messages.say(&msg::shell_menu_window()),
    }
}

/// What became of preferences that could not be used. The app started with the usual ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreferencesProblem {
    /// They were damaged, and lie here now.
    KeptAside(String),
    /// They are damaged, and will be written over.
    NotKeptAside,
    /// The file cannot be read.
    Unreadable,
}

/// What a person is told of it.
pub fn preferences_notice(language: Language, problem: PreferencesProblem) -> Notice {
    let (message, kept_aside) = match problem {
        PreferencesProblem::KeptAside(path) => (msg::notice_preferences_damaged(), Some(path)),
        PreferencesProblem::NotKeptAside => (msg::notice_preferences_not_kept_aside(), None),
        PreferencesProblem::Unreadable => (msg::notice_preferences_unreadable(), None),
    };
    Notice { message: Messages::new(language).say(&message), kept_aside }
}
