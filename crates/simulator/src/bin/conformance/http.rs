//! The smallest HTTP client that a replay needs: one request, one connection, the whole answer.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A request, ready to be sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outgoing {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let is_meant = |(own, _): &&(String, String)| own.eq_ignore_ascii_case(name);
        self.headers.iter().find(is_meant).map(|(_, value)| value.as_str())
    }
}

/// Sends a request to `http://host:port`.
pub(crate) async fn send(base_url: &str, request: &Outgoing) -> io::Result<Incoming> {
    let address = base_url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).await?;
    let mut head = format!(
        "{} {} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        request.method,
        request.target,
        request.body.len()
    );
    if let Some(content_type) = &request.content_type {
        head.push_str(&format_header("Content-Type", content_type));
    }
    for (name, value) in &request.headers {
        head.push_str(&format_header(name, value));
    }
    stream.write_all(format!("{head}\r\n{}", request.body).as_bytes()).await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .ok_or_else(|| io::Error::other("the answer has no end of its headers"))?;
    let mut lines = head.lines();
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::other("the answer has no status"))?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    Ok(Incoming { status, headers, body: body.to_owned() })
}

fn format_header(name: &str, value: &str) -> String {
    format!("{name}: {value}\r\n")
}
