//! Jobs and their items as screens show them.

use super::super::edit_accounts::EditInput;
use super::super::model::{JobItem, JobItemPage, JobKind, JobSnapshot, JobState};
use super::super::names::{item_state_of, state_of};
use super::items::{count_undoable, counts, has_retryable, restores};
use super::json::{from_json, optional_json, status_of};
use crate::export::store as exports;
use crate::ids::{AccountId, ConnectionId, JobId, UnixSeconds};
use crate::import::EditChange;
use rusqlite::{Connection, OptionalExtension, Row, params};

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
        EXISTS (SELECT 1 FROM jobs u
            WHERE u.undoes = j.id AND u.state NOT IN ('finished', 'cancelled')),
        j.plan IS NOT NULL FROM jobs j";

fn read_snapshot(db: &Connection, row: &Row<'_>) -> rusqlite::Result<JobSnapshot> {
    let id = JobId(row.get(0)?);
    let kind: JobKind = from_json(row, 3)?;
    let state = state_of(row, 4)?;
    let total: u32 = row.get(5)?;
    let being_undone: bool = row.get(11)?;
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
    let undoable = if settled && !being_undone { count_undoable(db, id, &kind)? } else { 0 };
    let only_account = if total == 1 {
        db.prepare_cached("SELECT account_name FROM job_items WHERE job = ?1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?
    } else {
        None
    };
    let restores = restores(db, id, &kind)?;
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
        restores,
        only_account,
        problem: optional_json(row, 10)?,
        pace: None,
        can_save_result,
        export: export.progress,
        files: export.files,
    })
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
