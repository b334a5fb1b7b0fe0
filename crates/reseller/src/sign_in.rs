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
    #[serde(rename_all = "camelCase")]
    Password { email: String, password: SecretText, code: Option<SecretText> },
    #[serde(rename_all = "camelCase")]
    AppToken { token_id: String, token: SecretText },
    /// `person` names who acts, for the server's logs and for Activity.
    #[serde(rename_all = "camelCase")]
    AdminSecret { secret: SecretText, person: String },
}

/// A request to sign in.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInRequest {
    /// An address as typed: `www.kaltura.com`, `https://kaltura.example.edu:8443/`.
    pub server: String,
    /// None: the person does not know it (e-mail and password only).
    pub parent_id: Option<AccountId>,
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
        choices: Vec<AccountChoice>,
    },
    SignedIn {
        report: SignInReport,
    },
}

/// An account that a login may enter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AccountChoice {
    pub id: AccountId,
    pub name: String,
}

/// A sign-in that worked, waiting to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInReport {
    pub sign_in: SignInId,
    pub method: SignInKind,
    pub server: String,
    pub parent_id: AccountId,
    pub parent_name: String,
    pub person: String,
    pub checked_at: UnixSeconds,
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
    pub sign_in: SignInId,
    pub name: String,
    pub color: ConnectionColor,
    pub read_only: bool,
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
