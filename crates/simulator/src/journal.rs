//! Keeping changes over a restart: every accepted write is appended to a file as one JSON line
//! and read again at the next start, with the same ids, secrets and tokens. What is written is
//! the state after the change, so that reading it twice does no harm, and so that at each start
//! only the last line about each thing is kept. No password, secret or token is written.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::app_token::AppToken;
use crate::core::People;
use crate::logins::Login;
use crate::partner::Partner;
use crate::partner::properties::PROPERTIES;

/// The file behind a simulator that remembers.
#[derive(Debug)]
pub(crate) struct Journal {
    file: Mutex<File>,
}

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    Partner(KeptPartner),
    Login(Login),
    AppToken(AppToken),
}

/// What a line is about; a later line about the same thing takes its place.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About {
    Partner(i64),
    Login(String),
    AppToken(String),
}

impl Line {
    fn about(&self) -> About {
        match self {
            Self::Partner(kept) => About::Partner(kept.id),
            Self::Login(login) => About::Login(login.email.to_lowercase()),
            Self::AppToken(token) => About::AppToken(token.id.clone()),
        }
    }

    fn written(&self) -> Option<String> {
        serde_json::to_string(self).ok().map(|text| text + "\n")
    }
}

/// A partner with its properties by name, so that a file outlives the order of the table.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptPartner {
    id: i64,
    parent: Option<i64>,
    group: u8,
    status: u8,
    created_at: i64,
    ks_max_seconds: Option<i64>,
    var_console: bool,
    /// Files of before do not have it.
    #[serde(default)]
    hides_secrets: bool,
    properties: Map<String, Value>,
}

impl From<&Partner> for KeptPartner {
    fn from(partner: &Partner) -> Self {
        let properties = PROPERTIES
            .iter()
            .filter_map(|p| partner.get(p.name).map(|value| (p.name.to_owned(), value.clone())))
            .collect();
        Self {
            id: partner.id,
            parent: partner.parent,
            group: partner.group,
            status: partner.status,
            created_at: partner.created_at,
            ks_max_seconds: partner.ks_max_seconds,
            var_console: partner.var_console,
            hides_secrets: partner.hides_secrets,
            properties,
        }
    }
}

impl From<KeptPartner> for Partner {
    fn from(kept: KeptPartner) -> Self {
        let mut partner = Self::new(kept.id, kept.parent, kept.created_at);
        partner.group = kept.group;
        partner.status = kept.status;
        partner.ks_max_seconds = kept.ks_max_seconds;
        partner.var_console = kept.var_console;
        partner.hides_secrets = kept.hides_secrets;
        for (name, value) in kept.properties {
            partner.set(&name, value);
        }
        partner
    }
}

impl Journal {
    /// Opens the file, or makes it, and puts what it holds into the world. A line that cannot be
    /// read, as a power cut leaves one, is skipped.
    pub(crate) fn open(
        path: &Path,
        seed: u64,
        people: &mut People,
        app_tokens: &mut Vec<AppToken>,
    ) -> io::Result<Self> {
        let text = match std::fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok());
        let lines: BTreeMap<About, Line> = lines.map(|line| (line.about(), line)).collect();
        let compact: String = lines.values().filter_map(Line::written).collect();
        for line in lines.into_values() {
            put(line, seed, people, app_tokens);
        }
        if compact != text {
            // In one step: there is the old file or the new one.
            let temporary = path.with_extension("new");
            std::fs::write(&temporary, compact)?;
            std::fs::rename(&temporary, path)?;
        }
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file: Mutex::new(file) })
    }

    /// Appends a line. A disk that is full costs only the memory of the sample server.
    pub(crate) fn append(&self, line: &Line) {
        if let Some(text) = line.written() {
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = file.write_all(text.as_bytes());
        }
    }
}

/// Puts what a line holds into the world, with the secrets that a line does not hold.
fn put(line: Line, seed: u64, people: &mut People, app_tokens: &mut Vec<AppToken>) {
    match line {
        Line::Partner(kept) => people.directory.insert(kept.into()),
        Line::Login(mut login) => {
            let known = people.logins.find(&people.directory, &login.email);
            login.totp_secret = known.and_then(|known| known.totp_secret);
            people.logins.insert(login);
        }
        Line::AppToken(mut token) => {
            if let Some(number) = token.number {
                token.token = AppToken::secret(seed, token.partner, number);
            }
            app_tokens.retain(|own| own.id != token.id);
            // One that was handed in cannot be known again.
            if !token.token.is_empty() {
                app_tokens.push(token);
            }
        }
    }
}
