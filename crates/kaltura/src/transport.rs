//! One HTTP exchange: sending a body, reading an answer, and naming precisely what went wrong
//! when either fails.
//!
//! What the body says is `params.rs`, what the answer says is `wire.rs`, repeating is
//! `client.rs`. Nothing here logs a body.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::redirect;
use tokio::time::timeout;
use url::Url;
use zeroize::Zeroizing;

use crate::action::Pace;
use crate::client::{Limits, ProxyUse};
use crate::clock::Clock;
use crate::endpoint::Endpoint;
use crate::error::{ApiError, Delivery, TlsProblem, TransportError, TransportKind};
use crate::ids::UnixSeconds;
use crate::wire;

/// How long an idle connection is kept for the next call.
const POOL_IDLE: Duration = Duration::from_secs(20);

/// A connection pool to one server.
pub(crate) struct Transport {
    http: reqwest::Client,
    through_proxy: bool,
    /// Seconds by which the server's clock is ahead of ours, from its last answer.
    server_ahead: AtomicI64,
}

/// What came back with status 200.
pub(crate) enum Answer {
    /// A body, to be read as JSON.
    Body(String),
    /// No body; the headers name an error.
    HeaderError(ApiError),
}

impl Transport {
    pub(crate) fn new(
        endpoint: &Endpoint,
        limits: &Limits,
        proxy: &ProxyUse,
    ) -> Result<Self, reqwest::Error> {
        // A proxy never stands between this computer and itself.
        let proxy = if endpoint.is_loopback() { &ProxyUse::Direct } else { proxy };
        let mut builder = reqwest::Client::builder()
            .connect_timeout(limits.connect)
            .redirect(redirect::Policy::none())
            .referer(false)
            // Repeating is decided in `retry.rs` and nowhere else.
            .retry(reqwest::retry::never())
            .tcp_nodelay(true)
            // Servers close idle connections after a minute or so, and a write that meets the
            // closing would have an unclear end. Ours are closed well before.
            .pool_idle_timeout(POOL_IDLE)
            .tcp_keepalive(POOL_IDLE)
            .user_agent(concat!("kaltura-rs/", env!("CARGO_PKG_VERSION")));
        let through_proxy = match proxy {
            ProxyUse::Direct => {
                builder = builder.no_proxy();
                false
            }
            ProxyUse::At(url) => {
                builder = builder.no_proxy().proxy(reqwest::Proxy::all(url.clone())?);
                true
            }
            ProxyUse::System => {
                let target = endpoint.url().as_str().parse();
                target.is_ok_and(|target| Matcher::from_system().intercept(&target).is_some())
            }
        };
        Ok(Self { http: builder.build()?, through_proxy, server_ahead: AtomicI64::new(0) })
    }

    /// The time on the server, as far as its answers told.
    pub(crate) fn server_now(&self, clock: &Clock) -> UnixSeconds {
        clock.now().plus(self.server_ahead.load(Ordering::Relaxed))
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn post(
        &self,
        url: Url,
        body: Zeroizing<Vec<u8>>,
        pace: Pace,
        limits: &Limits,
        clock: &Clock,
    ) -> Result<Answer, TransportError> {
        let left = Arc::new(AtomicBool::new(false));
        let (total, first) = match pace {
            Pace::Normal => (limits.total, limits.idle),
            Pace::Slow => (limits.total_slow, limits.total_slow),
        };
        let exchange = self.exchange(url, body, first, limits, clock, &left);
        match timeout(total, exchange).await {
            Ok(result) => result,
            Err(_elapsed) => Err(failed(TransportKind::Timeout, &left)),
        }
    }

    async fn exchange(
        &self,
        url: Url,
        body: Zeroizing<Vec<u8>>,
        first: Duration,
        limits: &Limits,
        clock: &Clock,
        left: &Arc<AtomicBool>,
    ) -> Result<Answer, TransportError> {
        let body = Outgoing { rest: Some(Bytes::from_owner(body)), left: Arc::clone(left) };
        let request = self
            .http
            .post(url)
            // Exactly this: with a charset the server does not read the body (API.md §1).
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(reqwest::Body::wrap(body))
            .send();
        let mut response = match timeout(first.max(limits.connect), request).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.name_failure(&error, left)),
            Err(_elapsed) => return Err(failed(TransportKind::Timeout, left)),
        };

