//! Jobs on disk: one row a job, one row an item, and a log of what happened to the job. What is
//! written here is synced before the call returns. Here are the jobs themselves; their items are in
//! `items`, what screens show of both in `shown`, the log in `events`.

mod events;
mod items;
mod json;
mod shown;

pub(crate) use events::{JobEvent, log};
pub(crate) use items::{
    Item, NewItem, Settled, items, mark_sent, reopen_failed, settle, skip_pending,
    take_back_attempt, undoable,
};
pub(crate) use json::{from_json, json, optional_json};
pub(crate) use shown::{list, page, snapshot};

use super::model::{JobKind, JobState};
use super::names::state_name;
use crate::account::AccountStatus;
use crate::error::Error;
use crate::ids::{ConnectionId, JobId, UnixSeconds};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// A job about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewJob {
    pub(crate) connection: ConnectionId,
    pub(crate) connection_name: String,
    pub(crate) kind: JobKind,
    pub(crate) created_at: UnixSeconds,
    pub(crate) reason: String,
    pub(crate) person: String,
    pub(crate) items: Vec<NewItem>,
    /// What the kind needs beside the items, as JSON.
    pub(crate) plan: Option<String>,
}

/// What the runner needs to know of a job.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) id: JobId,
    pub(crate) connection: ConnectionId,
    pub(crate) kind: JobKind,
    pub(crate) reason: String,
    pub(crate) person: String,
}

/// Writes a job and its items.
pub(crate) fn insert(db: &Transaction<'_>, new: &NewJob) -> rusqlite::Result<JobId> {
    let undoes = match &new.kind {
        JobKind::ChangeStatus { undoes, .. } => undoes.map(|id| id.0),
        JobKind::Import { .. } | JobKind::Edit { .. } | JobKind::Export { .. } => None,
    };
    let total = u32::try_from(new.items.len()).unwrap_or(u32::MAX);
    db.execute(
        "INSERT INTO jobs (connection, connection_name, kind, state, total, created_at, reason,
            person, undoes, plan)
         VALUES (?1, ?2, ?3, 'queued', ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            new.connection.0,
            new.connection_name,
            json(&new.kind)?,
            total,
            new.created_at.0,
            new.reason,
            new.person,
            undoes,
            new.plan
        ],
    )?;
    let id = JobId(u32::try_from(db.last_insert_rowid()).unwrap_or(u32::MAX));
    let mut insert = db.prepare(
        "INSERT INTO job_items (job, number, account, account_name, state, before, input)
         VALUES (?1, ?2, ?3, ?4, 'pending', ?5, ?6)",
    )?;
    for item in &new.items {
        insert.execute(params![
            id.0,
            item.number,
            item.account.map(|id| id.0),
            item.account_name,
            item.before.map(AccountStatus::number),
            item.input
        ])?;
    }
    log(db, id, new.created_at, JobEvent::Created { items: new.items.len() })?;
    Ok(id)
}

/// Moves a job to another state, with what holds it up.
pub(crate) fn set_state(
    db: &Transaction<'_>,
    job: JobId,
    state: JobState,
    problem: Option<&Error>,
    at: UnixSeconds,
) -> rusqlite::Result<()> {
    let ended = matches!(state, JobState::Finished | JobState::Cancelled).then_some(at.0);
    db.execute(
        "UPDATE jobs SET state = ?2, problem = ?3, finished_at = ?4 WHERE id = ?1",
        params![job.0, state_name(state), problem.map(json).transpose()?, ended],
    )?;
    log(db, job, at, JobEvent::State { to: state_name(state) })
}

/// Begins to stop a job. `false`: it is not running any more.
pub(crate) fn begin_cancelling(
    db: &Transaction<'_>,
    job: JobId,
    at: UnixSeconds,
) -> rusqlite::Result<bool> {
    let to = state_name(JobState::Cancelling);
    let begun = db.execute(
        "UPDATE jobs SET state = ?2, problem = NULL WHERE id = ?1
            AND state IN ('queued', 'running')",
        params![job.0, to],
    )? > 0;
    if begun {
        log(db, job, at, JobEvent::State { to })?;
    }
    Ok(begun)
}

/// Notes what holds a running job up, without changing its state.
pub(crate) fn set_problem(
    db: &Transaction<'_>,
    job: JobId,
    problem: Option<&Error>,
) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE jobs SET problem = ?2 WHERE id = ?1")?
        .execute(params![job.0, problem.map(json).transpose()?])
        .map(drop)
}

/// One job.
pub(crate) fn job(db: &Connection, id: JobId) -> rusqlite::Result<Option<Job>> {
    db.prepare_cached("SELECT id, connection, kind, reason, person FROM jobs WHERE id = ?1")?
        .query_row([id.0], |row| {
            Ok(Job {
                id: JobId(row.get(0)?),
                connection: ConnectionId(row.get(1)?),
                kind: from_json(row, 2)?,
                reason: row.get(3)?,
                person: row.get(4)?,
            })
        })
        .optional()
}

/// What the kind of a job keeps beside its items.
pub(crate) fn job_plan(db: &Connection, id: JobId) -> rusqlite::Result<Option<String>> {
    let plan = db
        .prepare_cached("SELECT plan FROM jobs WHERE id = ?1")?
        .query_row([id.0], |row| row.get(0))
        .optional()?;
    Ok(plan.flatten())
}

/// The job of a connection that waits longest.
pub(crate) fn next_queued(
    db: &Connection,
    connection: &ConnectionId,
) -> rusqlite::Result<Option<JobId>> {
    db.query_row(
        "SELECT id FROM jobs WHERE connection = ?1 AND state = 'queued' ORDER BY id LIMIT 1",
        [&connection.0],
        |row| row.get(0).map(JobId),
    )
    .optional()
}

/// At start-up: what was running or waiting is interrupted, what had been sent is unknown, and
/// what was being cancelled sends nothing more. Returns how many jobs wait for the person now.
pub(crate) fn interrupt_all(
    db: &Transaction<'_>,
    not_sent: &Error,
    now: UnixSeconds,
) -> rusqlite::Result<u32> {
    let open: Vec<(u32, String)> = db
        .prepare("SELECT id, state FROM jobs WHERE state IN ('queued', 'running', 'cancelling')")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    // A job that was paused has nothing under way, unless the app ended while it came to rest.
    db.execute("UPDATE job_items SET state = 'unknown' WHERE state = 'sent'", [])?;
    let mut waiting = 0;
    for (id, state) in open {
        let id = JobId(id);
        let mut to = JobState::Interrupted;
        if state == "cancelling" {
            skip_pending(db, id, not_sent)?;
            if items::counts(db, id)?.unknown == 0 {
                to = JobState::Cancelled;
            }
        }
        waiting += u32::from(to == JobState::Interrupted);
        set_state(db, id, to, None, now)?;
    }
    Ok(waiting)
}
