//! What goes with a connection that is removed, beside its accounts: jobs with everything that
//! they were given and brought. Activity stays.

use super::activity::{self, Outcome};
use crate::ids::{ActivityId, ConnectionId};
use rusqlite::{Connection, Transaction};

/// Forgets the jobs of a connection. What of them is still open in Activity ends as `unclear`:
/// nobody will look it up any more.
pub(crate) fn forget_jobs(
    db: &Transaction<'_>,
    connection: &ConnectionId,
    unclear: &Outcome,
) -> rusqlite::Result<()> {
    for open in open_records(db, connection)? {
        activity::settle(db, open, unclear)?;
    }
    for table in ["job_items", "job_events", "export_accounts", "exports"] {
        db.execute(
            &format!(
                "DELETE FROM {table} WHERE job IN (SELECT id FROM jobs WHERE connection = ?1)"
            ),
            [&connection.0],
        )?;
    }
    db.execute("DELETE FROM jobs WHERE connection = ?1", [&connection.0]).map(drop)
}

/// The records of a connection's jobs that have no result yet.
fn open_records(db: &Connection, connection: &ConnectionId) -> rusqlite::Result<Vec<ActivityId>> {
    db.prepare(
        "SELECT id FROM activity WHERE connection = ?1 AND result = 'sent' AND job IS NOT NULL",
    )?
    .query_map([&connection.0], |row| row.get(0).map(ActivityId))?
    .collect()
}
