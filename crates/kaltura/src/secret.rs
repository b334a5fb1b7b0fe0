//! Secrets that cannot be printed or serialised by accident.
//!
//! A [`Secret`] shows its kind and never its content, has no `Display`, no `Serialize` and no
//! `PartialEq`, and is wiped from memory when dropped. [`Secret::reveal`] is the one way in,
//! so every place that looks at a secret can be found by that word.

use std::fmt;
use std::marker::PhantomData;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

/// What a [`Secret`] is for. Only this crate has kinds.
pub trait Kind: sealed::Sealed {
    /// The name shown in place of the content.
    const NAME: &'static str;
}

mod sealed {
    pub trait Sealed {}
}

/// A text that must not be seen.
pub struct Secret<K> {
    content: SecretString,
    kind: PhantomData<fn() -> K>,
}

/// The admin secret of a partner: it signs ADMIN sessions (API.md §3.1, §3.2).
pub type AdminSecret = Secret<kind::Admin>;
/// The token behind an app token id (API.md §9, transcript 06-appToken-add).
pub type AppToken = Secret<kind::App>;
/// The password of a login: the one to sign in with, or `cmsPassword` (API.md §7.2, §9).
pub type Password = Secret<kind::Login>;
/// The six digits of an authenticator app (API.md §9, `otp`).
pub type OneTimeCode = Secret<kind::Otp>;

/// The kinds of secrets.
pub mod kind {
    /// Marks an admin secret.
    #[derive(Debug)]
    pub enum Admin {}
    /// Marks an app token.
    #[derive(Debug)]
    pub enum App {}
    /// Marks a password.
    #[derive(Debug)]
    pub enum Login {}
    /// Marks a one-time code.
    #[derive(Debug)]
    pub enum Otp {}
    /// Marks a session string; see [`Ks`](crate::Ks).
    #[derive(Debug)]
    pub enum Session {}

    impl super::sealed::Sealed for Admin {}
    impl super::sealed::Sealed for App {}
    impl super::sealed::Sealed for Login {}
    impl super::sealed::Sealed for Otp {}
    impl super::sealed::Sealed for Session {}

    impl super::Kind for Admin {
        const NAME: &'static str = "AdminSecret";
    }
    impl super::Kind for App {
        const NAME: &'static str = "AppToken";
    }
    impl super::Kind for Login {
        const NAME: &'static str = "Password";
    }
    impl super::Kind for Otp {
        const NAME: &'static str = "OneTimeCode";
    }
    impl super::Kind for Session {
        const NAME: &'static str = "Ks";
    }
}

impl<K> Secret<K> {
    /// Takes a secret in.
    pub fn new(content: impl Into<String>) -> Self {
        Self { content: SecretString::from(content.into()), kind: PhantomData }
    }

    /// The content, for signing or for sending it where it belongs.
    pub fn reveal(&self) -> &str {
        self.content.expose_secret()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.reveal().is_empty()
    }
}

impl<K> Clone for Secret<K> {
    fn clone(&self) -> Self {
        Self { content: self.content.clone(), kind: PhantomData }
    }
}

impl<K: Kind> fmt::Debug for Secret<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(…)", K::NAME)
    }
}

impl<'de, K> Deserialize<'de> for Secret<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
