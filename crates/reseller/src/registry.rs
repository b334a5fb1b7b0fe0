//! The list of connections on disk: `connections.json`, written whole and in one step. It holds
//! names and addresses, never a secret. A copy of it lies in the database, by whose IDs everything
//! there is kept: a file that was damaged is put back from it.

use crate::connection::{ConnectionColor, ConnectionSummary, SignInKind};
use crate::error::{ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId, UnixSeconds};
use crate::messages::{Messages, msg};
use crate::setup::Notice;
use crate::store::{Store, connections, disk_error, free_name};
use serde::{Deserialize, Serialize};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const FILE: &str = "connections.json";

/// The layout of the file. A file with a higher number is left alone.
const VERSION: u32 = 1;

/// What is kept of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SavedConnection {
    pub(crate) id: ConnectionId,
    pub(crate) name: String,
    pub(crate) color: ConnectionColor,
    /// The base address, such as `https://www.kaltura.com`.
    pub(crate) url: String,
    pub(crate) parent_id: AccountId,
    pub(crate) parent_name: String,
    pub(crate) sign_in: SignInKind,
    /// Who is signed in, as a person reads it.
    pub(crate) person: String,
    /// The user's id at the server, which need not be the same. Not known of a connection that an
    /// earlier version saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<String>,
    /// Whether the last sign-in with a password took an authenticator code.
    #[serde(default)]
    pub(crate) asks_code: bool,
    pub(crate) read_only: bool,
    #[serde(default)]
    pub(crate) sample: bool,
    /// Whether the keychain holds a secret for it.
    #[serde(default)]
    pub(crate) kept: bool,
    /// The name (not the secret) of the app token that Roster made, to delete it at sign-out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) made_token: Option<String>,
    /// The names of app tokens that Roster made, uses no more, and could not delete yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unused_tokens: Vec<String>,
}

impl SavedConnection {
    /// Whether there are app tokens at the server that Roster made.
    pub(crate) fn has_tokens(&self) -> bool {
        self.made_token.is_some() || !self.unused_tokens.is_empty()
    }

    /// As which user to act: an ADMIN session of a user that the server does not know has the
    /// rights of an administrator (API.md §3.1), whatever those of the person are.
    pub(crate) fn acts_as(&self) -> &str {
        self.user_id.as_deref().unwrap_or(&self.person)
    }

    /// What screens show of it.
    pub(crate) fn summary(&self) -> ConnectionSummary {
        ConnectionSummary {
            id: self.id.clone(),
            name: self.name.clone(),
            color: self.color,
            server: crate::address::shown(&self.url),
            parent_id: self.parent_id,
            parent_name: self.parent_name.clone(),
            sign_in: self.sign_in,
            person: self.person.clone(),
            asks_code: self.asks_code,
            read_only: self.read_only,
            sample: self.sample,
            kept: self.kept,
        }
    }
}

/// What every version of the file says.
#[derive(Deserialize)]
struct Versioned {
    #[serde(default)]
    version: u32,
}

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contents {
    version: u32,
    current: Option<ConnectionId>,
    connections: Vec<SavedConnection>,
}

impl Contents {
    /// The text of a file that is whole and of this version.
    fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().filter(|contents: &Self| contents.version <= VERSION)
    }

    fn text(&self) -> std::io::Result<String> {
        serde_json::to_string_pretty(self).map_err(std::io::Error::other)
    }
}

/// The list, in memory and on disk.
#[derive(Debug)]
pub(crate) struct Registry {
    path: PathBuf,
    messages: Arc<Messages>,
    store: Arc<Store>,
    /// As it is on disk. Held only for a moment, never while the disk is at work.
    contents: Mutex<Contents>,
    /// Whose turn it is to change it.
    turn: tokio::sync::Mutex<()>,
}

