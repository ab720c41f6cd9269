//! The connection to Redis: one, shared by all, made and supervised by a task of its own.
//!
//! It speaks RESP3, so hints from other nodes come in over the same connection and share its fate: a connection that
//! still answers a ping still brings hints.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rand::Rng;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, IntoConnectionInfo, ProtocolVersion, PushInfo, PushKind, RedisResult};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use super::breaker::Breaker;
use super::{Found, Put, SharedConfig};
use crate::cache::stats::{SharedCounters, SharedStats, add};
use crate::error::{Error, Result};

/// Where nodes hint to each other that the commit log has changes. The name is the protocol: old builds listen to it.
const CHANNEL: &str = "context7_erp:news";
/// Time between two pings of a connection that works.
const PING_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct Link {
    wire: Arc<Wire>,
    supervisor: JoinHandle<()>,
}

struct Wire {
    config: SharedConfig,
    client: Client,
    connection: RwLock<Option<MultiplexedConnection>>,
    breaker: Breaker,
    places: Semaphore,
    /// Rung when the connection may be broken.
    broken: Notify,
    hints: Arc<Notify>,
    /// A hint is about to be sent: it covers everything until then.
    hinting: AtomicBool,
    counters: SharedCounters,
    /// This node's name in hints, so that it does not heed its own.
    node: String,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The client's address may contain a password.
        f.debug_struct("Wire").field("breaker", &self.breaker).finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn new(config: SharedConfig, hints: Arc<Notify>) -> Result<Self> {
        let info = config.url.as_str().into_connection_info().map_err(Error::unexpected)?;
        let settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings)).map_err(Error::unexpected)?;
        let wire = Arc::new(Wire {
            client,
            connection: RwLock::new(None),
            breaker: Breaker::open(),
            places: Semaphore::new(config.in_flight),
            broken: Notify::new(),
            hints,
            hinting: AtomicBool::new(false),
            counters: SharedCounters::default(),
            node: format!("{:016x}", rand::random::<u64>()),
            config,
        });
        Ok(Self { supervisor: tokio::spawn(supervise(Arc::clone(&wire))), wire })
    }

    pub(super) async fn get(&self, names: &[String]) -> Option<Vec<Option<Found>>> {
        // A pipeline rather than MGET: a time to live comes with each value, and the names may lie on several servers.
        let mut asked = redis::pipe();
        for name in names {
            asked.get(name).pttl(name);
        }
        let replies: Vec<(Option<Vec<u8>>, i64)> = self.wire.run(&asked).await?;
        // No time to live: not ours. A negative one: gone in between.
        let found = |(sealed, left): (Option<Vec<u8>>, i64)| {
            Some(Found { sealed: sealed?, left: Duration::from_millis(u64::try_from(left).ok()?) })
        };
        Some(replies.into_iter().map(found).collect())
    }

    pub(super) fn put(&self, puts: Vec<Put>) {
        let wire = Arc::clone(&self.wire);
        if wire.breaker.is_open() {
            return;
        }
        tokio::spawn(async move {
            let mut sent = redis::pipe();
            let mut count = 0;
            for Put { name, ttl, seal } in puts {
                if let Some(sealed) = seal() {
                    sent.pset_ex(name, sealed, u64::try_from(ttl.as_millis()).unwrap_or(1).max(1)).ignore();
                    count += 1;
                }
            }
            if count > 0 && wire.run::<()>(&sent).await.is_some() {
                add(&wire.counters.puts, count);
            }
        });
    }

    pub(super) async fn post(&self, board: &str, field: &str, value: Vec<u8>, ttl: Duration) {
        let (board, ms) = (board_name(board), i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX));
        let mut put = redis::pipe();
        put.hset(&board, field, value).ignore().pexpire(&board, ms).ignore();
        // Lost: it is posted again.
        let _ = self.wire.run::<()>(&put).await;
    }

    pub(super) async fn posted(&self, boards: &[String]) -> Option<Vec<HashMap<String, Vec<u8>>>> {
        let mut asked = redis::pipe();
        for board in boards {
            asked.hgetall(board_name(board));
        }
        self.wire.run(&asked).await
    }

    pub(super) fn hint(&self) {
        let wire = Arc::clone(&self.wire);
        if wire.breaker.is_open() || wire.hinting.swap(true, Ordering::AcqRel) {
            return;
        }
        tokio::spawn(async move {
            wire.hinting.store(false, Ordering::Release);
            let mut hint = redis::pipe();
            hint.publish(CHANNEL, &wire.node).ignore();
            // Lost: the others poll by themselves within a fifth of a second.
            let _ = wire.run::<()>(&hint).await;
        });
    }

    pub(super) fn stats(&self) -> SharedStats {
        self.wire.counters.read(!self.wire.breaker.is_open(), self.wire.breaker.trips())
    }
}

