//! The one SQLite file: opening it (also when it is damaged), and running work on it off the
//! async threads. The statements themselves stand in `store::accounts`, `store::activity`,
//! `store::connections`, `store::registrations`, `store::leaving` and `jobs::store`.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod connections;
mod health;
mod lane;
pub(crate) mod leaving;
pub(crate) mod registrations;
mod schema;

use crate::error::{Error, ErrorCode, Result};
use crate::ids::UnixSeconds;
use crate::messages::{Messages, msg};
use crate::setup::Notice;
use lane::Lane;
use rusqlite::{Connection, ErrorCode as SqliteCode, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The name of the file in the data folder.
pub(crate) const FILE: &str = "roster.sqlite";

/// How long to wait for another program that holds the file.
const BUSY: Duration = Duration::from_secs(5);

/// The open database. Reads and writes go through a thread each, so that a long write does not
/// hold up a short read.
#[derive(Debug)]
pub(crate) struct Store {
    writer: Lane,
    reader: Lane,
    messages: Arc<Messages>,
    dir: PathBuf,
    /// When the file was last found whole; `None`: it was found damaged, or turned out to be.
    checked_at: Mutex<Option<UnixSeconds>>,
}

impl Store {
    /// Opens the file in `dir`, or makes it. A damaged one is kept aside under a dated name,
    /// which the notice tells. Blocks.
    /// `first` is done before anything else, in one transaction; once more if that is how damage is
    /// found.
    pub(crate) fn open<T>(
        dir: &Path,
        messages: &Arc<Messages>,
        now: UnixSeconds,
        first: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<(Self, Option<Notice>, T)> {
        let said = |failure: &Failure| failure.say(messages, dir);
        crate::folder::make_private(dir).map_err(|e| disk_error(messages, dir, &e))?;
        let trusted = health::take_note(dir, now);
        let begin = |trusted: bool| {
            let mut writer = connect(dir, trusted)?;
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = first(&transaction)?;
            transaction.commit()?;
            Ok((writer, value))
        };
        let ((writer, value), notice) = match begin(trusted.is_some()) {
            Ok(begun) => (begun, None),
            Err(Failure::Damaged(_)) => {
                let kept = keep_aside(dir, now).map_err(|e| disk_error(messages, dir, &e))?;
                let message = messages.say(&msg::notice_database_damaged());
                let notice = Notice { message, kept_aside: Some(kept) };
                (begin(false).map_err(|e| said(&e))?, Some(notice))
            }
            Err(failure) => return Err(said(&failure)),
        };
        let reader = open_file(dir).map_err(|e| said(&Failure::from(e)))?;
        let lane = |name: &str, connection| {
            Lane::start(name, connection).map_err(|e| disk_error(messages, dir, &e))
        };
        let store = Self {
            writer: lane("roster-write", writer)?,
            reader: lane("roster-read", reader)?,
            messages: Arc::clone(messages),
            dir: dir.to_owned(),
            checked_at: Mutex::new(Some(trusted.filter(|_| notice.is_none()).unwrap_or(now))),
        };
        Ok((store, notice, value))
    }

    /// Reads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let answer = self.reader.run(move |connection| work(connection)).await;
        self.told(answer)
    }

    /// Writes, all or nothing; on the disk when this returns.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T> {
        let answer = self
            .writer
            .run(move |connection| {
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })
            .await;
        self.told(answer)
    }

    fn told<T>(&self, answer: Option<rusqlite::Result<T>>) -> Result<T> {
        match answer {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => {
                let failure = Failure::from(error);
                if let Failure::Damaged(damage) = &failure {
                    self.is_damaged(damage);
                }
                Err(failure.say(&self.messages, &self.dir))
            }
            None => Err(self.messages.error(ErrorCode::Other, &msg::unexpected())),
        }
    }
}

/// Why the file cannot be used.
#[derive(Debug)]
enum Failure {
    Damaged(String),
    Full(String),
    NotWritable(String),
    Busy(String),
    TooNew,
    Other(String),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(SqliteCode::DatabaseCorrupt | SqliteCode::NotADatabase) => Self::Damaged(text),
            Some(SqliteCode::DiskFull) => Self::Full(text),
            Some(SqliteCode::ReadOnly | SqliteCode::CannotOpen | SqliteCode::PermissionDenied) => {
                Self::NotWritable(text)
            }
            Some(SqliteCode::DatabaseBusy | SqliteCode::DatabaseLocked) => Self::Busy(text),
            _ => Self::Other(text),
        }
    }
}

impl From<rusqlite_migration::Error> for Failure {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            rusqlite_migration::Error::InvalidUserVersion => Self::Damaged(error.to_string()),
            rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
            ) => Self::TooNew,
            other @ (rusqlite_migration::Error::SpecifiedSchemaVersion(_)
            | rusqlite_migration::Error::MigrationDefinition(_)
            | rusqlite_migration::Error::ForeignKeyCheck(_)
            | rusqlite_migration::Error::Hook(_)
            | rusqlite_migration::Error::FileLoad(_)
            | rusqlite_migration::Error::Unrecognized(_)
            | _) => Self::Other(other.to_string()),
        }
    }
}

