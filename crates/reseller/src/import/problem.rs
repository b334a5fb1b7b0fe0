//! Why a whole file cannot be used. What is wrong with a single row stands in `check`.

use crate::error::{Error, ErrorCode};
use crate::import::limits;
use crate::messages::{Message, Messages, msg};
use rust_xlsxwriter::XlsxError;
use std::io::ErrorKind;

/// Why a file was not opened, read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileProblem {
    /// There is no such file any more.
    Missing,
    /// The system does not let Roster read it; the text is the system's.
    Unreadable(String),
    /// It is a folder.
    Folder,
    /// Nothing is in it, or nothing but blanks.
    Empty,
    /// A header, and no row below it.
    NoRows,
    /// Bigger on disk than [`limits::MAX_FILE_BYTES`].
    TooBig {
        /// Its size in units of 1,048,576 bytes, rounded down.
        megabytes: u32,
    },
    /// More rows than [`limits::MAX_ROWS`]; reading stopped there.
    TooManyRows,
    /// Something stands to the right of column [`limits::MAX_COLUMNS`].
    TooManyColumns,
    /// More text than [`limits::MAX_TEXT_BYTES`] or more cells than [`limits::MAX_CELLS`].
    TooMuchText,
    /// A cell longer than a spreadsheet allows.
    CellTooLong {
        /// The row, from 1.
        line: u32,
    },
    /// A quotation mark is opened on this line and never closed.
    QuoteNotClosed {
        /// The row, from 1.
        line: u32,
    },
    /// A PDF, a picture, a document, a program: nothing with rows and columns.
    NotATable,
    /// A web page with the name of a spreadsheet, as some systems "export" them.
    WebPage,
    /// A spreadsheet in a format that Roster does not read: .xls, .xlsb, .ods, .numbers.
    OtherSpreadsheet {
        /// The ending of such files, with its dot.
        format: &'static str,
    },
    /// A workbook that asks for a password before it shows anything.
    PasswordProtected,
    /// A workbook cut short or otherwise broken; the text is for support.
    Damaged(String),
    /// Unpacked it would be far bigger than any list of accounts.
    UnpacksTooFar,
    /// All sheets are hidden or empty of cells.
    NoVisibleSheet,
    /// The sheet asked for is not in the workbook.
    NoSuchSheet(String),
    /// The chosen encoding is not known.
    NoSuchEncoding(String),
    /// The result could not be written; the text is the system's.
    NotWritten(String),
    /// The disk is full.
    DiskFull,
}

impl FileProblem {
    /// The sentence.
    pub(crate) fn message(&self) -> Message {
        match self {
            Self::Missing => msg::import_file_missing(),
            Self::Unreadable(_) => msg::import_file_unreadable(),
            Self::Folder => msg::import_file_folder(),
            Self::Empty => msg::import_file_empty(),
            Self::NoRows => msg::import_file_no_rows(),
            Self::TooBig { megabytes } => {
                let limit = limits::MAX_FILE_BYTES / (1024 * 1024);
                msg::import_file_too_big(u32::try_from(limit).unwrap_or(u32::MAX), *megabytes)
            }
            Self::TooManyRows => msg::import_file_too_many_rows(limits::MAX_ROWS),
            Self::TooManyColumns => msg::import_file_too_many_columns(limits::MAX_COLUMNS),
            Self::TooMuchText => msg::import_file_too_much_text(),
            Self::CellTooLong { line } => {
                msg::import_file_cell_too_long(limits::MAX_CELL_CHARS, line.to_string())
            }
            Self::QuoteNotClosed { line } => msg::import_file_quote_not_closed(line.to_string()),
            Self::NotATable => msg::import_file_not_a_table(),
            Self::WebPage => msg::import_file_web_page(),
            Self::OtherSpreadsheet { format } => msg::import_file_other_spreadsheet(*format),
            Self::PasswordProtected => msg::import_file_password(),
            Self::Damaged(_) => msg::import_file_damaged(),
            Self::UnpacksTooFar => msg::import_file_unpacks_too_far(),
            Self::NoVisibleSheet => msg::import_file_no_visible_sheet(),
            Self::NoSuchSheet(name) => msg::import_file_no_such_sheet(name),
            Self::NoSuchEncoding(name) => msg::import_file_no_such_encoding(name),
            Self::NotWritten(_) => msg::import_result_not_written(),
            Self::DiskFull => msg::import_result_disk_full(),
        }
    }

    /// The error as the screen gets it.
    pub(crate) fn error(&self, messages: &Messages) -> Error {
        let code = match self {
            Self::Missing => ErrorCode::NotFound,
            Self::NotWritten(_) | Self::DiskFull => ErrorCode::Disk,
            Self::Unreadable(_)
            | Self::Folder
            | Self::Empty
            | Self::NoRows
            | Self::TooBig { .. }
            | Self::TooManyRows
            | Self::TooManyColumns
            | Self::TooMuchText
            | Self::CellTooLong { .. }
            | Self::QuoteNotClosed { .. }
            | Self::NotATable
            | Self::WebPage
            | Self::OtherSpreadsheet { .. }
            | Self::PasswordProtected
            | Self::Damaged(_)
            | Self::UnpacksTooFar
            | Self::NoVisibleSheet
            | Self::NoSuchSheet(_)
            | Self::NoSuchEncoding(_) => ErrorCode::Other,
        };
        let mut error = messages.error(code, &self.message());
        if let Self::Unreadable(text) | Self::Damaged(text) | Self::NotWritten(text) = self {
            error.detail.technical.clone_from(text);
        }
        error
    }

    /// What reading failed with, when it is the system that failed.
    pub(crate) fn from_reading(error: &std::io::Error) -> Self {
        if error.kind() == ErrorKind::NotFound {
            Self::Missing
        } else if error.kind() == ErrorKind::IsADirectory {
            Self::Folder
        } else {
            Self::Unreadable(error.to_string())
        }
    }

    /// What making a workbook failed with.
    pub(crate) fn from_workbook(error: XlsxError) -> Self {
        if let XlsxError::IoError(error) = error {
            Self::from_writing(&error)
        } else {
            Self::NotWritten(error.to_string())
        }
    }

    /// What writing failed with.
    pub(crate) fn from_writing(error: &std::io::Error) -> Self {
        if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded) {
            Self::DiskFull
        } else {
            Self::NotWritten(error.to_string())
        }
    }
}