        let status = response.status();
        let headers = response.headers().clone();
        self.note_server_time(&headers, clock);
        if status.is_redirection() {
            let to_host = redirect_target(&headers);
            return Err(TransportError::answered(TransportKind::Redirected { to_host }));
        }

        let expected = response.content_length().and_then(|length| usize::try_from(length).ok());
        let mut content = Vec::with_capacity(expected.unwrap_or(0).min(limits.answer_bytes));
        loop {
            match timeout(limits.idle, response.chunk()).await {
                Ok(Ok(Some(chunk))) => content.extend_from_slice(&chunk),
                Ok(Ok(None)) => break,
                Ok(Err(_)) => return Err(TransportError::answered(TransportKind::Truncated)),
                Err(_elapsed) => return Err(TransportError::answered(TransportKind::Timeout)),
            }
            if content.len() > limits.answer_bytes {
                let limit = limits.answer_bytes;
                return Err(TransportError::answered(TransportKind::TooLarge { limit }));
            }
        }
        read_answer(status.as_u16(), &headers, content, clock)
    }

    /// Names the failure of a request that got no answer.
    fn name_failure(&self, error: &reqwest::Error, left: &AtomicBool) -> TransportError {
        if !error.is_connect() {
            let kind = if error.is_timeout() {
                TransportKind::Timeout
            } else {
                TransportKind::ConnectionLost
            };
            return failed(kind, left);
        }
        let kind = if let Some(problem) = find_tls_problem(error) {
            TransportKind::Tls(problem)
        } else if self.through_proxy {
            TransportKind::Proxy
        } else if error.is_dns() {
            TransportKind::Dns
        } else if error.is_timeout() {
            TransportKind::Timeout
        } else {
            match find_io_kind(error) {
                Some(io::ErrorKind::ConnectionRefused) => TransportKind::Refused,
                Some(
                    io::ErrorKind::NetworkUnreachable
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NetworkDown
                    | io::ErrorKind::AddrNotAvailable,
                ) => TransportKind::Offline,
                _ => TransportKind::ConnectionLost,
            }
        };
        TransportError::never_sent(kind)
    }

    /// Learns from the `Date` of an answer how far the clocks are apart, so that sessions
    /// signed here are good even where somebody's clock is wrong.
    fn note_server_time(&self, headers: &HeaderMap, clock: &Clock) {
        // Less than this is the way the answer took, not a wrong clock.
        const TOLERANCE: i64 = 30;
        if let Some(date) = headers.get(DATE).and_then(http_date) {
            let ahead = date.get().saturating_sub(clock.now().get());
            let ahead = if ahead.abs() <= TOLERANCE { 0 } else { ahead };
            self.server_ahead.store(ahead, Ordering::Relaxed);
        }
    }
}

/// A failure before any answer.
fn failed(kind: TransportKind, left: &AtomicBool) -> TransportError {
    let delivery =
        if left.load(Ordering::Acquire) { Delivery::MaybeSent } else { Delivery::NeverSent };
    TransportError { kind, delivery }
}

/// A request body that notes when it begins to leave.
///
/// All that makes a request act is in its body: the session and every parameter. As long as
/// hyper has not asked for it, the request cannot have had any effect.
struct Outgoing {
    rest: Option<Bytes>,
    left: Arc<AtomicBool>,
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        this.left.store(true, Ordering::Release);
        Poll::Ready(this.rest.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.rest.as_ref().map_or(0, |rest| rest.len() as u64))
    }
}

