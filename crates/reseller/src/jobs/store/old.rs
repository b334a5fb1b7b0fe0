//! What is let go of jobs that ended long ago: their log, and their items where nothing is offered
//! any more that needs them. What a job was, when, and how many of its items came to which end
//! stays, and so does every record in Activity.

use super::super::model::JobKind;
use super::json::json;
use super::{items, shown};
use crate::ids::{JobId, UnixSeconds};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

/// So long after its end, in seconds: ninety days.
const LONG_AGO: i64 = 90 * 24 * 3600;

/// Rows of a table that go in one transaction: whoever wants to write something waits for no more.
const AT_ONCE: u32 = 2_000;

/// One step with the first job from this one on. `None`: there is none left; else where to go on.
pub(crate) fn let_go(
    db: &Transaction<'_>,
    from: JobId,
    now: UnixSeconds,
) -> rusqlite::Result<Option<JobId>> {
    let next = db
        .prepare_cached(
            "SELECT id, counts IS NOT NULL FROM jobs
             WHERE id >= ?1 AND state IN ('finished', 'cancelled') AND finished_at < ?2
             ORDER BY id LIMIT 1",
        )?
        .query_row([i64::from(from.0), now.0 - LONG_AGO], |row| {
            Ok((JobId(row.get(0)?), row.get::<_, bool>(1)?))
        })
        .optional()?;
    let Some((id, begun)) = next else { return Ok(None) };
    let mut all = delete(db, "job_events", id)?;
    if begun || begin(db, id)? {
        all &= delete(db, "job_items", id)?;
        all &= delete(db, "export_accounts", id)?;
    }
    Ok(Some(if all { JobId(id.0.saturating_add(1)) } else { id }))
}

/// Deletes some rows of a job. Whether that was all.
fn delete(db: &Transaction<'_>, table: &str, job: JobId) -> rusqlite::Result<bool> {
    let key = if table == "job_events" { "id" } else { "number" };
    let gone = db
        .prepare_cached(&format!(
            "DELETE FROM {table} WHERE job = ?1 AND {key} IN
             (SELECT {key} FROM {table} WHERE job = ?1 LIMIT ?2)"
        ))?
        .execute(params![job.0, AT_ONCE])?;
    Ok(gone < AT_ONCE as usize)
}

/// Writes down what is shown of the items of a job, if they may go.
fn begin(db: &Transaction<'_>, id: JobId) -> rusqlite::Result<bool> {
    if needs_its_items(db, id)? {
        return Ok(false);
    }
    let counts = json(&items::counts(db, id)?)?;
    db.execute("UPDATE jobs SET counts = ?2 WHERE id = ?1", params![id.0, counts])?;
    Ok(true)
}

/// Whether something is offered of a job that needs its items: undoing it, its result as a file, or
/// trying again what failed. Only an export is not tried again after so long: it is begun anew.
fn needs_its_items(db: &Connection, id: JobId) -> rusqlite::Result<bool> {
    let Some(job) = shown::snapshot(db, id)? else { return Ok(true) };
    let is_export = matches!(job.kind, JobKind::Export { .. });
    // What one job was about is said in its title.
    let offered =
        job.total <= 1 || job.can_undo || job.can_save_result || (job.can_retry && !is_export);
    Ok(offered || undoes_one_with_items(db, id)?)
}

