//! The HTTP side: listening, faults that concern the connection, formats of answers, stopping.
//! What a request means is decided in `dispatch.rs`.

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
};
use axum::http::{Method, Response, StatusCode};
use futures::StreamExt as _;
use http_body_util::BodyExt as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::control;
use crate::core::{Core, Origin};
use crate::dispatch::{self, Answer};
use crate::faults::{Faults, Trouble};
use crate::journal::Journal;
use crate::options::{Now, Options, WorldKind};
use crate::recorded;
use crate::seed::setup::{self, Credentials, Secrets};
use crate::wire::cast;
use crate::wire::node::Node;
use crate::wire::request::{self, Params};
use crate::wire::xml;
use crate::wires::{Bare, Cut, Door, Peer, Wrap};
use crate::world::World;

/// How long stopping waits for requests that are being answered.
const STOP_WAIT: Duration = Duration::from_secs(2);

/// A running simulator; a handle that can be cloned. It stops when the last handle is dropped.
#[derive(Clone, Debug)]
pub struct Simulator {
    running: Arc<Running>,
}

#[derive(Debug)]
struct Running {
    core: Arc<Core>,
    credentials: Credentials,
    base_url: String,
    stop: CancellationToken,
    task: Mutex<Option<JoinHandle<()>>>,
    _stop_on_drop: DropGuard,
}

impl Simulator {
    /// Starts serving on 127.0.0.1. Fails when the port is taken or a recorded world cannot be
    /// read.
    pub async fn start(options: Options) -> io::Result<Self> {
        Self::start_wrapped(options, "http", Bare).await
    }

    /// Like [`Simulator::start`], with something around each connection: tests hand in TLS here,
    /// so that it is no part of this crate and of the app that embeds it.
    pub async fn start_wrapped<W: Wrap>(
        options: Options,
        scheme: &str,
        wrap: W,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let base_url = format!("{scheme}://{}", listener.local_addr()?);
        let listener = Door { listener, wrap };
        let mut setup = match &options.world {
            WorldKind::Recorded(path) => recorded::load(path, &options)?,
            WorldKind::Reseller
            | WorldKind::University
            | WorldKind::Enterprise
            | WorldKind::Media
            | WorldKind::Oem => setup::generate(&options),
        };
        let faults = Faults::new(options.faults.clone());
        let now = Now::new(options.clock);
        let journal = match &options.journal {
            Some(path) => {
                let (people, tokens) = (&mut setup.people, &mut setup.app_tokens);
                Some(Journal::open(path, options.seed, people, tokens)?)
            }
            None => None,
        };
        let core =
            Arc::new(Core::new(now, options.seed, faults, setup.people, setup.content, journal));
        core.desk()
            .app_tokens
            .extend(setup.app_tokens.into_iter().map(|token| (token.id.clone(), token)));
        let stop = CancellationToken::new();
        let served = Served { core: Arc::clone(&core), base_url: base_url.as_str().into() };
        let app = Router::new().fallback(handle).with_state(served);
        let service = app.into_make_service_with_connect_info::<Peer>();
        let stopped = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            // Serving ends only by the signal; a failed accept is retried by the listener.
            let _ = axum::serve(listener, service).with_graceful_shutdown(stopped).await;
        });
        let running = Running {
            core,
            credentials: setup.credentials,
            base_url,
            _stop_on_drop: stop.clone().drop_guard(),
            stop,
            task: Mutex::new(Some(task)),
        };
        Ok(Self { running: Arc::new(running) })
    }

    /// `http://127.0.0.1:port`, without a slash at the end.
    pub fn base_url(&self) -> &str {
        &self.running.base_url
    }

    /// What is needed to sign in as the parent.
    pub fn credentials(&self) -> &Credentials {
        &self.running.credentials
    }

    /// The secrets of any account, for signing sessions by hand.
    pub fn secrets_of(&self, account_id: u32) -> Option<Secrets> {
        let people = self.running.core.people();
        people.directory.get(account_id.into())?;
        let (user, admin) = people.secrets(self.running.core.seed, account_id.into());
        Some(Secrets { user, admin })
    }

    /// Password and authenticator secret of a login; none when the login came out of a journal,
    /// which holds no password.
    pub fn sign_in_of(&self, email: &str) -> Option<(String, Option<String>)> {
        let people = self.running.core.people();
        let login = people.logins.find(&people.directory, email)?;
        Some((login.password.text()?.to_owned(), login.totp_secret))
    }

    /// Unix seconds of the simulator's clock.
    pub fn now(&self) -> i64 {
        self.running.core.now.seconds()
    }

    /// What tests assert on.
    pub fn world(&self) -> World {
        World::new(Arc::clone(&self.running.core))
    }

    /// Sets and clears faults while running.
    pub fn faults(&self) -> &Faults {
        &self.running.core.faults
    }

    /// Stops accepting connections and waits shortly for requests being answered.
    pub async fn stop(&self) {
        self.running.stop.cancel();
        let task = self.running.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut task) = task
            && tokio::time::timeout(STOP_WAIT, &mut task).await.is_err()
        {
            task.abort();
        }
    }
}

