//! The entries export: everything that accounts hold, in one file, complete or said what is
//! missing (PRODUCT.md §7). What is chosen stands in `options` and `columns`; `engine` runs it;
//! `read` reads one account; `output` brings the rows of all into `file`.

mod board;
mod cell;
mod columns;
mod csv;
mod engine;
mod facts;
mod file;
mod gate;
mod metadata;
mod once;
mod options;
mod output;
mod parts;
mod plain;
mod plan;
mod read;
mod rows;
mod summary;
mod xlsx;

pub use board::{AccountProgress, AccountState, ExportProgress};
pub use columns::Column;
pub use once::{Access, AccountsView, ExportRun, OnceReport, RunOptions};
pub use options::{
    AccountScope, EntryChoice, EntryStatus, ExportAccounts, ExportFormat, ExportOptions, MediaType,
    SheetChoice,
};
pub use plan::{
    ExportAccountPage, ExportEstimate, ExportPreset, ExportStart, LastExport, UnreadableAccount,
};
pub use summary::{AccountOutcome, AccountReport};
