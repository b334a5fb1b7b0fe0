//! Passwords of logins: as text in memory, and in the journal only as a salted hash, because a
//! person may type one that is used elsewhere too. Who signs in with one is in `logins.rs`.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::Sha256;

use crate::seed::hex;

/// Rounds of the hash: guessing takes long, registering thousands of accounts does not, also when
/// built for development.
const ROUNDS: u32 = 2_000;

/// A password that can be compared with what somebody types.
#[derive(Clone)]
pub(crate) enum Password {
    Text(String),
    Hashed(Hashed),
}

/// What the journal holds of one.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Hashed {
    salt: String,
    hash: String,
}

impl Password {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Whether this is it.
    pub(crate) fn is(&self, typed: &str) -> bool {
        match self {
            Self::Text(text) => text == typed,
            Self::Hashed(hashed) => hash(typed, &hashed.salt).is_some_and(|it| it == hashed.hash),
        }
    }

    /// The text, unless it came out of a journal.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Hashed(_) => None,
        }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password")
    }
}

impl Serialize for Password {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hashed = match self {
            Self::Text(text) => {
                let salt = salt();
                let hash = hash(text, &salt);
                Hashed { hash: hash.ok_or_else(|| serde::ser::Error::custom("no hash"))?, salt }
            }
            Self::Hashed(hashed) => hashed.clone(),
        };
        hashed.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Journals used to hold the text; it is gone when such a file is next opened.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Hashed(Hashed),
        }
        Ok(match Written::deserialize(deserializer)? {
            Written::Text(text) => Self::Text(text),
            Written::Hashed(hashed) => Self::Hashed(hashed),
        })
    }
}

/// Random, from the keys that the standard library draws for its hash maps.
fn salt() -> String {
    let random = || RandomState::new().build_hasher().finish().to_le_bytes();
    format!("{}{}", hex(&random()), hex(&random()))
}

/// PBKDF2 with HMAC-SHA-256, one block.
fn hash(password: &str, salt: &str) -> Option<String> {
    let keyed = Hmac::<Sha256>::new_from_slice(password.as_bytes()).ok()?;
    let mut first = keyed.clone();
    first.update(salt.as_bytes());
    first.update(&1_u32.to_be_bytes());
    let mut round = first.finalize().into_bytes();
    let mut block = round;
    for _ in 1..ROUNDS {
        let mut next = keyed.clone();
        next.update(&round);
        round = next.finalize().into_bytes();
        block.iter_mut().zip(&round).for_each(|(all, one)| *all ^= one);
    }
    Some(hex(&block))
}
