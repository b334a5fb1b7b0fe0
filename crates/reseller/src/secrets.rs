//! Where secrets are kept: the trait that a keychain implements, the one in memory, and the one
//! function that writes. What a secret is used for is not known here.

use crate::ids::ConnectionId;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The name under which Roster's items stand in a system's keychain, and its data folder among
/// those of other apps. An item's user is the [`ConnectionId`].
pub const KEYCHAIN_SERVICE: &str = "app.roster.desktop";

/// Keeps one secret per connection. The calls may block; `Reseller` makes them off the async
/// threads.
pub trait SecretStore: Send + Sync + 'static {
    /// Reads the secret of a connection; [`SecretError::Missing`] when there is no keychain,
    /// `Ok(None)` when nothing was kept for it.
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError>;
    /// Keeps a secret, replacing what was there.
    fn set(&self, connection: &ConnectionId, secret: &SecretString) -> Result<(), SecretError>;
    /// Forgets the secret. Nothing kept is not an error.
    fn delete(&self, connection: &ConnectionId) -> Result<(), SecretError>;
}

/// Why a keychain did not do as asked. `cause` is the system's own words, for support; it never
/// holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No password store is running on this computer.
    #[error("no keychain: {cause}")]
    Missing {
        /// The system's words.
        cause: String,
    },
    /// It is locked, and the person did not unlock it.
    #[error("keychain locked: {cause}")]
    Locked {
        /// The system's words.
        cause: String,
    },
    /// It refused this app.
    #[error("keychain denied: {cause}")]
    Denied {
        /// The system's words.
        cause: String,
    },
    /// Anything else.
    #[error("keychain failed: {cause}")]
    Other {
        /// The system's words, or Roster's where the call itself broke off.
        cause: String,
    },
}

/// Secrets that last as long as the process.
#[derive(Debug, Default)]
pub struct InMemorySecrets {
    kept: Mutex<HashMap<ConnectionId, SecretString>>,
    broken: Mutex<Option<SecretError>>,
}

impl InMemorySecrets {
    /// From now on every call fails like this; `None` mends it.
    pub fn fail_with(&self, error: Option<SecretError>) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }

    /// The connections something is kept for.
    pub fn connections(&self) -> Vec<ConnectionId> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    fn check(&self) -> Result<(), SecretError> {
        let broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken.clone().map_or(Ok(()), Err)
    }
}

impl SecretStore for InMemorySecrets {
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError> {
        self.check()?;
        Ok(self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(connection).cloned())
    }

    fn set(&self, connection: &ConnectionId, secret: &SecretString) -> Result<(), SecretError> {
        self.check()?;
        let secret = SecretString::from(secret.expose_secret().to_owned());
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(connection.clone(), secret);
        Ok(())
    }

    fn delete(&self, connection: &ConnectionId) -> Result<(), SecretError> {
        self.check()?;
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).remove(connection);
        Ok(())
    }
}

/// What is kept of a sign-in: the payload of one keychain item.
#[derive(Debug, Clone)]
pub(crate) enum KeptSecret {
    AdminSecret { secret: SecretString },
    AppToken { token_id: String, token: SecretString, hash: String },
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Written<'a> {
    AdminSecret { secret: &'a str },
    AppToken { token_id: &'a str, token: &'a str, hash: &'a str },
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Read {
    AdminSecret { secret: SecretString },
    AppToken { token_id: String, token: SecretString, hash: String },
}

/// Writes to the keychain. Nothing else in Roster does.
pub(crate) async fn keep(
    store: &Arc<dyn SecretStore>,
    connection: &ConnectionId,
    kept: &KeptSecret,
) -> Result<(), SecretError> {
    let written = match kept {
        KeptSecret::AdminSecret { secret } => {
            Written::AdminSecret { secret: secret.expose_secret() }
        }
        KeptSecret::AppToken { token_id, token, hash } => {
            Written::AppToken { token_id, token: token.expose_secret(), hash }
        }
    };
    // `SecretString` wipes the text when dropped.
    let payload = serde_json::to_string(&written).map(SecretString::from);
    let payload = payload.map_err(|e| SecretError::Other { cause: e.to_string() })?;
    let connection = connection.clone();
    blocking(store, move |store| store.set(&connection, &payload)).await
}

/// Reads back what was kept. `Some(Err(Unreadable))`: something is there and cannot be read.
pub(crate) async fn recall(
    store: &Arc<dyn SecretStore>,
    connection: &ConnectionId,
) -> Result<Option<Result<KeptSecret, Unreadable>>, SecretError> {
    let connection = connection.clone();
    let payload = blocking(store, move |store| store.get(&connection)).await?;
    Ok(payload.map(|payload| match serde_json::from_str(payload.expose_secret()) {
        Ok(Read::AdminSecret { secret }) => Ok(KeptSecret::AdminSecret { secret }),
        Ok(Read::AppToken { token_id, token, hash }) => {
            Ok(KeptSecret::AppToken { token_id, token, hash })
        }
        // The parser's words could quote the payload.
        Err(_) => Err(Unreadable),
    }))
}

/// What lies in the keychain is not of Roster's making. Says nothing about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// Removes what was kept.
pub(crate) async fn forget(
    store: &Arc<dyn SecretStore>,
    connection: &ConnectionId,
) -> Result<(), SecretError> {
    let connection = connection.clone();
    blocking(store, move |store| store.delete(&connection)).await
}

async fn blocking<T: Send + 'static>(
    store: &Arc<dyn SecretStore>,
    work: impl FnOnce(&dyn SecretStore) -> Result<T, SecretError> + Send + 'static,
) -> Result<T, SecretError> {
    let store = Arc::clone(store);
    let done = tokio::task::spawn_blocking(move || work(store.as_ref())).await;
    done.unwrap_or_else(|_| Err(SecretError::Other { cause: "the keychain call broke off".into() }))
}
