//! The state behind a running simulator, and what one API call sees of it. How a call gets here
//! is in `dispatch.rs`.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::app_token::AppToken;
use crate::cache::AnswerCache;
use crate::content::Content;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::journal::{Journal, Line};
use crate::ks::Ks;
use crate::logins::Logins;
use crate::options::Now;
use crate::partner::directory::Directory;
use crate::partner::render::Fixtures;
use crate::seed;
use crate::wire::deserialize::Arguments;
use crate::wire::request::Params;
use crate::world::Received;

/// How many requests the log keeps.
const LOG_LENGTH: usize = 100_000;

/// Everything that a running simulator knows.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) now: Now,
    pub(crate) seed: u64,
    pub(crate) faults: Faults,
    pub(crate) fixtures: Fixtures,
    pub(crate) content: Content,
    journal: Option<Journal>,
    people: RwLock<People>,
    desk: Mutex<Desk>,
}

/// Partners and logins.
#[derive(Debug)]
pub(crate) struct People {
    pub(crate) directory: Directory,
    pub(crate) logins: Logins,
    /// Secrets that are not derived from the seed, by partner: user secret and admin secret.
    pub(crate) secrets: HashMap<i64, (String, String)>,
}

/// Everything else that changes: sessions ended, tokens, caches, the log.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    pub(crate) ended: HashSet<String>,
    /// Session IDs (privilege `sessionid`) that are refused, by partner, and until when.
    pub(crate) banned: HashMap<(i64, String), i64>,
    pub(crate) actions_used: HashMap<String, u32>,
    pub(crate) app_tokens: HashMap<String, AppToken>,
    /// Partners whose secrets the cache of `session.start` holds.
    pub(crate) warm: HashSet<i64>,
    pub(crate) answers: AnswerCache,
    /// Accounts whose owner was sent a welcome mail.
    pub(crate) welcome_mails: Vec<i64>,
    pub(crate) csv_reports: HashMap<String, String>,
    pub(crate) log: VecDeque<Received>,
    pub(crate) log_dropped: u64,
    counter: u64,
}

impl Core {
    pub(crate) fn new(
        now: Now,
        seed: u64,
        faults: Faults,
        people: People,
        content: Content,
        journal: Option<Journal>,
    ) -> Self {
        Self {
            now,
            seed,
            faults,
            fixtures: Fixtures::new(),
            content,
            journal,
            people: RwLock::new(people),
            desk: Mutex::new(Desk::default()),
        }
    }

    pub(crate) fn people(&self) -> RwLockReadGuard<'_, People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn people_mut(&self) -> RwLockWriteGuard<'_, People> {
        self.people.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a partner as it is now.
    pub(crate) fn remember_partner(&self, people: &People, id: i64) {
        if let (Some(journal), Some(partner)) = (&self.journal, people.directory.get(id)) {
            journal.append(&Line::Partner(partner.as_ref().into()));
        }
    }

    /// Remembers a login as it is now.
    pub(crate) fn remember_login(&self, people: &People, email: &str) {
        if let Some(journal) = &self.journal
            && let Some(login) = people.logins.find(&people.directory, email)
        {
            journal.append(&Line::Login(login));
        }
    }

    /// Keeps an app token, over a restart too.
    pub(crate) fn keep_token(&self, token: AppToken) {
        if let Some(journal) = &self.journal {
            journal.append(&Line::AppToken(token.clone()));
        }
        self.desk().app_tokens.insert(token.id.clone(), token);
    }

    /// Sixteen bytes that are not used twice.
    pub(crate) fn random(&self) -> [u8; 16] {
        let mut desk = self.desk();
        desk.counter += 1;
        let salt = self.now.seconds().unsigned_abs();
        let (a, b) = (
            seed::dice(self.seed, salt, desk.counter),
            seed::dice(salt, self.seed, desk.counter ^ 0x5bd1_e995),
        );
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&a.to_le_bytes());
        bytes[8..].copy_from_slice(&b.to_le_bytes());
        bytes
    }

    /// Signs a session with its partner's admin secret.
    pub(crate) fn sign(&self, ks: &Ks) -> String {
        let (_, admin_secret) = self.people().secrets(self.seed, ks.partner);
        let random = self.random();
        ks.to_v2(&admin_secret, random)
    }
}

impl People {
    /// The user secret and the admin secret of a partner.
    pub(crate) fn secrets(&self, seed: u64, partner: i64) -> (String, String) {
        self.secrets.get(&partner).cloned().unwrap_or_else(|| {
            (seed::secret(seed, partner, "user"), seed::secret(seed, partner, "admin"))
        })
    }
}

impl Desk {
    /// Refuses every session of a partner with this ID, those that are begun later among them.
    pub(crate) fn ban(&mut self, partner: i64, session_id: &str, until: i64) {
        let longest = self.banned.entry((partner, session_id.to_owned())).or_insert(until);
        *longest = until.max(*longest);
    }

    /// Whether a session was ended: itself, or another one with its ID.
    pub(crate) fn is_logged_out(&self, ks: &Ks, text: &str, now: i64) -> bool {
        let is_banned = |id: &str| {
            let until = self.banned.get(&(ks.partner, id.to_owned()));
            until.is_some_and(|until| now < *until)
        };
        self.ended.contains(text) || ks.session_id().is_some_and(is_banned)
    }

    pub(crate) fn record(&mut self, received: Received) {
        if self.log.len() >= LOG_LENGTH {
            self.log.pop_front();
            self.log_dropped += 1;
        }
        self.log.push_back(received);
    }
}

/// Who calls, after the session was verified.
#[derive(Debug)]
pub(crate) struct Caller {
    /// The session and its text.
    pub(crate) session: Option<(Ks, String)>,
    /// The roles of the session.
    pub(crate) roles: Vec<&'static crate::access::Role>,
}

impl Caller {
    pub(crate) fn ks(&self) -> Option<&Ks> {
        self.session.as_ref().map(|(ks, _)| ks)
    }

    pub(crate) fn allows(&self, permission: &str) -> bool {
        self.roles.iter().any(|role| role.allows(permission))
    }
}

/// One API call.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) core: &'a Core,
    pub(crate) arguments: Arguments,
    pub(crate) params: &'a Params,
    pub(crate) caller: Caller,
    pub(crate) from: &'a Origin,
    pub(crate) in_multirequest: bool,
    /// Headers that the answer carries besides the usual ones.
    pub(crate) headers: Vec<(String, String)>,
}

/// Where a request came from and what it asked for by name.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) address: IpAddr,
    /// Path and query.
    pub(crate) uri: String,
    /// `http://host:port` as the client sees it.
    pub(crate) base_url: String,
}

impl Call<'_> {
    pub(crate) fn now(&self) -> i64 {
        self.core.now.seconds()
    }

    /// The partner of the session; without one the call is not permitted in the first place.
    pub(crate) fn partner(&self) -> Result<i64, ApiError> {
        self.caller.ks().map(|ks| ks.partner).ok_or_else(ApiError::internal)
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.arguments.text(name)
    }

    pub(crate) fn int(&self, name: &str) -> Option<i64> {
        self.arguments.int(name)
    }
}
