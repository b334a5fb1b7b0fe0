//! The client: settings, and the one path by which a call reaches the network.
//!
//! A call goes: session string → one exchange → the answer read → on failure renew the session
//! or let `retry.rs` decide. Several calls in one request are in `batch.rs`, lists in `page.rs`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::action::{Action, CallName, Pace};
use crate::clock::{Clock, Random};
use crate::endpoint::Endpoint;
use crate::error::{Error, SessionError};
use crate::ids::UnixSeconds;
use crate::ks::Ks;
use crate::params::Params;
use crate::retry::{self, Decision, RetryPolicy};
use crate::session::{Session, SessionSource};
use crate::transport::{Answer, Transport};
use crate::wire;

/// How long to wait for what, and how large an answer may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For a connection to be made, TLS included.
    pub connect: Duration,
    /// For the answer to begin, and for each further piece of it.
    pub idle: Duration,
    /// For the whole call.
    pub total: Duration,
    /// For the whole call when the action is a slow one, [`Pace::Slow`]. The server itself
    /// gives up a registration after 600 s (API.md §7.2); people give up earlier.
    pub total_slow: Duration,
    /// The largest answer, in bytes after decompression. A page of 500 partners is 1.7 MB
    /// (API.md §7.1).
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(2),
            total_slow: Duration::from_mins(3),
            answer_bytes: 64 << 20,
        }
    }
}

/// Which proxy to use. None is ever used for a server on this computer.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum ProxyUse {
    /// The one set in the system or in `HTTPS_PROXY`, read once when the client is made.
    #[default]
    System,
    /// None.
    Direct,
    /// This one.
    At(Url),
}

/// The settings of a [`Client`]. `Options::default()` is right for an interactive program.
#[derive(Clone, Debug)]
pub struct Options {
    /// Waiting times.
    pub limits: Limits,
    /// Repeating.
    pub retry: RetryPolicy,
    /// The time of day.
    pub clock: Clock,
    /// Randomness.
    pub random: Random,
    /// Sent with each call and shown in the server's logs. A tag beginning with `kmc` would
    /// change how the server caches (API.md §1).
    pub client_tag: String,
    /// The proxy.
    pub proxy: ProxyUse,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            clock: Clock::system(),
            random: Random::system(),
            client_tag: concat!("kaltura-rs:", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: ProxyUse::System,
        }
    }
}

/// A client of one server. Cloning is cheap and shares the connections.
#[derive(Clone)]
pub struct Client {
    endpoint: Arc<Endpoint>,
    transport: Arc<Transport>,
    options: Arc<Options>,
}

