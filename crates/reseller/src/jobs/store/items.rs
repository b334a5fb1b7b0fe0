//! The items of a job, as the runner works them off: what is sent next, that it is sent, and what
//! became of it.

use super::super::kind::Facts;
use super::super::model::{ItemCounts, ItemState, JobKind};
use super::super::names::{item_state_name, item_state_of};
use super::json::{from_json, json, optional_json, status_of};
use crate::account::AccountStatus;
use crate::activity::ActivityResult;
use crate::error::Error;
use crate::ids::{AccountId, ActivityId, JobId, UnixSeconds};
use crate::status::TargetStatus;
use crate::store::activity::{self, Outcome};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

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

/// The items of a job by their state. Those that are gone were counted before.
pub(super) fn counts(db: &Connection, job: JobId) -> rusqlite::Result<ItemCounts> {
    let kept = db
        .prepare_cached("SELECT counts FROM jobs WHERE id = ?1 AND counts IS NOT NULL")?
        .query_row([job.0], |row| from_json(row, 0))
        .optional()?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
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

/// The next items to be sent. What was sent before in vain comes after what never was: one item that
/// never gets through holds up no other.
pub(crate) fn pending(db: &Connection, job: JobId, at_most: usize) -> rusqlite::Result<Vec<Item>> {
    let mut items = some(db, job, ItemState::Pending, "attempts = 0 ORDER BY number", at_most)?;
    if items.len() < at_most {
        let again = "attempts > 0 ORDER BY attempts, number";
        items.extend(some(db, job, ItemState::Pending, again, at_most - items.len())?);
    }
    Ok(items)
}

/// Items of which nobody knows what became of them, in order.
pub(crate) fn unknown(db: &Connection, job: JobId, at_most: usize) -> rusqlite::Result<Vec<Item>> {
    some(db, job, ItemState::Unknown, "1 ORDER BY number", at_most)
}

/// Items in a state, of which this is true, in this order.
fn some(
    db: &Connection,
    job: JobId,
    state: ItemState,
    condition: &str,
    at_most: usize,
) -> rusqlite::Result<Vec<Item>> {
    db.prepare_cached(&format!(
        "SELECT number, account, account_name, before, activity, attempts, problem, input,
            sent_at, floor
         FROM job_items WHERE job = ?1 AND state = ?2 AND {condition} LIMIT ?3"
    ))?
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
const UNDOABLE: &str = "job = ?1 AND state = 'done' AND before = ?2 AND account IS NOT NULL
    AND account NOT IN (
        SELECT i.account FROM jobs u JOIN job_items i ON i.job = u.id
        WHERE u.undoes = ?1 AND i.state = 'done' AND i.account IS NOT NULL)";

/// Failed items that may be tried again: all but those that made an account outside the parent.
/// They would make another one.
const RETRYABLE: &str = "state = 'failed' AND NOT (floor IS NOT NULL AND account IS NOT NULL)";

pub(super) fn count_undoable(db: &Connection, job: JobId, kind: &JobKind) -> rusqlite::Result<u32> {
    let JobKind::ChangeStatus { target, .. } = kind else { return Ok(0) };
    let Some(inverse) = target.inverse() else { return Ok(0) };
    db.prepare_cached(&format!("SELECT count(*) FROM job_items WHERE {UNDOABLE}"))?
        .query_row(params![job.0, inverse.status().number()], |row| row.get(0))
}

pub(super) fn has_retryable(db: &Connection, job: JobId) -> rusqlite::Result<bool> {
    db.prepare_cached(&format!(
        "SELECT EXISTS (SELECT 1 FROM job_items
         WHERE job = ?1 AND (state = 'unknown' OR ({RETRYABLE})))"
    ))?
    .query_row([job.0], |row| row.get(0))
}

/// Whether it makes removed accounts active again. A plan never has blocked ones beside them.
pub(super) fn restores(db: &Connection, job: JobId, kind: &JobKind) -> rusqlite::Result<bool> {
    let JobKind::ChangeStatus { target: TargetStatus::Active, .. } = kind else { return Ok(false) };
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM job_items WHERE job = ?1 AND before = ?2)")?
        .query_row(params![job.0, TargetStatus::Removed.status().number()], |row| row.get(0))
}

