//! Jobs on disk: one row a job, one row an item, and a log of what happened to the job. What is
//! written here is synced before the call returns.

use super::edit_accounts::EditInput;
use super::kind::Facts;
use super::model::{ItemCounts, ItemState, JobItem, JobItemPage, JobKind, JobSnapshot, JobState};
use super::names::{item_state_name, item_state_of, state_name, state_of};
use crate::account::AccountStatus;
use crate::activity::ActivityResult;
use crate::error::Error;
use crate::export::store as exports;
use crate::ids::{AccountId, ActivityId, ConnectionId, JobId, UnixSeconds};
use crate::import::EditChange;
use crate::store::activity::{self, Outcome};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

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

/// An item about to be written.
#[derive(Debug, Clone)]
pub(crate) struct NewItem {
    /// Its place in the job from 1, or the row it comes from; the order in which items are sent.
    pub(crate) number: u32,
    pub(crate) account: Option<AccountId>,
    pub(crate) account_name: String,
    pub(crate) before: Option<AccountStatus>,
    /// What the kind needs to do it, as JSON. Never a secret.
    pub(crate) input: Option<String>,
}

/// An item as the runner works on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) number: u32,
    pub(crate) account: Option<AccountId>,
    pub(crate) account_name: String,
    pub(crate) input: Option<String>,
    pub(crate) before: Option<AccountStatus>,
    /// The record in Activity, once it was sent and as long as it has no result.
    pub(crate) activity: Option<ActivityId>,
    /// How often it was sent.
    pub(crate) attempts: u32,
    /// When it was sent, as long as the server may be at work on it.
    pub(crate) sent_at: Option<UnixSeconds>,
    /// Every account that was there before it was first sent has a number up to this.
    pub(crate) floor: Option<u32>,
    /// What went wrong last.
    pub(crate) problem: Option<Error>,
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