impl Registry {
    /// Reads the file. One that is damaged, which is kept aside, or missing is put back from the
    /// copy, if there is one; the notice tells. One of a newer version is an error: read as far as
    /// possible, it would lose the rest when written. Blocks.
    pub(crate) fn open(
        dir: &Path,
        messages: &Arc<Messages>,
        now: UnixSeconds,
        store: &Arc<Store>,
        copy: Option<&str>,
    ) -> Result<(Self, Option<Notice>)> {
        let path = dir.join(FILE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(disk_error(messages, &path, &error)),
        };
        let is_newer = |bytes: &Vec<u8>| {
            let said = serde_json::from_slice(bytes).map(|Versioned { version }| version);
            said.is_ok_and(|version| version > VERSION)
        };
        if bytes.as_ref().is_some_and(is_newer) {
            let message = msg::disk_too_new(dir.display().to_string());
            return Err(messages.error(ErrorCode::Disk, &message));
        }
        let read = bytes.as_deref().map(serde_json::from_slice::<Contents>);
        let (contents, notice) = if let Some(Ok(contents)) = read {
            (contents, None)
        } else {
            let kept_aside = match read {
                Some(_) => {
                    let aside = free_name(dir, "connections", "json", now);
                    std::fs::rename(&path, &aside).map_err(|e| disk_error(messages, dir, &e))?;
                    Some(aside.display().to_string())
                }
                None => None,
            };
            let copy = copy.and_then(Contents::of).filter(|copy| !copy.connections.is_empty());
            let message = match &copy {
                Some(copy) => {
                    let put_back = copy.text().and_then(|it| write_whole(&path, it.as_bytes()));
                    put_back.map_err(|e| disk_error(messages, &path, &e))?;
                    Some(msg::notice_connections_put_back())
                }
                None => kept_aside.is_some().then(msg::notice_connections_damaged),
            };
            let notice = message.map(|it| Notice { message: messages.say(&it), kept_aside });
            (copy.unwrap_or_default(), notice)
        };
        let registry = Self {
            path,
            messages: Arc::clone(messages),
            store: Arc::clone(store),
            contents: Mutex::new(contents),
            turn: tokio::sync::Mutex::default(),
        };
        Ok((registry, notice))
    }

    /// The text of the file, if that is there and whole. Blocks.
    pub(crate) fn text(dir: &Path) -> Option<String> {
        let text = std::fs::read_to_string(dir.join(FILE)).ok()?;
        Contents::of(&text).map(|_| text)
    }

    /// The connections of a file that belongs to a Roster which may be running: nothing is
    /// changed, whatever state it is in; none when it cannot be read. Blocks.
    pub(crate) fn look(dir: &Path) -> Vec<SavedConnection> {
        let contents = std::fs::read(dir.join(FILE)).ok();
        let contents: Option<Contents> =
            contents.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        contents.unwrap_or_default().connections
    }

    /// All connections, in the order they were made.
    pub(crate) fn all(&self) -> Vec<SavedConnection> {
        self.lock().connections.clone()
    }

    /// The connection that was open last.
    pub(crate) fn current(&self) -> Option<SavedConnection> {
        let contents = self.lock();
        let current = contents.current.as_ref()?;
        contents.connections.iter().find(|saved| saved.id == *current).cloned()
    }

    /// One connection.
    pub(crate) fn get(&self, id: &ConnectionId) -> Result<SavedConnection> {
        let found = self.lock().connections.iter().find(|saved| saved.id == *id).cloned();
        found.ok_or_else(|| self.messages.error(ErrorCode::NotFound, &msg::connection_gone()))
    }

    /// Adds a connection, or puts it in the place of the one with its ID.
    pub(crate) async fn put(self: &Arc<Self>, saved: SavedConnection) -> Result<()> {
        self.change(move |contents| {
            match contents.connections.iter_mut().find(|known| known.id == saved.id) {
                Some(known) => *known = saved,
                None => contents.connections.push(saved),
            }
        })
        .await
    }

    /// Changes what must change of a connection as it is now, and gives back what became of it.
    /// Whoever waited for the server in between overwrites nothing that somebody else changed.
    pub(crate) async fn edit(
        self: &Arc<Self>,
        id: &ConnectionId,
        edit: impl FnOnce(&mut SavedConnection) + Send + 'static,
    ) -> Result<SavedConnection> {
        let of = id.clone();
        let edited = self
            .change(move |contents| {
                let saved = contents.connections.iter_mut().find(|saved| saved.id == of)?;
                edit(saved);
                Some(saved.clone())
            })
            .await?;
        edited.ok_or_else(|| self.messages.error(ErrorCode::NotFound, &msg::connection_gone()))
    }

