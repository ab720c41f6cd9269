//! Limits that are passed: one node leads, an alert waits, fires, is sent and ends; and nodes add their minutes up.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use business::performance::alert::Receivers;
use business::performance::alert::rules::Facts;
use business::performance::alert::service::{evaluate, notify_all, prune, release_lease};
use business::performance::exchange::exchange;
use chrono::TimeDelta;
use domain::Actor;
use http::StatusCode;
use platform::config::{Config, Source};
use platform::db::{Engine, WriteTx};
use platform::telemetry::ledger::Sums;
use platform::telemetry::minutes::{Minutes, Sample};
use serde_json::{Value, json};
use testkit::Redis;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::support::{TestApp, on_both_engines};

const ALERTS: &str = "{ performance { alertRules { measure limit value state minutes unit }
    alerts { measure state value limit firingAt resolvedAt } } }";

/// A minute in which every request took so long.
fn facts(ms: u64) -> Facts {
    let (minutes, now) = (Minutes::new().unwrap(), SystemTime::now());
    let sample = Sample {
        operation: "query A",
        took: Duration::from_millis(ms),
        failed: false,
        slow: false,
        sums: Sums::default(),
    };
    (0..20).for_each(|_| minutes.record(now, &sample));
    Facts { stats: minutes.total(now, 1), log_age: None, disk_used: None }
}

/// What a receiver got; it refuses the first.
type Got = Arc<Mutex<Vec<Value>>>;

async fn webhook() -> (String, Got) {
    let got = Got::default();
    let take = async |State(got): State<Got>, body: axum::Json<Value>| {
        let mut got = got.lock().unwrap();
        got.push(body.0);
        if got.len() == 1 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/alerts", listener.local_addr().unwrap());
    let router = Router::new().route("/alerts", post(take)).with_state(Arc::clone(&got));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, got)
}

/// A mail server that takes what it is given (RFC 5321).
async fn mail_server() -> (String, Arc<Mutex<Vec<String>>>) {
    let mails = Arc::<Mutex<Vec<String>>>::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let kept = Arc::clone(&mails);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 here\r\n").await.unwrap();
            let (mut line, mut mail, mut in_mail) = (String::new(), String::new(), false);
            while stream.read_line(&mut line).await.is_ok_and(|bytes| bytes > 0) {
                let reply = if in_mail {
                    in_mail = line != ".\r\n";
                    mail.push_str(&line);
                    if in_mail { "" } else { "250 taken\r\n" }
                } else {
                    in_mail = line.starts_with("DATA");
                    if in_mail { "354 go on\r\n" } else { "250 fine\r\n" }
                };
                stream.write_all(reply.as_bytes()).await.unwrap();
                line.clear();
            }
            kept.lock().unwrap().push(mail);
        }
    });
    (url, mails)
}

fn set(app: &mut TestApp, pairs: &[(&str, &str)]) {
    let url = app.url().to_owned();
    let all = pairs.iter().copied().chain([("DATABASE_URL", url.as_str())]);
    app.app.config = Arc::new(Config::from_source(&Source::of(all)).unwrap());
}

