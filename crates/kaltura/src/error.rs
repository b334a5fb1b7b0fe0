//! What can go wrong, told apart by what a caller would do about it.
//!
//! No error here can show a session string, a secret or the body of an answer, whether by
//! `Display`, by `Debug` or through its source.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::action::CallName;
use crate::api_error::redact;
pub use crate::api_error::{ErrorCode, RegistrationRefusal};
use crate::ids::PartnerId;

/// Why a call gave no result.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server understood the call and refused it (API.md §2).
    #[error(transparent)]
    Api(#[from] ApiError),
    /// No answer of the API came back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// An answer came back and is not of the shape this action has.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The session is over, and there is no way to begin another without the person.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The session that the call was to be sent with could not be begun or renewed. The call
    /// itself was not sent, whatever became of that.
    #[error("there is no session for the call: {0}")]
    NoSession(#[source] Box<Error>),
    /// The call was not sent, because it could not mean what was intended.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The pages of a list do not fit together.
    #[error(transparent)]
    Paging(#[from] PagingError),
    /// Cancelled by the caller. Writes are never cancelled once they are on their way: such a
    /// one was not sent.
    #[error("cancelled")]
    Cancelled,
}

/// What a failed call may have changed on the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: the call never arrived, or was refused before it ran.
    None,
    /// Unknown: it may have been carried out in full. Look before trying again.
    Unknown,
}

impl Error {
    /// What the failed call may have changed. For a write, [`Effect::Unknown`] means: look the
    /// result up, never repeat blindly (API.md §7.2, "Time-outs do not mean failure").
    pub fn effect(&self) -> Effect {
        match self {
            Self::Api(error) => error.effect(),
            Self::Transport(error) => match error.delivery {
                Delivery::NeverSent => Effect::None,
                Delivery::MaybeSent => Effect::Unknown,
            },
            Self::Decode(_) | Self::Paging(_) => Effect::Unknown,
            Self::Session(_) | Self::NoSession(_) | Self::Request(_) | Self::Cancelled => {
                Effect::None
            }
        }
    }

    /// What went wrong, whether with the call or with beginning its session.
    pub fn underlying(&self) -> &Error {
        if let Self::NoSession(cause) = self { cause.underlying() } else { self }
    }

    /// The same, for a call that was not sent because its session could not be had.
    #[must_use]
    pub fn before_the_call(self) -> Self {
        match self {
            // Each of them says by itself that nothing was sent.
            Self::Session(_) | Self::NoSession(_) | Self::Request(_) | Self::Cancelled => self,
            Self::Api(_) | Self::Transport(_) | Self::Decode(_) | Self::Paging(_) => {
                Self::NoSession(Box::new(self))
            }
        }
    }

    /// The API error, if its cause is one.
    pub fn api(&self) -> Option<&ApiError> {
        if let Self::Api(error) = self.underlying() { Some(error) } else { None }
    }

    /// The code of the API error, if its cause is one.
    pub fn code(&self) -> Option<&ErrorCode> {
        self.api().map(ApiError::code)
    }

    pub(crate) fn is_expired_session(&self) -> bool {
        self.api().is_some_and(ApiError::is_expired_session)
    }

    pub(crate) fn is_ended_session(&self) -> bool {
        self.api().is_some_and(ApiError::is_ended_session)
    }

    /// The transport error, if its cause is one.
    pub fn transport(&self) -> Option<&TransportError> {
        if let Self::Transport(error) = self.underlying() { Some(error) } else { None }
    }
}

/// A refusal by the API: a code, its arguments, and a text that is safe to log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    code: ErrorCode,
    message: String,
    args: BTreeMap<String, String>,
}

impl ApiError {
    /// Takes an error off the wire. Session strings and secrets in its text and arguments are
    /// replaced here, once, so that nothing later can show them (API.md §3.5).
    pub(crate) fn new(code: &str, message: &str, args: BTreeMap<String, String>) -> Self {
        let code = ErrorCode::from_wire(code);
        let (message, args) = redact(&code, message, args);
        Self { code, message, args }
    }

