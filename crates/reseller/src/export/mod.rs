//! The entries export: everything that accounts hold, in one file, complete or said what is
//! missing (PRODUCT.md §7). What is chosen stands in `options` and `columns`; `engine` runs it;
//! `read` reads one account; `output` brings the rows of all into `file`.

mod access;
mod account;
pub(crate) mod board;
pub(crate) mod brake;
pub(crate) mod candidates;
mod cell;
mod columns;
mod csv;
pub(crate) mod desk;
pub(crate) mod engine;
pub(crate) mod entrance;
mod estimate;
mod extras;
mod facts;
mod file;
mod filter;
mod gate;
#[cfg(test)]
mod golden;
mod metadata;
mod once;
mod options;
mod output;
mod parts;
mod patience;
mod plain;
mod plan;
mod prepare;
mod read;
mod room;
mod rows;
mod shelf;
pub(crate) mod store;
mod summary;
mod tally;
pub(crate) mod written;
mod xlsx;

pub use access::Access;
pub use board::{AccountProgress, AccountState, ExportProgress, ExportStage};
pub use columns::Column;
pub use once::{AccountsView, ExportRun, OnceReport, RunOptions};
pub use options::{
    AccountScope, DayRange, EntryChoice, EntryStatus, ExportAccounts, ExportFormat, ExportOptions,
    MediaType, SheetChoice,
};
pub use plan::{
    ExportAccountPage, ExportEstimate, ExportPreset, ExportStart, LastExport, UnreadableAccount,
};
pub use summary::{AccountOutcome, AccountReport};
