//! Slow, silent and too many clients, and the drain.

use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use server::http::layers::LayerSettings;
use server::http::listener::{Drained, ListenerSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::support::{Served, quick, served};

/// Sends `text`, then waits; returns what came back until the server closed.
async fn half(served: &Served, text: &str) -> (String, Duration) {
    let started = Instant::now();
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut reply = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut reply)).await;
    assert!(read.is_ok(), "still open: {text:?}");
    (String::from_utf8_lossy(&reply).into_owned(), started.elapsed())
}

#[tokio::test]
async fn slow_clients_are_closed() {
    let served = served(quick(), LayerSettings::default()).await;
    let long_head = format!("GET /livez HTTP/1.1\r\nhost: x\r\nx: {}", "y".repeat(100_000));
    let post =
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"query\"";
    let many = format!("GET /livez HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(101));
    for (text, answer) in [
        ("", ""),
        ("P", ""),
        ("PRI * HTTP/2.0\r\n", ""),
        ("GET /livez HTTP/1.1\r\nhost: x\r\n", ""),
        (post, "HTTP/1.1 408"),
        (&many, "HTTP/1.1 431"),
        (&long_head, ""),
    ] {
        let (reply, took) = half(&served, text).await;
        let shown = text.get(..40.min(text.len()));
        assert!(reply.starts_with(answer), "{shown:?}: {reply}");
        assert!(took < Duration::from_secs(3), "{shown:?}: {took:?}");
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_one_to_end() {
    let settings = ListenerSettings { connections_max: 2, header_timeout: Duration::from_secs(30), ..quick() };
    let served = served(settings, LayerSettings::default()).await;
    let connect = async || TcpStream::connect(served.address).await.unwrap();
    let (first, _second, mut third) = (connect().await, connect().await, connect().await);
    third.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut reply = Vec::new();
    let early = tokio::time::timeout(Duration::from_millis(500), third.read_to_end(&mut reply)).await;
    assert!(early.is_err() && reply.is_empty(), "a third connection was served");
    drop(first);
    tokio::time::timeout(Duration::from_secs(10), third.read_to_end(&mut reply)).await.unwrap().unwrap();
    assert!(reply.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&reply));
}

#[tokio::test]
async fn overload_is_turned_away_but_probes_answer() {
    let settings = LayerSettings { running_max: 1, waiting_max: 1, ..LayerSettings::default() };
    let served = served(quick(), settings).await;
    let client = Client::new();
    let calls = (0..8).map(|_| client.get(served.url("/wait")).send());
    let probe = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        client.get(served.url("/readyz")).send().await.unwrap().status()
    };
    let (replies, probe) = tokio::join!(futures::future::join_all(calls), probe);
    assert_eq!(probe, StatusCode::OK);
    let replies: Vec<_> = replies.into_iter().map(Result::unwrap).collect();
    let busy: Vec<_> = replies.iter().filter(|reply| reply.status() == StatusCode::SERVICE_UNAVAILABLE).collect();
    assert_eq!(busy.len(), 6);
    assert!(busy.iter().all(|reply| reply.headers()["retry-after"] == "1"));
}

#[tokio::test]
async fn a_drain_says_so_finishes_what_runs_and_ends() {
    let served = served(quick(), LayerSettings::default()).await;
    let client = Client::new();
    let running = tokio::spawn(client.get(served.url("/wait")).send());
    tokio::time::sleep(Duration::from_millis(50)).await;
    served.draining.cancel();
    let ready = client.get(served.url("/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.headers()["connection"], "close");
    assert_eq!(running.await.unwrap().unwrap().status(), StatusCode::OK);
    assert_eq!(served.ended.await.unwrap(), Drained::Clean);
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn a_drain_cuts_what_does_not_end() {
    let settings = LayerSettings::default();
    let listener = server::http::listener::ListenerSettings {
        header_timeout: Duration::from_secs(30),
        finish: Duration::from_millis(200),
        ..quick()
    };
    let served = served(listener, settings).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\nhost").await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let started = Instant::now();
    served.draining.cancel();
    served.ended.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(2));
}
