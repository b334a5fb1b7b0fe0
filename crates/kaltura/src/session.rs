//! Sessions: the ways to get one, renewing with a single flight, ending, and acting for a
//! sub-account.
//!
//! The session string itself and signing it are in `ks.rs`; the actions in
//! `actions/session.rs` and `actions/app_token.rs`.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared, WeakShared};
use sha2::{Digest, Sha256, Sha512};

use crate::actions::{app_token, session as actions};
use crate::client::Client;
use crate::error::{Error, RequestError, SessionError};
use crate::ids::{AppTokenId, PartnerId, UnixSeconds};
use crate::ks::{Ks, KsClaims, SessionType};
use crate::secret::{AdminSecret, AppToken};

/// How long a session signed here lives, and the most that one started for us is asked to live.
pub const SESSION_LIFETIME: Duration = Duration::from_hours(1);

/// How long the widget session lives that an app token is exchanged through. It is ended right
/// after; should that not reach the server, it is soon over by itself.
const WIDGET_LIFETIME: Duration = Duration::from_mins(5);

/// Sessions are replaced this long before they run out, in seconds: a call that is long on its
/// way must not arrive with a dead one.
const MARGIN: i64 = 60;

/// How an app token is hashed (API.md §13, `KalturaAppTokenHashType`). MD5 and SHA-1 exist on
/// the server and are refused here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppTokenHash {
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl AppTokenHash {
    /// Reads the name on the wire, refusing hashes that are no longer safe.
    pub fn from_wire(name: &str) -> Result<Self, RequestError> {
        match name {
            "SHA256" => Ok(Self::Sha256),
            "SHA512" => Ok(Self::Sha512),
            "MD5" => Err(RequestError::WeakHash("MD5")),
            "SHA1" => Err(RequestError::WeakHash("SHA1")),
            _ => Err(RequestError::WeakHash("unknown")),
        }
    }

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        }
    }

    /// What proves that we hold the token: the hash of session string and token, in hex
    /// (API.md §9, `appToken.startSession`).
    pub fn prove(self, ks: &Ks, token: &AppToken) -> String {
        match self {
            Self::Sha256 => prove_with::<Sha256>(ks, token),
            Self::Sha512 => prove_with::<Sha512>(ks, token),
        }
    }
}

fn prove_with<H: Digest>(ks: &Ks, token: &AppToken) -> String {
    let hash = H::new().chain_update(ks.reveal()).chain_update(token.reveal()).finalize();
    let mut hex = String::with_capacity(hash.len() * 2);
    for byte in &*hash {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    hex
}

/// Where a session comes from.
#[derive(Clone, Debug)]
pub enum SessionSource {
    /// Signed here with the partner's admin secret, which never travels (API.md §3.2). An
    /// ADMIN session of one hour, renewed as needed.
    AdminSecret {
        /// The partner.
        partner_id: PartnerId,
        /// Its admin secret.
        secret: AdminSecret,
        /// Who is acting, for the server's logs. An unknown or empty user gets the rights of an
        /// administrator, an existing one only its own (API.md §3.1).
        user_id: String,
        /// Privileges, comma-separated; may be empty (API.md §3.3).
        privileges: String,
    },
    /// Started with an app token through a widget session (API.md §9), renewed as needed.
    AppToken {
        /// The partner the token belongs to.
        partner_id: PartnerId,
        /// The name of the token.
        id: AppTokenId,
        /// The token.
        token: AppToken,
        /// How it is hashed.
        hash: AppTokenHash,
    },
    /// A session string got from a sign-in, such as [`user::LoginByLoginId`]. It cannot be
    /// renewed: the password is not kept.
    ///
    /// [`user::LoginByLoginId`]: crate::actions::user::LoginByLoginId
    Login {
        /// The session string.
        ks: Ks,
    },
}

/// Acting for a sub-account (API.md §3.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Impersonation {
    /// The child.
    pub partner_id: PartnerId,
    /// Who is acting, as a user of the child.
    pub user_id: String,
    /// Privileges, comma-separated; `disableentitlement` for listing content (API.md §3.3).
    pub privileges: String,
    /// How long each session lives, from a second to an hour. 0 or less would give a session
    /// that has already run out.
    pub lifetime: Duration,
}

