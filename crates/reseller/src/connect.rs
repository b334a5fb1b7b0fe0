//! Bringing a connection to life: reading what was kept, checking it at the server, and going on
//! by itself when the network comes back. A sign-in by a person is in `sign_in`.

use crate::capabilities::{Findings, find_out};
use crate::connection::{CapabilityKind, ConnectionState, SignInKind};
use crate::error::{Error, ErrorCode, Result};
use crate::ids::{AccountId, ConnectionId};
use crate::inner::Inner;
use crate::live::{Limit, Live, Way};
use crate::messages::{Messages, msg};
use crate::registry::SavedConnection;
use crate::secrets::{self, KeptSecret, SecretError};
use kaltura::{
    AdminSecret, AppToken, AppTokenHash, AppTokenId, Client, Clock, Endpoint, Limits, Options,
    RetryPolicy, SessionSource,
};
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;

/// How many times `retry_delay` the first wait for the network is, and the longest.
const FIRST_WAIT: u32 = 20;
const LONGEST_WAIT: u32 = 240;

impl Inner {
    /// A client for a server, as patient as the set-up says.
    pub(crate) fn client(&self, endpoint: Endpoint) -> Result<Client> {
        let network = self.setup.network;
        let clock = Arc::clone(&self.setup.clock);
        let options = Options {
            limits: Limits {
                connect: network.connect_timeout,
                idle: network.answer_timeout,
                total: network.whole_answer_timeout,
                total_slow: network.register_timeout,
                ..Limits::default()
            },
            retry: RetryPolicy {
                pause: network.retry_delay,
                limit_pause: network.retry_delay.saturating_mul(4),
                ..RetryPolicy::default()
            },
            clock: Clock::new(move || kaltura::UnixSeconds::new(clock.now().0)),
            client_tag: concat!("roster:", env!("CARGO_PKG_VERSION")).to_owned(),
            ..Options::default()
        };
        Client::new(endpoint, options).map_err(|error| {
            let said = self.messages.error(ErrorCode::Other, &msg::unexpected());
            said.with_technical(&error.to_string())
        })
    }

    /// The way that a kept secret opens.
    pub(crate) fn way(&self, saved: &SavedConnection, kept: &KeptSecret) -> Result<Way> {
        let endpoint = crate::address::parse(&self.messages, &saved.url)?;
        let client = self.client(endpoint)?;
        let source = source(saved.parent_id, saved.acts_as(), kept, "")
            .map_err(|weak| self.explain(saved, &kaltura::Error::Request(weak)))?;
        let session = client.session(source);
        Ok(Way { client, session })
    }

    /// Connects in the background: keychain, server, then the list.
    pub(crate) fn connect(self: &Arc<Self>, live: &Arc<Live>) {
        live.state().standing = ConnectionState::Connecting;
        self.keep_trying(live, Duration::ZERO);
    }

    /// After a failure: if the server is out of reach, goes on by itself when it is back.
    pub(crate) fn keep_trying_if_offline(self: &Arc<Self>, live: &Arc<Live>) {
        let offline = matches!(live.state().standing, ConnectionState::Offline { .. });
        if offline {
            self.keep_trying(live, self.setup.network.retry_delay.saturating_mul(FIRST_WAIT));
        }
    }