#[derive(Clone, Debug)]
struct Served {
    core: Arc<Core>,
    base_url: Arc<str>,
}

async fn handle(
    State(served): State<Served>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response<Body> {
    let started = Instant::now();
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes) else {
        return page(StatusCode::BAD_REQUEST, "The request ended early.");
    };
    let path = parts.uri.path();
    if let Some(rest) = path.strip_prefix("/_simulator/") {
        return control::answer(&served.core, &parts.method, rest, parts.uri.query(), &body);
    }
    if parts.method == Method::OPTIONS {
        return with_type("text/html; charset=UTF-8", String::new());
    }
    let content_type =
        parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let Some(mut params) =
        request::collect(path, parts.uri.query(), content_type.as_deref(), &body)
    else {
        return page(StatusCode::NOT_FOUND, "Not found.");
    };
    let from = Origin {
        address: peer.address.ip(),
        uri: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
        base_url: served.base_url.to_string(),
    };
    let troubles = served.core.faults.of_request(&calls(&params));
    let mut lose_answer = false;
    for trouble in &troubles {
        match trouble {
            Trouble::Latency { milliseconds } => {
                tokio::time::sleep(Duration::from_millis(*milliseconds)).await;
            }
            Trouble::HttpStatus { status } => {
                let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::BAD_GATEWAY);
                return page(status, "The gateway has no answer.");
            }
            Trouble::CutBeforeAnswer => return cut(&peer.cut),
            Trouble::NotJson => return page(StatusCode::OK, "Welcome to Hotel Bellevue Wi-Fi."),
            Trouble::SessionsExpired => expire(&served.core, &params),
            Trouble::SessionDropped => drop(params.remove("ks")),
            Trouble::AnswerLost | Trouble::NetworkLost => lose_answer = true,
            Trouble::WorkDoneLate { milliseconds } => {
                let pause = Duration::from_millis(*milliseconds);
                tokio::spawn(async move {
                    tokio::time::sleep(pause).await;
                    dispatch::answer(&served.core, &params, &from);
                });
                return cut(&peer.cut);
            }
            Trouble::Redirect { to } => return redirect(to),
            Trouble::ActionBlocked
            | Trouble::InternalError
            | Trouble::LateRefusal { .. }
            | Trouble::RateLimit { .. }
            | Trouble::CutMidAnswer
            | Trouble::SlowAnswer { .. }
            | Trouble::HalfBody => {}
        }
    }
    let answer = dispatch::answer(&served.core, &params, &from);
    if lose_answer {
        return cut(&peer.cut);
    }
    let mut response = write(&params, &answer, started);
    if troubles.contains(&Trouble::HalfBody) {
        response = halve(response).await;
    }
    for trouble in troubles {
        if let Trouble::SlowAnswer { pieces, milliseconds } = trouble {
            response = slow_down(response, pieces, Duration::from_millis(milliseconds)).await;
        } else if trouble == Trouble::CutMidAnswer {
            peer.cut.after(600);
        }
    }
    response
}

