//! The operating system's keychain behind `reseller`'s `SecretStore`: Keychain on macOS,
//! Credential Manager on Windows, the Secret Service on Linux. Only this file names `keyring`.

use keyring_core::{Entry, Error};
use reseller::{ConnectionId, KEYCHAIN_SERVICE as SERVICE, SecretError, SecretStore};
use secrecy::{ExposeSecret, SecretString};

/// The keychain of the person who is logged in to this computer.
#[derive(Debug)]
pub(crate) struct SystemKeychain;

impl SecretStore for SystemKeychain {
    fn get(&self, connection: &ConnectionId) -> Result<Option<SecretString>, SecretError> {
        match with_entry(connection, Entry::get_password) {
            Ok(secret) => Ok(Some(SecretString::from(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(sort(&error)),
        }
    }

    fn set(&self, connection: &ConnectionId, secret: &SecretString) -> Result<(), SecretError> {
        with_entry(connection, |entry| entry.set_password(secret.expose_secret()))
            .map_err(|error| sort(&error))
    }

    fn delete(&self, connection: &ConnectionId) -> Result<(), SecretError> {
        match with_entry(connection, Entry::delete_credential) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(sort(&error)),
        }
    }
}

/// Does something with a connection's item. A person who starts or restarts the password store
/// and presses "Try again" must not have to restart the app: `keyring` looks for the store once
/// per process, and the store keeps one session. So after such a failure a new store is opened,
/// and the same is done once more; reading, replacing and deleting may all be repeated.
fn with_entry<T>(
    connection: &ConnectionId,
    act: impl Fn(&Entry) -> Result<T, Error>,
) -> Result<T, Error> {
    let first = match keyring::Entry::new(SERVICE, &connection.0) {
        Ok(entry) => act(&entry.inner),
        Err(Error::NoDefaultStore) if keyring_core::get_default_store().is_some() => {
            Entry::new(SERVICE, &connection.0).and_then(|entry| act(&entry))
        }
        Err(error) => Err(error),
    };
    let is_worth_another = match &first {
        Err(Error::NoDefaultStore) => true,
        // Whoever said no is not asked a second time.
        Err(Error::PlatformFailure(cause)) => !is_denied(cause.as_ref()),
        Ok(_) | Err(_) => false,
    };
    if !is_worth_another {
        return first;
    }
    open_store_again()?;
    Entry::new(SERVICE, &connection.0).and_then(|entry| act(&entry))
}

#[cfg(target_os = "linux")]
fn open_store_again() -> Result<(), Error> {
    // Whatever hinders it from opening, to the person it is a store that is not running.
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|error| {
        tracing::warn!(%error, "no password store");
        Error::NoDefaultStore
    })?;
    keyring_core::set_default_store(store);
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn open_store_again() -> Result<(), Error> {
    match keyring::Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => {
            tracing::warn!(%error, "no password store");
            Err(Error::NoDefaultStore)
        }
    }
}

/// Whether the system, or the person that it asked, refused this app. Told by the code of the
/// failure: its words are in the system's language.
fn is_denied(cause: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let first: &(dyn std::error::Error + 'static) = cause;
    std::iter::successors(Some(first), |cause| cause.source()).any(says_denied)
}

#[cfg(target_os = "linux")]
fn says_denied(cause: &(dyn std::error::Error + 'static)) -> bool {
    const DENIED: &str = "org.freedesktop.DBus.Error.AccessDenied";
    let refuses = |error: &zbus::fdo::Error| matches!(error, zbus::fdo::Error::AccessDenied(_));
    if let Some(error) = cause.downcast_ref() {
        return refuses(error);
    }
    // Some are kept inside without being told as a source.
    cause.downcast_ref().is_some_and(|error: &zbus::Error| {
        if let zbus::Error::FDO(error) = error {
            return refuses(error);
        }
        matches!(error, zbus::Error::MethodError(name, ..) if name.as_str() == DENIED)
    })
}

#[cfg(target_os = "macos")]
fn says_denied(cause: &(dyn std::error::Error + 'static)) -> bool {
    // errSecAuthFailed and errSecUserCanceled: the person pressed "Deny", or the item is closed
    // to this app.
    let failure: Option<&security_framework::base::Error> = cause.downcast_ref();
    failure.is_some_and(|failure| matches!(failure.code(), -25293 | -128))
}

/// Windows keeps a person's items open to all of the person's programs.
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn says_denied(_: &(dyn std::error::Error + 'static)) -> bool {
    false
}

/// Which of the situations that a person can do something about this is. `keyring`'s errors may
/// carry the stored bytes; those are never passed on.
fn sort(error: &Error) -> SecretError {
    match error {
        Error::NoDefaultStore => SecretError::Missing { cause: error.to_string() },
        Error::NoStorageAccess(cause) | Error::PlatformFailure(cause)
            if is_denied(cause.as_ref()) =>
        {
            SecretError::Denied { cause: cause.to_string() }
        }
        // On every system this is a store that is there and not open. Which of its many reasons it
        // was stands only in its words, which are in the system's language.
        Error::NoStorageAccess(cause) => SecretError::Locked { cause: cause.to_string() },
        Error::PlatformFailure(cause) => SecretError::Other { cause: cause.to_string() },
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            SecretError::Other { cause: "the item in the keychain is damaged".to_owned() }
        }
        Error::Ambiguous(_) => {
            SecretError::Other { cause: "several items of the same name".to_owned() }
        }
        Error::NoEntry
        | Error::TooLong(..)
        | Error::Invalid(..)
        | Error::NotSupportedByStore(_)
        | _ => SecretError::Other { cause: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_of_the_keychain_is_the_situation_that_it_is() {
        let cause = |text: &str| Box::<dyn std::error::Error + Send + Sync>::from(text);
        let missing = sort(&Error::NoDefaultStore);
        assert!(matches!(missing, SecretError::Missing { .. }), "{missing:?}");
        // Whatever the words are, and in whatever language.
        for words in ["SS error: prompt dismissed", "access denied", "accès refusé"] {
            let locked = sort(&Error::NoStorageAccess(cause(words)));
            assert_eq!(locked, SecretError::Locked { cause: words.to_owned() });
            let other = sort(&Error::PlatformFailure(cause(words)));
            assert_eq!(other, SecretError::Other { cause: words.to_owned() });
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_store_that_refuses_the_app_is_told_from_one_that_fails() {
        let denied = zbus::fdo::Error::AccessDenied("by the policy".into());
        let wrapped = zbus::Error::FDO(Box::new(denied.clone()));
        for cause in [Box::<dyn std::error::Error + Send + Sync>::from(denied), wrapped.into()] {
            let denied = sort(&Error::PlatformFailure(cause));
            assert!(matches!(denied, SecretError::Denied { .. }), "{denied:?}");
        }
        let failed = zbus::fdo::Error::Failed("by the policy".into());
        let other = sort(&Error::PlatformFailure(failed.into()));
        assert!(matches!(other, SecretError::Other { .. }), "{other:?}");
    }

    #[test]
    fn what_was_stored_is_not_in_what_is_said_of_it() {
        for damaged in [
            Error::BadEncoding(b"canary".to_vec()),
            Error::BadDataFormat(b"canary".to_vec(), "canary".into()),
        ] {
            assert!(!format!("{:?}", sort(&damaged)).contains("canary"));
        }
    }
}
