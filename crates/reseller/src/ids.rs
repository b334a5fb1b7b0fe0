//! The small value types that every other module speaks in: identifiers and points in time.
//! Nothing here knows about accounts, servers or files.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The number of an account at Kaltura, called Partner ID wherever a person sees it (API.md §6).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct AccountId(pub u32);

/// A connection: one parent account on one server, as this computer knows it. A random UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

/// A job on this computer. Counts up from 1 and is never used twice.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// One line of Activity. Counts up from 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct ActivityId(pub u32);

/// A sign-in that worked and waits for the person to keep or drop it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct SignInId(pub String);

/// Whole seconds since 1 January 1970 UTC, as Kaltura counts time (API.md §1, "times").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type,
)]
#[serde(transparent)]
pub struct UnixSeconds(#[specta(type = i32)] pub i64);

impl std::fmt::Display for AccountId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
