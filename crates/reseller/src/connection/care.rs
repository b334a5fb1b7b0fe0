//! Looking after connections that exist: signing out, removing, renaming, and leaving the app.

use super::{ConnectionEdit, ConnectionState, ConnectionSummary};
use crate::activity::{ActivityAction, ActivityResult};
use crate::error::{Error, ErrorCode, Result};
use crate::ids::ConnectionId;
use crate::inner::Inner;
use crate::live::Way;
use crate::messages::msg;
use crate::registry::SavedConnection;
use crate::secrets;
use crate::sign_in::end_quietly;
use crate::store::activity::Outcome;
use crate::store::{accounts, leaving, registrations};
use kaltura::actions::app_token;
use kaltura::{AppTokenId, Error as Failure, ErrorCode as Code};
use std::sync::Arc;
use std::time::Duration;

/// Leaving the app waits no longer than this for jobs, and as long again for the disk.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long it waits for sessions to be ended, however long the jobs took.
const PATIENCE_TO_END: Duration = Duration::from_secs(1);

impl Inner {
    /// Empties the keychain, ends the session, and deletes the app tokens that Roster made. The
    /// copy of the accounts stays, to be read.
    ///
    /// Each of these is done whatever becomes of the others; the error is the first thing that
    /// remains to be done by the person.
    pub(crate) async fn sign_out(self: &Arc<Self>, id: &ConnectionId) -> Result<ConnectionSummary> {
        let saved = self.registry.get(id)?;
        self.refuse_while_busy(&saved)?;
        let live = self.live(id);
        let way = {
            let mut state = live.state();
            state.standing = ConnectionState::SignedOut { problem: None };
            state.capabilities = Vec::new();
            state.change_way(None)
        };
        let way = match way {
            Some(way) => Some(way),
            None if saved.has_tokens() => self.way_of_kept(&saved).await,
            None => None,
        };
        let cleared = secrets::forget(&self.setup.secrets, id).await;
        let record = self.record(&saved, ActivityAction::SignedOut, None).await;
        let still_kept = saved.kept && cleared.is_err();
        let edited = self.registry.edit(id, move |saved| {
            saved.kept = still_kept;
            saved.unused_tokens.extend(saved.made_token.take());
        });
        let left = edited.await;
        let tokens: Vec<String> =
            saved.unused_tokens.iter().chain(&saved.made_token).cloned().collect();
        let revoked = self.delete_unused_tokens(&saved, way.as_ref(), tokens).await;
        if let Some(way) = way {
            end_quietly(&way).await;
        }
        let record = match record {
            Ok(record) => {
                self.settle_done(record).await;
                Ok(())
            }
            Err(error) => Err(error),
        };
        self.tell_status(&live);
        if let Err(error) = cleared {
            if saved.kept {
                let code = self.keychain_error(&error).code;
                let said = self.messages.error(code, &msg::keychain_not_cleared(&saved.name));
                return Err(said.with_technical(&error.to_string()));
            }
            // Nothing of it is known to be there; it was tried to be sure.
            tracing::warn!(%error, "the keychain was not asked to forget a connection");
        }
        let left = left?;
        record?;
        revoked?;
        Ok(self.registry.get(id).unwrap_or(left).summary())
    }

