//! What the states of jobs and items are called in the database. A stored name that is not known
//! is an error, never a default.

use super::model::{ItemState, JobState};
use rusqlite::Row;
use rusqlite::types::Type;

fn unknown_name(column: usize, name: &str) -> rusqlite::Error {
    let cause = format!("unknown state {name}");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, cause.into())
}

/// The name of a job's state in the database.
pub(crate) fn state_name(state: JobState) -> &'static str {
    match state {
        JobState::Queued => "queued",
        JobState::Running => "running",
        JobState::Paused => "paused",
        JobState::Cancelling => "cancelling",
        JobState::Cancelled => "cancelled",
        JobState::Interrupted => "interrupted",
        JobState::Finished => "finished",
    }
}

pub(super) fn state_of(row: &Row<'_>, column: usize) -> rusqlite::Result<JobState> {
    let name: String = row.get(column)?;
    Ok(match name.as_str() {
        "queued" => JobState::Queued,
        "running" => JobState::Running,
        "paused" => JobState::Paused,
        "cancelling" => JobState::Cancelling,
        "cancelled" => JobState::Cancelled,
        "interrupted" => JobState::Interrupted,
        "finished" => JobState::Finished,
        other => return Err(unknown_name(column, other)),
    })
}

pub(super) fn item_state_name(state: ItemState) -> &'static str {
    match state {
        ItemState::Pending => "pending",
        ItemState::Sent => "sent",
        ItemState::Done => "done",
        ItemState::Unchanged => "unchanged",
        ItemState::Failed => "failed",
        ItemState::Unknown => "unknown",
        ItemState::Skipped => "skipped",
    }
}

pub(crate) fn item_state_of(row: &Row<'_>, column: usize) -> rusqlite::Result<ItemState> {
    let name: String = row.get(column)?;
    Ok(match name.as_str() {
        "pending" => ItemState::Pending,
        "sent" => ItemState::Sent,
        "done" => ItemState::Done,
        "unchanged" => ItemState::Unchanged,
        "failed" => ItemState::Failed,
        "unknown" => ItemState::Unknown,
        "skipped" => ItemState::Skipped,
        other => return Err(unknown_name(column, other)),
    })
}