/// The client cannot be set up, for example because the system's certificates cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up secure connections")]
pub struct SetUpError(#[source] reqwest::Error);

impl Client {
    /// Makes a client. Nothing is sent.
    pub fn new(endpoint: Endpoint, options: Options) -> Result<Self, SetUpError> {
        let transport =
            Transport::new(&endpoint, &options.limits, &options.proxy).map_err(SetUpError)?;
        Ok(Self {
            endpoint: Arc::new(endpoint),
            transport: Arc::new(transport),
            options: Arc::new(options),
        })
    }

    /// The same client with other waiting times. The time to connect stays as it was when the
    /// first one was made: the connections are shared.
    #[must_use]
    pub fn with_limits(&self, limits: Limits) -> Self {
        self.with_options(|options| options.limits = limits)
    }

    /// The same client with another way of repeating.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        self.with_options(|options| options.retry = retry)
    }

    fn with_options(&self, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::clone(&self.options);
        change(&mut options);
        Self { options: Arc::new(options), ..self.clone() }
    }

    /// The server.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The settings.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// A session that is begun when first needed and renewed when it runs out.
    pub fn session(&self, source: SessionSource) -> Session {
        Session::new(self.clone(), source)
    }

    /// Calls an action with a session.
    ///
    /// If the server says that the session has run out, it is renewed once and the call sent
    /// again: a call with such a session is refused before it runs (API.md §2, order of
    /// checks), so this is safe for writes too. Other failures are repeated as
    /// [`retry::decide`] says.
    pub async fn call<A: Action>(&self, session: &Session, action: &A) -> Result<A::Output, Error> {
        let mut attempt = 1;
        loop {
            match self.attempt(session, action).await {
                Ok(output) => return Ok(output),
                Err(error) => attempt = self.pause_or_stop::<A>(attempt, error).await?,
            }
        }
    }

    /// One attempt at a call, with at most one renewal of the session.
    pub(crate) async fn attempt<A: Action>(
        &self,
        session: &Session,
        action: &A,
    ) -> Result<A::Output, Error> {
        let mut ks = session.ks().await.map_err(Error::before_the_call)?;
        let mut result = self.once(Some(&ks), action).await;
        if result.as_ref().is_err_and(Error::is_expired_session) {
            ks = session.renew(&ks).await.map_err(Error::before_the_call)?;
            result = self.once(Some(&ks), action).await;
        }
        if result.as_ref().is_err_and(Error::is_ended_session) {
            session.was_logged_out(&ks);
            return Err(SessionError::LoggedOut.into());
        }
        result
    }

    /// Calls an action without a session.
    pub async fn call_anonymous<A: Action>(&self, action: &A) -> Result<A::Output, Error> {
        let mut attempt = 1;
        loop {
            match self.once(None, action).await {
                Ok(output) => return Ok(output),
                Err(error) => attempt = self.pause_or_stop::<A>(attempt, error).await?,
            }
        }
    }

    /// Waits for the next attempt, or gives the error back.
    async fn pause_or_stop<A: Action>(&self, attempt: u32, error: Error) -> Result<u32, Error> {
        match self.decide(attempt, A::SAFETY, &error) {
            Decision::Stop => Err(error),
            Decision::Retry { after } => {
                tracing::debug!(call = %CallName::of::<A>(), attempt, ?after, "again");
                tokio::time::sleep(after).await;
                Ok(attempt + 1)
            }
        }
    }

    pub(crate) fn decide(&self, attempt: u32, safety: crate::Safety, error: &Error) -> Decision {
        let spread = self.options.random.fraction();
        retry::decide(&self.options.retry, attempt, safety, error, spread)
    }

    /// Calls an action with one particular session string, once, without renewing or
    /// repeating.
    pub async fn once<A: Action>(&self, ks: Option<&Ks>, action: &A) -> Result<A::Output, Error> {
        let name = CallName::of::<A>();
        let mut params = self.common();
        match ks {
            Some(ks) => params.set_secret("ks", ks.secret()),
            // Without a session the server answers from a cache, refusals included, for up to
            // two minutes; a parameter that differs each time goes past it (API.md §14).
            None => params.set("nonce", &self.nonce()),
        }
        action.params(&mut params);
        let url = self.endpoint.action(A::SERVICE, Some(A::ACTION));
        let answer = self.exchange(name, url, params, A::PACE).await?;
        let result = wire::answer(name, &answer, A::decode);
        if let Err(error) = &result {
            // Displays as the code of a refusal or the place of a fault, never as content.
            tracing::debug!(call = %name, %error, "no result");
        }
        result
    }

    /// What every request carries.
    pub(crate) fn common(&self) -> Params {
        let mut params = Params::new();
        params.set("clientTag", &self.options.client_tag);
        params
    }

    /// The URL of a multirequest.
    pub(crate) fn multirequest_url(&self) -> Url {
        self.endpoint.action("multirequest", None)
    }

    /// One exchange with the server, and a line about it in the log: the name, how long it
    /// took and the code of a failure; never what was said.
    pub(crate) async fn exchange(
        &self,
        name: CallName,
        url: Url,
        params: Params,
        pace: Pace,
    ) -> Result<String, Error> {
        let started = std::time::Instant::now();
        let body = params.finish()?;
        let result =
            self.transport.post(url, body, pace, &self.options.limits, &self.options.clock).await;
        let took = started.elapsed();
        match result {
            Ok(Answer::Body(answer)) => {
                tracing::debug!(call = %name, ?took, bytes = answer.len(), "answered");
                Ok(answer)
            }
            Ok(Answer::HeaderError(error)) => {
                tracing::debug!(call = %name, ?took, code = %error.code(), "refused");
                Err(error.into())
            }
            Err(error) => {
                tracing::debug!(call = %name, ?took, %error, delivery = ?error.delivery, "failed");
                Err(error.into())
            }
        }
    }

    /// The time on the server, as far as its answers told.
    pub(crate) fn server_now(&self) -> UnixSeconds {
        self.transport.server_now(&self.options.clock)
    }

    fn nonce(&self) -> String {
        let mut bytes = [0_u8; 8];
        self.options.random.fill(&mut bytes);
        format!("{:016x}", u64::from_le_bytes(bytes))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.endpoint)
    }
}
