//! Connections that can be cut: a stream that ends after a given number of bytes, as a network
//! does. Everything else about HTTP is axum's.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// No limit on what may still be written.
const OPEN: i64 = -1;

/// The scissors of one connection.
#[derive(Debug)]
pub(crate) struct Cut {
    bytes_left: AtomicI64,
}

impl Cut {
    fn new() -> Self {
        Self { bytes_left: AtomicI64::new(OPEN) }
    }

    /// Ends the connection after this many more bytes.
    pub(crate) fn after(&self, bytes: i64) {
        self.bytes_left.store(bytes, Ordering::SeqCst);
    }
}

/// Where a connection comes from, and its scissors.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    pub(crate) cut: Arc<Cut>,
}

impl Peer {
    fn new(address: SocketAddr) -> Self {
        Self { address, cut: Arc::new(Cut::new()) }
    }

    fn wire<S>(&self, stream: S) -> Wire<S> {
        Wire { stream, cut: Arc::clone(&self.cut) }
    }
}

/// A stream that can be cut.
#[derive(Debug)]
pub(crate) struct Wire<S> {
    stream: S,
    cut: Arc<Cut>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        let left = wire.cut.bytes_left.load(Ordering::SeqCst);
        if left == OPEN {
            return Pin::new(&mut wire.stream).poll_write(context, bytes);
        }
        let allowed = usize::try_from(left).unwrap_or(0).min(bytes.len());
        if allowed == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let written = Pin::new(&mut wire.stream).poll_write(context, &bytes[..allowed]);
        if let Poll::Ready(Ok(count)) = written {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            wire.cut.bytes_left.store((left - count).max(0), Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

/// What is put around each TCP connection, for example TLS.
pub trait Wrap: Clone + Send + 'static {
    /// The stream that HTTP is spoken over.
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Wraps a connection; one that fails is dropped.
    fn wrap(&self, stream: TcpStream) -> impl Future<Output = io::Result<Self::Io>> + Send;
}

/// Nothing around the connection: plain HTTP.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bare;

impl Wrap for Bare {
    type Io = TcpStream;

    async fn wrap(&self, stream: TcpStream) -> io::Result<TcpStream> {
        Ok(stream)
    }
}

/// A TCP listener whose connections are wrapped and can be cut.
#[derive(Debug)]
pub(crate) struct Door<W> {
    pub(crate) listener: TcpListener,
    pub(crate) wrap: W,
}

impl<W: Wrap> Listener for Door<W> {
    type Io = Wire<W::Io>;
    type Addr = Peer;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            // Answers are written in one go; waiting for more would only slow small ones down.
            let _ = stream.set_nodelay(true);
            if let Ok(stream) = self.wrap.wrap(stream).await {
                let peer = Peer::new(address);
                return (peer.wire(stream), peer);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr().map(Peer::new)
    }
}

impl<W: Wrap> Connected<IncomingStream<'_, Door<W>>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Door<W>>) -> Self {
        stream.remote_addr().clone()
    }
}
