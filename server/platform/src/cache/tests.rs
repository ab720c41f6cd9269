//! What the facade promises, one by one; interleavings are `model_test`'s.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::*;
use crate::error::Error;

fn cache(config: CacheConfig) -> (Cache, Monotonic) {
    let clock = Monotonic::manual();
    let cache = Cache::new(config, clock.clone());
    cache.0.log.renew(clock.now());
    (cache, clock)
}

fn key(n: i64) -> Key {
    Key::of(&[&n.to_be_bytes()])
}

async fn number(cache: &Cache, n: i64, value: i64) -> i64 {
    let load = move || async move {
        record(Tag::row("t", n));
        Ok(value)
    };
    *cache.get_or_load(Class::Other, key(n), load).await.unwrap()
}

fn stats(cache: &Cache) -> ClassStats {
    cache.stats().into_iter().find(|stats| stats.class == Class::Other).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_cold_reads_of_one_key_are_one_load() {
    let (cache, _) = cache(CacheConfig::default());
    let loads = Arc::new(AtomicU64::new(0));
    let reads: Vec<_> = (0..1000)
        .map(|_| {
            let (cache, loads) = (cache.clone(), Arc::clone(&loads));
            tokio::spawn(async move {
                let load = move || async move {
                    loads.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    Ok(7_i64)
                };
                *cache.get_or_load(Class::Other, key(1), load).await.unwrap()
            })
        })
        .collect();
    for read in reads {
        assert_eq!(read.await.unwrap(), 7);
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    let stats = stats(&cache);
    assert_eq!((stats.loads, stats.hits + stats.misses), (1, 1000));
    assert_eq!(cache.occupancy().1, 0);
}

#[tokio::test]
async fn values_end_with_their_tags_their_time_their_class_and_a_purge() {
    let (cache, clock) = cache(CacheConfig { lease: Duration::from_secs(10_000), ..CacheConfig::default() });
    assert_eq!(number(&cache, 1, 10).await, 10);
    assert_eq!(number(&cache, 1, 11).await, 10);
    cache.purge([Tag::row("t", 2)]);
    assert_eq!(number(&cache, 1, 12).await, 10);
    cache.purge([Tag::row("t", 1)]);
    assert_eq!(number(&cache, 1, 13).await, 13);
    cache.purge_class(Class::Reports);
    assert_eq!(number(&cache, 1, 14).await, 13);
    cache.purge_class(Class::Other);
    assert_eq!(number(&cache, 1, 15).await, 15);
    cache.clear();
    assert_eq!(number(&cache, 1, 16).await, 16);
    clock.advance(Duration::from_secs(300 * 115 / 100));
    assert_eq!(number(&cache, 1, 17).await, 17);
    assert_eq!(stats(&cache).stale_rejects, 2);
}

#[tokio::test]
async fn a_reader_after_the_change_does_not_join_the_load_from_before() {
    let (cache, _) = cache(CacheConfig::default());
    let go = Arc::new(Notify::new());
    let (slow, wait) = (cache.clone(), Arc::clone(&go));
    let before = tokio::spawn(async move {
        let load = move || async move {
            record(Tag::row("t", 1));
            wait.notified().await;
            Ok(1_i64)
        };
        *slow.get_or_load(Class::Other, key(1), load).await.unwrap()
    });
    tokio::task::yield_now().await;
    cache.purge([Tag::row("t", 1)]);
    let later = cache.clone();
    let after = tokio::spawn(async move { number(&later, 1, 2).await });
    tokio::task::yield_now().await;
    go.notify_one();
    assert_eq!((before.await.unwrap(), after.await.unwrap()), (1, 2));
    assert_eq!(number(&cache, 1, 3).await, 2);
}

#[tokio::test]
async fn leaders_that_give_up_harm_nobody() {
    let (cache, _) = cache(CacheConfig::default());
    let go = Arc::new(Notify::new());
    for _ in 0..300 {
        let (cache, wait) = (cache.clone(), Arc::clone(&go));
        let given_up = tokio::spawn(async move {
            let load = move || async move {
                wait.notified().await;
                Ok(1_i64)
            };
            cache.get_or_load(Class::Other, key(1), load).await
        });
        tokio::task::yield_now().await;
        given_up.abort();
    }
    go.notify_one();
    assert_eq!(number(&cache, 1, 2).await, 1);
    assert_eq!((stats(&cache).loads, cache.occupancy().1), (1, 0));
}

#[tokio::test]
async fn a_panic_is_an_error_for_all_who_wait_and_is_not_cached() {
    let (cache, _) = cache(CacheConfig::default());
    let go = Arc::new(Notify::new());
    let reads: Vec<_> = (0..10)
        .map(|_| {
            let (cache, wait) = (cache.clone(), Arc::clone(&go));
            tokio::spawn(async move {
                let load = move || async move {
                    wait.notified().await;
                    panic!("as the test wants");
                };
                cache.get_or_load::<i64, _, _>(Class::Other, key(1), load).await
            })
        })
        .collect();
    tokio::task::yield_now().await;
    go.notify_one();
    for read in reads {
        assert!(matches!(read.await.unwrap(), Err(Error::Internal(_))));
    }
    assert_eq!(cache.occupancy().1, 0);
    assert_eq!(number(&cache, 1, 5).await, 5);
}

#[tokio::test]
async fn a_load_that_takes_too_long_is_given_up() {
    let (cache, _) = cache(CacheConfig { load_timeout: Duration::from_millis(5), ..CacheConfig::default() });
    let load = || async {
        std::future::pending::<()>().await;
        Ok(1_i64)
    };
    assert!(matches!(cache.get_or_load(Class::Other, key(1), load).await, Err(Error::Unavailable)));
    assert_eq!(cache.occupancy().1, 0);
}

#[tokio::test]
async fn memory_stays_within_its_limit() {
    let (cache, _) = cache(CacheConfig { bytes: 1 << 20, ..CacheConfig::default() });
    for n in 0..5000 {
        let load = || async { Ok(vec![0_u8; 4000]) };
        cache.get_or_load(Class::Other, key(n), load).await.unwrap();
    }
    let huge = || async { Ok(vec![0_u8; 1 << 19]) };
    cache.get_or_load(Class::Other, key(-1), huge).await.unwrap();
    let bytes = cache.bytes();
    let stats = stats(&cache);
    assert!(bytes <= 1 << 20 && bytes > 1 << 18, "{bytes}");
    assert!(stats.evictions > 4000 && stats.bytes == bytes, "{stats:?}");
}

#[tokio::test]
async fn nested_loads_share_one_permit_and_their_tags() {
    let (cache, _) = cache(CacheConfig { loads: 1, ..CacheConfig::default() });
    for _ in 0..2 {
        let inner = cache.clone();
        let load = move || async move { Ok(number(&inner, 1, 10).await + number(&inner, 2, 20).await) };
        let (sum, tags) = collect(cache.get_or_load(Class::Reports, key(3), load)).await;
        assert_eq!((*sum.unwrap(), tags.len()), (30, 2));
    }
    cache.purge([Tag::row("t", 2)]);
    let fresh = || async { Ok(99_i64) };
    assert_eq!(*cache.get_or_load(Class::Reports, key(3), fresh).await.unwrap(), 99);
}

#[tokio::test]
async fn without_a_recent_poll_of_the_log_the_cache_steps_aside() {
    let (cache, clock) = cache(CacheConfig::default());
    assert_eq!(number(&cache, 1, 10).await, 10);
    clock.advance(Duration::from_millis(2001));
    assert_eq!(number(&cache, 1, 11).await, 11);
    cache.0.log.renew(clock.now());
    assert_eq!(number(&cache, 1, 12).await, 10, "what was cached before is still good");
    assert_eq!(stats(&cache).bypasses, 1);
}

#[tokio::test]
async fn of_a_hundred_thousand_values_only_those_of_the_changed_row_go() {
    let (cache, _) = cache(CacheConfig { bytes: 256 << 20, ..CacheConfig::default() });
    let keys = 100_000;
    for n in 0..keys {
        // A row each, and one of ten pages of customers.
        let load = move || async move {
            record(Tag::row("t", n));
            record(Tag::of("t", "page", n % 10));
            Ok(n)
        };
        cache.get_or_load(Class::Other, key(n), load).await.unwrap();
    }
    cache.purge([Tag::row("t", 77), Tag::of("t", "other", 7)]);
    for n in 0..keys {
        cache.get_or_load(Class::Other, key(n), || async { Ok(-1_i64) }).await.unwrap();
    }
    let stats = stats(&cache);
    assert_eq!((stats.stale_rejects, stats.hits, stats.evictions), (1, 99_999, 0), "{stats:?}");
}
