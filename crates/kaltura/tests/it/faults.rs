//! What a bad connection does, and whether the request may have arrived.

use std::time::Duration;

use kaltura::actions::{partner, system};
use kaltura::{
    Client, Delivery, Effect, Error, Limits, Options, ProxyUse, RetryPolicy, TlsProblem,
    TransportError, TransportKind,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Reply, Server, quick};

/// The error of one call without repeating.
async fn fault(client: Client) -> TransportError {
    let error = client.once(None, &system::Ping).await.unwrap_err();
    error.transport().unwrap_or_else(|| panic!("{error}")).clone()
}

async fn fault_of(reply: impl Fn() -> Reply + Send + 'static) -> TransportError {
    let server = Server::start(move |_, _| reply()).await;
    fault(server.client()).await
}

fn client_of(address: &str, options: Options) -> Client {
    Client::new(address.parse().unwrap(), options).unwrap()
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses_and_nothing_was_sent() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().port()
    };
    let error = fault(client_of(&format!("http://127.0.0.1:{port}"), quick())).await;
    assert_eq!(error.kind, TransportKind::Refused);
    assert_eq!(error.delivery, Delivery::NeverSent);
    assert_eq!(Error::from(error).effect(), Effect::None);
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_a_matter_of_names() {
    // `.invalid` never exists (RFC 2606), with or without a network.
    let error = fault(client_of("https://roster.invalid", quick())).await;
    assert_eq!(error.kind, TransportKind::Dns);
    assert_eq!(error.delivery, Delivery::NeverSent);
}

#[tokio::test]
async fn a_server_without_tls_is_no_secure_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let error = fault(client_of(&format!("https://127.0.0.1:{port}"), quick())).await;
    task.abort();
    assert_eq!(error.kind, TransportKind::Tls(TlsProblem::Handshake));
    assert_eq!(error.delivery, Delivery::NeverSent);
}

/// TLS with a certificate that nobody vouches for.
#[derive(Clone)]
struct SelfSigned(tokio_rustls::TlsAcceptor);

impl simulator::Wrap for SelfSigned {
    type Io = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;

    async fn wrap(&self, stream: tokio::net::TcpStream) -> std::io::Result<Self::Io> {
        self.0.accept(stream).await
    }
}

impl SelfSigned {
    fn new() -> Self {
        use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
        use tokio_rustls::rustls::{ServerConfig, crypto::aws_lc_rs};
        let certificate = CertificateDer::from(&include_bytes!("../tls/certificate.der")[..]);
        let key = PrivateKeyDer::try_from(&include_bytes!("../tls/key.der")[..]).unwrap();
        let config = ServerConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Self(std::sync::Arc::new(config).into())
    }
}

#[tokio::test]
async fn a_self_signed_certificate_is_not_trusted_and_nothing_is_sent() {
    let options = simulator::Options::reseller(1);
    let sim = simulator::Simulator::start_wrapped(options, "https", SelfSigned::new());
    let sim = sim.await.unwrap();
    assert!(sim.base_url().starts_with("https://"));
    let error = fault(client_of(sim.base_url(), quick())).await;
    assert_eq!(error.kind, TransportKind::Tls(TlsProblem::Untrusted));
    assert_eq!(error.delivery, Delivery::NeverSent);
    assert_eq!(sim.world().requests(), []);
}

#[tokio::test]
async fn a_proxy_that_refuses_or_is_away_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let through = |port: u16| {
        let proxy = ProxyUse::At(format!("http://127.0.0.1:{port}").parse().unwrap());
        client_of("https://roster.invalid", Options { proxy, ..quick() })
    };
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let length = stream.read(&mut request).await.unwrap();
        assert!(request[..length].starts_with(b"CONNECT roster.invalid:443"));
        let _ = stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").await;
    });
    let refused = fault(through(port)).await;
    task.await.unwrap();
    // The listener is gone with its task, and nobody is there any more.
    let away = fault(through(port)).await;
    for error in [refused, away] {
        assert_eq!(error.kind, TransportKind::Proxy);
        assert_eq!(error.delivery, Delivery::NeverSent);
    }
}

#[tokio::test]
async fn a_connection_cut_after_the_request_may_have_done_its_work() {
    let error = fault_of(|| Reply::Cut).await;
    assert_eq!(error.kind, TransportKind::ConnectionLost);
    assert_eq!(error.delivery, Delivery::MaybeSent);
    assert_eq!(Error::from(error).effect(), Effect::Unknown);
}

#[tokio::test]
async fn half_a_body_is_told_from_a_whole_one() {
    let half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"totalCount\":".to_vec();
    let error = fault_of(move || Reply::Raw(half.clone())).await;
    assert_eq!(error.kind, TransportKind::Truncated);
    assert_eq!(error.delivery, Delivery::MaybeSent);

    // Without a length, only the JSON tells.
    let half = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"totalCount\":".to_vec();
    let server = Server::start(move |_, _| Reply::Raw(half.clone())).await;
    let error = server.client().once(None, &partner::GetInfo).await.unwrap_err();
    assert_eq!(error.transport().unwrap().kind, TransportKind::Truncated);
}