    /// What kind of refusal it is. Compare this, not texts.
    pub fn code(&self) -> &ErrorCode {
        &self.code
    }

    /// The server's English text, without secrets. For logs and for the curious.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// One argument, for example `PID` of `INVALID_PARTNER_ID`.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args.get(name).map(String::as_str)
    }

    /// All arguments by name.
    pub fn args(&self) -> &BTreeMap<String, String> {
        &self.args
    }

    /// The session has run out and another can be begun: `INVALID_KS` with `KSID` `EXPIRED`
    /// (API.md §3.5, transcript 09-error-ks-expired).
    pub fn is_expired_session(&self) -> bool {
        self.code == ErrorCode::InvalidKs && self.arg("KSID") == Some("EXPIRED")
    }

    /// The session was ended (transcript 01-session-use-after-end).
    pub fn is_ended_session(&self) -> bool {
        self.code == ErrorCode::InvalidKs && self.arg("KSID") == Some("LOGOUT")
    }

    /// A rate limit of the server: wait, then it will work (API.md §14).
    pub fn is_rate_limit(&self) -> bool {
        self.code == ErrorCode::ActionBlocked
    }

    /// The partner is blocked, removed, deleted, or does not exist (API.md §2).
    pub fn is_blocked_partner(&self) -> bool {
        self.code == ErrorCode::ContentBlocked
    }

    /// The server's reason for refusing a registration, in its own words (API.md §7.2).
    pub fn registration_message(&self) -> Option<&str> {
        if self.code == ErrorCode::PartnerRegistration { self.arg("MESSAGE") } else { None }
    }

    /// The same, sorted by kind.
    pub fn registration_refusal(&self) -> Option<RegistrationRefusal> {
        self.registration_message().map(RegistrationRefusal::from_message)
    }

    fn effect(&self) -> Effect {
        let refused_before_it_ran = match self.registration_refusal() {
            Some(refusal) => refusal.comes_before_anything_is_made(),
            // A registration that is refused without a text may have failed at any point.
            None => self.code != ErrorCode::PartnerRegistration,
        };
        let late = matches!(
            self.code,
            ErrorCode::InternalServer | ErrorCode::InternalDatabase | ErrorCode::Other(_)
        );
        if refused_before_it_ran && !late { Effect::None } else { Effect::Unknown }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused: {}", self.code)
    }
}

impl std::error::Error for ApiError {}

/// Whether a request may have reached the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Not one byte of its content left: it cannot have had any effect.
    NeverSent,
    /// It was on its way, or an answer came that is not the API's.
    MaybeSent,
}

/// No answer of the API came back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
#[non_exhaustive]
pub struct TransportError {
    /// What happened.
    pub kind: TransportKind,
    /// Whether the server may have acted all the same.
    pub delivery: Delivery,
}

impl TransportError {
    pub(crate) fn never_sent(kind: TransportKind) -> Self {
        Self { kind, delivery: Delivery::NeverSent }
    }

    /// For answers: what was asked did arrive somewhere.
    pub(crate) fn answered(kind: TransportKind) -> Self {
        Self { kind, delivery: Delivery::MaybeSent }
    }
}

/// The ways in which a connection fails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TransportKind {
    /// This computer has no way to the network or to that host.
    #[error("no network connection to the server")]
    Offline,
    /// The host is there, and nothing listens at that port.
    #[error("the server refused the connection")]
    Refused,
    /// The host name could not be looked up: a typing error, or no network.
    #[error("the server's name could not be found")]
    Dns,
    /// The connection is not trustworthy.
    #[error("no secure connection: {0}")]
    Tls(TlsProblem),
    /// The proxy set in the system refused, or could not be reached.
    #[error("the proxy did not let the connection through")]
    Proxy,
    /// No answer in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// The connection broke before the answer had come.
    #[error("the connection was lost")]
    ConnectionLost,
    /// The answer broke off.
    #[error("the answer broke off")]
    Truncated,
    /// The address answers with a redirect, which is never followed with a session.
    #[error("the server sends callers on to another address")]
    Redirected {
        /// The host it points to, when it says one.
        to_host: Option<String>,
    },
    /// A gateway or web server in front refused. The API itself always says 200 (API.md §2).
    #[error("the server answered with HTTP status {code}")]
    HttpStatus {
        /// The HTTP status.
        code: u16,
        /// How long to wait, when the answer says so.
        retry_after: Option<Duration>,
    },
    /// Something answers there, but not with JSON.
    #[error("the answer is not one of the Kaltura API")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// A web page: the wrong address, or the sign-in page of a public network.
        looks_like_html: bool,
    },
    /// The answer is larger than any that this client asks for.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit that was reached, in bytes.
        limit: usize,
    },
}