impl Impersonation {
    /// Ten minutes as the given user of the child, without privileges.
    pub fn new(partner_id: PartnerId, user_id: impl Into<String>) -> Self {
        Self {
            partner_id,
            user_id: user_id.into(),
            privileges: String::new(),
            lifetime: Duration::from_mins(10),
        }
    }
}

/// All ways, with the one that only this module makes.
enum Source {
    Given(SessionSource),
    Child { parent: PartnerId, secret: AdminSecret, impersonation: Impersonation },
}

/// A session with one partner. Cloning is cheap, and clones are the same session.
///
/// All calls that find it run out wait for one renewal.
#[derive(Clone)]
pub struct Session {
    inner: Arc<Inner>,
}

struct Inner {
    client: Client,
    source: Source,
    partner: PartnerId,
    state: Mutex<State>,
}

/// A session string, and until when it is used, if that is known.
#[derive(Clone)]
struct Held {
    ks: Ks,
    used_until: Option<UnixSeconds>,
}

impl Held {
    /// One that was begun now. However short it is, it is used for half its life: an app token may
    /// give sessions of less than the margin, which would be replaced at every call.
    fn begun(ks: Ks, expires: UnixSeconds, now: UnixSeconds) -> Self {
        let margin = MARGIN.min(expires.get().saturating_sub(now.get()).max(0) / 2);
        Self { ks, used_until: Some(expires.plus(-margin)) }
    }
}

type Flight = BoxFuture<'static, Result<Ks, Error>>;

#[derive(Default)]
struct State {
    current: Option<Held>,
    over: Option<SessionError>,
    /// Weak, so that a renewal nobody waits for any more is dropped like any other future.
    flight: Option<WeakShared<Flight>>,
}

impl Session {
    pub(crate) fn new(client: Client, source: SessionSource) -> Self {
        let (partner, current) = match &source {
            SessionSource::AdminSecret { partner_id, .. }
            | SessionSource::AppToken { partner_id, .. } => (*partner_id, None),
            SessionSource::Login { ks } => {
                (ks.partner_id(), Some(Held { ks: ks.clone(), used_until: None }))
            }
        };
        Self::with_source(client, Source::Given(source), partner, current)
    }

    fn with_source(
        client: Client,
        source: Source,
        partner: PartnerId,
        current: Option<Held>,
    ) -> Self {
        let state = Mutex::new(State { current, ..State::default() });
        Self { inner: Arc::new(Inner { client, source, partner, state }) }
    }

    /// Whose session it is.
    pub fn partner_id(&self) -> PartnerId {
        self.inner.partner
    }

    /// Whether the two are one session, and not just two of the same partner.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Whether another session can be begun without the person when this one runs out.
    pub fn is_renewable(&self) -> bool {
        self.inner.is_renewable()
    }

    /// A session string that is good now, begun or renewed if need be.
    pub async fn ks(&self) -> Result<Ks, Error> {
        self.obtain(None).await
    }

    /// Replaces `stale`, unless somebody has done so already. All callers that come meanwhile
    /// share the one renewal and its result.
    pub async fn renew(&self, stale: &Ks) -> Result<Ks, Error> {
        self.obtain(Some(stale)).await
    }

    async fn obtain(&self, stale: Option<&Ks>) -> Result<Ks, Error> {
        let flight = {
            let mut state = self.inner.lock();
            if let Some(over) = &state.over {
                return Err(over.clone().into());
            }
            if let Some(held) = &state.current {
                let replaced = stale.is_some_and(|stale| !held.ks.is_same(stale));
                if replaced || (stale.is_none() && self.inner.is_fresh(held)) {
                    return Ok(held.ks.clone());
                }
            }
            if !self.inner.is_renewable() {
                state.current = None;
                state.over = Some(SessionError::Expired);
                return Err(SessionError::Expired.into());
            }
            self.inner.join_or_begin(&mut state)
        };
        flight.await
    }