#[tokio::test]
async fn silence_ends_in_time_and_may_have_been_heard() {
    let server = Server::start(|_, _| Reply::Silence).await;
    let limits = Limits {
        total: Duration::from_millis(50),
        connect: Duration::from_millis(50),
        ..quick().limits
    };
    let error = fault(server.client().with_limits(limits)).await;
    assert_eq!(error.kind, TransportKind::Timeout);
    assert_eq!(error.delivery, Delivery::MaybeSent);
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_ends_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").await;
        std::future::pending::<()>().await;
    });
    let limits = Limits { idle: Duration::from_millis(50), ..quick().limits };
    let client = client_of(&format!("http://127.0.0.1:{port}"), quick()).with_limits(limits);
    assert_eq!(fault(client).await.kind, TransportKind::Timeout);
    task.abort();
}

#[tokio::test]
async fn a_redirect_is_named_and_never_followed() {
    let server = Server::start(|_, _| {
        Reply::http("302 Found", &[("Location", "https://login.hotel.test/?ks=x")], "")
    })
    .await;
    let error = fault(server.client()).await;
    let to_host = Some("login.hotel.test".to_owned());
    assert_eq!(error.kind, TransportKind::Redirected { to_host });
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_gateway_that_refuses_says_how_long_to_wait() {
    let error = fault_of(|| {
        Reply::http("429 Too Many Requests", &[("Retry-After", "7")], "<html>slow down</html>")
    })
    .await;
    let retry_after = Some(Duration::from_secs(7));
    assert_eq!(error.kind, TransportKind::HttpStatus { code: 429, retry_after });

    // The other form: half a minute after `support::NOW`.
    let error = fault_of(|| {
        let date = "Mon, 23 Nov 2026 15:00:30 GMT";
        Reply::http("503 Service Unavailable", &[("Retry-After", date)], "")
    })
    .await;
    let retry_after = Some(Duration::from_secs(30));
    assert_eq!(error.kind, TransportKind::HttpStatus { code: 503, retry_after });

    let error = fault_of(|| Reply::http("502 Bad Gateway", &[], "")).await;
    assert_eq!(error.kind, TransportKind::HttpStatus { code: 502, retry_after: None });
}

#[tokio::test]
async fn an_answer_beyond_all_measure_is_not_read_to_the_end() {
    let server = Server::start(|_, _| Reply::Json(format!("\"{}\"", "x".repeat(100_000)))).await;
    let limits = Limits { answer_bytes: 10_000, ..quick().limits };
    let error = fault(server.client().with_limits(limits)).await;
    assert_eq!(error.kind, TransportKind::TooLarge { limit: 10_000 });
}

#[tokio::test]
async fn bytes_that_are_no_text_are_no_answer() {
    let error = fault_of(|| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".to_vec();
        bytes.extend([0xff, 0xfe, 0x00, 0x80]);
        Reply::Raw(bytes)
    })
    .await;
    assert_eq!(error.kind, TransportKind::NotJson { status: 200, looks_like_html: false });
}

#[tokio::test]
async fn a_read_is_repeated_until_it_works_and_a_write_is_not() {
    let server =
        Server::start(
            |number, _| {
                if number < 2 { Reply::Cut } else { Reply::Json("true".to_owned()) }
            },
        )
        .await;
    assert!(server.client().call_anonymous(&system::Ping).await.unwrap());
    assert_eq!(server.count(), 3);

    let server = Server::start(|_, _| Reply::Cut).await;
    let update = partner::Update { changes: partner::PartnerChanges::default() };
    let error = server.client().call_anonymous(&update).await.unwrap_err();
    assert_eq!(error.effect(), Effect::Unknown);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_write_refused_by_a_rate_limit_is_sent_again() {
    let server = Server::start(|number, _| {
        if number == 0 {
            Reply::error("ACTION_BLOCKED")
        } else {
            Reply::value(&crate::support::partner(105))
        }
    })
    .await;
    let update = partner::Update { changes: partner::PartnerChanges::default() };
    assert!(server.client().call_anonymous(&update).await.is_ok());
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn repeating_ends() {
    let server = Server::start(|_, _| Reply::http("500 Internal Server Error", &[], "")).await;
    let client = server.client().with_retry(RetryPolicy { attempts: 3, ..quick().retry });
    let error = client.call_anonymous(&system::Ping).await.unwrap_err();
    assert!(matches!(error.transport().unwrap().kind, TransportKind::HttpStatus { code: 500, .. }));
    assert_eq!(server.count(), 3);
}
