//! Signing in to a parent account, and what a person may decide about it afterwards.

mod flow;
mod keep;
#[cfg(test)]
mod tests;

pub(crate) use flow::{PendingSignIn, end_quietly};

use crate::connection::{Capability, ConnectionColor, SignInKind};
use crate::ids::{AccountId, ConnectionId, SignInId, UnixSeconds};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};
use specta::Type;

/// What was typed on the Connect screen. The strings that are secret are wiped after use.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInMethod {
    /// The only way that needs no Partner ID.
    #[serde(rename_all = "camelCase")]
    Password {
        /// The login.
        email: String,
        /// Used for this one sign-in and never kept.
        password: SecretText,
        /// From an authenticator. None or empty: not asked for yet. Blanks in it do not matter.
        code: Option<SecretText>,
    },
    /// A token made at the server, for hashes by SHA-256 or SHA-512.
    #[serde(rename_all = "camelCase")]
    AppToken {
        /// The name of the token at the server.
        token_id: String,
        /// The token itself; only a hash of it is sent (API.md §9).
        token: SecretText,
    },
    /// The parent's admin secret.
    #[serde(rename_all = "camelCase")]
    AdminSecret {
        /// The parent's. Sessions are signed with it here (API.md §3.2).
        secret: SecretText,
        /// Who acts, for the server's logs and for Activity. A user whom the server knows gets no
        /// more rights than they have there (API.md §3.1).
        person: String,
    },
}

/// A request to sign in.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInRequest {
    /// An address as typed: `www.kaltura.com`, `https://kaltura.example.edu:8443/`.
    pub server: String,
    /// None: the person does not know it (e-mail and password only).
    pub parent_id: Option<AccountId>,
    /// Which way in, with what was typed for it.
    pub method: SignInMethod,
    /// Set when signing in again to a connection that exists.
    pub connection: Option<ConnectionId>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInOutcome {
    /// The account asks for an authenticator code (`MISSING_OTP`, API.md §9).
    NeedsCode,
    /// No Partner ID was given; these are the accounts this login may enter.
    ChooseAccount {
        /// At least one, by name.
        choices: Vec<AccountChoice>,
    },
    /// It worked. Nothing is kept yet.
    SignedIn {
        /// What the person decides by.
        report: SignInReport,
    },
}

/// An account that a login may enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountChoice {
    /// Its Partner ID.
    pub id: AccountId,
    /// As the server has it.
    pub name: String,
}

/// A sign-in that worked, waiting to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInReport {
    /// Under which it is kept or dropped.
    pub sign_in: SignInId,
    /// The way in that was used.
    pub method: SignInKind,
    /// Host and, where it is not the usual one, port.
    pub server: String,
    /// The parent's Partner ID.
    pub parent_id: AccountId,
    /// As the server calls the parent.
    pub parent_name: String,
    /// Who is signed in: an e-mail, the name given with an admin secret, or the token's user.
    pub person: String,
    /// When the server was asked.
    pub checked_at: UnixSeconds,
    /// What the connection would be allowed to do.
    pub capabilities: Vec<Capability>,
}

/// Where the secret goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Keep {
    /// In the system keychain. For a password sign-in: make an app token and keep that.
    InKeychain,
    /// In memory, until the app quits.
    UntilQuit,
}

/// The person's decision on a sign-in that worked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeepSignIn {
    /// As in `SignInReport`.
    pub sign_in: SignInId,
    /// What the person calls the connection; must not be empty.
    pub name: String,
    /// The colour it is to have.
    pub color: ConnectionColor,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
    /// Where its secret goes.
    pub keep: Keep,
}

/// A secret on its way in from a form. It cannot be printed and goes nowhere but inwards.
#[derive(Debug, Clone, Type)]
pub struct SecretText(#[specta(type = String)] SecretString);

impl SecretText {
    /// Takes over a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(SecretString::from(secret.into()))
    }

    /// The text itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl<'de> Deserialize<'de> for SecretText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
