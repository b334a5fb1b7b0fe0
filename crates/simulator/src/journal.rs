//! Keeping changes over a restart: every accepted write is appended to a file as one JSON line
//! and read again at the next start, with the same ids, secrets and tokens. What is written is
//! the state after the change, so that reading it twice does no harm.

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
        people: &mut People,
        app_tokens: &mut Vec<AppToken>,
    ) -> io::Result<Self> {
        let text = match std::fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        for line in text.lines().filter_map(|line| serde_json::from_str::<Line>(line).ok()) {
            match line {
                Line::Partner(kept) => people.directory.insert(kept.into()),
                Line::Login(login) => people.logins.insert(login),
                Line::AppToken(token) => {
                    app_tokens.retain(|own| own.id != token.id);
                    app_tokens.push(token);
                }
            }
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n")?;
        }
        Ok(Self { file: Mutex::new(file) })
    }

    /// Appends a line. A disk that is full costs only the memory of the sample server.
    pub(crate) fn append(&self, line: &Line) {
        if let Ok(mut text) = serde_json::to_string(line) {
            text.push('\n');
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = file.write_all(text.as_bytes());
        }
    }
}