    /// Notes that the server says this session was ended.
    pub(crate) fn was_logged_out(&self, ks: &Ks) {
        let mut state = self.inner.lock();
        if state.current.as_ref().is_some_and(|held| held.ks.is_same(ks)) {
            state.current = None;
            if !self.inner.is_renewable() {
                state.over = Some(SessionError::LoggedOut);
            }
        }
    }

    /// Ends the session, here and on the server (API.md §3.4). Every later use is refused with
    /// [`SessionError::Ended`], whether or not the server could be told.
    ///
    /// A session of an app token is only forgotten here. All sessions of a token carry its name
    /// as their session ID (transcript 06-appToken-startSession-ok), and the server bans the ID
    /// of a session that is ended for a day: whatever is begun with the token afterwards, here or
    /// elsewhere, would be refused. It runs out by itself, within [`SESSION_LIFETIME`], and
    /// deleting the token ends it at once.
    pub async fn end(&self) -> Result<(), Error> {
        let held = {
            let mut state = self.inner.lock();
            state.over = Some(SessionError::Ended);
            state.flight = None;
            state.current.take()
        };
        let Some(held) = held else { return Ok(()) };
        match self.inner.end_at_server(&held.ks).await {
            Err(Error::Api(api)) if api.is_expired_session() || api.is_ended_session() => Ok(()),
            result => result,
        }
    }

    /// Whether this session is signed here, with the admin secret.
    pub fn has_admin_secret(&self) -> bool {
        matches!(self.inner.source, Source::Given(SessionSource::AdminSecret { .. }))
    }

    /// Another session of the same user, signed with the same admin secret, with these privileges.
    ///
    /// Sessions from an app token or a password have no admin secret.
    pub fn with_privileges(&self, privileges: impl Into<String>) -> Result<Session, Error> {
        let Source::Given(SessionSource::AdminSecret { partner_id, secret, user_id, .. }) =
            &self.inner.source
        else {
            return Err(SessionError::NoAdminSecret.into());
        };
        Ok(self.inner.client.session(SessionSource::AdminSecret {
            partner_id: *partner_id,
            secret: secret.clone(),
            user_id: user_id.clone(),
            privileges: privileges.into(),
        }))
    }

    /// Acts for a sub-account, with the admin secret this session itself is signed with.
    ///
    /// Sessions from an app token or a password have none: see
    /// [`impersonate_with`](Self::impersonate_with).
    pub async fn impersonate(&self, impersonation: Impersonation) -> Result<Session, Error> {
        let Source::Given(SessionSource::AdminSecret { secret, .. }) = &self.inner.source else {
            return Err(SessionError::NoAdminSecret.into());
        };
        self.impersonate_with(secret.clone(), impersonation).await
    }

    /// Acts for a sub-account, with the parent's admin secret from elsewhere, for example from
    /// [`partner::GetOwnSecret`](crate::actions::partner::GetOwnSecret).
    ///
    /// The child's session is begun at once, so that a refusal shows here. It can be renewed,
    /// and should be ended after use.
    pub async fn impersonate_with(
        &self,
        secret: AdminSecret,
        impersonation: Impersonation,
    ) -> Result<Session, Error> {
        let allowed = Duration::from_secs(1)..=SESSION_LIFETIME;
        if !allowed.contains(&impersonation.lifetime) {
            return Err(RequestError::BadLifetime.into());
        }
        let child = impersonation.partner_id;
        let source = Source::Child { parent: self.partner_id(), secret, impersonation };
        let session = Self::with_source(self.inner.client.clone(), source, child, None);
        session.ks().await?;
        Ok(session)
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics while it holds the lock; were it to, the state is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_renewable(&self) -> bool {
        !matches!(self.source, Source::Given(SessionSource::Login { .. }))
    }

    fn is_fresh(&self, held: &Held) -> bool {
        held.used_until.is_none_or(|until| until > self.client.server_now())
    }

    /// The length of a session in seconds.
    fn lifetime(&self) -> i64 {
        let lifetime = match &self.source {
            Source::Given(_) => SESSION_LIFETIME,
            Source::Child { impersonation, .. } => impersonation.lifetime,
        };
        i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX)
    }