/// The calls that a request makes: itself, and the parts of a multirequest.
fn calls(params: &Params) -> Vec<(String, String)> {
    let name = |params: &Params, name: &str| params.get(name).map(cast::text).unwrap_or_default();
    let mut calls = vec![(name(params, "service"), name(params, "action"))];
    if calls[0].0.eq_ignore_ascii_case("multirequest") {
        let parts = params.values().filter_map(serde_json::Value::as_object);
        calls.extend(parts.map(|part| (name(part, "service"), name(part, "action"))));
        let services = params.iter().filter_map(|(key, value)| {
            let number = key.strip_suffix(":service")?;
            let action = params.get(&format!("{number}:action")).map(cast::text);
            Some((cast::text(value), action.unwrap_or_default()))
        });
        calls.extend(services);
    }
    calls
}

/// Every session seen so far and those of this request are expired from now on. The parts of a
/// multirequest may have sessions of their own, as objects or as flat names.
fn expire(core: &Core, params: &Params) {
    let of_parts = params.values().filter_map(|part| part.as_object()?.get("ks"));
    let own = params.iter().filter(|(name, _)| *name == "ks" || name.ends_with(":ks"));
    for ks in own.map(|(_, ks)| ks).chain(of_parts) {
        core.faults.note_session(&cast::text(ks));
    }
    core.faults.expire_sessions();
}

/// Ends the connection without another byte.
fn cut(cut: &Cut) -> Response<Body> {
    cut.after(0);
    Response::new(Body::empty())
}

/// Writes an answer in the format that was asked for; XML is the default (API.md §1).
fn write(params: &Params, answer: &Answer, started: Instant) -> Response<Body> {
    let format = params.get("format").map_or_else(|| "2".to_owned(), cast::text);
    let mut response = match (&answer.node, format.as_str()) {
        (Node::File(file), _) => with_type(file.content_type, file.body.clone()),
        (node, "1") => with_type("application/json", node.to_json()),
        (node, "2") => with_type(
            "text/xml;charset=UTF-8",
            xml::document(node, started.elapsed().as_secs_f64()),
        ),
        (node, "3") => with_type("text/html; charset=UTF-8", xml::php(node)),
        (node, "9") => {
            let callback = params.get("callback").map(cast::text).unwrap_or_default();
            with_type("application/javascript", format!("{callback}({});", node.to_json()))
        }
        (_, unknown) => {
            let mut response = with_type("text/html; charset=UTF-8", String::new());
            let text = format!(
                "exiting on error UNKNOWN_RESPONSE_FORMAT - Response format provided [{unknown}] \
                 is not recognized by server"
            );
            insert(&mut response, "X-Kaltura", "error- UNKNOWN_RESPONSE_FORMAT");
            insert(&mut response, "X-Kaltura-App", &text);
            return response;
        }
    };
    for (name, value) in &answer.headers {
        insert(&mut response, name, value);
    }
    response
}

fn insert(response: &mut Response<Body>, name: &str, value: &str) {
    if let (Ok(name), Ok(value)) =
        (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
    {
        response.headers_mut().append(name, value);
    }
}

fn with_type(content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("no-store, no-cache, must-revalidate, post-check=0, pre-check=0"),
    );
    response
}

/// A page for people, which is what gateways and hotels answer.
fn page(status: StatusCode, text: &str) -> Response<Body> {
    let body = format!("<!DOCTYPE html><html><body><h1>{text}</h1></body></html>");
    let mut response = with_type("text/html; charset=UTF-8", body);
    *response.status_mut() = status;
    response
}

fn redirect(to: &str) -> Response<Body> {
    let mut response = page(StatusCode::FOUND, "Moved.");
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    response
}

/// The first half of the body as a complete HTTP answer.
async fn halve(response: Response<Body>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Response::from_parts(parts, Body::from(bytes.slice(..bytes.len() / 2)))
}

/// The same answer, in pieces with pauses between them.
async fn slow_down(response: Response<Body>, pieces: u32, pause: Duration) -> Response<Body> {
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let size = bytes.len().div_ceil(usize::try_from(pieces).unwrap_or(1).max(1)).max(1);
    let rest = (0..bytes.len()).step_by(size);
    let pieces: Vec<_> = rest.map(|at| bytes.slice(at..bytes.len().min(at + size))).collect();
    let stream = futures::stream::iter(pieces.into_iter().enumerate());
    let slowly = stream.then(move |(number, piece)| async move {
        if number > 0 {
            tokio::time::sleep(pause).await;
        }
        Ok::<_, std::convert::Infallible>(piece)
    });
    Response::from_parts(parts, Body::from_stream(slowly))
}
