//! Whether a failed call is sent again, and when: a pure decision, without clock or network.
//!
//! Renewing a session that has run out is not a retry; it is in `client.rs`.

use std::time::Duration;

use crate::action::Safety;
use crate::error::{Delivery, Error, ErrorCode, TransportKind};

/// How often and how patiently to repeat.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How many times a call is sent at most, the first included. 1 never repeats.
    pub attempts: u32,
    /// The first pause after a fault of the connection; each further one is twice as long.
    pub pause: Duration,
    /// The first pause after the server said that there were too many calls; each further one
    /// is twice as long. The server's window is 10 s unless configured (API.md §14).
    pub limit_pause: Duration,
    /// No pause is longer than this. A server that asks for more is not waited for.
    pub longest_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            pause: Duration::from_millis(300),
            limit_pause: Duration::from_secs(2),
            longest_pause: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Never repeats anything.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }
}

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Send it again after a pause.
    Retry {
        /// The pause.
        after: Duration,
    },
    /// Give the error to the caller.
    Stop,
}

/// Why a call may be worth repeating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// Repeating cannot help.
    Lasting,
    /// The way to the server is down; it seldom comes back within seconds.
    Unreachable,
    /// A fault that may be gone the next moment.
    Passing,
    /// Too many calls; the pause the server asks for, if it does.
    TooMany(Option<Duration>),
}

fn cause(error: &Error) -> Cause {
    match error {
        Error::Api(api) if api.is_rate_limit() => Cause::TooMany(None),
        Error::Api(api) if *api.code() == ErrorCode::InternalDatabase => Cause::Passing,
        Error::Transport(transport) => match &transport.kind {
            TransportKind::Offline | TransportKind::Dns | TransportKind::Refused => {
                Cause::Unreachable
            }
            TransportKind::Timeout | TransportKind::ConnectionLost | TransportKind::Truncated => {
                Cause::Passing
            }
            TransportKind::HttpStatus { code: 429, retry_after } => Cause::TooMany(*retry_after),
            TransportKind::HttpStatus { code: 503, retry_after: Some(after) } => {
                Cause::TooMany(Some(*after))
            }
            TransportKind::HttpStatus { code: 408 | 500..=599, .. } => Cause::Passing,
            TransportKind::HttpStatus { .. }
            | TransportKind::Tls(_)
            | TransportKind::Proxy
            | TransportKind::Redirected { .. }
            | TransportKind::NotJson { .. }
            | TransportKind::TooLarge { .. } => Cause::Lasting,
        },
        Error::NoSession(begin) => cause(begin),
        Error::Api(_)
        | Error::Decode(_)
        | Error::Session(_)
        | Error::Request(_)
        | Error::Paging(_)
        | Error::Cancelled => Cause::Lasting,
    }
}

/// Whether the call provably had no effect, so that even a write may be sent again.
///
/// A rate limit counts: the server refuses before the action runs (API.md §14). A 429 of some
/// gateway does not: nobody knows what stands behind it.
fn never_ran(error: &Error) -> bool {
    match error {
        Error::Api(api) => api.is_rate_limit(),
        Error::Transport(transport) => transport.delivery == Delivery::NeverSent,
        Error::NoSession(_) => true,
        Error::Decode(_)
        | Error::Session(_)
        | Error::Request(_)
        | Error::Paging(_)
        | Error::Cancelled => false,
    }
}

/// Decides what follows on failure number `attempt` (from 1) of a call.
///
/// `spread` is a random number from 0 to 1: pauses are lengthened by up to a quarter, so that
/// callers that failed together do not come back together.
pub fn decide(
    policy: &RetryPolicy,
    attempt: u32,
    safety: Safety,
    error: &Error,
    spread: f64,
) -> Decision {
    // Beginning it was repeated as often as it may be.
    if matches!(error, Error::NoSession(_)) {
        return Decision::Stop;
    }
    if attempt >= policy.attempts || (safety == Safety::Write && !never_ran(error)) {
        return Decision::Stop;
    }
    let doubled = |first: Duration| {
        first.saturating_mul(2_u32.saturating_pow(attempt - 1)).min(policy.longest_pause)
    };
    let pause = match cause(error) {
        Cause::Lasting => return Decision::Stop,
        Cause::Unreachable if attempt > 1 => return Decision::Stop,
        Cause::Unreachable | Cause::Passing => doubled(policy.pause),
        Cause::TooMany(Some(asked)) if asked > policy.longest_pause => return Decision::Stop,
        Cause::TooMany(asked) => doubled(policy.limit_pause).max(asked.unwrap_or_default()),
    };
    Decision::Retry { after: pause.mul_f64(1.0 + spread.clamp(0.0, 1.0) / 4.0) }
}

/// Whether the failure says that fewer calls at a time would be better.
pub fn asks_for_less(error: &Error) -> bool {
    match cause(error) {
        Cause::TooMany(_) | Cause::Passing => true,
        Cause::Lasting | Cause::Unreachable => false,
    }
}