    /// Tries to connect, again and again while offline. Other failures wait for the person.
    fn keep_trying(self: &Arc<Self>, live: &Arc<Live>, first_pause: Duration) {
        let attempt = {
            let mut state = live.state();
            state.attempt = state.attempt.wrapping_add(1);
            state.attempt
        };
        let (inner, live) = (Arc::clone(self), Arc::clone(live));
        self.spawn(async move {
            let mut pause = first_pause;
            let mut wait = FIRST_WAIT;
            loop {
                tokio::time::sleep(pause).await;
                if inner.try_to_connect(&live, attempt).await {
                    return;
                }
                pause = inner.setup.network.retry_delay.saturating_mul(wait);
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        });
    }

    /// One attempt. `false`: offline, worth another one. A keychain may take as long as a person
    /// needs to answer it: whoever signed out or in meanwhile has the last word.
    async fn try_to_connect(self: &Arc<Self>, live: &Arc<Live>, attempt: u32) -> bool {
        let Ok(saved) = self.registry.get(&live.id) else { return true };
        let (is_over, known) = {
            let state = live.state();
            (state.attempt != attempt, state.way.clone())
        };
        if is_over {
            return true;
        }
        let way = if let Some(way) = known {
            way
        } else {
            let recalled = self.recall(&saved).await;
            let mut state = live.state();
            if state.attempt != attempt {
                return true;
            }
            match recalled {
                Ok(way) => {
                    state.way = Some(way.clone());
                    way
                }
                Err(problem) => {
                    state.standing = ConnectionState::SignedOut { problem };
                    drop(state);
                    self.tell_status(live);
                    return true;
                }
            }
        };
        let own_secret = saved.sign_in == SignInKind::AdminSecret;
        match find_out(&self.messages, &way, own_secret).await {
            Ok(findings) => {
                let listable = self.note_findings(live, &saved, &way, findings).await;
                if listable {
                    self.settle_registrations_later(live);
                    self.refresh(live).await;
                }
                !matches!(live.state().standing, ConnectionState::Offline { .. })
            }
            Err(failure) => {
                let error = self.explain(&saved, &failure);
                self.note_failure(live, &way, &failure, &error);
                let mut state = live.state();
                if !state.goes(&way) {
                    return true;
                }
                if state.standing == ConnectionState::Connecting {
                    // Neither the network nor the sign-in, but no answer to work with either.
                    state.standing = ConnectionState::Offline { problem: error };
                }
                let offline = matches!(state.standing, ConnectionState::Offline { .. });
                drop(state);
                self.tell_status(live);
                !offline
            }
        }
    }

    /// Takes note of what the server says of the parent on this way. Returns whether accounts
    /// can be listed; on a way that was left since then, they cannot.
    pub(crate) async fn note_findings(
        self: &Arc<Self>,
        live: &Live,
        saved: &SavedConnection,
        way: &Way,
        findings: Findings,
    ) -> bool {
        let listable = findings
            .capabilities
            .iter()
            .any(|c| c.kind == CapabilityKind::ListAccounts && c.allowed);
        {
            let mut state = live.state();
            if !state.goes(way) {
                return false;
            }
            state.standing = ConnectionState::Ready;
            state.capabilities = findings.capabilities;
            state.quota_limit = Some(Limit(findings.quota_limit));
            state.listable = findings.listable;
        }
        if saved.parent_name != findings.parent.name && !findings.parent.name.is_empty() {
            let name = findings.parent.name;
            let renamed = self.registry.edit(&saved.id, |saved| saved.parent_name = name).await;
            // The name is for show; if it cannot be written now, it will be another time.
            if let Err(error) = renamed {
                tracing::warn!(%error, "the parent's new name was not saved");
            }
        }
        self.tell_status(live);
        listable
    }

    /// The way that the keychain opens. `Err(None)`: nothing is kept, and that is normal.
    async fn recall(&self, saved: &SavedConnection) -> std::result::Result<Way, Option<Error>> {
        if saved.sample {
            return Err(Some(self.messages.error(ErrorCode::NotFound, &msg::sample_not_started())));
        }
        if !saved.kept {
            return Err(None);
        }
        match secrets::recall(&self.setup.secrets, &saved.id).await {
            Ok(Some(Ok(kept))) => self.way(saved, &kept).map_err(Some),
            Ok(Some(Err(secrets::Unreadable))) => {
                let message = msg::keychain_unreadable(&saved.name);
                Err(Some(self.messages.error(ErrorCode::SignInNeeded, &message)))
            }
            Ok(None) => Err(None),
            Err(error) => Err(Some(self.keychain_error(&error))),
        }
    }

    /// The sentence for a keychain that did not do as asked.
    pub(crate) fn keychain_error(&self, error: &SecretError) -> Error {
        keychain_error(&self.messages, error)
    }

    /// Makes a connection the current one, shows its copy, and connects.
    pub(crate) async fn select(
        self: &Arc<Self>,
        id: &ConnectionId,
    ) -> Result<crate::connection::ConnectionStatus> {
        let saved = self.registry.get(id)?;
        let live = self.live(id);
        live.load(self).await?;
        self.set_current(id);
        if let Err(error) = self.registry.set_current(id).await {
            // Working goes on; only the next start will open another connection.
            tracing::warn!(%error, "the current connection was not remembered");
        }
        let startable = live.way().is_some() || (saved.kept && !saved.sample);
        if startable {
            self.connect(&live);
        } else if saved.sample {
            let problem = self.messages.error(ErrorCode::NotFound, &msg::sample_not_started());
            live.state().standing = ConnectionState::SignedOut { problem: Some(problem) };
        }
        self.tell_status(&live);
        let inner = Arc::clone(self);
        self.spawn(async move { inner.tidy_up().await });
        self.status_of(&live)
    }
}

/// How a session is made from what was kept. `user_id` and `privileges` are those of sessions that
/// are signed here; an app token brings its own.
pub(crate) fn source(
    parent: AccountId,
    user_id: &str,
    kept: &KeptSecret,
    privileges: &str,
) -> std::result::Result<SessionSource, kaltura::RequestError> {
    let partner_id = crate::live::partner(parent);
    Ok(match kept {
        KeptSecret::AdminSecret { secret } => SessionSource::AdminSecret {
            partner_id,
            secret: AdminSecret::new(secret.expose_secret()),
            user_id: user_id.to_owned(),
            privileges: privileges.to_owned(),
        },
        KeptSecret::AppToken { token_id, token, hash } => SessionSource::AppToken {
            partner_id,
            id: AppTokenId::new(token_id),
            token: AppToken::new(token.expose_secret()),
            hash: AppTokenHash::from_wire(hash)?,
        },
    })
}

/// The sentence for a keychain that did not do as asked.
pub(crate) fn keychain_error(messages: &Messages, error: &SecretError) -> Error {
    let (code, message, cause) = match error {
        SecretError::Missing { cause } => {
            (ErrorCode::KeychainMissing, msg::keychain_missing(), cause)
        }
        SecretError::Locked { cause } => (ErrorCode::KeychainLocked, msg::keychain_locked(), cause),
        SecretError::Denied { cause } => (ErrorCode::KeychainLocked, msg::keychain_denied(), cause),
        SecretError::Other { cause } => (ErrorCode::KeychainLocked, msg::keychain_failed(), cause),
    };
    messages.error(code, &message).with_technical(cause)
}
