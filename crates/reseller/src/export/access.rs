//! How an export without a window gets at the accounts: with an admin secret that it was given,
//! or with what Roster keeps in the keychain for one of its connections.

use crate::connect::{keychain_error, source};
use crate::error::{ErrorCode, Result};
use crate::ids::AccountId;
use crate::messages::{Messages, msg};
use crate::registry::{Registry, SavedConnection};
use crate::secrets::{self, KeptSecret, SecretStore};
use crate::setup::Language;
use kaltura::{RequestError, SessionSource};
use secrecy::SecretString;
use std::path::Path;
use std::sync::Arc;

/// How to get at the accounts of a parent. Cannot be printed with its secret.
#[derive(Debug)]
pub struct Access {
    pub(super) server: String,
    pub(super) parent: AccountId,
    /// As which user to act.
    pub(super) user_id: String,
    secret: KeptSecret,
}

impl Access {
    /// With the parent's admin secret. `person` is who acts, for the server’s records.
    pub fn with_admin_secret(
        server: &str,
        parent: AccountId,
        admin_secret: SecretString,
        person: &str,
    ) -> Self {
        Self {
            server: server.to_owned(),
            parent,
            user_id: person.to_owned(),
            secret: KeptSecret::AdminSecret { secret: admin_secret },
        }
    }

    /// With what the keychain holds for a connection of the Roster whose data lies in
    /// `data_folder`; the connection is named as its person named it, in any letter case, or by
    /// the Partner ID of its parent. That Roster may be running: nothing of it is changed.
    ///
    /// # Errors
    /// `NotFound` when there is no such connection, or several; `SignInNeeded` when nothing was
    /// kept for it; the keychain’s own codes when it does not open.
    pub async fn kept(
        data_folder: &Path,
        connection: &str,
        keychain: Arc<dyn SecretStore>,
        language: Language,
    ) -> Result<Self> {
        let messages = Messages::new(language);
        let folder = data_folder.to_owned();
        let looked = tokio::task::spawn_blocking(move || Registry::look(&folder)).await;
        let is_meant = |saved: &SavedConnection| {
            saved.name.to_lowercase() == connection.trim().to_lowercase()
                || saved.parent_id.to_string() == connection.trim()
        };
        let mut meant = looked.unwrap_or_default().into_iter().filter(is_meant);
        let (Some(saved), None) = (meant.next(), meant.next()) else {
            let message = msg::export_connection_unknown(connection);
            return Err(messages.error(ErrorCode::NotFound, &message));
        };
        match secrets::recall(&keychain, &saved.id).await {
            Ok(Some(Ok(secret))) => Ok(Self {
                user_id: saved.acts_as().to_owned(),
                server: saved.url,
                parent: saved.parent_id,
                secret,
            }),
            Ok(Some(Err(secrets::Unreadable))) => {
                let message = msg::keychain_unreadable(&saved.name);
                Err(messages.error(ErrorCode::SignInNeeded, &message))
            }
            Ok(None) => {
                let message = msg::export_connection_not_kept(&saved.name);
                Err(messages.error(ErrorCode::SignInNeeded, &message))
            }
            Err(error) => Err(keychain_error(&messages, &error)),
        }
    }

    /// Whether the session itself opens the accounts, because it is signed with the secret here.
    pub(super) fn is_secret(&self) -> bool {
        matches!(self.secret, KeptSecret::AdminSecret { .. })
    }

    pub(super) fn source(&self) -> std::result::Result<SessionSource, RequestError> {
        source(self.parent, &self.user_id, &self.secret, super::entrance::EVERYTHING)
    }
}