    fn join_or_begin(self: &Arc<Self>, state: &mut State) -> Shared<Flight> {
        if let Some(flight) = state.flight.as_ref().and_then(WeakShared::upgrade) {
            return flight;
        }
        let inner = Arc::clone(self);
        let flight: Shared<Flight> = async move {
            let begun = inner.begin().await;
            let over = {
                let mut state = inner.lock();
                state.flight = None;
                if state.over.is_none() {
                    let held = begun?;
                    state.current = Some(held.clone());
                    return Ok(held.ks);
                }
                state.over.clone().unwrap_or(SessionError::Ended)
            };
            // Ended while it was being begun: what nobody will use is not left open.
            if let Ok(held) = begun
                && inner.end_at_server(&held.ks).await.is_err()
            {
                tracing::debug!(
                    "a session begun too late could not be ended; it runs out by itself"
                );
            }
            Err(over.into())
        }
        .boxed()
        .shared();
        state.flight = flight.downgrade();
        flight
    }

    /// Tells the server that a session is over, unless others would be over with it.
    async fn end_at_server(&self, ks: &Ks) -> Result<(), Error> {
        if matches!(self.source, Source::Given(SessionSource::AppToken { .. })) {
            return Ok(());
        }
        self.client.once(Some(ks), &actions::End).await
    }

    /// Begins a session in the way of its source, and checks whose it is.
    async fn begin(&self) -> Result<Held, Error> {
        let held = match &self.source {
            Source::Given(SessionSource::AdminSecret {
                partner_id,
                secret,
                user_id,
                privileges,
            }) => {
                let now = self.client.server_now();
                let expires = now.plus(self.lifetime());
                let claims = KsClaims {
                    partner_id: *partner_id,
                    session_type: SessionType::Admin,
                    user_id,
                    expires,
                    privileges,
                };
                let ks = claims.sign(secret, &self.client.options().random);
                Held::begun(ks, expires, now)
            }
            Source::Given(SessionSource::AppToken { partner_id, id, token, hash }) => {
                self.begin_with_token(*partner_id, id, token, *hash).await?
            }
            Source::Given(SessionSource::Login { .. }) => return Err(SessionError::Expired.into()),
            Source::Child { parent, secret, impersonation } => {
                let now = self.client.server_now();
                let action = actions::Impersonate {
                    parent_id: *parent,
                    secret: secret.clone(),
                    child_id: impersonation.partner_id,
                    session_type: SessionType::Admin,
                    user_id: impersonation.user_id.clone(),
                    lifetime: impersonation.lifetime,
                    privileges: impersonation.privileges.clone(),
                };
                let ks = self.client.call_anonymous(&action).await?;
                Held::begun(ks, now.plus(self.lifetime()), now)
            }
        };
        let got = held.ks.partner_id();
        if got == self.partner {
            Ok(held)
        } else {
            Err(SessionError::WrongPartner { expected: self.partner, got }.into())
        }
    }

    /// A widget session, which anybody gets, and the proof that we hold the token.
    async fn begin_with_token(
        &self,
        partner_id: PartnerId,
        id: &AppTokenId,
        token: &AppToken,
        hash: AppTokenHash,
    ) -> Result<Held, Error> {
        let ask = actions::StartWidgetSession { partner_id, lifetime: Some(WIDGET_LIFETIME) };
        let widget = self.client.call_anonymous(&ask).await?;
        let action = app_token::StartSession {
            id: id.clone(),
            token_hash: hash.prove(&widget.ks, token),
            // The token may allow a day (API.md §9); the shorter of the two holds.
            lifetime: Some(SESSION_LIFETIME),
        };
        let widget = self.client.session(SessionSource::Login { ks: widget.ks });
        // The widget session is seconds old: that it is refused is not worth a renewal.
        let started = Box::pin(self.client.call(&widget, &action)).await;
        if let Err(failure) = widget.end().await {
            tracing::debug!(%failure, "a widget session was not ended; it runs out by itself");
        }
        let started = started?;
        let (ks, now) = (started.ks, self.client.server_now());
        Ok(match started.expires {
            Some(expires) => Held::begun(ks, expires, now),
            None => Held { ks, used_until: None },
        })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session(of partner {})", self.inner.partner)
    }
}