/// Sorts a complete answer by its status.
fn read_answer(
    status: u16,
    headers: &HeaderMap,
    content: Vec<u8>,
    clock: &Clock,
) -> Result<Answer, TransportError> {
    let Ok(mut text) = String::from_utf8(content) else {
        return Err(TransportError::answered(wire::not_json(status, "")));
    };
    // A byte order mark gets in front when somebody edited a file of the server by hand.
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if status == 200 {
        if text.trim().is_empty() {
            let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
            if let Some(error) = header("x-kaltura")
                .and_then(|value| wire::header_error(value, header("x-kaltura-app")))
            {
                return Ok(Answer::HeaderError(error));
            }
        }
        return Ok(Answer::Body(text));
    }
    let page = wire::not_json(status, &text);
    let is_page = matches!(page, TransportKind::NotJson { looks_like_html: true, .. });
    let gateway = status == 408 || status == 429 || status >= 500;
    // A web page with a 404 or 403 is what a web site says that is no Kaltura server at all;
    // gateways in front of one dress their refusals in HTML too, but with 429 or 5xx.
    let kind = if is_page && !gateway {
        page
    } else {
        TransportKind::HttpStatus { code: status, retry_after: retry_after(headers, clock) }
    };
    Err(TransportError::answered(kind))
}

/// `Retry-After`, in either of its two forms.
fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?;
    if let Ok(seconds) = value.to_str().ok()?.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let wait = http_date(value)?.get().saturating_sub(clock.now().get());
    Some(Duration::from_secs(u64::try_from(wait).unwrap_or(0)))
}

fn http_date(value: &HeaderValue) -> Option<UnixSeconds> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    let moment = parser.parse_timestamp(value.to_str().ok()?).ok()?;
    Some(UnixSeconds::new(moment.as_second()))
}

/// The host of a redirect. The rest of the address may hold anything and is not kept.
fn redirect_target(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    Url::parse(location).ok()?.host_str().map(str::to_owned)
}

/// Looks through an error and all its causes. `io::Error` hides the error it wraps from
/// `source()`, so that one is looked at by itself.
fn find_in_chain<T>(
    error: &(dyn StdError + 'static),
    look: impl Fn(&(dyn StdError + 'static)) -> Option<T>,
) -> Option<T> {
    let mut current = Some(error);
    while let Some(cause) = current {
        if let Some(found) = look(cause) {
            return Some(found);
        }
        let inner = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        current = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => cause.source(),
        };
    }
    None
}

fn find_io_kind(error: &(dyn StdError + 'static)) -> Option<io::ErrorKind> {
    find_in_chain(error, |cause| cause.downcast_ref::<io::Error>().map(io::Error::kind))
}

fn find_tls_problem(error: &(dyn StdError + 'static)) -> Option<TlsProblem> {
    find_in_chain(error, |cause| cause.downcast_ref::<rustls::Error>().map(tls_problem))
}

fn tls_problem(error: &rustls::Error) -> TlsProblem {
    use rustls::CertificateError as Certificate;
    let rustls::Error::InvalidCertificate(certificate) = error else {
        return TlsProblem::Handshake;
    };
    if matches!(certificate, Certificate::Expired | Certificate::ExpiredContext { .. }) {
        TlsProblem::Expired
    } else if matches!(
        certificate,
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. }
    ) {
        TlsProblem::NotYetValid
    } else if matches!(
        certificate,
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. }
    ) {
        TlsProblem::WrongHost
    } else if matches!(certificate, Certificate::Revoked) {
        TlsProblem::Revoked
    } else {
        TlsProblem::Untrusted
    }
}

#[cfg(test)]
mod tests {
    use rustls::CertificateError as Certificate;

    use super::*;

    #[test]
    fn certificates_are_told_apart_however_deep_the_error_lies() {
        for (certificate, problem) in [
            (Certificate::UnknownIssuer, TlsProblem::Untrusted),
            (Certificate::BadSignature, TlsProblem::Untrusted),
            (Certificate::Expired, TlsProblem::Expired),
            (Certificate::NotValidYet, TlsProblem::NotYetValid),
            (Certificate::NotValidForName, TlsProblem::WrongHost),
            (Certificate::Revoked, TlsProblem::Revoked),
        ] {
            let tls = rustls::Error::InvalidCertificate(certificate);
            let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, tls));
            assert_eq!(find_tls_problem(&wrapped), Some(problem));
        }
        assert_eq!(find_tls_problem(&io::Error::from(io::ErrorKind::TimedOut)), None);
    }
}
