//! Whether the database has to be read through for damage when it is opened, which takes the longer
//! the more there is in it. It need not be after a quit: then a note beside it says how the file was
//! left. Once a week it is read through all the same, while the app is in use. A file that turns out
//! to be damaged in use is left without a note, so that the next start finds it and sets it aside.

use super::{FILE, Store};
use crate::folder::length_and_time;
use crate::ids::UnixSeconds;
use crate::inner::lock;
use rusqlite::{Connection, OpenFlags};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::path::Path;

/// The name of the note.
const NOTE: &str = "roster.left";

/// How long a file that was found whole is trusted, in seconds.
const TRUSTED: i64 = 7 * 24 * 3600;

/// A file that was not found whole for as long as this is not opened on trust, in seconds: reading
/// it through in use does not come about.
const TOO_LONG: i64 = 4 * TRUSTED;

/// How the file was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Left {
    length: u64,
    modified_ns: u64,
    /// When it was last found whole.
    checked_at: i64,
}

impl Left {
    /// How it is now; `None`: it is not there, or something of it lies beside it.
    fn now(dir: &Path, checked_at: UnixSeconds) -> Option<Self> {
        let beside = std::fs::metadata(dir.join(format!("{FILE}-wal")));
        if beside.is_ok_and(|log| log.len() > 0) {
            return None;
        }
        let (length, modified) = length_and_time(&dir.join(FILE))?;
        let modified_ns = u64::try_from(modified.as_nanos()).ok()?;
        Some(Self { length, modified_ns, checked_at: checked_at.0 })
    }
}

/// When the file was last found whole, if that is not too long ago and it is as it was left; `None`:
/// it must be read through.
/// The note is taken away, so that an end without a quit leaves none.
pub(super) fn take_note(dir: &Path, now: UnixSeconds) -> Option<UnixSeconds> {
    let path = dir.join(NOTE);
    let text = std::fs::read(&path).ok()?;
    std::fs::remove_file(&path).ok()?;
    let left: Left = serde_json::from_slice(&text).ok()?;
    let checked_at = UnixSeconds(left.checked_at);
    if now.0.abs_diff(checked_at.0) > TOO_LONG.unsigned_abs() {
        return None;
    }
    (Left::now(dir, checked_at) == Some(left)).then_some(checked_at)
}

/// Notes how the file is. What cannot be noted is read through the next time.
fn put_note(dir: &Path, checked_at: UnixSeconds) {
    let left = Left::now(dir, checked_at);
    if let Some(text) = left.and_then(|left| serde_json::to_vec(&left).ok()) {
        drop(std::fs::write(dir.join(NOTE), text));
    }
}

/// What is wrong with a file; `None`: it is whole.
pub(super) fn damage(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((verdict != "ok").then_some(verdict))
}

impl Store {
    /// Takes note that the file turned out to be damaged, or cannot be read through.
    pub(super) fn is_damaged(&self, damage: &dyn Display) {
        tracing::error!(%damage, "the database is damaged");
        *lock(&self.checked_at) = None;
    }

    /// The app quits: everything goes into the one file, and how it is left is noted. What is written
    /// after this shows the next time.
    pub(crate) async fn leave(&self) {
        let Some(checked_at) = *lock(&self.checked_at) else { return };
        let dir = self.dir.clone();
        let left = self.writer.run(move |connection| -> rusqlite::Result<()> {
            let all = "PRAGMA wal_checkpoint(TRUNCATE)";
            let busy: i32 = connection.query_row(all, [], |row| row.get(0))?;
            if busy == 0 {
                put_note(&dir, checked_at);
            }
            Ok(())
        });
        if let Some(Err(error)) = left.await {
            tracing::warn!(%error, "the database was not brought together");
        }
    }

    /// Reads the file through if that was not done for a week. What is found is told at the next
    /// start, which reads it through first of all.
    pub(crate) async fn check_if_due(&self, now: UnixSeconds) {
        let due = |at: UnixSeconds| !(0..TRUSTED).contains(&now.0.saturating_sub(at.0));
        if !lock(&self.checked_at).is_some_and(due) {
            return;
        }
        let path = self.dir.join(FILE);
        let checking = tokio::task::spawn_blocking(move || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            damage(&connection)
        });
        match checking.await {
            Ok(Ok(None)) => {
                // What was met in use meanwhile has the last word.
                let mut checked_at = lock(&self.checked_at);
                *checked_at = checked_at.and(Some(now));
            }
            Ok(Ok(Some(damage))) => self.is_damaged(&damage),
            Ok(Err(error)) => self.is_damaged(&error),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Messages;
    use crate::setup::{Language, Notice};
    use std::sync::Arc;

    const NOON: UnixSeconds = UnixSeconds(1_795_000_000);
    const TWO_WEEKS: i64 = 14 * 24 * 3600;

    fn open(dir: &Path, now: UnixSeconds) -> (Store, Option<Notice>) {
        let messages = Arc::new(Messages::new(Language::En));
        let (store, notice, ()) = Store::open(dir, &messages, now, |_| Ok(())).expect("a store");
        (store, notice)
    }

    /// A store with a few pages of notes.
    async fn filled(dir: &Path) -> Store {
        let (store, _) = open(dir, NOON);
        let fill = |db: &rusqlite::Transaction<'_>| {
            let of = crate::ids::ConnectionId("c".into());
            (1..400).try_for_each(|account| {
                crate::store::accounts::set_note(db, &of, account, &"x".repeat(400))
            })
        };
        store.write(fill).await.expect("notes");
        store
    }

