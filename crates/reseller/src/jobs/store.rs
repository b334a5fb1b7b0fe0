//! Jobs on disk: one row a job, one row an item, and a log of what happened to the job. What is
//! written here is synced before the call returns. Here are the jobs themselves; their items are in
//! `items`, what screens show of both in `shown`, the log in `events`, what goes after long in `old`.

mod events;
mod items;
mod json;
mod old;
mod shown;

pub(crate) use events::{JobEvent, log};
pub(crate) use items::{
    Item, NewItem, Settled, mark_sent, pending, settle, take_back_attempt, undoable, unknown,
};
pub(crate) use json::{from_json, json, optional_json};
pub(crate) use old::let_go;
pub(crate) use shown::{list, page, snapshot};

use self::items::skip_pending;
use super::model::{JobKind, JobState};
use super::names::{state_name, state_of};
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

/// Moves a job to another state, if it is in one of these. `false`: it is not.
pub(crate) fn move_from(
    db: &Transaction<'_>,
    job: JobId,
    from: &[JobState],
    to: JobState,
    at: UnixSeconds,
) -> rusqlite::Result<bool> {
    let is = state(db, job)?.is_some_and(|state| from.contains(&state));
    if is {
        set_state(db, job, to, None, at)?;
    }
    Ok(is)
}

fn state(db: &Connection, job: JobId) -> rusqlite::Result<Option<JobState>> {
    db.prepare_cached("SELECT state FROM jobs WHERE id = ?1")?
        .query_row([job.0], |row| state_of(row, 0))
        .optional()
}

/// Begins a run of a job that is in this state: one that waits runs from now on, one that is being
/// cancelled goes on being so. What an earlier run sent without writing what came of it, as when the
/// disk was full, is unknown. `None`: the job is in another state, or gone.
pub(crate) fn begin(
    db: &Transaction<'_>,
    id: JobId,
    from: JobState,
    at: UnixSeconds,
) -> rusqlite::Result<Option<Job>> {
    let to = if from == JobState::Queued { JobState::Running } else { from };
    if !move_from(db, id, &[from], to, at)? {
        return Ok(None);
    }
    items::doubt_sent(db, Some(id))?;
    job(db, id)
}

/// What there is to do when a job that came to rest is to go on with what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Left {
    Nothing,
    /// It waits for its turn.
    Queued,
    /// It was cancelled, and nothing failed: what is uncertain can be looked at. It is being cancelled
    /// again.
    Uncertain,
}

/// A job that came to rest is to go on with what failed or is uncertain.
pub(crate) fn retry(db: &Transaction<'_>, id: JobId, at: UnixSeconds) -> rusqlite::Result<Left> {
    let resting =
        [JobState::Finished, JobState::Cancelled, JobState::Paused, JobState::Interrupted];
    let Some(state) = state(db, id)?.filter(|state| resting.contains(state)) else {
        return Ok(Left::Nothing);
    };
    let left = match items::reopen_failed(db, id)? {
        0 if items::counts(db, id)?.unknown == 0 => return Ok(Left::Nothing),
        0 if state == JobState::Cancelled => Left::Uncertain,
        _ => Left::Queued,
    };
    let to = if left == Left::Queued { JobState::Queued } else { JobState::Cancelling };
    set_state(db, id, to, None, at)?;
    Ok(left)
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
/// what was being cancelled sends nothing more.
pub(crate) fn interrupt_all(
    db: &Transaction<'_>,
    not_sent: &Error,
    now: UnixSeconds,
) -> rusqlite::Result<()> {
    let open: Vec<u32> = db
        .prepare("SELECT id FROM jobs WHERE state IN ('queued', 'running', 'cancelling')")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    // A job that was paused has nothing under way, unless the app ended while it came to rest.
    items::doubt_sent(db, None)?;
    for id in open {
        interrupt(db, JobId(id), not_sent, now)?;
    }
    Ok(())
}

/// The app ends, or ended, while a job was not at rest. What was being cancelled sends nothing more,
/// and is over unless something of it is uncertain.
pub(crate) fn interrupt(
    db: &Transaction<'_>,
    id: JobId,
    not_sent: &Error,
    now: UnixSeconds,
) -> rusqlite::Result<JobState> {
    if state(db, id)? == Some(JobState::Cancelling) {
        if items::counts(db, id)?.unknown == 0 {
            return end_cancelled(db, id, not_sent, now);
        }
        skip_pending(db, id, not_sent)?;
    }
    set_state(db, id, JobState::Interrupted, None, now)?;
    Ok(JobState::Interrupted)
}

/// The end of a job that was cancelled: what was not sent is skipped. One that had nothing left to do
/// by the time it heard of it is finished.
pub(crate) fn end_cancelled(
    db: &Transaction<'_>,
    id: JobId,
    not_sent: &Error,
    at: UnixSeconds,
) -> rusqlite::Result<JobState> {
    let counts = items::counts(db, id)?;
    skip_pending(db, id, not_sent)?;
    let left = counts.pending + counts.sent + counts.unknown + counts.skipped;
    let to = if left == 0 { JobState::Finished } else { JobState::Cancelled };
    set_state(db, id, to, None, at)?;
    Ok(to)
}
