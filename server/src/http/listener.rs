//! The accept loop: every connection, header block and wait is bounded, and a drain always ends.
//!
//! States: serving → (token cancelled) lingering: still accepting, readiness says no → finishing: no new connections,
//! running requests end → done, or aborted at the hard limit.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// The limits of the listener.
#[derive(Debug, Clone)]
pub struct ListenerSettings {
    /// How long a header block may take, and how long an idle connection stays open.
    pub header_timeout: Duration,
    /// Header fields of a request.
    pub headers_max: usize,
    /// Bytes that are buffered per HTTP/1 connection, so also of a header block. At least 8192.
    pub buffer_bytes_max: usize,
    /// Bytes of an HTTP/2 header list.
    pub header_list_bytes_max: u32,
    /// Requests at once on one HTTP/2 connection.
    pub streams_max: u32,
    /// HTTP/2 streams that a client may have reset before they were accepted.
    pub reset_streams_max: usize,
    /// HTTP/2 ping interval; a connection that does not answer in the same time is closed.
    pub ping_interval: Duration,
    /// Connections at once; further ones wait in the system's queue.
    pub connections_max: usize,
    /// How long to go on accepting after the drain began, so that balancers see the readiness first.
    pub linger: Duration,
    /// How long running requests may take to end after that.
    pub finish: Duration,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        ListenerSettings {
            header_timeout: Duration::from_secs(10),
            headers_max: 100,
            buffer_bytes_max: 64 * 1024,
            header_list_bytes_max: 16 * 1024,
            streams_max: 100,
            reset_streams_max: 20,
            ping_interval: Duration::from_secs(20),
            connections_max: 4096,
            linger: Duration::from_secs(3),
            finish: Duration::from_secs(20),
        }
    }
}

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drained {
    /// Every connection ended by itself.
    Clean,
    /// This many connections had to be cut.
    Cut(usize),
}

/// Serves `router` until `draining` is cancelled and the connections are done. Upgraded connections (WebSocket) are not
/// waited for: whoever runs them watches the same token.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    settings: ListenerSettings,
    draining: CancellationToken,
) -> Drained {
    let builder = builder(&settings);
    let places = Arc::new(Semaphore::new(settings.connections_max));
    let connections = TaskTracker::new();
    let (finish, cut) = (CancellationToken::new(), CancellationToken::new());
    let mut stop = pin!(async {
        draining.cancelled().await;
        tokio::time::sleep(settings.linger).await;
    });
    loop {
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let connection = Connection {
            builder: builder.clone(),
            router: router.clone(),
            first_request: settings.header_timeout,
            finish: finish.clone(),
            cut: cut.clone(),
        };
        connections.spawn(connection.run(stream, peer, place));
    }
    drop(listener);
    finish.cancel();
    connections.close();
    let drained = if tokio::time::timeout(settings.finish, connections.wait()).await.is_ok() {
        Drained::Clean
    } else {
        Drained::Cut(connections.len())
    };
    cut.cancel();
    connections.wait().await;
    tracing::info!(?drained, "listener closed");
    drained
}

fn builder(settings: &ListenerSettings) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout)
        .max_headers(settings.headers_max)
        .max_buf_size(settings.buffer_bytes_max.max(8192));
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.streams_max)
        .max_pending_accept_reset_streams(settings.reset_streams_max)
        .max_local_error_reset_streams(settings.reset_streams_max)
        .max_header_list_size(settings.header_list_bytes_max)
        .keep_alive_interval(settings.ping_interval)
        .keep_alive_timeout(settings.ping_interval)
        // WebSockets over HTTP/2.
        .enable_connect_protocol();
    builder
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, SocketAddr, Option<OwnedSemaphorePermit>) {
    // The semaphore is never closed, so there is always a permit.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (stream, peer, place),
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) => {
                // Out of descriptors, mostly: the next try fails too, until some connection ends.
                tracing::warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

struct Connection {
    builder: Builder<TokioExecutor>,
    router: Router,
    first_request: Duration,
    finish: CancellationToken,
    cut: CancellationToken,
}

impl Connection {
    async fn run(self, stream: TcpStream, peer: SocketAddr, _place: Option<OwnedSemaphorePermit>) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "cannot set TCP_NODELAY");
        }
        let spoke = Arc::new(AtomicBool::new(false));
        let (router, speaks) = (self.router, Arc::clone(&spoke));
        let service = service_fn(move |mut request: http::Request<Incoming>| {
            speaks.store(true, Relaxed);
            request.extensions_mut().insert(ConnectInfo(peer));
            let answer = router.clone().oneshot(request.map(Body::new));
            async move { Ok::<_, Infallible>(answer.await.unwrap_or_else(|never| match never {})) }
        });
        let mut connection = pin!(self.builder.serve_connection_with_upgrades(TokioIo::new(stream), service));
        // The version is sniffed before the header timeout starts, so silence there needs a limit of its own.
        let mut silence = pin!(tokio::time::sleep(self.first_request));
        let (mut listening, mut finishing) = (true, false);
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, %peer, "connection ended early");
                    }
                    return;
                }
                () = &mut silence, if listening => {
                    listening = false;
                    if !spoke.load(Relaxed) {
                        return;
                    }
                }
                () = self.finish.cancelled(), if !finishing => {
                    finishing = true;
                    connection.as_mut().graceful_shutdown();
                }
                () = self.cut.cancelled() => return,
            }
        }
    }
}
