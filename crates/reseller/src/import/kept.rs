//! What of imports lies on disk, beside their jobs: how their items ended, which accounts they
//! made, and what the columns of a layout mean.

use super::field::ImportField;
use crate::error::Error;
use crate::ids::{AccountId, ConnectionId, JobId};
use crate::jobs::model::{ItemState, JobKind};
use crate::jobs::names::item_state_of;
use crate::jobs::store::{from_json, job, json, optional_json};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// Accounts with a number above this that items of any import of the connection are known to
/// have made.
pub(crate) fn accounts_made(
    db: &Connection,
    connection: &ConnectionId,
    above: u32,
) -> rusqlite::Result<Vec<u32>> {
    db.prepare_cached(
        "SELECT i.account FROM jobs j JOIN job_items i ON i.job = j.id
         WHERE j.connection = ?1 AND i.account > ?2 AND i.floor IS NOT NULL",
    )?
    .query_map(params![connection.0, above], |row| row.get(0))?
    .collect()
}

/// How an item stands, for the result file.
#[derive(Debug, Clone)]
pub(crate) struct ItemEnd {
    pub(crate) number: u32,
    pub(crate) account: Option<AccountId>,
    pub(crate) state: ItemState,
    pub(crate) problem: Option<Error>,
    /// The job changes accounts and creates none.
    pub(crate) edits: bool,
}

/// How all items of a job stand.
pub(crate) fn ends(db: &Connection, id: JobId) -> rusqlite::Result<Vec<ItemEnd>> {
    let edits = job(db, id)?.is_some_and(|job| matches!(job.kind, JobKind::Edit { .. }));
    db.prepare_cached("SELECT number, account, state, problem FROM job_items WHERE job = ?1")?
        .query_map([id.0], |row| {
            Ok(ItemEnd {
                number: row.get(0)?,
                account: row.get::<_, Option<u32>>(1)?.map(AccountId),
                state: item_state_of(row, 2)?,
                problem: optional_json(row, 3)?,
                edits,
            })
        })?
        .collect()
}

/// What the columns of a layout mean, if the person matched them before.
pub(crate) fn layout(
    db: &Connection,
    layout: &str,
) -> rusqlite::Result<Option<Vec<Option<ImportField>>>> {
    db.prepare_cached("SELECT fields FROM import_layouts WHERE layout = ?1")?
        .query_row([layout], |row| from_json(row, 0))
        .optional()
}

/// Keeps what the columns of a layout mean.
pub(crate) fn keep_layout(
    db: &Transaction<'_>,
    layout: &str,
    fields: &[Option<ImportField>],
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO import_layouts (layout, fields) VALUES (?1, ?2)
         ON CONFLICT (layout) DO UPDATE SET fields = excluded.fields",
        params![layout, json(&fields)?],
    )
    .map(drop)
}
