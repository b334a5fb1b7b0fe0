//! The recorded world at an earlier moment. `world.json.gz` is its end; accounts registered later
//! than a moment are not there yet, and `history.json` says what else was different until when.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Accounts up to this id were there before the first answer was recorded.
const LAST_PREPARED: i64 = 200_639;

/// The parent of 641 accounts, which few cases are about.
const BIG_PARENT: i64 = 135;
/// An account with nothing special about it.
const USUAL: i64 = 104;

/// Parts of the world that take long to read and that not every case needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct With {
    /// What accounts hold.
    pub(crate) content: bool,
    /// The children of the big parent.
    pub(crate) big_family: bool,
}

/// One thing that was different until a moment.
#[derive(Debug, Deserialize)]
struct Earlier {
    #[serde(default)]
    account: i64,
    /// A category instead of an account.
    #[serde(default)]
    category: i64,
    /// Unix seconds; from the beginning when absent.
    #[serde(default)]
    from: i64,
    /// Unix seconds.
    until: i64,
    /// The account was not there.
    #[serde(default)]
    absent: bool,
    /// Properties that were different; null means not set.
    #[serde(default)]
    set: Map<String, Value>,
}

impl Earlier {
    fn holds_at(&self, moment: i64) -> bool {
        (self.from..self.until).contains(&moment)
    }
}

/// The end of the recording and what is known about its course.
#[derive(Debug)]
pub(crate) struct Recording {
    end: Value,
    earlier: Vec<Earlier>,
    folder: PathBuf,
}