/// What a job changed and can be changed back: items that are done, whose state before is the one
/// that the inverse change gives, and which no undo has changed back yet.
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

/// What counts as sent has no answer that is written down, and nobody waits for one: what became of
/// it is unknown. Of one job, or of all.
pub(super) fn doubt_sent(db: &Transaction<'_>, job: Option<JobId>) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE job_items SET state = 'unknown'
         WHERE state = 'sent' AND (?1 IS NULL OR job = ?1)",
        [job.map(|id| id.0)],
    )
    .map(drop)
}

/// Failed items are tried again, as far as they may be. Says how many.
pub(super) fn reopen_failed(db: &Transaction<'_>, job: JobId) -> rusqlite::Result<usize> {
    let sql = format!(
        "UPDATE job_items SET state = 'pending', problem = NULL, attempts = 0, after = NULL
         WHERE job = ?1 AND {RETRYABLE}"
    );
    db.execute(&sql, [job.0])
}

#[cfg(test)]
mod tests {
    use super::super::{NewJob, begin, insert};
    use super::*;
    use crate::ids::ConnectionId;
    use crate::jobs::model::JobState;
    use crate::messages::Messages;
    use crate::setup::Language;
    use crate::store::Store;
    use std::sync::Arc;

    const NOW: UnixSeconds = UnixSeconds(1_795_000_000);

    fn new_job(count: u32) -> NewJob {
        let item = |number| NewItem {
            number,
            account: None,
            account_name: format!("School {number}"),
            before: None,
            input: None,
        };
        NewJob {
            connection: ConnectionId("c".into()),
            connection_name: "Acme".into(),
            kind: JobKind::Import { file_name: "schools.csv".into() },
            created_at: NOW,
            reason: String::new(),
            person: String::new(),
            items: (1..=count).map(item).collect(),
            plan: None,
        }
    }

    /// The numbers of the items that come next, when these were sent so often in vain.
    async fn next(tried: &'static [(u32, u32)], at_most: usize) -> Vec<u32> {
        let folder = tempfile::tempdir().expect("a folder");
        let messages = Arc::new(Messages::new(Language::En));
        let (store, _, ()) =
            Store::open(folder.path(), &messages, NOW, |_| Ok(())).expect("a store");
        let prepared = store.write(move |db| {
            let job = insert(db, &new_job(5))?;
            for (number, attempts) in tried {
                let sql = "UPDATE job_items SET attempts = ?2 WHERE number = ?1";
                db.execute(sql, [number, attempts])?;
            }
            pending(db, job, at_most)
        });
        prepared.await.expect("items").into_iter().map(|item| item.number).collect()
    }

    #[tokio::test]
    async fn what_was_sent_in_vain_comes_after_what_never_was() {
        assert_eq!(next(&[], 3).await, [1, 2, 3]);
        assert_eq!(next(&[(1, 2), (2, 1)], 3).await, [3, 4, 5]);
        assert_eq!(next(&[(1, 2), (2, 1)], 9).await, [3, 4, 5, 2, 1]);
        assert_eq!(next(&[(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)], 2).await, [1, 2]);
    }

    #[tokio::test]
    async fn a_job_is_begun_once_and_doubts_what_an_earlier_run_sent() {
        let folder = tempfile::tempdir().expect("a folder");
        let messages = Arc::new(Messages::new(Language::En));
        let (store, _, ()) =
            Store::open(folder.path(), &messages, NOW, |_| Ok(())).expect("a store");
        let begun = store.write(|db| {
            let id = insert(db, &new_job(2))?;
            db.execute("UPDATE job_items SET state = 'sent' WHERE number = 1", [])?;
            let first = begin(db, id, JobState::Queued, NOW)?.is_some();
            let second = begin(db, id, JobState::Queued, NOW)?.is_some();
            Ok((first, second, counts(db, id)?))
        });
        let (first, second, counts) = begun.await.expect("a job");
        assert!(first && !second);
        assert_eq!((counts.sent, counts.unknown, counts.pending), (0, 1, 1));
    }
}