    /// Forgets a connection.
    pub(crate) async fn remove(self: &Arc<Self>, id: &ConnectionId) -> Result<()> {
        let id = id.clone();
        self.change(move |contents| {
            contents.connections.retain(|saved| saved.id != id);
            contents.current.take_if(|current| *current == id);
        })
        .await
    }

    /// Remembers which connection is open.
    pub(crate) async fn set_current(self: &Arc<Self>, id: &ConnectionId) -> Result<()> {
        let id = id.clone();
        self.change(move |contents| contents.current = Some(id)).await
    }

    /// Changes the list and writes it; if it cannot be written, nothing changes. What was begun is
    /// brought to its end even if nobody waits for it any more.
    async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut Contents) -> T + Send + 'static,
    ) -> Result<T> {
        let this = Arc::clone(self);
        let written = tokio::spawn(async move { this.change_in_turn(change).await });
        match written.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(disk_error(&self.messages, &self.path, &error)),
            Err(_) => Err(self.messages.error(ErrorCode::Other, &msg::unexpected())),
        }
    }

    async fn change_in_turn<T>(
        &self,
        change: impl FnOnce(&mut Contents) -> T,
    ) -> std::io::Result<T> {
        let _turn = self.turn.lock().await;
        let mut new = self.lock().clone();
        let value = change(&mut new);
        new.version = VERSION;
        if new == *self.lock() {
            return Ok(value);
        }
        let text = new.text()?;
        let (path, bytes) = (self.path.clone(), text.clone());
        let written = tokio::task::spawn_blocking(move || write_whole(&path, bytes.as_bytes()));
        written.await.map_err(std::io::Error::other)??;
        *self.lock() = new;
        let copied = self.store.write(move |db| connections::put_copy(db, &text)).await;
        if let Err(error) = copied {
            // The next change writes it, or the next start.
            tracing::warn!(%error, "the copy of the list of connections was not written");
        }
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Contents> {
        self.contents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes a file so that there is the old one or the new one, whatever happens in between.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let temporary = path.with_extension("new");
    let written = (|| {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // Best effort: what matters is that the old file is untouched.
        drop(std::fs::remove_file(&temporary));
        return written;
    }
    sync_folder(path)
}

/// Makes a rename last through a power cut, where the system has such a thing.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::setup::Language;
    use std::time::Duration;

    fn some_connection() -> SavedConnection {
        SavedConnection {
            id: ConnectionId("c".into()),
            name: "Acme".into(),
            color: ConnectionColor::Moss,
            url: "https://kaltura.example.edu".into(),
            parent_id: AccountId(7),
            parent_name: "Acme".into(),
            sign_in: SignInKind::AdminSecret,
            person: "dana@example.com".into(),
            user_id: None,
            asks_code: false,
            read_only: false,
            sample: false,
            kept: false,
            made_token: None,
            unused_tokens: Vec::new(),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_list_can_be_read_while_the_disk_takes_its_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let messages = Arc::new(Messages::new(Language::En));
        let now = UnixSeconds(1_795_000_000);
        let (store, _, ()) =
            Store::open(folder.path(), &messages, now, |_| Ok(())).expect("a store");
        let (registry, _) =
            Registry::open(folder.path(), &messages, now, &Arc::new(store), None).expect("a list");
        let registry = Arc::new(registry);
        // What is written into a pipe waits until somebody reads from it.
        let pipe = folder.path().join("connections.new");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("a pipe");
        assert!(made.success());
        let writer = Arc::clone(&registry);
        let writing = tokio::spawn(async move { writer.put(some_connection()).await });
        while registry.turn.try_lock().is_ok() {
            tokio::task::yield_now().await;
        }
        let reader = Arc::clone(&registry);
        let read = tokio::task::spawn_blocking(move || reader.all());
        let read = tokio::time::timeout(Duration::from_secs(5), read).await;
        let file = tokio::task::spawn_blocking(move || std::fs::File::open(pipe));
        let file = file.await.expect("the pipe is opened").expect("a pipe");
        // Nothing lasts that was written into a pipe.
        let written = writing.await.expect("an end");
        drop(file);
        assert_eq!(read.expect("nobody waits for the disk").expect("a list"), []);
        assert_eq!(written.expect_err("no file").code, ErrorCode::Disk);
        assert_eq!(registry.all(), []);
    }
}