fn board_name(board: &str) -> String {
    format!("context7_erp:board:{board}")
}

impl Drop for Link {
    fn drop(&mut self) {
        self.supervisor.abort();
    }
}

impl Wire {
    /// Runs one round trip within the limits; none on any failure.
    async fn run<T: redis::FromRedisValue>(&self, pipeline: &redis::Pipeline) -> Option<T> {
        if self.breaker.is_open() {
            add(&self.counters.skipped, 1);
            return None;
        }
        let Ok(_place) = self.places.try_acquire() else {
            add(&self.counters.skipped, 1);
            return None;
        };
        let mut connection = self.current()?;
        let asked = pipeline.query_async(&mut connection);
        let result: Option<RedisResult<T>> = tokio::time::timeout(self.config.timeout, asked).await.ok();
        let good = matches!(result, Some(Ok(_)));
        if !good {
            add(if result.is_none() { &self.counters.timeouts } else { &self.counters.errors }, 1);
        }
        if self.breaker.count(good) {
            tracing::warn!("Redis does not answer; it is left alone until it does");
        }
        if !good {
            self.broken.notify_one();
        }
        result?.ok()
    }

    fn current(&self) -> Option<MultiplexedConnection> {
        self.connection.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, connection: Option<MultiplexedConnection>) {
        *self.connection.write().unwrap_or_else(PoisonError::into_inner) = connection;
    }

    /// A new connection that brings hints.
    async fn connect(self: &Arc<Self>) -> Option<MultiplexedConnection> {
        let wire = Arc::downgrade(self);
        let pushed = move |push: PushInfo| {
            if let Some(wire) = wire.upgrade() {
                wire.heed(&push);
            }
            Ok::<(), redis::aio::SendError>(())
        };
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.config.connect_timeout))
            .set_response_timeout(Some(self.config.connect_timeout))
            .set_push_sender(pushed);
        let linking = async {
            let mut connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
            connection.subscribe(CHANNEL).await?;
            Ok::<_, redis::RedisError>(connection)
        };
        tokio::time::timeout(self.config.connect_timeout * 2, linking).await.ok()?.ok()
    }

    fn heed(&self, push: &PushInfo) {
        match push.kind {
            PushKind::Message => {
                let own =
                    matches!(push.data.get(1), Some(redis::Value::BulkString(node)) if *node == self.node.as_bytes());
                if !own {
                    self.hints.notify_one();
                }
            }
            PushKind::Disconnection => self.broken.notify_one(),
            _ => {}
        }
    }

    /// Whether the server answers a ping in time.
    async fn answers(&self, connection: &mut MultiplexedConnection) -> bool {
        let ping = redis::cmd("PING");
        let asked = ping.query_async::<String>(connection);
        matches!(tokio::time::timeout(self.config.timeout, asked).await, Ok(Ok(_)))
    }
}

/// Connects, probes and reconnects, for as long as the cache lives.
async fn supervise(wire: Arc<Wire>) {
    let mut warned = false;
    loop {
        let answered = match wire.current() {
            Some(mut connection) => wire.answers(&mut connection).await,
            None => false,
        };
        if answered {
            if wire.breaker.is_open() {
                tracing::info!("Redis answers");
                wire.breaker.close();
            }
            warned = false;
            tokio::select! {
                () = wire.broken.notified() => tokio::time::sleep(jittered(wire.config.probe_every / 5)).await,
                () = tokio::time::sleep(jittered(PING_EVERY)) => {}
            }
            continue;
        }
        wire.breaker.trip();
        wire.set(None);
        let linked = wire.connect().await;
        if linked.is_some() {
            wire.set(linked);
            // Hints of the meantime are lost.
            wire.hints.notify_one();
            continue;
        }
        if !warned {
            tracing::warn!("Redis cannot be reached; the cache goes on without it");
            warned = true;
        }
        tokio::time::sleep(jittered(wire.config.probe_every)).await;
    }
}

fn jittered(time: Duration) -> Duration {
    time * rand::rng().random_range(75..=125) / 100
}
