//! Two nodes, one PostgreSQL, one Redis that is mistreated: no error, no stale value, no wait beyond the limit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use migration::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use testkit::Redis;

use super::*;

const ROWS: i64 = 8;

struct Node {
    cache: Cache,
    tail: Arc<Tail>,
    db: DatabaseConnection,
    loads: Arc<AtomicU64>,
}

impl Node {
    async fn start(db: &DatabaseConnection, redis: &Redis) -> Self {
        Self::with(db, SharedConfig::new(redis.url())).await
    }

    /// A node that waits for Redis as long as a test machine may need: what it finds there is not up to the clock.
    async fn patient(db: &DatabaseConnection, redis: &Redis) -> Self {
        let patience = Duration::from_secs(10);
        Self::with(db, SharedConfig { timeout: patience, connect_timeout: patience, ..SharedConfig::new(redis.url()) })
            .await
    }

    async fn with(db: &DatabaseConnection, shared: SharedConfig) -> Self {
        let config = CacheConfig { poll_every: Duration::from_millis(100), ..CacheConfig::default() };
        let cache = Cache::with_shared(config, Monotonic::machine(), shared).unwrap();
        let tail = Tail::spawn(&cache, PostgresLog::new(db));
        assert!(tail.catch_up().await);
        let node = Self { cache, tail, db: db.clone(), loads: Arc::default() };
        node.linked(true).await;
        node
    }

