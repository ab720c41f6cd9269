//! One connection to the server, kept open, opened again when it broke.

use std::time::Duration;

use anyhow::{Context, anyhow};
use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Bytes,
    pub(crate) statements: u64,
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    pub(crate) cookie: Option<String>,
}

/// One user's connection.
#[derive(Debug)]
pub(crate) struct Wire {
    server: String,
    cookie: String,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Wire {
    /// A connection that is opened by the first request.
    pub(crate) fn new(server: &str, cookie: &str) -> Self {
        Self { server: server.to_owned(), cookie: cookie.to_owned(), open: None }
    }

    /// Posts a body to `/graphql`.
    pub(crate) async fn post(&mut self, body: Bytes) -> anyhow::Result<Answer> {
        let mut sender = match self.open.take() {
            Some(sender) if !sender.is_closed() => sender,
            _ => self.connect().await?,
        };
        let request = Request::post("/graphql")
            .header(header::HOST, &self.server)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .header(header::COOKIE, &self.cookie)
            .body(Full::new(body))?;
        let exchange = async {
            sender.ready().await?;
            let reply = sender.send_request(request).await?;
            let (parts, body) = reply.into_parts();
            let body = body.collect().await?.to_bytes();
            Ok::<_, hyper::Error>((parts, body))
        };
        let (parts, body) = tokio::time::timeout(PATIENCE, exchange).await.context("no answer in time")??;
        self.open = Some(sender);
        let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        let timing = text("server-timing").unwrap_or_default();
        let cookie = text("set-cookie").and_then(|cookie| cookie.split(';').next()).map(str::to_owned);
        Ok(Answer {
            status: parts.status.as_u16(),
            statements: text("x-db-queries").and_then(|count| count.parse().ok()).unwrap_or(0),
            hits: number_after(timing, "hit="),
            misses: number_after(timing, "miss="),
            cookie,
            body,
        })
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(&self.server).await.with_context(|| self.server.clone())?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.map_err(|error| anyhow!(error))?;
        // Its end shows at the sender.
        tokio::spawn(connection);
        Ok(sender)
    }
}

fn number_after(text: &str, name: &str) -> u64 {
    let Some((_, rest)) = text.split_once(name) else { return 0 };
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}