impl Recording {
    pub(crate) fn read(world: &Path) -> io::Result<Self> {
        let mut text = String::new();
        GzDecoder::new(fs::File::open(world)?).read_to_string(&mut text)?;
        let end = serde_json::from_str(&text).map_err(io::Error::other)?;
        let earlier: Vec<Earlier> = serde_json::from_str(include_str!("history.json"))?;
        let folder =
            std::env::temp_dir().join(format!("simulator-conformance-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self { end, earlier, folder })
    }

    fn accounts(&self) -> impl Iterator<Item = &Value> {
        self.end.get("accounts").and_then(Value::as_array).into_iter().flatten()
    }

    /// All moments at which the world changed, in order; each is the second after a change.
    pub(crate) fn moments(&self) -> Vec<i64> {
        let registered = self
            .accounts()
            .filter(|account| number(account, "id") > LAST_PREPARED)
            .map(|account| number(account, "createdAt"));
        let changed = self.earlier.iter().flat_map(|earlier| [earlier.from, earlier.until]);
        let changed = changed.filter(|moment| *moment > 0);
        let mut moments: BTreeSet<i64> = registered.chain(changed).collect();
        if let Some(first) = moments.first().copied() {
            moments.insert(first - 100);
        }
        moments.into_iter().collect()
    }

    fn entries(&self) -> impl Iterator<Item = &Value> {
        let entries = self.end.get("content").and_then(|content| content.get("entries"));
        entries.and_then(Value::as_array).into_iter().flatten()
    }

    /// The seconds after entries were added during the recording, latest first.
    pub(crate) fn entry_moments(&self) -> Vec<i64> {
        let first = self.moments().first().copied().unwrap_or(0);
        let added = self.entries().map(|entry| number(entry, "createdAt"));
        let seconds: BTreeSet<i64> = added.filter(|at| *at >= first).map(|at| at + 1).collect();
        seconds.into_iter().rev().collect()
    }

    /// The account whose entry a text names first.
    pub(crate) fn owner_of_entry_in(&self, text: &str) -> Option<i64> {
        let is_id = |word: &&str| word.len() == 10 && word.starts_with("0_");
        let id = text.split('"').find(is_id)?;
        let entry =
            self.entries().find(|entry| entry.get("id").and_then(Value::as_str) == Some(id));
        entry.map(|entry| number(entry, "partnerId"))
    }

    /// The second in which an account was registered.
    pub(crate) fn registered_at(&self, id: i64) -> Option<i64> {
        self.accounts()
            .find(|account| number(account, "id") == id)
            .map(|account| number(account, "createdAt"))
    }

    /// The highest id of a registered account.
    pub(crate) fn last_account(&self) -> i64 {
        self.accounts().map(|account| number(account, "id")).max().unwrap_or(0)
    }

    /// Writes the world as it was at a moment, with accounts below `before` only, and says where.
    pub(crate) fn world_at(&self, moment: i64, before: i64, with: With) -> io::Result<PathBuf> {
        let With { content, big_family } = with;
        let path = self.folder.join(format!("{moment}-{before}-{content}-{big_family}.json"));
        if path.exists() {
            return Ok(path);
        }
        let mut accounts: Vec<Value> = self
            .accounts()
            .filter(|account| {
                let id = number(account, "id");
                id <= LAST_PREPARED || (id < before && number(account, "createdAt") <= moment)
            })
            .filter(|account| {
                // The last one stays, so that the next id is the one it was.
                big_family
                    || number(account, "partnerParentId") != BIG_PARENT
                    || number(account, "id") == LAST_PREPARED
            })
            .cloned()
            .collect();
        for account in &mut accounts {
            self.shorten(account);
        }
        for earlier in self.earlier.iter().filter(|earlier| earlier.holds_at(moment)) {
            if earlier.absent && earlier.account != 0 {
                accounts.retain(|account| number(account, "id") != earlier.account);
            }
            let account = accounts.iter_mut().find(|a| number(a, "id") == earlier.account);
            if let Some(Value::Object(account)) = account {
                account.extend(earlier.set.clone());
            }
        }
        let last = accounts.iter().map(|account| number(account, "id")).max().unwrap_or(0);
        let is_there = |user: &Value| {
            let id = number(user, "partnerId");
            id < before && (id <= LAST_PREPARED || id <= last || self.is_orphan_by(id, moment))
        };
        let logins: Vec<Value> = self
            .end
            .get("logins")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|login| {
                let mut login = login.clone();
                let users = login.get_mut("users")?.as_array_mut()?;
                users.retain(is_there);
                (!users.is_empty()).then_some(login)
            })
            .collect();
        let empty = json!({"categories": [], "metadataProfiles": {}, "entries": []});
        let content = self.end.get("content").filter(|_| content);
        let content = content.map_or(empty, |content| self.content_at(moment, content));
        let world = json!({"accounts": accounts, "logins": logins, "content": content});
        // Several replays may want the same world at once.
        let unfinished = path.with_extension(format!("{:?}", std::thread::current().id()));
        fs::write(&unfinished, serde_json::to_vec(&world)?)?;
        fs::rename(&unfinished, &path)?;
        Ok(path)
    }

    /// Entries that were added while the answers were recorded are not there before.
    fn content_at(&self, moment: i64, content: &Value) -> Value {
        let mut content = content.clone();
        let first = self.moments().first().copied().unwrap_or(0);
        if let Some(entries) = content.get_mut("entries").and_then(Value::as_array_mut) {
            entries.retain(|entry| {
                let created_at = number(entry, "createdAt");
                created_at < first || created_at <= moment
            });
        }
        if let Some(categories) = content.get_mut("categories").and_then(Value::as_array_mut) {
            let absent = |id: i64| {
                self.earlier.iter().any(|e| e.category == id && e.absent && e.holds_at(moment))
            };
            categories.retain(|category| !absent(number(category, "id")));
        }
        content
    }

    /// Takes out what is long and the same in nearly all accounts: unset, it comes back as it was.
    fn shorten(&self, account: &mut Value) {
        let usual = self.accounts().find(|account| number(account, "id") == USUAL);
        for name in ["passwordStructureValidations", "passwordStructureValidationsDescription"] {
            let is_usual = usual.and_then(|usual| usual.get(name)) == account.get(name);
            if let (true, Some(account)) = (is_usual, account.as_object_mut()) {
                account.remove(name);
            }
        }
    }

    /// An account without a parent is in no list; it was registered between its neighbours.
    fn is_orphan_by(&self, id: i64, moment: i64) -> bool {
        let listed = self.accounts().any(|account| number(account, "id") == id);
        let previous = self
            .accounts()
            .filter(|account| number(account, "id") < id)
            .map(|account| number(account, "createdAt"))
            .max();
        !listed && previous.is_some_and(|previous| previous < moment)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        // What a broken run leaves in the folder for temporary files does no harm.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn number(object: &Value, name: &str) -> i64 {
    object.get(name).and_then(Value::as_i64).unwrap_or(0)
}