/// What is wrong with a server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TlsProblem {
    /// Signed by nobody this computer trusts, itself included.
    #[error("the certificate is not trusted")]
    Untrusted,
    /// No longer valid.
    #[error("the certificate has expired")]
    Expired,
    /// Not valid yet; often this computer's clock is wrong.
    #[error("the certificate is not valid yet")]
    NotYetValid,
    /// Made out to another host.
    #[error("the certificate is for another host")]
    WrongHost,
    /// Withdrawn by its issuer.
    #[error("the certificate was revoked")]
    Revoked,
    /// The other side does not speak TLS, or no version in common.
    #[error("the other side does not speak TLS as expected")]
    Handshake,
}

/// An answer is not of the expected shape. Says where, never what stood there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unexpected answer of {call} (line {line}, column {column})")]
#[non_exhaustive]
pub struct DecodeError {
    /// The action that was called.
    pub call: CallName,
    /// Line in the answer, from 1.
    pub line: usize,
    /// Column in the answer, from 1.
    pub column: usize,
}

impl DecodeError {
    /// Keeps the place only: serde's own text may quote the value it stumbled over.
    pub(crate) fn new(call: CallName, fault: &serde_json::Error) -> Self {
        Self { call, line: fault.line(), column: fault.column() }
    }
}

/// There is no session to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The session has run out, and only the person can begin another (it came from a
    /// password, which is not kept).
    #[error("the session has run out")]
    Expired,
    /// Somebody ended the session on the server.
    #[error("the session was ended on the server")]
    LoggedOut,
    /// [`Session::end`](crate::Session::end) was called.
    #[error("the session was ended here")]
    Ended,
    /// The server gave a session of another partner than asked for.
    #[error("the session is for partner {got}, not for {expected}")]
    WrongPartner {
        /// The partner asked for.
        expected: PartnerId,
        /// The partner the session belongs to.
        got: PartnerId,
    },
    /// Acting for a sub-account takes the parent's admin secret, and it is not known.
    #[error("acting for a sub-account needs the parent's admin secret")]
    NoAdminSecret,
}

/// A call that was not sent because it could not mean what was intended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The parameters cannot be written as JSON.
    #[error("the parameters cannot be written as JSON")]
    Unwritable,
    /// A text in a multirequest reads like a reference to another part, and the server would
    /// replace it (API.md §4).
    #[error("a text in the multirequest reads like a reference to another part")]
    ReferenceInText,
    /// A time span of usage that the server answers with an internal error (API.md §8.2).
    #[error("the time span is empty or not made of real dates")]
    BadTimeSpan,
    /// A session for a sub-account may live from a second up to an hour.
    #[error("a session for a sub-account may live from one second to one hour")]
    BadLifetime,
    /// The app token is hashed in a way that is no longer safe.
    #[error("app tokens with {0} hashes are not accepted")]
    WeakHash(&'static str),
}

/// The pages of a list do not fit together: the server ignored the order or the page number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PagingError {
    /// A page came a second time.
    #[error("the same page came twice")]
    RepeatedPage,
    /// A page is not in the order asked for.
    #[error("a page is not in the order asked for")]
    OutOfOrder,
    /// Lists from the search index end at 10,000 (API.md §5, §16.4).
    #[error("the list goes on beyond the 10,000 that can be paged through")]
    WindowExceeded,
    /// More pages than the number of items can fill.
    #[error("the list does not end")]
    Endless,
}