    /// Spoils a page so that neither length nor time tell.
    fn spoil(dir: &Path) {
        let path = dir.join(FILE);
        let known = std::fs::metadata(&path).and_then(|known| known.modified()).expect("a time");
        let mut bytes = std::fs::read(&path).expect("the file");
        let page = bytes.len() * 3 / 4 / 4096 * 4096;
        bytes[page..page + 4096].fill(0xa5);
        std::fs::write(&path, bytes).expect("written");
        let file = std::fs::File::options().write(true).open(&path).expect("the file");
        file.set_modified(known).expect("touched");
    }

    /// A store that was left whole, spoilt since, and opened again on trust.
    async fn spoilt_after_a_quit(dir: &Path) -> Store {
        filled(dir).await.leave().await;
        spoil(dir);
        let (store, notice) = open(dir, NOON);
        assert_eq!(notice, None, "it is not read through");
        store
    }

    fn must_be_checked(dir: &Path) -> bool {
        take_note(dir, NOON).is_none()
    }

    #[tokio::test]
    async fn a_file_is_trusted_only_as_it_was_left_and_only_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        let store = filled(dir).await;
        assert!(must_be_checked(dir), "nobody quit");
        store.leave().await;
        drop(store);
        assert_eq!(take_note(dir, NOON), Some(NOON));
        assert!(must_be_checked(dir), "the note is gone");

        let (store, _) = open(dir, NOON);
        store.leave().await;
        let late = |db: &rusqlite::Transaction<'_>| {
            let of = crate::ids::ConnectionId("c".into());
            crate::store::accounts::set_note(db, &of, 7, "late")
        };
        store.write(late).await.expect("a note");
        assert!(must_be_checked(dir), "written after");

        store.leave().await;
        let path = dir.join(FILE);
        let mut bytes = std::fs::read(&path).expect("the file");
        bytes[4096] ^= 1;
        std::fs::write(&path, bytes).expect("written");
        assert!(must_be_checked(dir), "somebody else wrote it");
    }

    #[tokio::test]
    async fn damage_is_found_after_an_end_without_a_quit_and_within_a_week_after_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        let store = spoilt_after_a_quit(dir).await;
        store.check_if_due(NOON).await;
        assert!(lock(&store.checked_at).is_some(), "it is not time");
        let later = UnixSeconds(NOON.0 + TWO_WEEKS);
        store.check_if_due(later).await;
        assert_eq!(*lock(&store.checked_at), None);
        store.leave().await;
        drop(store);
        let (_, notice) = open(dir, later);
        assert!(notice.and_then(|it| it.kept_aside).is_some(), "it is told");

        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        let store = filled(dir).await;
        store.leave().await;
        drop(store);
        std::fs::remove_file(dir.join(NOTE)).expect("no note");
        spoil(dir);
        let (_, notice) = open(dir, NOON);
        assert!(notice.and_then(|it| it.kept_aside).is_some(), "it is told at once");
    }

    #[tokio::test]
    async fn damage_that_is_met_in_use_is_found_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        let store = spoilt_after_a_quit(dir).await;
        let read = |db: &Connection| {
            db.query_row("SELECT sum(length(note)) FROM account_notes", [], |row| row.get(0))
        };
        let met: crate::error::Result<i64> = store.read(read).await;
        let said = met.expect_err("damage");
        assert_eq!(said.code, crate::error::ErrorCode::Disk);
        let next_step = said.detail.next_step.expect("what to do");
        assert!(next_step.contains("open it again"), "{next_step}");
        store.leave().await;
        drop(store);
        let (store, notice) = open(dir, NOON);
        assert!(notice.and_then(|it| it.kept_aside).is_some(), "it is told");
        store.leave().await;
        drop(store);
        assert_eq!(open(dir, NOON).1, None, "only once");
    }

    #[tokio::test]
    async fn a_file_that_was_not_read_through_for_long_is_not_opened_on_trust() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path();
        for (passed, trusted) in
            [(TWO_WEEKS, true), (3 * TWO_WEEKS, false), (-3 * TWO_WEEKS, false)]
        {
            let (store, _) = open(dir, NOON);
            store.leave().await;
            drop(store);
            let found = take_note(dir, UnixSeconds(NOON.0 + passed));
            assert_eq!(found.is_some(), trusted, "{passed}");
        }
    }

    #[tokio::test]
    async fn what_is_found_whole_is_trusted_for_another_week() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = filled(folder.path()).await;
        let later = UnixSeconds(NOON.0 + TWO_WEEKS);
        store.check_if_due(later).await;
        assert_eq!(*lock(&store.checked_at), Some(later));
        // A clock that was put back does not make it trusted for longer.
        store.check_if_due(NOON).await;
        assert_eq!(*lock(&store.checked_at), Some(NOON));
    }
}
