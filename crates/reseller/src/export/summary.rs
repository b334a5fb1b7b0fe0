//! What an export came to: for each account what was counted and what was written, when, and
//! what is missing and why. Becomes the sheets `Summary` and `Errors`, and the report.

use super::cell::Cell;
use crate::error::Error;
use crate::ids::{AccountId, UnixSeconds};
use crate::messages::{Messages, msg};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What came of one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountReport {
    /// Its Partner ID; the parent's own if that is exported too.
    pub account: AccountId,
    /// As it was called when the export ran.
    pub name: String,
    /// How it ended.
    pub outcome: AccountOutcome,
    /// What the server counted before the entries were read; absent when it did not get there.
    pub counted: Option<u32>,
    /// What it counted when they had been read.
    #[serde(default)]
    pub counted_again: Option<u32>,
    /// Entries that were read.
    pub read: u32,
    /// Rows of this account in the file.
    pub written: u32,
    /// Entries that disappeared while they were read.
    pub gone: u32,
    /// Entries that appeared while they were read.
    pub added: u32,
    /// Entries that are missing and should not be.
    pub missing: u32,
    /// When its turn came; none when the export ended before.
    pub started_at: Option<UnixSeconds>,
    /// How long it took, in milliseconds.
    pub milliseconds: u32,
    /// Why it failed, or what of it could not be read.
    pub problems: Vec<Error>,
}

/// How an account ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AccountOutcome {
    /// Everything is in the file.
    Complete,
    /// Its entries are in the file, but something about them could not be read.
    Partial,
    /// What could be read is in the file, but entries are missing.
    Incomplete,
    /// It could not be read, or not to its end.
    Failed,
    /// It is blocked or removed: nobody can read it.
    Unreadable,
    /// The export ended before.
    NotDone,
}

impl AccountOutcome {
    /// Whether it need not be read again when the export goes on.
    pub(crate) fn is_whole(self) -> bool {
        matches!(self, Self::Complete | Self::Partial)
    }

    /// Whether another try may bring more. Nobody can read a blocked account.
    pub(crate) fn may_be_tried_again(self) -> bool {
        matches!(self, Self::Failed | Self::Incomplete)
    }
}

impl AccountReport {
    pub(crate) fn new(account: AccountId, name: String) -> Self {
        Self {
            account,
            name,
            outcome: AccountOutcome::NotDone,
            counted: None,
            counted_again: None,
            read: 0,
            written: 0,
            gone: 0,
            added: 0,
            missing: 0,
            started_at: None,
            milliseconds: 0,
            problems: Vec::new(),
        }
    }
}

/// A table that stands on a sheet of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// The tables at the end of a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    pub(crate) summary: Table,
    pub(crate) errors: Table,
}

impl Tables {
    pub(crate) fn of(messages: &Messages, accounts: &[AccountReport], cut_cells: u64) -> Self {
        let say = |list: Vec<crate::messages::Message>| {
            list.iter().map(|message| messages.say(message)).collect::<Vec<_>>()
        };
        let mut summary = Table {
            headings: say(vec![
                msg::export_column_account_name(),
                msg::export_column_account_id(),
                msg::export_summary_outcome(),
                msg::export_summary_why(),
                msg::export_summary_counted(),
                msg::export_summary_counted_again(),
                msg::export_summary_written(),
                msg::export_summary_gone(),
                msg::export_summary_added(),
                msg::export_summary_missing(),
                msg::export_summary_started(),
                msg::export_summary_minutes(),
            ]),
            rows: Vec::new(),
        };
        let mut errors = Table {
            headings: say(vec![
                msg::export_column_account_name(),
                msg::export_column_account_id(),
                msg::export_errors_what(),
                msg::export_errors_next(),
                msg::export_errors_code(),
            ]),
            rows: Vec::new(),
        };
        for account in accounts {
            let number = |value: u32| Cell::Number(value.into());
            summary.rows.push(vec![
                Cell::text(account.name.as_str()),
                number(account.account.0),
                Cell::text(messages.say(&outcome(account.outcome))),
                // The first reason; all of them are among the errors.
                account
                    .problems
                    .first()
                    .map_or(Cell::Empty, |problem| Cell::text(problem.message.as_str())),
                account.counted.map_or(Cell::Empty, number),
                account.counted_again.map_or(Cell::Empty, number),
                number(account.written),
                number(account.gone),
                number(account.added),
                number(account.missing),
                Cell::moment(account.started_at.map(|at| at.0)),
                Cell::Length(account.milliseconds.into()),
            ]);
            for problem in &account.problems {
                errors.rows.push(vec![
                    Cell::text(account.name.as_str()),
                    number(account.account.0),
                    Cell::text(problem.message.as_str()),
                    Cell::text(problem.detail.next_step.as_deref().unwrap_or_default()),
                    Cell::text(problem.detail.server_code.as_deref().unwrap_or_default()),
                ]);
            }
        }
        if cut_cells > 0 {
            let count = u32::try_from(cut_cells).unwrap_or(u32::MAX);
            let said = messages.say(&msg::export_cells_cut(count));
            errors.rows.push(vec![Cell::Empty, Cell::Empty, Cell::text(said)]);
        }
        Self { summary, errors }
    }
}

fn outcome(outcome: AccountOutcome) -> crate::messages::Message {
    match outcome {
        AccountOutcome::Complete => msg::export_outcome_complete(),
        AccountOutcome::Partial => msg::export_outcome_partial(),
        AccountOutcome::Incomplete => msg::export_outcome_incomplete(),
        AccountOutcome::Failed => msg::export_outcome_failed(),
        AccountOutcome::Unreadable => msg::export_outcome_unreadable(),
        AccountOutcome::NotDone => msg::export_outcome_not_done(),
    }
}