    /// Deletes app tokens that Roster made and that nothing uses any more. Those of which the
    /// server does not say that they are gone stay on the connection's list, for the next
    /// sign-in; the error names them.
    pub(crate) async fn delete_unused_tokens(
        self: &Arc<Self>,
        saved: &SavedConnection,
        way: Option<&Way>,
        tokens: Vec<String>,
    ) -> Result<()> {
        let mut left = Vec::new();
        let mut cause = String::new();
        for token in tokens {
            let Some(way) = way else {
                left.push(token);
                continue;
            };
            match self.delete_token(saved, way, &token).await {
                Ok(()) => {
                    let gone = self
                        .registry
                        .edit(&saved.id, move |s| s.unused_tokens.retain(|t| *t != token));
                    if let Err(error) = gone.await {
                        // Deleting it once more does no harm.
                        tracing::warn!(%error, "that an app token is gone was not remembered");
                    }
                }
                Err(error) => {
                    cause = error.detail.technical;
                    left.push(token);
                }
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        let message = msg::app_token_not_deleted(&saved.name, left.join(", "));
        Err(self.messages.error(ErrorCode::Other, &message).with_technical(&cause))
    }

    /// Deletes an app token that Roster made. One that the server does not know is gone.
    pub(crate) async fn delete_token(
        &self,
        saved: &SavedConnection,
        way: &Way,
        token: &str,
    ) -> Result<()> {
        let record = self.record(saved, ActivityAction::AppTokenRevoked, None).await?;
        let is_unknown = |failure: &Failure| failure.code() == Some(&Code::AppTokenIdNotFound);
        let deleted = match way.session.ks().await {
            // It is the token that this session would be begun with.
            Err(failure) if is_unknown(&failure) && saved.made_token.as_deref() == Some(token) => {
                Ok(())
            }
            Err(failure) => Err(failure.before_the_call()),
            Ok(_) => {
                let delete = app_token::Delete { id: AppTokenId::new(token) };
                match way.client.call(&way.session, &delete).await {
                    Err(failure) if is_unknown(&failure) => Ok(()),
                    done => done,
                }
            }
        };
        match deleted {
            Ok(()) => {
                self.settle_done(record).await;
                Ok(())
            }
            Err(failure) => {
                let error = self.explain(saved, &failure);
                let left = msg::app_token_left(&error.message, token);
                let named = Error { message: self.messages.say(&left), ..error.clone() };
                self.settle_failed(record, &failure, &named).await;
                Err(error)
            }
        }
    }

    async fn way_of_kept(&self, saved: &SavedConnection) -> Option<Way> {
        match secrets::recall(&self.setup.secrets, &saved.id).await {
            Ok(Some(Ok(kept))) => self.way(saved, &kept).ok(),
            Ok(_) | Err(_) => None,
        }
    }

    /// Signs out and forgets the connection with all that was kept of it. Activity stays.
    ///
    /// When signing out leaves something to be done, this ends there and says so; done once
    /// more, the connection is forgotten all the same.
    pub(crate) async fn remove_connection(self: &Arc<Self>, id: &ConnectionId) -> Result<()> {
        let saved = self.registry.get(id)?;
        self.refuse_while_busy(&saved)?;
        if self.live(id).way().is_some() || saved.kept {
            self.sign_out(id).await?;
        } else if let Err(error) = secrets::forget(&self.setup.secrets, id).await {
            tracing::warn!(%error, "the keychain was not asked to forget a connection");
        }
        let record = self.record(&saved, ActivityAction::ConnectionRemoved, None).await?;
        match self.forget_connection(id).await {
            Ok(()) => {
                self.settle_done(record).await;
                Ok(())
            }
            Err(error) => {
                self.settle(record, Outcome::failed(ActivityResult::Refused, &error)).await;
                Err(error)
            }
        }
    }

    /// Forgets what is kept of a connection, and then that there is one: should either fail, it is
    /// still listed, and can be removed again.
    async fn forget_connection(&self, id: &ConnectionId) -> Result<()> {
        let live = self.live(id);
        // A refresh that was just writing its accounts does not do so after they are forgotten.
        let _guard = live.changing.lock().await;
        let of = id.clone();
        let removed = self.messages.error(ErrorCode::Unclear, &msg::register_never_looked_for());
        let unclear = Outcome::failed(ActivityResult::Unclear, &removed);
        let forget = move |db: &rusqlite::Transaction<'_>| {
            accounts::forget(db, &of)?;
            registrations::forget(db, &of, &unclear)?;
            leaving::forget_jobs(db, &of, &unclear)?;
            crate::export::store::forget(db, &of)
        };
        self.store.write(forget).await?;
        // The files of exports that could have gone on.
        self.forget_old_exports().await;
        let removed = self.registry.remove(id).await;
        // Also if it is still listed: what was kept is gone.
        self.forget_live(id);
        removed
    }

    pub(crate) fn refuse_while_busy(&self, saved: &SavedConnection) -> Result<()> {
        let has_job = self.running().values().any(|control| control.connection == saved.id);
        if has_job || self.is_registering(&saved.id) {
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
        let name = name.to_owned();
        let edited = self.registry.edit(id, move |saved| {
            saved.name = name;
            saved.color = edit.color;
            saved.read_only = edit.read_only;
        });
        let saved = edited.await?;
        self.tell_status(&self.live(id));
        Ok(saved.summary())
    }

    /// Stops jobs between items, in three seconds at most, ends the sessions, in one more, and then
    /// brings the database together, in three more at most. What is not done by then is found again
    /// at the next start.
    pub(crate) async fn quit(self: &Arc<Self>) {
        for control in self.running().values() {
            control.stop();
        }
        self.stopping.cancel();
        if tokio::time::timeout(PATIENCE, self.wait_for_jobs()).await.is_err() {
            tracing::warn!("left without waiting for jobs any longer");
        }
        let ways: Vec<_> = self.lives().iter().filter_map(|live| live.state().way.take()).collect();
        let waiting: Vec<_> = self.sign_ins().drain().map(|(_, pending)| pending).collect();
        let ending = async {
            futures::join!(
                futures::future::join_all(ways.iter().map(end_quietly)),
                futures::future::join_all(waiting.into_iter().map(|one| self.let_go(one))),
            )
        };
        if tokio::time::timeout(PATIENCE_TO_END, ending).await.is_err() {
            tracing::warn!("left without waiting for the server any longer");
        }
        // On a disk that takes longer it is read through at the next start.
        if tokio::time::timeout(PATIENCE, self.store.leave()).await.is_err() {
            tracing::warn!("left without waiting for the disk any longer");
        }
    }
}
