//! The commit log as both engines really write it: migrated databases, the triggers' own events.

use std::time::Duration;

use migration::{Migrator, tags::TAGGED};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use super::*;

async fn sqlite(folder: &tempfile::TempDir) -> DatabaseConnection {
    let url = format!("sqlite:{}?mode=rwc", folder.path().join("erp.db").display());
    let db = Database::connect(url).await.unwrap();
    db.execute_unprepared("PRAGMA journal_mode = WAL").await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db
}

async fn postgres() -> DatabaseConnection {
    let db = Database::connect(testkit::postgres().unwrap().fresh_database().unwrap()).await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    db
}

fn warehouse(code: &str) -> String {
    format!("INSERT INTO erp_warehouse (code, name, is_active, version) VALUES ('{code}', '{code}', true, 1)")
}

async fn changes(source: &mut impl EventSource) -> Vec<String> {
    let batch = source.poll().await.unwrap();
    assert!(batch.restarted.is_none());
    batch.events.into_iter().map(|event| event.tags).collect()
}

async fn returns_each_event_once(db: &DatabaseConnection, mut source: impl EventSource) {
    assert!(source.poll().await.unwrap().restarted.is_some());
    assert!(changes(&mut source).await.is_empty());
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    let read: Vec<Tag> = changes(&mut source).await.iter().flat_map(|tags| Tag::parse_all(tags)).collect();
    assert!(read.contains(&Tag::set("erp_warehouse")) && read.contains(&Tag::row("erp_warehouse", 1)), "{read:?}");
    assert!(changes(&mut source).await.is_empty());
    let undone = db.begin().await.unwrap();
    undone.execute_unprepared(&warehouse("B")).await.unwrap();
    undone.rollback().await.unwrap();
    assert!(changes(&mut source).await.is_empty());
}

#[tokio::test]
async fn each_event_is_returned_once() {
    assert!(TAGGED.iter().any(|tagged| tagged.table == "erp_warehouse"));
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(&folder).await;
    returns_each_event_once(&db, SqliteLog::new(&db)).await;
    let db = postgres().await;
    returns_each_event_once(&db, PostgresLog::new(&db)).await;
}

#[tokio::test]
async fn postgres_commits_in_another_order_are_all_returned() {
    let db = postgres().await;
    let mut source = PostgresLog::new(&db);
    source.poll().await.unwrap();
    let first = db.begin().await.unwrap();
    first.execute_unprepared(&warehouse("FIRST")).await.unwrap();
    db.execute_unprepared(&warehouse("SECOND")).await.unwrap();
    assert_eq!(changes(&mut source).await.len(), 1);
    first.commit().await.unwrap();
    assert_eq!(changes(&mut source).await.len(), 1);
}

#[tokio::test]
async fn another_postgres_server_or_a_long_pause_is_a_restart() {
    let db = postgres().await;
    let mut source = PostgresLog::new(&db);
    source.poll().await.unwrap();
    source.pretend(1, Duration::ZERO);
    assert!(source.poll().await.unwrap().restarted.is_some());
    source.pretend(0, Duration::from_secs(100));
    changes(&mut source).await;
    source.pretend(0, Duration::from_secs(200));
    assert!(source.poll().await.unwrap().restarted.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_under_load_loses_nothing_and_returns_nothing_twice() {
    let db = postgres().await;
    let mut source = PostgresLog::new(&db);
    source.poll().await.unwrap();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let db = db.clone();
            tokio::spawn(async move {
                for n in 0..50_u64 {
                    let tx = db.begin().await.unwrap();
                    let event = format!("INSERT INTO cache_event (tags) VALUES ('t:{}')", writer * 50 + n);
                    tx.execute_unprepared(&event).await.unwrap();
                    tokio::time::sleep(Duration::from_millis((writer * 7 + n * 3) % 11)).await;
                    if n % 10 == 9 { tx.rollback().await.unwrap() } else { tx.commit().await.unwrap() }
                }
            })
        })
        .collect();
    let mut read = Vec::new();
    while writers.iter().any(|writer| !writer.is_finished()) {
        read.extend(changes(&mut source).await);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    read.extend(changes(&mut source).await);
    let count = read.len();
    read.sort();
    read.dedup();
    assert_eq!((count, read.len()), (360, 360));
}

#[tokio::test]
async fn a_gap_in_sqlite_is_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(&folder).await;
    let mut source = SqliteLog::new(&db);
    source.poll().await.unwrap();
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    db.execute_unprepared("DELETE FROM cache_event").await.unwrap();
    assert!(source.poll().await.unwrap().restarted.is_some());
    assert!(changes(&mut source).await.is_empty());
}