/// Whether a job undid another one which still has its items: what of those may be undone is told by
/// what was.
fn undoes_one_with_items(db: &Connection, id: JobId) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM jobs u JOIN jobs j ON j.id = u.undoes
         WHERE u.id = ?1 AND j.counts IS NULL)",
    )?
    .query_row([id.0], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::super::{NewItem, NewJob, insert, set_state};
    use super::*;
    use crate::account::AccountStatus;
    use crate::ids::{AccountId, ConnectionId};
    use crate::jobs::model::JobState;
    use crate::messages::Messages;
    use crate::setup::Language;
    use crate::status::TargetStatus;
    use crate::store::Store;
    use std::sync::Arc;

    const NOW: UnixSeconds = UnixSeconds(1_795_000_000);
    const DAY: i64 = 24 * 3600;

    fn new_job(kind: JobKind, count: u32) -> NewJob {
        let item = |number| NewItem {
            number,
            account: Some(AccountId(1000 + number)),
            account_name: format!("School {number}"),
            before: Some(AccountStatus::Active),
            input: None,
        };
        NewJob {
            connection: ConnectionId("c".into()),
            connection_name: "Acme".into(),
            kind,
            created_at: NOW,
            reason: String::new(),
            person: String::new(),
            items: (1..=count).map(item).collect(),
            plan: None,
        }
    }

    /// A job whose items all came to this end, so many days ago.
    fn ended(
        db: &Transaction<'_>,
        new: &NewJob,
        state: &str,
        days: i64,
    ) -> rusqlite::Result<JobId> {
        let id = insert(db, new)?;
        let target = AccountStatus::Blocked.number();
        let sql = "UPDATE job_items SET state = ?2, after = ?3 WHERE job = ?1";
        db.execute(sql, params![id.0, state, target])?;
        set_state(db, id, JobState::Finished, None, UnixSeconds(NOW.0 - days * DAY))?;
        Ok(id)
    }

    fn rows(db: &Connection, table: &str, job: JobId) -> rusqlite::Result<u32> {
        let sql = format!("SELECT count(*) FROM {table} WHERE job = ?1");
        db.query_row(&sql, [job.0], |row| row.get(0))
    }

    #[tokio::test]
    async fn old_jobs_keep_what_is_still_offered_and_their_numbers() {
        let folder = tempfile::tempdir().expect("a folder");
        let messages = Arc::new(Messages::new(Language::En));
        let (store, _, ()) =
            Store::open(folder.path(), &messages, NOW, |_| Ok(())).expect("a store");
        let blocking = JobKind::ChangeStatus { target: TargetStatus::Blocked, undoes: None };
        let removing = JobKind::ChangeStatus { target: TargetStatus::Removed, undoes: None };
        let exporting = JobKind::Export { file_name: "e.xlsx".into(), folder: "/home".into() };
        let made = store.write(move |db| {
            Ok([
                ended(db, &new_job(exporting.clone(), 5_000), "failed", 91)?,
                ended(db, &new_job(removing.clone(), 3), "done", 91)?,
                ended(db, &new_job(blocking, 3), "done", 91)?,
                ended(db, &new_job(removing.clone(), 3), "failed", 91)?,
                ended(db, &new_job(removing, 1), "done", 91)?,
                ended(db, &new_job(exporting, 3), "done", 89)?,
            ])
        });
        let jobs = made.await.expect("jobs");
        let (mut at, mut steps) = (JobId(0), 0);
        while let Some(next) = store.write(move |db| let_go(db, at, NOW)).await.expect("a step") {
            at = next;
            steps += 1;
        }
        assert!(steps > 5, "small steps: {steps}");
        let read = store.read(move |db| {
            jobs.map(|id| {
                let snapshot = shown::snapshot(db, id)?.expect("the job");
                let left = (rows(db, "job_items", id)?, rows(db, "job_events", id)? > 0);
                Ok((left, snapshot.counts, snapshot.can_undo, snapshot.can_retry))
            })
            .into_iter()
            .collect::<rusqlite::Result<Vec<_>>>()
        });
        let jobs = read.await.expect("jobs");
        let left: Vec<(u32, bool)> = jobs.iter().map(|(left, ..)| *left).collect();
        let expected = [(0, false), (0, false), (3, false), (3, false), (1, false), (3, true)];
        assert_eq!(left, expected);
        assert_eq!(jobs[0].1.failed, 5_000, "the numbers stay");
        assert_eq!(jobs[1].1.done, 3);
        assert!(!jobs[0].3, "an export is begun anew");
        assert!(jobs[2].2, "it can be undone for ever");
        assert!(jobs[3].3, "what failed can be tried again");
    }
}