impl Failure {
    fn say(&self, messages: &Messages, dir: &Path) -> Error {
        let path = dir.display().to_string();
        let (message, technical) = match self {
            Self::Full(text) => (msg::disk_full(), text.as_str()),
            Self::NotWritable(text) => (msg::disk_read_only(path), text.as_str()),
            Self::Busy(text) => (msg::disk_busy(), text.as_str()),
            Self::TooNew => (msg::disk_too_new(path), ""),
            Self::Damaged(text) => (msg::disk_damaged(path), text.as_str()),
            Self::Other(text) => (msg::disk_failed(path), text.as_str()),
        };
        messages.error(ErrorCode::Disk, &message).with_technical(technical)
    }
}

/// The sentence for a file that could not be read or written.
pub(crate) fn disk_error(messages: &Messages, path: &Path, error: &std::io::Error) -> Error {
    use std::io::ErrorKind;
    let shown = path.display().to_string();
    let kind = error.kind();
    let message = if [ErrorKind::StorageFull, ErrorKind::QuotaExceeded].contains(&kind) {
        msg::disk_full()
    } else if [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem].contains(&kind) {
        msg::disk_read_only(shown)
    } else {
        msg::disk_failed(shown)
    };
    messages.error(ErrorCode::Disk, &message).with_technical(&error.to_string())
}

fn open_file(dir: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(dir.join(FILE))?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // FULL: what was recorded as sent is on the disk before the request leaves.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// `trusted`: it is as it was left, and was whole then.
fn connect(dir: &Path, trusted: bool) -> std::result::Result<Connection, Failure> {
    let mut connection = open_file(dir)?;
    if !trusted && let Some(damage) = health::damage(&connection)? {
        return Err(Failure::Damaged(damage));
    }
    schema::migrations().to_latest(&mut connection)?;
    Ok(connection)
}

/// Moves the damaged file and what belongs to it out of the way, and says where it is now.
fn keep_aside(dir: &Path, now: UnixSeconds) -> std::io::Result<String> {
    let aside = free_name(dir, "roster", "sqlite", now);
    std::fs::rename(dir.join(FILE), &aside)?;
    for suffix in ["-wal", "-shm"] {
        let companion = dir.join(format!("{FILE}{suffix}"));
        if companion.exists() {
            let mut target = aside.clone().into_os_string();
            target.push(suffix);
            std::fs::rename(companion, target)?;
        }
    }
    Ok(aside.display().to_string())
}

/// A name such as `roster.damaged-2026-11-23-174200.sqlite` that is not taken.
pub(crate) fn free_name(dir: &Path, stem: &str, extension: &str, now: UnixSeconds) -> PathBuf {
    let stamp = jiff::Timestamp::from_second(now.0)
        .map(|time| time.strftime("%Y-%m-%d-%H%M%S").to_string())
        .unwrap_or_default();
    let plain = dir.join(format!("{stem}.damaged-{stamp}.{extension}"));
    let numbered = |n: u32| dir.join(format!("{stem}.damaged-{stamp}-{n}.{extension}"));
    std::iter::once(plain)
        .chain((2..10_000).map(numbered))
        .find(|path| !path.exists())
        .unwrap_or_else(|| dir.join(format!("{stem}.damaged.{extension}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setup::Language;

    fn open(dir: &Path) -> Store {
        let messages = Arc::new(Messages::new(Language::En));
        let (store, notice, ()) =
            Store::open(dir, &messages, UnixSeconds(1_795_000_000), |_| Ok(())).expect("a store");
        assert_eq!(notice, None);
        store
    }

    #[tokio::test]
    async fn a_full_disk_is_said_loses_nothing_and_can_be_gone_on_from() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(folder.path());
        let keep = |note: String| {
            move |db: &Transaction<'_>| {
                let of = crate::ids::ConnectionId("c".into());
                accounts::set_note(db, &of, 7, &note)
            }
        };
        store.write(keep("before".into())).await.expect("a note");
        let pages: u32 = store
            .write(|db| db.query_row("PRAGMA page_count", [], |row| row.get(0)))
            .await
            .expect("a count");
        let limit = move |db: &Transaction<'_>, pages: u32| {
            db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))
        };
        store.write(move |db| limit(db, pages)).await.expect("a limit");
        let error = store.write(keep("x".repeat(1 << 20))).await.expect_err("a full disk");
        assert_eq!(error.code, ErrorCode::Disk);
        assert!(error.message.contains("disk is full"), "{}", error.message);
        let kept: String = store
            .read(|db| db.query_row("SELECT note FROM account_notes", [], |row| row.get(0)))
            .await
            .expect("the note");
        assert_eq!(kept, "before");
        store.write(move |db| limit(db, 100_000)).await.expect("room");
        store.write(keep("after".into())).await.expect("a note");
    }

    #[test]
    fn what_the_system_says_of_a_disk_gets_its_sentence() {
        use std::io::{Error as IoError, ErrorKind};
        let messages = Messages::new(Language::En);
        for (kind, part) in [
            (ErrorKind::StorageFull, "disk is full"),
            (ErrorKind::QuotaExceeded, "disk is full"),
            (ErrorKind::ReadOnlyFilesystem, "not allowed to write"),
            (ErrorKind::PermissionDenied, "not allowed to write"),
            (ErrorKind::Other, "could not read or write"),
        ] {
            let error = disk_error(&messages, Path::new("/data"), &IoError::from(kind));
            assert_eq!(error.code, ErrorCode::Disk);
            assert!(error.message.contains(part), "{kind:?}: {}", error.message);
        }
    }

    #[test]
    fn the_steps_of_the_tables_fit_together() {
        schema::migrations().validate().expect("valid steps");
    }
}