    async fn linked(&self, linked: bool) {
        let begun = Instant::now();
        while self.cache.shared_stats().unwrap().linked != linked {
            assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", self.cache.shared_stats());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// The version of a row, through the cache.
    async fn read(&self, id: i64) -> i64 {
        let (db, loads) = (self.db.clone(), Arc::clone(&self.loads));
        let load = move || async move {
            record(Tag::row("erp_warehouse", id));
            loads.fetch_add(1, Ordering::SeqCst);
            Ok(version(&db, id).await)
        };
        *self.cache.get_or_load(Class::Other, Key::of(&[&id.to_be_bytes()]), load).await.unwrap()
    }

    /// The versions of all rows, as a loader's batch asks for them; they are counted as one load.
    async fn batch(&self) -> Vec<i64> {
        let rows = Rows { class: Class::Other, table: "erp_warehouse", number: |id: i64| id };
        let keys: Vec<i64> = (1..=ROWS).collect();
        let load = async |ids: Vec<i64>| {
            self.loads.fetch_add(1, Ordering::SeqCst);
            let mut found = Vec::new();
            for id in ids {
                found.push((id, version(&self.db, id).await));
            }
            Ok(found)
        };
        let found: HashMap<i64, Arc<i64>> = self.cache.rows(&rows, &keys, load).await.unwrap();
        keys.iter().map(|id| *found[id]).collect()
    }

    async fn write(&self, id: i64) {
        let text = format!("UPDATE erp_warehouse SET version = version + 1 WHERE id = {id}");
        self.db.execute_unprepared(&text).await.unwrap();
        assert!(self.tail.catch_up().await);
        self.tail.notify_peers();
    }

    fn loads(&self) -> u64 {
        self.loads.swap(0, Ordering::SeqCst)
    }
}

/// Two nodes. What the first one reads, the second one can judge: it is of after the second one's record begins.
async fn two(db: &DatabaseConnection, redis: &Redis) -> (Node, Node) {
    let (first, second) = (Node::patient(db, redis).await, Node::patient(db, redis).await);
    assert!(first.tail.catch_up().await);
    (first, second)
}

async fn version(db: &DatabaseConnection, id: i64) -> i64 {
    let text = format!("SELECT version::int8 FROM erp_warehouse WHERE id = {id}");
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, text)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn database() -> DatabaseConnection {
    let url = tokio::task::spawn_blocking(|| testkit::postgres().unwrap().fresh_database().unwrap()).await.unwrap();
    let db = Database::connect(url).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    let rows = format!(
        "INSERT INTO erp_warehouse (code, name, is_active, version) SELECT n::text, n::text, true, 1 \
         FROM generate_series(1, {ROWS}) AS n"
    );
    db.execute_unprepared(&rows).await.unwrap();
    db
}

/// Waits until what was put under way has arrived.
async fn arrived(redis: &Redis, keys: i64) {
    let begun = Instant::now();
    while redis.command("DBSIZE").unwrap().trim() != format!(":{keys}") {
        assert!(begun.elapsed() < Duration::from_secs(5), "{}", redis.command("DBSIZE").unwrap());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rows_of_a_batch_are_shared_and_only_what_changed_is_loaded_again() {
    let (db, redis) = (database().await, Redis::start().unwrap());
    let (a, b) = two(&db, &redis).await;
    assert_eq!(a.batch().await, [1; 8]);
    arrived(&redis, ROWS).await;
    assert_eq!((b.batch().await, a.loads(), b.loads()), (vec![1; 8], 1, 0));
    assert_eq!((b.batch().await, b.loads()), (vec![1; 8], 0), "from memory");
    let before = b.cache.stats().into_iter().find(|stats| stats.class == Class::Other).unwrap();
    assert_eq!((before.hits, before.shared_hits, before.misses), (8, 8, 0));
    a.write(3).await;
    assert_eq!((a.batch().await, a.loads()), (vec![1, 1, 2, 1, 1, 1, 1, 1], 1));
    let stats = a.cache.stats().into_iter().find(|stats| stats.class == Class::Other).unwrap();
    assert_eq!((stats.hits, stats.stale_rejects), (7, 1), "one row alone was loaded again");
    let begun = Instant::now();
    while b.batch().await.get(2) != Some(&2) {
        assert!(begun.elapsed() < Duration::from_secs(1), "stale");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_node_loads_others_find_until_it_changes() {
    let (db, redis) = (database().await, Redis::start().unwrap());
    let (a, b) = two(&db, &redis).await;
    for id in 1..=ROWS {
        a.read(id).await;
    }
    arrived(&redis, ROWS).await;
    for id in 1..=ROWS {
        assert_eq!(b.read(id).await, 1);
    }
    assert_eq!((a.loads(), b.loads()), (8, 0));
    let class = b.cache.stats().into_iter().find(|stats| stats.class == Class::Other).unwrap();
    assert_eq!((class.shared_hits, class.misses, class.loads), (8, 0, 0));
    a.write(3).await;
    assert_eq!(a.read(3).await, 2);
    let begun = Instant::now();
    while b.read(3).await < 2 {
        assert!(begun.elapsed() < Duration::from_secs(1));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    // What changed elsewhere is judged row by row.
    for id in (1..=ROWS).filter(|id| *id != 3) {
        b.read(id).await;
    }
    assert!(b.loads() <= 1, "the others were still good");
    // A node that starts now finds what was there before it.
    let keys = redis.command("DBSIZE").unwrap();
    let mut pruner = Pruner::default();
    pruner.run(&db).await.unwrap();
    pruner.backdate();
    pruner.run(&db).await.unwrap();
    a.write(5).await;
    a.read(5).await;
    a.cache.clear();
    tokio::time::sleep(Duration::from_millis(200)).await;
    for id in 1..=ROWS {
        a.read(id).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let late = Node::start(&db, &redis).await;
    for id in 1..=ROWS {
        late.read(id).await;
    }
    assert_eq!(late.loads(), 0, "{keys}");
    for id in 1..=ROWS {
        assert_eq!(late.read(id).await, version(&db, id).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_key_has_its_prefix_and_a_time_to_live() {
    let (db, redis) = (database().await, Redis::start().unwrap());
    let node = Node::start(&db, &redis).await;
    for class in [Class::Other, Class::UserPermissions, Class::ApiAnswers] {
        node.cache.get_or_load(class, Key::of(&[]), || async { Ok(vec![0_u8; 10_000]) }).await.unwrap();
        node.cache.get_or_load(class, Key::of(&[b"none"]), || async { Ok(None::<i64>) }).await.unwrap();
    }
    arrived(&redis, 6).await;
    let keys = redis.command("KEYS *").unwrap();
    let keys: Vec<&str> = keys.lines().filter(|line| line.starts_with("context7_")).collect();
    for prefix in ["context7_erp:", "context7_sessions:", "context7_api:"] {
        assert_eq!(keys.iter().filter(|key| key.starts_with(prefix)).count(), 2, "{keys:?}");
    }
    let number = |text: String| text.trim().trim_start_matches(':').parse::<i64>().unwrap();
    let ttls: Vec<i64> = keys.iter().map(|key| number(redis.command(&format!("TTL {key}")).unwrap())).collect();
    assert!(ttls.iter().all(|ttl| (1..=900).contains(ttl)), "{ttls:?}");
    assert_eq!(ttls.iter().filter(|ttl| **ttl <= 30).count(), 3, "nothing is cached briefly: {ttls:?}");
    let large = keys.iter().map(|key| number(redis.command(&format!("STRLEN {key}")).unwrap())).max().unwrap();
    assert!(large < 1000, "not compressed: {large}");
}

/// Reads and writes on both nodes for a while, with rows of which nothing is in memory; returns the longest read.
async fn exercise(nodes: [&Node; 2], rounds: i64) -> Duration {
    let mut longest = Duration::ZERO;
    for round in 0..rounds {
        let id = round % ROWS + 1;
        let writer = nodes[usize::try_from(round).unwrap() % 2];
        writer.write(id).await;
        let now = version(&writer.db, id).await;
        for node in nodes {
            if !std::ptr::eq(node, writer) {
                assert!(node.tail.catch_up().await);
            }
            let begun = Instant::now();
            assert_eq!(node.read(id).await, now);
            longest = longest.max(begun.elapsed());
        }
        // Everything is asked for again: from the shared tier, or anew.
        nodes[0].cache.purge_class(Class::Other);
    }
    longest
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_paused_slow_flushed_or_restored_redis_costs_no_error_no_staleness_and_little_time() {
    let (db, mut redis) = (database().await, Redis::start().unwrap());
    let (a, b) = (Node::start(&db, &redis).await, Node::start(&db, &redis).await);
    // The limit of an operation, a load, and a machine that does other things too.
    let limit = Duration::from_millis(50 + 200);
    let well = exercise([&a, &b], 40).await;
    redis.pause().unwrap();
    let paused = exercise([&a, &b], 40).await;
    a.linked(false).await;
    let calm = exercise([&a, &b], 40).await;
    redis.resume().unwrap();
    a.linked(true).await;
    b.linked(true).await;
    redis.command("CLIENT PAUSE 300 ALL").unwrap();
    let slow = exercise([&a, &b], 40).await;
    a.linked(true).await;
    b.linked(true).await;
    redis.command("FLUSHALL").unwrap();
    let flushed = exercise([&a, &b], 40).await;
    redis.dump().unwrap();
    exercise([&a, &b], 40).await;
    redis.restore().unwrap();
    a.linked(true).await;
    b.linked(true).await;
    let restored = exercise([&a, &b], 40).await;
    redis.kill().unwrap();
    let dead = exercise([&a, &b], 40).await;
    redis.start_again().unwrap();
    a.linked(true).await;
    b.linked(true).await;
    let back = exercise([&a, &b], 40).await;
    let all = [well, paused, calm, slow, flushed, restored, dead, back];
    assert!(all.iter().all(|longest| *longest < limit), "{all:?}");
    for id in 1..=ROWS {
        a.read(id).await;
    }
    let stats = a.cache.shared_stats().unwrap();
    assert!(stats.trips >= 2 && stats.timeouts >= 1 && stats.puts > 0, "{stats:?}");
}

#[tokio::test]
async fn a_redis_that_was_never_there_is_no_redis() {
    let db = database().await;
    let mut redis = Redis::start().unwrap();
    redis.kill().unwrap();
    let cache = Cache::with_shared(CacheConfig::default(), Monotonic::machine(), SharedConfig::new(redis.url()));
    let cache = cache.unwrap();
    let tail = Tail::spawn(&cache, PostgresLog::new(&db));
    assert!(tail.catch_up().await);
    let begun = Instant::now();
    let value = cache.get_or_load(Class::Other, Key::of(&[]), || async { Ok(7_i64) }).await.unwrap();
    assert!(*value == 7 && begun.elapsed() < Duration::from_millis(50));
    assert!(Cache::with_shared(CacheConfig::default(), Monotonic::machine(), SharedConfig::new("nowhere")).is_err());
}
