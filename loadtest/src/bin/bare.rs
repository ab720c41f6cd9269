//! `bare`: a server that answers every request with the bytes of a file, in axum and nothing else. What it serves is the
//! most that any answer of the same bytes can be served: the yardstick of `cargo xtask bench`. With a number of seconds it
//! waits that long before each answer: a receiver of traces that can hardly keep up.

use std::io::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let file = PathBuf::from(std::env::args_os().nth(1).context("which file?")?);
    let body = Bytes::from(std::fs::read(&file).with_context(|| file.display().to_string())?);
    let wait = std::env::args().nth(2).map(|seconds| seconds.parse().map(Duration::from_secs)).transpose()?;
    // The request's body is read, as whoever answers it must.
    let answer = move |_: Bytes| async move {
        if let Some(wait) = wait {
            tokio::time::sleep(wait).await;
        }
        ([(CONTENT_TYPE, "application/graphql-response+json")], body)
    };
    let app = Router::new().fallback(answer);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    Ok(axum::serve(listener, app).await?)
}