/// Something that happened to a job, for its log.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum JobEvent<'a> {
    Created { items: usize },
    State { to: &'a str },
    Slowed { pause_ms: u64 },
    Settled { items: usize, states: &'a str },
}

/// A new value for an item.
#[derive(Debug, Clone)]
pub(crate) struct Settled {
    pub(crate) number: u32,
    pub(crate) state: ItemState,
    pub(crate) facts: Facts,
    pub(crate) problem: Option<Error>,
    /// The server is not at work on it any more.
    pub(crate) over: bool,
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

/// One job as screens show it.
pub(crate) fn snapshot(db: &Connection, id: JobId) -> rusqlite::Result<Option<JobSnapshot>> {
    let sql = format!("{SNAPSHOT} WHERE j.id = ?1");
    db.prepare_cached(&sql)?.query_row([id.0], |row| read_snapshot(db, row)).optional()
}

/// The latest jobs of all connections, newest first.
pub(crate) fn list(db: &Connection, at_most: u32) -> rusqlite::Result<Vec<JobSnapshot>> {
    let sql = format!("{SNAPSHOT} ORDER BY j.id DESC LIMIT ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([at_most])?;
    let mut jobs = Vec::new();
    while let Some(row) = rows.next()? {
        jobs.push(read_snapshot(db, row)?);
    }
    Ok(jobs)
}

const SNAPSHOT: &str = "SELECT j.id, j.connection, j.connection_name, j.kind, j.state, j.total,
        j.created_at, j.finished_at, j.reason, j.person, j.problem,
        EXISTS (SELECT 1 FROM jobs u WHERE u.undoes = j.id), j.plan IS NOT NULL FROM jobs j";

fn read_snapshot(db: &Connection, row: &Row<'_>) -> rusqlite::Result<JobSnapshot> {
    let id = JobId(row.get(0)?);
    let kind: JobKind = from_json(row, 3)?;
    let state = state_of(row, 4)?;
    let total: u32 = row.get(5)?;
    let undone: bool = row.get(11)?;
    let planned: bool = row.get(12)?;
    let can_save_result = planned && matches!(kind, JobKind::Import { .. } | JobKind::Edit { .. });
    let counts = counts(db, id)?;
    let is_export = matches!(kind, JobKind::Export { .. });
    let export = if is_export { exports::shown(db, id)? } else { exports::Shown::default() };
    // Nothing is set aside any more to which what is tried again could be added.
    let is_over = is_export && state == JobState::Cancelled;
    let settled = matches!(
        state,
        JobState::Finished | JobState::Cancelled | JobState::Paused | JobState::Interrupted
    );
    let undoable = if settled && !undone { count_undoable(db, id, &kind)? } else { 0 };
    let only_account = if total == 1 {
        db.prepare_cached("SELECT account_name FROM job_items WHERE job = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
    } else {
        None
    };
    Ok(JobSnapshot {
        id,
        connection: ConnectionId(row.get(1)?),
        connection_name: row.get(2)?,
        kind,
        state,
        counts,
        total,
        created_at: UnixSeconds(row.get(6)?),
        finished_at: row.get::<_, Option<i64>>(7)?.map(UnixSeconds),
        reason: row.get(8)?,
        person: row.get(9)?,
        can_undo: undoable > 0,
        undoable,
        can_resume: matches!(state, JobState::Paused | JobState::Interrupted),
        can_retry: settled && !is_over && has_retryable(db, id)?,
        only_account,
        problem: optional_json(row, 10)?,
        pace: None,
        can_save_result,
        export: export.progress,
        files: export.files,
    })
}

fn counts(db: &Connection, job: JobId) -> rusqlite::Result<ItemCounts> {
    let mut counts = ItemCounts::default();
    let mut statement =
        db.prepare_cached("SELECT state, count(*) FROM job_items WHERE job = ?1 GROUP BY state")?;
    let mut rows = statement.query([job.0])?;
    while let Some(row) = rows.next()? {
        let place = match item_state_of(row, 0)? {
            ItemState::Pending => &mut counts.pending,
            ItemState::Sent => &mut counts.sent,
            ItemState::Done => &mut counts.done,
            ItemState::Unchanged => &mut counts.unchanged,
            ItemState::Failed => &mut counts.failed,
            ItemState::Unknown => &mut counts.unknown,
            ItemState::Skipped => &mut counts.skipped,
        };
        *place = row.get(1)?;
    }
    Ok(counts)
}

/// A window onto the items, failures first.
pub(crate) fn page(
    db: &Connection,
    job: JobId,
    start: u32,
    count: u32,
) -> rusqlite::Result<JobItemPage> {
    let total =
        db.query_row("SELECT count(*) FROM job_items WHERE job = ?1", [job.0], |row| row.get(0))?;
    let kind: Option<JobKind> = db
        .prepare_cached("SELECT kind FROM jobs WHERE id = ?1")?
        .query_row([job.0], |row| from_json(row, 0))
        .optional()?;
    let edits = matches!(kind, Some(JobKind::Edit { .. }));
    let creates = matches!(kind, Some(JobKind::Import { .. }));
    let mut statement = db.prepare_cached(
        "SELECT number, account, account_name, state, before, after, problem, input FROM job_items
         WHERE job = ?1
         ORDER BY CASE state WHEN 'failed' THEN 0 WHEN 'unknown' THEN 1 ELSE 2 END, number
         LIMIT ?2 OFFSET ?3",
    )?;
    let items = statement.query_map(params![job.0, count, start], |row| {
        Ok(JobItem {
            number: row.get(0)?,
            account: row.get::<_, Option<u32>>(1)?.map(AccountId),
            account_name: row.get(2)?,
            reference_id: if creates { reference_id_of(row, 7)? } else { String::new() },
            state: item_state_of(row, 3)?,
            before: status_of(row, 4)?,
            after: status_of(row, 5)?,
            changes: if edits { changes_of(row, 7)? } else { Vec::new() },
            problem: optional_json(row, 6)?,
        })
    })?;
    Ok(JobItemPage { total, start, items: items.collect::<rusqlite::Result<_>>()? })
}

/// What an item of an edit changes.
fn changes_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<EditChange>> {
    let input: Option<EditInput> = optional_json(row, column)?;
    Ok(input.map(|input| input.changes).unwrap_or_default())
}

/// The Reference ID of an account that an item makes.
fn reference_id_of(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Input {
        reference_id: String,
    }
    let input: Option<Input> = optional_json(row, column)?;
    Ok(input.map(|input| input.reference_id).unwrap_or_default())
}

/// Items in a state, in order.
pub(crate) fn items(
    db: &Connection,
    job: JobId,
    state: ItemState,
    at_most: usize,
) -> rusqlite::Result<Vec<Item>> {
    db.prepare_cached(
        "SELECT number, account, account_name, before, activity, attempts, problem, input,
            sent_at, floor
         FROM job_items WHERE job = ?1 AND state = ?2 ORDER BY number LIMIT ?3",
    )?
    .query_map(
        params![job.0, item_state_name(state), i64::try_from(at_most).unwrap_or(i64::MAX)],
        |row| {
            Ok(Item {
                number: row.get(0)?,
                account: row.get::<_, Option<u32>>(1)?.map(AccountId),
                account_name: row.get(2)?,
                before: status_of(row, 3)?,
                activity: row.get::<_, Option<u32>>(4)?.map(ActivityId),
                attempts: row.get(5)?,
                problem: optional_json(row, 6)?,
                input: row.get(7)?,
                sent_at: row.get::<_, Option<i64>>(8)?.map(UnixSeconds),
                floor: row.get(9)?,
            })
        },
    )?
    .collect()
}

/// Notes that an item is about to be sent, under this record of Activity.
pub(crate) fn mark_sent(
    db: &Transaction<'_>,
    job: JobId,
    item: &Item,
    activity: ActivityId,
    now: UnixSeconds,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE job_items SET state = 'sent', activity = ?3, before = ?4, problem = NULL,
            attempts = attempts + 1, sent_at = ?5, floor = ?6, input = ?7
         WHERE job = ?1 AND number = ?2",
    )?
    .execute(params![
        job.0,
        item.number,
        activity.0,
        item.before.map(AccountStatus::number),
        now.0,
        item.floor,
        item.input
    ])
    .map(drop)
}

/// An item that was marked as sent never ran: that it was does not count.
pub(crate) fn take_back_attempt(
    db: &Transaction<'_>,
    job: JobId,
    number: u32,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE job_items SET attempts = attempts - 1
         WHERE job = ?1 AND number = ?2 AND attempts > 0",
    )?
    .execute(params![job.0, number])
    .map(drop)
}

/// Gives an item its new state. Its record in Activity is let go when it has its result.
pub(crate) fn settle(db: &Transaction<'_>, job: JobId, new: &Settled) -> rusqlite::Result<()> {
    let open = matches!(new.state, ItemState::Pending | ItemState::Sent | ItemState::Unknown);
    db.prepare_cached(
        "UPDATE job_items SET state = ?3, after = ?4, problem = ?5,
            before = coalesce(?7, before),
            activity = CASE WHEN ?6 THEN activity END,
            account = coalesce(account, ?8),
            input = coalesce(?9, input),
            sent_at = CASE WHEN ?10 THEN NULL ELSE sent_at END
         WHERE job = ?1 AND number = ?2",
    )?
    .execute(params![
        job.0,
        new.number,
        item_state_name(new.state),
        new.facts.after.map(AccountStatus::number),
        new.problem.as_ref().map(json).transpose()?,
        open,
        new.facts.before.map(AccountStatus::number),
        new.facts.account.map(|id| id.0),
        new.facts.input,
        new.over
    ])
    .map(drop)
}

/// Items that are done and whose state before is the one that the inverse change gives.
const UNDOABLE: &str = "job = ?1 AND state = 'done' AND before = ?2 AND account IS NOT NULL";

/// Failed items that may be tried again: all but those that made an account outside the parent.
/// They would make another one.
const RETRYABLE: &str = "state = 'failed' AND NOT (floor IS NOT NULL AND account IS NOT NULL)";

fn count_undoable(db: &Connection, job: JobId, kind: &JobKind) -> rusqlite::Result<u32> {
    let JobKind::ChangeStatus { target, .. } = kind else { return Ok(0) };
    let Some(inverse) = target.inverse() else { return Ok(0) };
    db.prepare_cached(&format!("SELECT count(*) FROM job_items WHERE {UNDOABLE}"))?
        .query_row(params![job.0, inverse.status().number()], |row| row.get(0))
}

fn has_retryable(db: &Connection, job: JobId) -> rusqlite::Result<bool> {
    db.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM job_items
         WHERE job = ?1 AND (state = 'unknown' OR ({RETRYABLE})))"
    ))?
    .query_row([job.0], |row| row.get(0))
}

