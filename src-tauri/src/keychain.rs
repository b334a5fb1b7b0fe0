//! The operating system's keychain behind `reseller`'s `SecretStore`: Keychain on macOS,
//! Credential Manager on Windows, the Secret Service on Linux. Only this file names `keyring`.

use keyring_core::{Entry, Error};
use reseller::{ConnectionId, SecretError, SecretStore};
use secrecy::{ExposeSecret, SecretString};

/// Under this name the items stand in the keychain, one per connection.
const SERVICE: &str = "app.roster.desktop";

/// The keychain of the person who is logged in to this computer.
#[derive(Debug)]
pub(crate) struct SystemKeychain;

impl SecretStore for SystemKeychain {
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError> {
        match entry(connection)?.get_password() {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(sort(&error)),
        }
    }

    fn set(&self, connection: &ConnectionId, secret: &SecretString) -> Result<(), SecretError> {
        entry(connection)?.set_password(secret.expose_secret()).map_err(|error| sort(&error))
    }

    fn delete(&self, connection: &ConnectionId) -> Result<(), SecretError> {
        match entry(connection)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(sort(&error)),
        }
    }
}

fn entry(connection: &ConnectionId) -> Result<Entry, SecretError> {
    match keyring::Entry::new(SERVICE, &connection.0) {
        Ok(entry) => Ok(entry.inner),
        // `keyring` looks for a password store once per process. A person who starts one and
        // presses "Try again" must not have to restart the app.
        Err(Error::NoDefaultStore) => {
            reopen_store()?;
            Entry::new(SERVICE, &connection.0).map_err(|error| sort(&error))
        }
        Err(error) => Err(sort(&error)),
    }
}

#[cfg(target_os = "linux")]
fn reopen_store() -> Result<(), SecretError> {
    if keyring_core::get_default_store().is_some() {
        return Ok(());
    }
    let store = zbus_secret_service_keyring_store::Store::new()
        .map_err(|error| SecretError::Missing { cause: error.to_string() })?;
    keyring_core::set_default_store(store);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn reopen_store() -> Result<(), SecretError> {
    let cause = match keyring::Entry::store_status() {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    };
    Err(SecretError::Missing { cause })
}

/// Which of the situations that a person can do something about this is. `keyring`'s errors may
/// carry the stored bytes; those are never passed on.
fn sort(error: &Error) -> SecretError {
    match error {
        Error::NoDefaultStore => SecretError::Missing { cause: error.to_string() },
        Error::NoStorageAccess(cause) => {
            let cause = cause.to_string();
            if cause.contains("denied") {
                SecretError::Denied { cause }
            } else {
                SecretError::Locked { cause }
            }
        }
        Error::PlatformFailure(cause) => SecretError::Other { cause: cause.to_string() },
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            SecretError::Other { cause: "the item in the keychain is damaged".to_owned() }
        }
        Error::Ambiguous(_) => {
            SecretError::Other { cause: "several items of the same name".to_owned() }
        }
        other => SecretError::Other { cause: other.to_string() },
    }
}
