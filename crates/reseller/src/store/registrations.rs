//! Registrations of single accounts that were sent and whose end is not known yet: one row each,
//! written together with its record in Activity before the request leaves, and taken away with
//! its result. What is done about them is in `new_account::unsettled`.

use crate::ids::{ActivityId, ConnectionId, UnixSeconds};
use crate::new_account::{Marks, Unsettled};
use crate::store::activity::{self, NewRecord, Outcome};
use kaltura::PartnerId;
use rusqlite::{Connection, Row, Transaction, params};

/// Writes that an account is about to be registered, with its record.
pub(crate) fn add(
    db: &Transaction<'_>,
    record: &NewRecord,
    marks: &Marks,
    highest: PartnerId,
) -> rusqlite::Result<ActivityId> {
    let activity = activity::add(db, record)?;
    db.prepare_cached(
        "INSERT INTO registrations
            (activity, connection, email, name, reference_id, highest, sent_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        activity.0,
        record.connection.0,
        marks.email,
        marks.name,
        marks.reference_id,
        highest.get(),
        record.at.0
    ])?;
    Ok(activity)
}

/// All of a connection, oldest first.
pub(crate) fn of_connection(
    db: &Connection,
    connection: &ConnectionId,
) -> rusqlite::Result<Vec<Unsettled>> {
    db.prepare_cached(&format!("{SELECT} WHERE connection = ?1 ORDER BY activity"))?
        .query_map([&connection.0], read)?
        .collect()
}

/// Those of every connection, oldest first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Unsettled>> {
    db.prepare(&format!("{SELECT} ORDER BY activity"))?.query_map([], read)?.collect()
}

const SELECT: &str = "SELECT activity, email, name, reference_id, highest, sent_at
    FROM registrations";

fn read(row: &Row<'_>) -> rusqlite::Result<Unsettled> {
    Ok(Unsettled {
        activity: ActivityId(row.get(0)?),
        marks: Marks { email: row.get(1)?, name: row.get(2)?, reference_id: row.get(3)? },
        highest: PartnerId::new(row.get(4)?),
        sent_at: UnixSeconds(row.get(5)?),
    })
}

/// Gives a registration its end: the result goes into its record. A record that was told to be
/// unclear before stays as it is, and `finding` becomes one of its own. Says whether this was the
/// first end.
pub(crate) fn settle(
    db: &Transaction<'_>,
    activity: ActivityId,
    outcome: &Outcome,
    finding: &NewRecord,
) -> rusqlite::Result<bool> {
    let gone = db.execute("DELETE FROM registrations WHERE activity = ?1", [activity.0])?;
    if gone == 0 {
        return Ok(false);
    }
    let record =
        if activity::is_open(db, activity)? { activity } else { activity::add(db, finding)? };
    activity::settle(db, record, outcome)?;
    Ok(true)
}

/// Forgets those of a connection that is removed; nobody will look for them any more.
pub(crate) fn forget(
    db: &Transaction<'_>,
    connection: &ConnectionId,
    outcome: &Outcome,
) -> rusqlite::Result<()> {
    for unsettled in of_connection(db, connection)? {
        activity::settle(db, unsettled.activity, outcome)?;
    }
    db.execute("DELETE FROM registrations WHERE connection = ?1", [&connection.0]).map(drop)
}
