//! Exports on disk: what was asked for, how far each account is, the files, and options kept by
//! name. The job itself and its items are in `jobs::store`.

use super::board::{AccountProgress, AccountState, ExportProgress};
use super::options::ExportOptions;
use super::plan::{ExportPreset, LastExport};
use super::summary::{AccountOutcome, AccountReport};
use super::written::Written;
use crate::error::Error;
use crate::ids::{AccountId, ConnectionId, JobId, UnixSeconds};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// What an export is to do.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) options: ExportOptions,
    pub(crate) path: PathBuf,
}

/// An account of an export, as its job lists it.
#[derive(Debug, Clone)]
pub(crate) struct Listed {
    pub(crate) account: AccountId,
    pub(crate) name: String,
}

/// What an export shows beside its job.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shown {
    pub(crate) progress: Option<ExportProgress>,
    pub(crate) files: Vec<String>,
}

/// Writes what a job is to export.
pub(crate) fn insert(
    db: &Transaction<'_>,
    job: JobId,
    connection: &ConnectionId,
    asked: &Asked,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO exports (job, connection, options, path) VALUES (?1, ?2, ?3, ?4)",
        params![job.0, connection.0, json(&asked.options)?, path_text(&asked.path)],
    )
    .map(drop)
}

/// What a job is to export.
pub(crate) fn asked(db: &Connection, job: JobId) -> rusqlite::Result<Option<Asked>> {
    db.query_row("SELECT options, path FROM exports WHERE job = ?1", [job.0], |row| {
        let path: String = row.get(1)?;
        Ok(Asked { options: from_json(row, 0)?, path: path.into() })
    })
    .optional()
}

/// Its accounts, in their order.
pub(crate) fn listed(db: &Connection, job: JobId) -> rusqlite::Result<Vec<Listed>> {
    db.prepare_cached("SELECT account, account_name FROM job_items WHERE job = ?1 ORDER BY number")?
        .query_map([job.0], |row| {
            Ok(Listed { account: AccountId(row.get(0)?), name: row.get(1)? })
        })?
        .collect()
}

/// A run begins: what is complete is told once more by the run itself.
pub(crate) fn begin_run(db: &Transaction<'_>, job: JobId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM export_accounts WHERE job = ?1", [job.0])?;
    db.execute("UPDATE job_items SET state = 'pending', problem = NULL WHERE job = ?1", [job.0])?;
    db.execute("UPDATE exports SET files = '[]' WHERE job = ?1", [job.0]).map(drop)
}

