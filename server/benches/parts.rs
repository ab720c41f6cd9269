//! The parts that answers are made of, alone: a hit of the cache and what checking its tags costs, the gate before the
//! schema, the totals of an order. `cargo xtask bench` runs them after the whole.

// `cfg(bench)` is no `cfg(test)`: what may be done in tests is named.
#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark that cannot begin is to stop")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Variables;
use business::app::App;
use criterion::{Criterion, criterion_group, criterion_main};
use domain::pricing::{Document, Line, price};
use domain::{Currency, Money, Percent, Quantity};
use migration::{Migrator, MigratorTrait as _};
use platform::cache::{Class, Key, Tag, record};
use platform::clock::Clock;
use platform::config::{Config, Source};
use server::http::gate::lists::Lists;
use server::http::gate::{self, GateLimits};
use tokio::runtime::Runtime;

/// An application over an empty database, whose cache follows the commit log.
fn app(runtime: &Runtime, folder: &std::path::Path) -> App {
    let url = format!("sqlite:{}", folder.join("erp.db").display());
    let config = Config::from_source(&Source::of([("DATABASE_URL", url.as_str())])).unwrap();
    runtime.block_on(async {
        let db = sea_orm::Database::connect(format!("{url}?mode=rwc")).await.unwrap();
        Migrator::up(&db, None).await.unwrap();
        db.close().await.unwrap();
        let app = App::connect(config, Clock::System).await.unwrap();
        app.follow_log();
        while !app.cache.is_fresh() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app
    })
}

fn cache(criterion: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let app = app(&runtime, folder.path());
    let mut group = criterion.benchmark_group("cache");
    for tags in [1_i64, 10, 100] {
        let key = Key::of(&[b"bench", &tags.to_be_bytes()]);
        group.bench_function(format!("hit with {tags} tags"), |bencher| {
            bencher.to_async(&runtime).iter(|| async {
                let load = move || async move {
                    (0..tags).for_each(|id| record(Tag::row("erp_customer", id)));
                    Ok(vec![7_u8; 1024])
                };
                black_box(app.cache.get_or_load(Class::Other, key, load).await.unwrap())
            });
        });
    }
    for tags in [1_i64, 10, 64] {
        let key = Key::of(&[b"bench beside changes", &tags.to_be_bytes()]);
        group.bench_function(format!("hit with {tags} tags after a change of something else"), |bencher| {
            bencher.to_async(&runtime).iter(|| async {
                app.cache.purge([Tag::row("erp_product", 1)]);
                let load = move || async move {
                    (0..tags).for_each(|id| record(Tag::row("erp_customer", id)));
                    Ok(vec![7_u8; 1024])
                };
                black_box(app.cache.get_or_load(Class::Other, key, load).await.unwrap())
            });
        });
    }
    group.finish();
    let stats = app.cache.stats();
    assert!(stats.iter().map(|class| class.hits).sum::<u64>() > 1000, "these were no hits");
    runtime.block_on(app.db.close()).unwrap();
}

fn gate(criterion: &mut Criterion) {
    let documents = include_str!("../../frontend/trusted-documents.json");
    let documents: std::collections::BTreeMap<String, String> = serde_json::from_str(documents).unwrap();
    let orders = documents.values().find(|text| text.starts_with("query Orders(")).unwrap();
    let limits = GateLimits { lists: Lists::of_the_api(), ..GateLimits::default() };
    criterion.bench_function("gate: the list of orders, parsed and measured", |bencher| {
        bencher.iter(|| gate::admit(&limits, black_box(orders), None, &Variables::default()).unwrap());
    });
}

fn money(criterion: &mut Criterion) {
    let line = |number: i64| Line {
        quantity: Quantity::from_raw(1_000 + number),
        unit_price: Money::from_raw(123_400 + number),
        discount: None,
        tax: Percent::from_raw(if number % 2 == 0 { 20_000 } else { 10_000 }),
    };
    let document = Document {
        lines: (0..50).map(line).collect(),
        discount: None,
        prices_include_tax: false,
        currency: "EUR".parse::<Currency>().unwrap(),
    };
    let document = Arc::new(document);
    criterion.bench_function("totals of an order of 50 lines", |bencher| {
        bencher.iter(|| price(black_box(&document)).unwrap());
    });
}

criterion_group!(parts, cache, gate, money);
criterion_main!(parts);