/// What a job changed and can be changed back: items that are done and whose state before is
/// the one that the inverse change gives.
pub(crate) fn undoable(
    db: &Connection,
    job: JobId,
    kind: &JobKind,
) -> rusqlite::Result<Vec<(AccountId, String)>> {
    let JobKind::ChangeStatus { target, .. } = kind else { return Ok(Vec::new()) };
    let Some(inverse) = target.inverse() else { return Ok(Vec::new()) };
    db.prepare_cached(&format!(
        "SELECT account, account_name FROM job_items WHERE {UNDOABLE} ORDER BY number"
    ))?
    .query_map(params![job.0, inverse.status().number()], |row| {
        Ok((AccountId(row.get(0)?), row.get(1)?))
    })?
    .collect()
}

/// Pending items will not be sent any more. What was sent, turned away for the moment and put back
/// gets its result in Activity.
pub(crate) fn skip_pending(db: &Transaction<'_>, job: JobId, why: &Error) -> rusqlite::Result<()> {
    let turned_away = Outcome::failed(ActivityResult::Refused, why);
    let mut open = db.prepare(
        "SELECT activity FROM job_items
         WHERE job = ?1 AND state = 'pending' AND activity IS NOT NULL",
    )?;
    let records = open.query_map([job.0], |row| row.get(0).map(ActivityId))?;
    for record in records.collect::<rusqlite::Result<Vec<_>>>()? {
        activity::settle(db, record, &turned_away)?;
    }
    db.execute(
        "UPDATE job_items SET state = 'skipped', problem = ?2 WHERE job = ?1 AND state = 'pending'",
        params![job.0, json(why)?],
    )
    .map(drop)
}

/// Failed items are tried again, as far as they may be. Says how many.
pub(crate) fn reopen_failed(db: &Transaction<'_>, job: JobId) -> rusqlite::Result<usize> {
    let sql = format!(
        "UPDATE job_items SET state = 'pending', problem = NULL, attempts = 0, after = NULL
         WHERE job = ?1 AND {RETRYABLE}"
    );
    db.execute(&sql, [job.0])
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
            if counts(db, id)?.unknown == 0 {
                to = JobState::Cancelled;
            }
        }
        waiting += u32::from(to == JobState::Interrupted);
        set_state(db, id, to, None, now)?;
    }
    Ok(waiting)
}

pub(crate) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, e.into()))
}

pub(crate) fn optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        return Ok(None);
    }
    from_json(row, column).map(Some)
}

fn status_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<AccountStatus>> {
    Ok(row.get::<_, Option<i32>>(column)?.map(AccountStatus::from_number))
}
