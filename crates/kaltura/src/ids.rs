//! The small numbers and names that the protocol passes around, each with a type of its own.
//!
//! Secrets are in `secret.rs`, sessions in `ks.rs`.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::wire;

/// The number of a partner (what people call an account).
///
/// Internal partners of a Kaltura installation have negative numbers (API.md §7.2), so the
/// number is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PartnerId(i64);

impl PartnerId {
    /// Wraps a number as it stands in answers and in KMC.
    pub const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number itself.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for PartnerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for PartnerId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::int(deserializer).map(Self)
    }
}

/// The name of an app token, for example `0_vstpqzoo` (transcript 06-appToken-add).
///
/// It is a name, not a secret: the secret is [`AppToken`](crate::AppToken).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppTokenId(String);

impl AppTokenId {
    /// Wraps the id of a token.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppTokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A moment in Unix seconds, as every time in an answer is given (API.md §1, "times").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct UnixSeconds(i64);

impl UnixSeconds {
    /// Wraps seconds since 1970-01-01T00:00:00Z.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The seconds since 1970-01-01T00:00:00Z.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The moment that many seconds later (earlier when negative).
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::int(deserializer).map(Self)
    }
}

/// A moment in a request.
///
/// The server takes values between −315,360,000 and +315,360,000 as relative to now, and 0 as
/// now (API.md §1, transcript 02-partner-list-created-at-relative). This type keeps the two
/// meanings apart, so that "since 1970" cannot turn into "since this second" by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RequestTime(i64);

/// Values up to this distance from 0 are relative (`configurations/base.ini:67`).
const RELATIVE_RANGE: i64 = 315_360_000;

impl RequestTime {
    /// A fixed moment. Moments before 1980 do not exist on the wire; none of them can be the
    /// time of anything in Kaltura, so they are moved to the earliest one that can be said.
    pub const fn at(moment: UnixSeconds) -> Self {
        if moment.0 <= RELATIVE_RANGE { Self(RELATIVE_RANGE + 1) } else { Self(moment.0) }
    }

    /// That many seconds before (negative) or after now, by the server's clock. Clamped to ten
    /// years, which is as far as relative times go.
    pub const fn from_now(seconds: i64) -> Self {
        if seconds > RELATIVE_RANGE {
            Self(RELATIVE_RANGE)
        } else if seconds < -RELATIVE_RANGE {
            Self(-RELATIVE_RANGE)
        } else {
            Self(seconds)
        }
    }
}

/// How many values of an `…In` filter the server looks at (API.md §5: the rest is dropped
/// without a word).
pub const IN_LIST_MAX: usize = 500;

/// The value of an `…In` filter: a comma list of at most [`IN_LIST_MAX`] numbers or names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct InList(String);

/// Why a list of values cannot be sent as an `…In` filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InListError {
    /// The server would look at the first 500 only.
    #[error("{0} values in one filter, and the server looks at 500")]
    TooMany(usize),
    /// An empty list means "not filtered" to the server, never "nothing".
    #[error("an empty filter list would list everything")]
    Empty,
    /// A value with a comma would be taken for two.
    #[error("a value of the filter list is empty or holds a comma")]
    Comma,
}

impl InList {
    /// Joins the values.
    pub fn new<T: fmt::Display>(values: impl IntoIterator<Item = T>) -> Result<Self, InListError> {
        let mut joined = String::new();
        let mut count = 0;
        for value in values {
            let value = value.to_string();
            if value.is_empty() || value.contains(',') {
                return Err(InListError::Comma);
            }
            if count > 0 {
                joined.push(',');
            }
            joined.push_str(&value);
            count += 1;
        }
        match count {
            0 => Err(InListError::Empty),
            1..=IN_LIST_MAX => Ok(Self(joined)),
            many => Err(InListError::TooMany(many)),
        }
    }

    /// The values one by one.
    pub fn values(&self) -> Vec<String> {
        self.0.split(',').map(str::to_owned).collect()
    }

    /// The values joined by commas.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
