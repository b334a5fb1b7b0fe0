//! The log of a job: what happened to it, a line at a time. Nothing is decided by it.

use super::json::json;
use crate::ids::{JobId, UnixSeconds};
use rusqlite::{Transaction, params};
use serde::Serialize;

/// Something that happened to a job, for its log.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum JobEvent<'a> {
    Created { items: usize },
    State { to: &'a str },
    Slowed { pause_ms: u64 },
    Settled { items: usize, states: &'a str },
}

/// Adds a line to the log of a job.
pub(crate) fn log(
    db: &Transaction<'_>,
    job: JobId,
    at: UnixSeconds,
    event: JobEvent<'_>,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO job_events (job, at, event) VALUES (?1, ?2, ?3)")?
        .execute(params![job.0, at.0, json(&event)?])
        .map(drop)
}
