//! A server in a few lines, for answers that no server would give on purpose. The simulator is
//! for everything that a server does give.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kaltura::{
    AdminSecret, Client, Clock, Endpoint, Ks, KsClaims, Limits, Options, PartnerId, Random,
    RetryPolicy, Session, SessionSource, SessionType, UnixSeconds,
};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with a request.
pub(crate) enum Reply {
    /// Answers 200 with this JSON.
    Json(String),
    /// Writes these bytes and closes the connection.
    Raw(Vec<u8>),
    /// Closes the connection without a word.
    Cut,
    /// Never answers.
    Silence,
}

impl Reply {
    pub(crate) fn value(value: &Value) -> Self {
        Self::Json(value.to_string())
    }

    /// A whole answer with a status and headers of one's own.
    pub(crate) fn http(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        let mut text = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
        for (name, value) in headers {
            text.extend([*name, ": ", *value, "\r\n"]);
        }
        text.push_str("Connection: close\r\n\r\n");
        text.push_str(body);
        Self::Raw(text.into_bytes())
    }

    /// An API error without arguments.
    pub(crate) fn error(code: &str) -> Self {
        Self::value(&api_error(code))
    }
}

pub(crate) fn api_error(code: &str) -> Value {
    serde_json::json!({
        "code": code, "message": "said by a test", "objectType": "KalturaAPIException", "args": [],
    })
}

pub(crate) fn expired() -> Value {
    serde_json::json!({
        "code": "INVALID_KS",
        "message": "Invalid KS \"EXPIRED\", Error \"-1,INVALID_STR\"",
        "objectType": "KalturaAPIException",
        "args": { "KSID": "EXPIRED", "ERR_CODE": "-1", "ERR_DESC": "INVALID_STR" },
    })
}

/// A request as it came in.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// The path with its query.
    pub(crate) target: String,
    /// The headers, in lower case.
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Received {
    pub(crate) fn is(&self, service_and_action: &str) -> bool {
        let (service, action) = service_and_action.split_once('.').unwrap();
        self.target.contains(&format!("/service/{service}/action/{action}?"))
    }
}

/// The running server. Stops when dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    client: Client,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts on a free port. The function is asked for each request, with its number from 0.
    pub(crate) async fn start(
        answer: impl FnMut(usize, &Received) -> Reply + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(Mutex::new(answer));
        let log = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                tokio::spawn(async move {
                    serve(stream, move |request| {
                        let number = {
                            let mut log = log.lock().unwrap();
                            log.push(request.clone());
                            log.len() - 1
                        };
                        (answer.lock().unwrap())(number, &request)
                    })
                    .await;
                });
            }
        });
        let endpoint = format!("http://127.0.0.1:{port}").parse().unwrap();
        let client = Client::new(endpoint, quick()).unwrap();
        Self { port, received, client, task }
    }

    /// Answers everything with the same value.
    pub(crate) async fn always(value: Value) -> Self {
        Self::start(move |_, _| Reply::value(&value)).await
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.received.lock().unwrap().len()
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        self.client.endpoint().clone()
    }

    /// A client with short waits.
    pub(crate) fn client(&self) -> Client {
        self.client.clone()
    }

    /// A session of partner 103, signed with [`SECRET`].
    pub(crate) fn session(&self) -> Session {
        self.client().session(signed_here(103))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, mut answer: impl FnMut(Received) -> Reply) {
    while let Some(request) = read_request(&mut stream).await {
        let bytes = match answer(request) {
            Reply::Json(json) => {
                let length = json.len();
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
                format!("{head}Content-Length: {length}\r\n\r\n{json}").into_bytes()
            }
            Reply::Raw(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                return;
            }
            Reply::Cut => return,
            Reply::Silence => std::future::pending().await,
        };
        if stream.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let target = head.split(' ').nth(1)?.to_owned();
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length?.trim().parse().ok()?;
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let body = serde_json::from_slice(&bytes[end + 4..end + 4 + length]).unwrap_or(Value::Null);
    Some(Received { target, head, body })
}

/// A secret of the right form; nothing real.
pub(crate) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A moment in the world of the recorded answers.
pub(crate) const NOW: i64 = 1_795_446_000;

/// Settings with short waits, a fixed time and a known randomness.
pub(crate) fn quick() -> Options {
    Options {
        limits: Limits {
            connect: Duration::from_secs(5),
            idle: Duration::from_secs(5),
            total: Duration::from_secs(10),
            total_slow: Duration::from_secs(10),
            ..Limits::default()
        },
        retry: RetryPolicy {
            pause: Duration::from_millis(1),
            limit_pause: Duration::from_millis(1),
            ..RetryPolicy::default()
        },
        clock: Clock::new(|| UnixSeconds::new(NOW)),
        random: counting(),
        ..Options::default()
    }
}

/// Bytes that differ from call to call and not from run to run.
pub(crate) fn counting() -> Random {
    let next = Mutex::new(0_u8);
    Random::new(move |buffer: &mut [u8]| {
        let mut next = next.lock().unwrap();
        for byte in buffer {
            *byte = *next;
            *next = next.wrapping_mul(73).wrapping_add(41);
        }
    })
}

pub(crate) fn signed_here(partner: i64) -> SessionSource {
    SessionSource::AdminSecret {
        partner_id: PartnerId::new(partner),
        secret: AdminSecret::new(SECRET),
        user_id: "vera@parent.test".to_owned(),
        privileges: String::new(),
    }
}

/// A well-formed session string of a partner.
pub(crate) fn ks_of(partner: i64) -> Ks {
    KsClaims {
        partner_id: PartnerId::new(partner),
        session_type: SessionType::Admin,
        user_id: "somebody",
        expires: UnixSeconds::new(NOW + 3600),
        privileges: "",
    }
    .sign(&AdminSecret::new(SECRET), &counting())
}

/// A partner as the server would answer it, cut short.
pub(crate) fn partner(id: i64) -> Value {
    serde_json::json!({
        "id": id, "name": format!("Account {id}"), "status": 1, "partnerParentId": 103,
        "secret": SECRET, "adminSecret": SECRET, "objectType": "KalturaPartner",
    })
}

pub(crate) fn list(total: usize, objects: &[Value]) -> Value {
    serde_json::json!({
        "totalCount": total, "objects": objects, "objectType": "KalturaPartnerListResponse",
    })
}

/// Bytes in lower-case hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from_digit(u32::from(digit), 16).unwrap())
        .collect()
}