/// Writes what became of accounts (by their place in the job, from 0) and how far all is.
pub(crate) fn put_reports(
    db: &Transaction<'_>,
    job: JobId,
    reports: &[(usize, AccountReport)],
    progress: &ExportProgress,
) -> rusqlite::Result<()> {
    let mut item = db.prepare_cached(
        "UPDATE job_items SET state = ?3, problem = ?4
         WHERE job = ?1 AND number = ?2",
    )?;
    let mut account = db.prepare_cached(
        "INSERT OR REPLACE INTO export_accounts (job, number, complete, report)
         VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (index, report) in reports {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let state = match report.outcome {
            AccountOutcome::Complete | AccountOutcome::Partial => "done",
            AccountOutcome::Failed | AccountOutcome::Incomplete => "failed",
            // Nothing that could be tried again.
            AccountOutcome::Unreadable => "skipped",
            AccountOutcome::NotDone => "pending",
        };
        let problem: Option<&Error> = report.problems.first();
        item.execute(params![job.0, number, state, problem.map(json).transpose()?])?;
        if report.outcome == AccountOutcome::NotDone && report.problems.is_empty() {
            continue;
        }
        let complete = report.outcome == AccountOutcome::Complete;
        account.execute(params![job.0, number, complete, json(report)?])?;
    }
    db.execute("UPDATE exports SET progress = ?2 WHERE job = ?1", params![job.0, json(progress)?])
        .map(drop)
}

/// Writes which files came of it, and how they are now.
pub(crate) fn put_files(
    db: &Transaction<'_>,
    job: JobId,
    files: &[PathBuf],
    written: &[Written],
) -> rusqlite::Result<()> {
    let files: Vec<String> = files.iter().map(|path| path_text(path)).collect();
    db.execute(
        "UPDATE exports SET files = ?2, written = ?3 WHERE job = ?1",
        params![job.0, json(&files)?, json(written)?],
    )
    .map(drop)
}

/// How its files were when they were finished.
pub(crate) fn written(db: &Connection, job: JobId) -> rusqlite::Result<Vec<Written>> {
    let found = db
        .query_row("SELECT written FROM exports WHERE job = ?1", [job.0], |row| from_json(row, 0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// What an export that does not run shows beside its job: the numbers are those of when it was last
/// at work, but no account is being read any more.
pub(crate) fn shown(db: &Connection, job: JobId) -> rusqlite::Result<Shown> {
    let found = db
        .prepare_cached("SELECT progress, files FROM exports WHERE job = ?1")?
        .query_row([job.0], |row| {
            let progress: Option<String> = row.get(0)?;
            let progress = progress.map(|_| from_json(row, 0)).transpose()?;
            let progress = progress.map(|it| ExportProgress { accounts_running: 0, ..it });
            Ok(Shown { progress, files: from_json(row, 1)? })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// A window onto the accounts of an export that does not run: problems first, then those that
/// are complete, then those that wait; or only those in one state. With the number of them.
pub(crate) fn accounts(
    db: &Connection,
    job: JobId,
    only: Option<AccountState>,
    start: u32,
    count: u32,
) -> rusqlite::Result<(u32, Vec<AccountProgress>)> {
    // As the rows are sorted.
    let only = only.map(|state| match state {
        AccountState::Problem => 0,
        AccountState::Complete => 1,
        AccountState::Waiting => 2,
        // None of them runs.
        AccountState::Running => 3,
    });
    let total = db
        .prepare_cached(
            "SELECT count(*)
             FROM job_items i LEFT JOIN export_accounts a ON a.job = i.job AND a.number = i.number
             WHERE i.job = ?1 AND coalesce(a.complete, 2) = coalesce(?2, a.complete, 2)",
        )?
        .query_row(params![job.0, only], |row| row.get(0))?;
    let mut statement = db.prepare_cached(
        "SELECT i.account, i.account_name, a.complete, a.report
         FROM job_items i LEFT JOIN export_accounts a ON a.job = i.job AND a.number = i.number
         WHERE i.job = ?1 AND coalesce(a.complete, 2) = coalesce(?2, a.complete, 2)
         ORDER BY coalesce(a.complete, 2), i.number LIMIT ?3 OFFSET ?4",
    )?;
    let rows = statement.query_map(params![job.0, only, count, start], |row| {
        let complete: Option<bool> = row.get(2)?;
        let report: Option<AccountReport> = complete.map(|_| from_json(row, 3)).transpose()?;
        Ok(AccountProgress {
            account: AccountId(row.get(0)?),
            name: row.get(1)?,
            state: match complete {
                None => AccountState::Waiting,
                Some(true) => AccountState::Complete,
                Some(false) => AccountState::Problem,
            },
            entries: report.as_ref().map_or(0, |report| report.read),
            expected: report.as_ref().and_then(|report| report.counted),
            report,
        })
    })?;
    Ok((total, rows.collect::<rusqlite::Result<_>>()?))
}

/// The export that was begun last under a connection.
pub(crate) fn last(
    db: &Connection,
    connection: &ConnectionId,
) -> rusqlite::Result<Option<LastExport>> {
    db.query_row(
        "SELECT e.options, e.path, j.created_at FROM exports e JOIN jobs j ON j.id = e.job
         WHERE e.connection = ?1 ORDER BY e.job DESC LIMIT 1",
        [&connection.0],
        |row| {
            let path: String = row.get(1)?;
            let at = UnixSeconds(row.get(2)?);
            Ok(LastExport { options: from_json(row, 0)?, path: path.into(), at })
        },
    )
    .optional()
}

/// How far the latest exports of a connection came, newest first: what they say of its speed.
pub(crate) fn latest_progress(
    db: &Connection,
    connection: &ConnectionId,
) -> rusqlite::Result<Vec<ExportProgress>> {
    db.prepare_cached(
        "SELECT progress FROM exports WHERE connection = ?1 AND progress IS NOT NULL
         ORDER BY job DESC LIMIT 10",
    )?
    .query_map([&connection.0], |row| from_json(row, 0))?
    .collect()
}

/// Jobs whose rows set aside may still be needed: those that can go on, and those that ended
/// after this moment and have failures to try again.
pub(crate) fn still_needed(
    db: &Connection,
    ended_after: UnixSeconds,
) -> rusqlite::Result<Vec<JobId>> {
    db.prepare(
        "SELECT e.job FROM exports e JOIN jobs j ON j.id = e.job
         WHERE j.state NOT IN ('finished', 'cancelled')
            OR (j.state = 'finished' AND j.finished_at >= ?1 AND EXISTS (
                SELECT 1 FROM job_items i WHERE i.job = j.id AND i.state = 'failed'))",
    )?
    .query_map([ended_after.0], |row| row.get(0).map(JobId))?
    .collect()
}

/// Options kept by name under a connection, in the order of their names.
pub(crate) fn presets(
    db: &Connection,
    connection: &ConnectionId,
) -> rusqlite::Result<Vec<ExportPreset>> {
    let mut found: Vec<ExportPreset> = db
        .prepare_cached("SELECT id, name, options FROM export_presets WHERE connection = ?1")?
        .query_map([&connection.0], |row| {
            Ok(ExportPreset { id: row.get(0)?, name: row.get(1)?, options: from_json(row, 2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    found.sort_by_cached_key(|preset| crate::fold::sort_key(&preset.name));
    Ok(found)
}

/// Keeps options under a name; the same name again takes its place.
pub(crate) fn save_preset(
    db: &Transaction<'_>,
    connection: &ConnectionId,
    name: &str,
    options: &ExportOptions,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO export_presets (connection, name, options) VALUES (?1, ?2, ?3)
         ON CONFLICT (connection, name) DO UPDATE SET options = excluded.options",
        params![connection.0, name, json(options)?],
    )
    .map(drop)
}

/// Forgets options kept by name.
pub(crate) fn delete_preset(
    db: &Transaction<'_>,
    connection: &ConnectionId,
    id: u32,
) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM export_presets WHERE connection = ?1 AND id = ?2",
        params![connection.0, id],
    )
    .map(drop)
}

/// Forgets what was kept by name under a connection.
pub(crate) fn forget(db: &Transaction<'_>, connection: &ConnectionId) -> rusqlite::Result<()> {
    db.execute("DELETE FROM export_presets WHERE connection = ?1", [&connection.0]).map(drop)
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(e.into()))
}

fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, e.into()))
}
