//! What a person decides about a sign-in that worked: keeping it in the keychain or until the app
//! quits, or dropping it. Also the sample data, which needs no decision.

use super::flow::{PendingSignIn, end_quietly};
use super::{Keep, KeepSignIn};
use crate::activity::ActivityAction;
use crate::capabilities::find_out;
use crate::connection::{ConnectionColor, ConnectionSummary, SampleServer, SignInKind};
use crate::error::{ErrorCode, Result};
use crate::ids::{ConnectionId, SignInId};
use crate::inner::Inner;
use crate::live::{Live, Way};
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::secrets::{self, KeptSecret, SecretError};
use crate::words::Doing;
use kaltura::actions::app_token;
use kaltura::{AppTokenHash, SESSION_LIFETIME, SessionType};
use secrecy::SecretString;
use std::sync::Arc;

impl Inner {
    /// Keeps a sign-in: as a new connection, or for the one that was signed in to again.
    pub(crate) async fn keep_sign_in(
        self: &Arc<Self>,
        decision: KeepSignIn,
    ) -> Result<ConnectionSummary> {
        let gone = || self.messages.error(ErrorCode::NotFound, &msg::sign_in_forgotten());
        let name = decision.name.trim().to_owned();
        if name.is_empty() {
            let message = msg::connection_name_missing();
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        let mut pending = self.sign_ins().remove(&decision.sign_in).ok_or_else(gone)?;
        match self.keep_pending(&decision, &name, &mut pending).await {
            Ok(saved) => {
                self.settle_in(saved.clone(), pending).await;
                Ok(self.registry.get(&saved.id).unwrap_or(saved).summary())
            }
            Err(error) => {
                // "Keep until I quit" must still be possible after a keychain that failed.
                self.sign_ins().insert(decision.sign_in, pending);
                Err(error)
            }
        }
    }

    async fn keep_pending(
        self: &Arc<Self>,
        decision: &KeepSignIn,
        name: &str,
        pending: &mut PendingSignIn,
    ) -> Result<SavedConnection> {
        let known = match &pending.connection {
            Some(id) => Some(self.registry.get(id)?),
            None => self.already_connected(pending)?,
        };
        if let Some(known) = &known {
            self.refuse_another_parent(known, &pending.url, Some(pending.parent))?;
            self.refuse_while_busy(known)?;
        }
        let id = known.as_ref().map_or_else(
            || ConnectionId(uuid::Uuid::new_v4().to_string()),
            |known| known.id.clone(),
        );
        let mut saved = SavedConnection {
            id,
            name: name.to_owned(),
            color: decision.color,
            url: pending.url.clone(),
            parent_id: pending.parent,
            parent_name: pending.findings.parent.name.clone(),
            sign_in: pending.method,
            person: pending.person.clone(),
            user_id: Some(pending.user_id.clone()),
            asks_code: pending.with_code,
            read_only: decision.read_only,
            sample: false,
            kept: false,
            made_token: None,
            unused_tokens: pending.unused_tokens.clone(),
        };
        if let Some(known) = &known {
            // Whatever is kept from now on, it is not these.
            let before = known.unused_tokens.iter().chain(&known.made_token);
            saved.unused_tokens.extend(before.cloned());
            if pending.method != SignInKind::Password {
                saved.asks_code = known.asks_code;
            }
        }
        if decision.keep == Keep::InKeychain {
            saved.made_token = self.keep_secret(&saved, pending).await?;
            saved.kept = true;
        } else if let Some(known) = known.as_ref().filter(|known| known.kept) {
            match secrets::forget(&self.setup.secrets, &saved.id).await {
                Ok(()) => {}
                // Nobody can read it now, and signing out will try again.
                Err(SecretError::Missing { .. }) => saved.kept = true,
                Err(error) => {
                    let code = self.keychain_error(&error).code;
                    let said = self.messages.error(code, &msg::keychain_still_kept(&known.name));
                    return Err(said.with_technical(&error.to_string()));
                }
            }
        }
        if let Err(error) = self.registry.put(saved.clone()).await {
            let known_to_be_kept = known.is_some_and(|known| known.kept);
            self.take_back(&saved, pending, known_to_be_kept).await;
            return Err(error);
        }
        Ok(saved)
    }

    /// A connection that could not be saved leaves nothing behind that nobody would ever read or
    /// remove again.
    async fn take_back(
        self: &Arc<Self>,
        saved: &SavedConnection,
        pending: &mut PendingSignIn,
        known_to_be_kept: bool,
    ) {
        let Some(token) = &saved.made_token else {
            if saved.kept && !known_to_be_kept {
                self.forget_secret(saved).await;
            }
            return;
        };
        self.forget_secret(saved).await;
        self.delete_or_remember(saved, pending, token.clone()).await;
    }

    /// Deletes an app token that was made for nothing. Should that fail, it is tried again when
    /// the sign-in is let go; kept in another way, the connection remembers it.
    async fn delete_or_remember(
        &self,
        saved: &SavedConnection,
        pending: &mut PendingSignIn,
        token: String,
    ) {
        if self.delete_token(saved, &pending.way, &token).await.is_err() {
            pending.unused_tokens.push(token);
            pending.tried_as = Some(saved.clone());
        }
    }

    async fn forget_secret(&self, saved: &SavedConnection) {
        if let Err(error) = secrets::forget(&self.setup.secrets, &saved.id).await {
            tracing::warn!(%error, "what the keychain keeps was not removed");
        }
    }

    /// Writes the secret; for a password, an app token is made first. Returns its name then.
    async fn keep_secret(
        &self,
        saved: &SavedConnection,
        pending: &mut PendingSignIn,
    ) -> Result<Option<String>> {
        let keychain = |error: secrets::SecretError| self.keychain_error(&error);
        if let Some(secret) = &pending.secret {
            secrets::keep(&self.setup.secrets, &saved.id, secret).await.map_err(keychain)?;
            return Ok(None);
        }
        // Before the server makes a token, the keychain shows whether it could take one.
        secrets::recall(&self.setup.secrets, &saved.id).await.map_err(keychain)?;
        let add = app_token::Add {
            hash: AppTokenHash::Sha256,
            session_type: SessionType::Admin,
            session_user_id: pending.user_id.clone(),
            session_lifetime: SESSION_LIFETIME,
            session_privileges: String::new(),
            expires: None,
            description: "Roster".to_owned(),
        };
        let record = self.record(saved, ActivityAction::AppTokenMade, None).await?;
        let made = match pending.way.client.call(&pending.way.session, &add).await {
            Ok(made) => made,
            Err(failure) => {
                let mut error = self.explain_doing(saved, Doing::Working, &failure);
                if error.code == ErrorCode::NotPermitted {
                    let technical = std::mem::take(&mut error.detail.technical);
                    let message = msg::sign_in_app_token_refused();
                    error = self
                        .messages
                        .error(ErrorCode::NotPermitted, &message)
                        .with_technical(&technical);
                }
                self.settle_failed(record, &failure, &error).await;
                return Err(error);
            }
        };
        self.settle_done(record).await;
        let id = made.info.id.as_str().to_owned();
        let kept = KeptSecret::AppToken {
            token_id: id.clone(),
            token: SecretString::from(made.token.reveal()),
            hash: AppTokenHash::Sha256.as_str().to_owned(),
        };
        if let Err(error) = secrets::keep(&self.setup.secrets, &saved.id, &kept).await {
            self.delete_or_remember(saved, pending, id).await;
            return Err(self.keychain_error(&error));
        }
        Ok(Some(id))
    }

    /// The same parent on the same server is one connection, not two. One that is signed out is how
    /// one comes back; one that something is kept of is not, although it has no way to the server
    /// before it was opened.
    fn already_connected(&self, pending: &PendingSignIn) -> Result<Option<SavedConnection>> {
        let twin = self.registry.all().into_iter().find(|saved| {
            saved.url == pending.url && saved.parent_id == pending.parent && !saved.sample
        });
        match twin {
            Some(twin) if !twin.kept && self.live(&twin.id).way().is_none() => Ok(Some(twin)),
            Some(twin) => {
                let server = crate::address::shown(&twin.url);
                let message = msg::sign_in_connected_twice(&twin.name, pending.parent, server);
                Err(self.messages.error(ErrorCode::Other, &message))
            }
            None => Ok(None),
        }
    }

    /// The way is open: the connection becomes the current one and loads its list. It is kept by
    /// now, so nothing that goes wrong here undoes that.
    async fn settle_in(self: &Arc<Self>, saved: SavedConnection, pending: PendingSignIn) {
        let live = self.live(&saved.id);
        if let Err(error) = live.load(self).await {
            // The refresh tries again, and says so on the screen if it cannot either.
            tracing::warn!(%error, "the copy of the accounts was not read");
        }
        let before = live.state().change_way(Some(pending.way.clone()));
        let tokens = saved.unused_tokens.clone();
        let unused = self.delete_unused_tokens(&saved, Some(&pending.way), tokens).await;
        if let Err(error) = unused {
            // It stays on the list; signing out says so if it cannot be done then either.
            tracing::warn!(%error, "an app token of Roster was not deleted");
        }
        if let Some(before) = before {
            end_quietly(&before).await;
        }
        let mut way = pending.way;
        if saved.kept && saved.sign_in == SignInKind::Password {
            way = self.switch_to_token(&saved, &live, way).await;
        }
        match self.record(&saved, ActivityAction::SignedIn, None).await {
            Ok(record) => self.settle_done(record).await,
            Err(error) => tracing::error!(%error, "that somebody signed in was not recorded"),
        }
        self.set_current(&saved.id);
        if let Err(error) = self.registry.set_current(&saved.id).await {
            tracing::warn!(%error, "the current connection was not remembered");
        }
        let listable = self.note_findings(&live, &saved, &way, pending.findings).await;
        if listable {
            let inner = Arc::clone(self);
            self.spawn(async move {
                inner.refresh(&live).await;
                inner.keep_trying_if_offline(&live);
            });
        }
    }

    /// From here on the app token is used, which renews itself; the password's session does not,
    /// and is ended. Returns the way that is used.
    async fn switch_to_token(&self, saved: &SavedConnection, live: &Live, by: Way) -> Way {
        let Ok(Some(Ok(kept))) = secrets::recall(&self.setup.secrets, &saved.id).await else {
            return by;
        };
        let Ok(way) = self.way(saved, &kept) else { return by };
        {
            let mut state = live.state();
            if !state.goes(&by) {
                return by;
            }
            state.way = Some(way.clone());
        }
        end_quietly(&by).await;
        way
    }

    /// Drops a sign-in that the person does not want.
    pub(crate) async fn discard_sign_in(&self, id: &SignInId) {
        let pending = self.sign_ins().remove(id);
        if let Some(pending) = pending {
            self.let_go(pending).await;
        }
    }

    /// Leaves a sign-in that nobody will keep. App tokens that were made for it are deleted; of
    /// one that cannot be, Activity says what it is called.
    pub(crate) async fn let_go(&self, pending: PendingSignIn) {
        if let Some(saved) = &pending.tried_as {
            for token in &pending.unused_tokens {
                if self.delete_token(saved, &pending.way, token).await.is_err() {
                    tracing::warn!(token, "an app token of Roster was not deleted");
                }
            }
        }
        end_quietly(&pending.way).await;
    }

    /// Connects to the built-in sample data: the same way in as with an admin secret.
    pub(crate) async fn open_sample(
        self: &Arc<Self>,
        sample: SampleServer,
    ) -> Result<ConnectionSummary> {
        let endpoint = crate::address::parse(&self.messages, &sample.base_url)?;
        let url = endpoint.to_string();
        let known = self.registry.all().into_iter().find(|saved| saved.sample);
        let name = || self.messages.say(&msg::sample_name());
        let mut saved = SavedConnection {
            id: known.as_ref().map_or_else(
                || ConnectionId(uuid::Uuid::new_v4().to_string()),
                |known| known.id.clone(),
            ),
            name: known.as_ref().map_or_else(name, |known| known.name.clone()),
            color: known.as_ref().map_or(ConnectionColor::Slate, |k| k.color),
            url,
            parent_id: sample.parent_id,
            parent_name: known.as_ref().map_or_else(String::new, |k| k.parent_name.clone()),
            sign_in: SignInKind::AdminSecret,
            user_id: Some(sample.person.clone()),
            person: sample.person,
            asks_code: false,
            read_only: known.as_ref().is_some_and(|known| known.read_only),
            sample: true,
            kept: false,
            made_token: None,
            unused_tokens: Vec::new(),
        };
        let way = self.way(&saved, &KeptSecret::AdminSecret { secret: sample.admin_secret })?;
        let findings = find_out(&self.messages, &way, true).await;
        let findings = findings.map_err(|failure| self.explain(&saved, &failure))?;
        saved.parent_name.clone_from(&findings.parent.name);
        self.registry.put(saved.clone()).await?;
        let live = self.live(&saved.id);
        live.load(self).await?;
        live.state().change_way(Some(way.clone()));
        self.set_current(&saved.id);
        self.registry.set_current(&saved.id).await?;
        self.note_findings(&live, &saved, &way, findings).await;
        let inner = Arc::clone(self);
        self.spawn(async move {
            inner.refresh(&live).await;
            inner.keep_trying_if_offline(&live);
        });
        Ok(saved.summary())
    }
}
