//! Where secrets are kept: the trait that a keychain implements, the one in memory, and the one
//! function that writes. What a secret is used for is not known here.

use crate::ids::ConnectionId;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

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
    Missing { cause: String },
    /// It is locked, and the person did not unlock it.
    #[error("keychain locked: {cause}")]
    Locked { cause: String },
    /// It refused this app.
    #[error("keychain denied: {cause}")]
    Denied { cause: String },
    /// Anything else.
    #[error("keychain failed: {cause}")]
    Other { cause: String },
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