#[tokio::test]
async fn only_old_events_are_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(&folder).await;
    db.execute_unprepared("DELETE FROM cache_event").await.unwrap();
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    assert_eq!(Pruner::default().run(&db).await.unwrap(), 0);
    let old = "UPDATE cache_event SET at = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-16 minutes')";
    db.execute_unprepared(old).await.unwrap();
    assert_eq!(Pruner::default().run(&db).await.unwrap(), 1);

    let db = postgres().await;
    db.execute_unprepared("DELETE FROM cache_event").await.unwrap();
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    db.execute_unprepared("UPDATE cache_event SET at = at - interval '16 minutes'").await.unwrap();
    let mut pruner = Pruner::default();
    assert_eq!(pruner.run(&db).await.unwrap(), 0, "nobody knows yet how long it has been visible");
    let late = "INSERT INTO cache_event (tags, at) VALUES ('t:1', now() - interval '1 hour')";
    db.execute_unprepared(late).await.unwrap();
    pruner.backdate();
    assert_eq!(pruner.run(&db).await.unwrap(), 1, "the one that came late stays");
    assert_eq!(pruner.run(&db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_tail_gives_the_cache_each_commit_and_its_own_failure() {
    let folder = tempfile::tempdir().unwrap();
    let db = sqlite(&folder).await;
    let cache = Cache::new(CacheConfig::default(), Monotonic::machine());
    let tail = Tail::spawn(&cache, SqliteLog::new(&db));
    assert!(tail.catch_up().await && cache.is_fresh());
    let ask = |value: i64| {
        let load = move || async move {
            record(Tag::set("erp_warehouse"));
            Ok(value)
        };
        let cache = cache.clone();
        async move { *cache.get_or_load(Class::Other, Key::of(&[]), load).await.unwrap() }
    };
    assert_eq!((ask(1).await, ask(2).await), (1, 1));
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    assert!(tail.catch_up().await);
    assert_eq!(ask(3).await, 3);
    // Without being asked, too.
    db.execute_unprepared(&warehouse("B")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert_eq!(ask(4).await, 4);
    db.execute_unprepared("ALTER TABLE cache_event RENAME TO gone").await.unwrap();
    assert!(!tail.catch_up().await && !cache.is_fresh());
    assert_eq!((ask(5).await, ask(6).await), (5, 6));
    db.execute_unprepared("ALTER TABLE gone RENAME TO cache_event").await.unwrap();
    assert!(tail.catch_up().await && cache.is_fresh());
}

#[tokio::test]
async fn who_starts_later_gets_what_has_not_been_pruned() {
    let db = postgres().await;
    db.execute_unprepared(&warehouse("A")).await.unwrap();
    let first = PostgresLog::new(&db).poll().await.unwrap();
    assert_eq!(first.restarted, Some(Restart { base: None }), "nobody knows what has been pruned");
    let mut pruner = Pruner::default();
    pruner.run(&db).await.unwrap();
    pruner.backdate();
    pruner.run(&db).await.unwrap();
    db.execute_unprepared(&warehouse("B")).await.unwrap();
    let later = PostgresLog::new(&db).poll().await.unwrap();
    let base = later.restarted.unwrap().base.unwrap();
    assert!(later.position.snapshot.covers(&base) && !base.covers(&later.position.snapshot));
    assert!(later.events.iter().any(|event| event.tags.contains("erp_warehouse:2")));
    assert_eq!(first.position.epoch, later.position.epoch);
    assert!(later.position.covers(&first.position) && !first.position.covers(&later.position));
}