on_both_engines! {
    async fn one_node_leads_until_its_time_is_over(app) {
        let acquire = async |node: &str| {
            let term = Duration::from_secs(60);
            app.app.db.write(&Actor::system(), None, async |tx: &WriteTx| tx.acquire_lease("x", node, term).await).await.unwrap()
        };
        assert!(acquire("a").await && acquire("a").await && !acquire("b").await);
        app.advance(TimeDelta::seconds(50));
        assert!(acquire("a").await, "prolonged");
        app.advance(TimeDelta::seconds(50));
        assert!(!acquire("b").await);
        app.advance(TimeDelta::seconds(11));
        assert!(acquire("b").await && !acquire("a").await);
        assert_eq!(app.number("SELECT count(*) FROM performance_lease").await, 1);
    }

    async fn an_alert_waits_fires_is_sent_and_ends(app) {
        let mut app = app;
        let ((url, got), (mail, mails)) = (webhook().await, mail_server().await);
        set(&mut app, &[
            ("ERP_ALERTS", "p95=100:5"),
            ("ERP_ALERT_WEBHOOK", &url),
            ("ERP_ALERT_SMTP", &mail),
            ("ERP_ALERT_MAIL_FROM", "erp@example.org"),
            ("ERP_ALERT_MAIL_TO", "ops@example.org"),
        ]);
        let receivers = Receivers::new(&app.app.config.alerts, "node-7").unwrap();
        let round = async |ms: u64| {
            assert!(evaluate(&app.app, &facts(ms)).await.unwrap());
            notify_all(&app.app, &receivers, &CancellationToken::new()).await.unwrap();
        };
        let performance = async || app.as_role("admin").ask(ALERTS, json!({})).await["performance"].clone();
        round(50).await;
        assert_eq!(performance().await["alerts"], json!([]));
        // Passed, then within the limit before its time: nobody is notified.
        round(300).await;
        let rules = performance().await["alertRules"].clone();
        let p95 = rules.as_array().unwrap().iter().find(|rule| rule["measure"] == "p95").unwrap().clone();
        assert_eq!((&p95["state"], &p95["limit"], &p95["minutes"]), (&json!("PENDING"), &json!(100_000), &json!(5)), "{rules}");
        app.advance(TimeDelta::minutes(4));
        round(50).await;
        assert_eq!(app.number("SELECT count(*) FROM performance_alert").await, 0);
        // Passed for five minutes: it fires once.
        round(300).await;
        app.advance(TimeDelta::minutes(5));
        round(500).await;
        assert_eq!(got.lock().unwrap().len(), 1, "refused by the receiver");
        app.advance(TimeDelta::minutes(1));
        round(400).await;
        round(400).await;
        let alert = performance().await["alerts"][0].clone();
        assert_eq!((&alert["measure"], &alert["state"]), (&json!("p95"), &json!("FIRING")), "{alert}");
        let worst: u64 = alert["value"].as_u64().unwrap();
        assert!(worst.abs_diff(500_000) < 5_000, "the worst value is kept: {worst}");
        assert_eq!(got.lock().unwrap().len(), 2, "sent again until it was taken, then no more");
        round(50).await;
        round(50).await;
        let states: Vec<Value> = got.lock().unwrap().iter().map(|body| body["state"].clone()).collect();
        assert_eq!(states, ["firing", "firing", "resolved"]);
        let second = got.lock().unwrap()[1].clone();
        assert_eq!((&second["unit"], &second["node"], &second["limit"]), (&json!("ms"), &json!("node-7"), &json!("100")));
        let alert = performance().await["alerts"][0].clone();
        assert_eq!(alert["state"], "RESOLVED");
        assert!(!alert["resolvedAt"].is_null());
        let mails = mails.lock().unwrap().clone();
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails[0].contains("Subject: ERP: p95 firing") && mails[0].contains("To: ops@example.org"), "{}", mails[0]);
        assert!(mails[1].contains("ERP: p95 resolved") && mails[1].contains("limit 100 ms"), "{}", mails[1]);
    }

    async fn a_rule_that_is_taken_away_ends_its_alert(app) {
        let mut app = app;
        set(&mut app, &[("ERP_ALERTS", "p95=100:0")]);
        assert!(evaluate(&app.app, &facts(300)).await.unwrap());
        assert_eq!(app.number("SELECT count(*) FROM performance_alert WHERE state = 'firing'").await, 1);
        let config = Config::from_source(&Source::of([("ERP_ALERTS", "p95=off"), ("ERP_INSTANCE", "another")])).unwrap();
        app.app.config = Arc::new(config);
        assert!(evaluate(&app.app, &facts(300)).await.unwrap());
        assert_eq!(app.number("SELECT count(*) FROM performance_alert WHERE state = 'resolved'").await, 1);
        // A node that ends gives up the lead.
        release_lease(&app.app).await;
        assert_eq!(app.number("SELECT count(*) FROM performance_lease").await, 0);
        // What is long over is forgotten.
        let prune = async || {
            let work = async |tx: &WriteTx| prune(tx, TimeDelta::days(90)).await;
            app.app.db.write(&Actor::system(), None, work).await.unwrap();
            app.number("SELECT count(*) FROM performance_alert").await
        };
        app.advance(TimeDelta::days(89));
        assert_eq!(prune().await, 1);
        app.advance(TimeDelta::days(2));
        assert_eq!(prune().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_silent_holds_up_neither_the_end_nor_the_next_round() {
    let mut app = TestApp::start(Engine::Sqlite).await;
    // Whoever connects waits for ever.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    set(&mut app, &[("ERP_ALERTS", "p95=100:0"), ("ERP_ALERT_WEBHOOK", &url)]);
    assert!(evaluate(&app.app, &facts(300)).await.unwrap());
    let stop = CancellationToken::new();
    let (begun, stopped) = (std::time::Instant::now(), stop.clone());
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        stopped.cancel();
    });
    let receivers = Receivers::new(&app.app.config.alerts, "node-7").unwrap();
    notify_all(&app.app, &receivers, &stop).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(
        app.number("SELECT count(*) FROM performance_alert WHERE told_webhook = ''").await,
        1,
        "still to be sent"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_that_share_a_redis_tell_of_each_other() {
    let redis = tokio::task::spawn_blocking(Redis::start).await.unwrap().unwrap();
    let database = TestApp::start(Engine::Sqlite).await;
    let url = redis.url();
    let node = async |name: &str| {
        let pairs = [("DATABASE_URL", database.url()), ("REDIS_URL", url.as_str()), ("ERP_INSTANCE", name)];
        let config = Config::from_source(&Source::of(pairs)).unwrap();
        let app = business::app::App::connect(config, platform::clock::Clock::System).await.unwrap();
        while !app.cache.shared_stats().unwrap().linked {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        app
    };
    let (one, two) = (node("one").await, node("two").await);
    let now = SystemTime::now();
    let sums = Sums { queries: 2, slow_queries: 1, cache_hits: 3, ..Sums::default() };
    let sample = |operation| Sample { operation, took: Duration::from_millis(7), failed: false, slow: false, sums };
    (0..3).for_each(|_| one.telemetry.minutes().record(now, &sample("query A")));
    (0..4).for_each(|_| two.telemetry.minutes().record(now, &sample("query B")));
    // Again and again: a minute that is sent anew takes the place of what was sent before.
    for app in [&one, &two, &one, &two] {
        exchange(app, now).await;
    }
    for app in [&one, &two] {
        let total = app.telemetry.minutes().total(now, 2);
        assert_eq!((total.requests, total.queries, total.slow_queries, total.cache_hits), (7, 14, 7, 21));
        assert_eq!(app.telemetry.minutes().by_operation(now, 2).len(), 2);
    }
    assert_eq!(one.telemetry.minutes().nodes(), ["two"]);
    // Without Redis each tells of itself, of what it has heard, and waits for nobody.
    drop(redis);
    let begun = std::time::Instant::now();
    exchange(&one, now).await;
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(one.telemetry.minutes().total(now, 2).requests, 7);
}
