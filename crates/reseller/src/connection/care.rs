//! Looking after connections that exist: signing out, removing, renaming, and leaving the app.

use super::{ConnectionEdit, ConnectionState, ConnectionSummary};
use crate::activity::ActivityAction;
use crate::error::{ErrorCode, Result};
use crate::ids::ConnectionId;
use crate::inner::Inner;
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::secrets;
use crate::sign_in::end_quietly;
use crate::store::accounts;
use kaltura::AppTokenId;
use kaltura::actions::app_token;
use std::sync::Arc;
use std::time::Duration;

/// Leaving the app waits no longer than this for the server.
const PATIENCE: Duration = Duration::from_secs(3);

impl Inner {
    /// Ends the session, deletes the app token that Roster made, and empties the keychain. The
    /// copy of the accounts stays, to be read.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &ConnectionId) -> Result<ConnectionSummary> {
        let saved = self.registry.get(id)?;
        self.refuse_while_busy(&saved)?;
        let record = self.record(&saved, ActivityAction::SignedOut, None).await?;
        let live = self.live(id);
        // Whatever the server says, this computer forgets the secret.
        let way = match live.way() {
            Some(way) => Some(way),
            None if saved.made_token.is_some() => self.way_of_kept(&saved).await,
            None => None,
        };
        {
            let mut state = live.state();
            state.attempt = state.attempt.wrapping_add(1);
            state.way = None;
            state.standing = ConnectionState::SignedOut { problem: None };
            state.capabilities = Vec::new();
        }
        if let Some(way) = way {
            if let Some(token) = &saved.made_token {
                let revoked = self.record(&saved, ActivityAction::AppTokenRevoked, None).await?;
                let delete = app_token::Delete { id: AppTokenId::new(token) };
                match way.client.call(&way.session, &delete).await {
                    Ok(()) => self.settle_done(revoked).await,
                    Err(failure) => {
                        let error = self.explain(&saved, &failure);
                        self.settle_failed(revoked, &failure, &error).await;
                    }
                }
            }
            end_quietly(&way).await;
        }
        let mut left = SavedConnection { kept: false, made_token: None, ..saved.clone() };
        let cleared =
            if saved.kept { secrets::forget(&self.setup.secrets, id).await } else { Ok(()) };
        left.kept = cleared.is_err();
        self.registry.put(left.clone()).await?;
        self.settle_done(record).await;
        self.tell_status(&live);
        match cleared {
            Ok(()) => Ok(left.summary()),
            Err(error) => {
                let code = self.keychain_error(&error).code;
                let said = self.messages.error(code, &msg::keychain_not_cleared(&saved.name));
                Err(said.with_technical(&error.to_string()))
            }
        }
    }

    async fn way_of_kept(&self, saved: &SavedConnection) -> Option<crate::live::Way> {
        match secrets::recall(&self.setup.secrets, &saved.id).await {
            Ok(Some(Ok(kept))) => self.way(saved, &kept).ok(),
            Ok(_) | Err(_) => None,
        }
    }

    /// Signs out and forgets the connection with all that was kept of it. Activity stays.
    pub(crate) async fn remove_connection(self: &Arc<Self>, id: &ConnectionId) -> Result<()> {
        let saved = self.registry.get(id)?;
        self.refuse_while_busy(&saved)?;
        if self.live(id).way().is_some() || saved.kept {
            self.sign_out(id).await?;
        }
        let record = self.record(&saved, ActivityAction::ConnectionRemoved, None).await?;
        self.registry.remove(id).await?;
        let of = id.clone();
        let forget = move |db: &rusqlite::Transaction<'_>| {
            accounts::forget(db, &of)?;
            crate::export::store::forget(db, &of)
        };
        self.store.write(forget).await?;
        self.forget_live(id);
        self.settle_done(record).await;
        Ok(())
    }

    fn refuse_while_busy(&self, saved: &SavedConnection) -> Result<()> {
        if self.running().values().any(|control| control.connection == saved.id) {
            let message = msg::connection_busy(&saved.name);
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        Ok(())
    }

    /// Changes name, colour and whether it is read-only.
    pub(crate) async fn update_connection(
        self: &Arc<Self>,
        id: &ConnectionId,
        edit: ConnectionEdit,
    ) -> Result<ConnectionSummary> {
        let name = edit.name.trim();
        if name.is_empty() {
            let message = msg::connection_name_missing();
            return Err(self.messages.error(ErrorCode::Other, &message));
        }
        let saved = SavedConnection {
            name: name.to_owned(),
            color: edit.color,
            read_only: edit.read_only,
            ..self.registry.get(id)?
        };
        self.registry.put(saved.clone()).await?;
        self.tell_status(&self.live(id));
        Ok(saved.summary())
    }

    /// Stops jobs between items and ends the sessions, in three seconds at most. What is not
    /// done by then is found again at the next start.
    pub(crate) async fn quit(self: &Arc<Self>) {
        for control in self.running().values() {
            control.stop();
        }
        self.stopping.cancel();
        let leave = async {
            self.wait_for_jobs().await;
            let ways: Vec<_> = self
                .lives()
                .iter()
                .filter_map(|live| live.state().way.take())
                .chain(self.sign_ins().drain().map(|(_, pending)| pending.into_way()))
                .collect();
            futures::future::join_all(ways.iter().map(end_quietly)).await;
        };
        if tokio::time::timeout(PATIENCE, leave).await.is_err() {
            tracing::warn!("left without waiting for the server any longer");
        }
    }
}
