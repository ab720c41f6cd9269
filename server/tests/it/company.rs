//! The company's settings, on every node.

use std::time::Duration;

use business::app::App;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use platform::clock::Clock;
use platform::config::{Config, Source};
use serde_json::json;

use crate::support::on_both_engines;

on_both_engines! {
    async fn the_zone_is_reread_on_every_node(app) {
        let late: DateTime<Utc> = "2026-03-02T23:30:00Z".parse().unwrap();
        let source = Source::of([("DATABASE_URL", app.url()), ("ERP_DB_POOL_MIN", "0"), ("ERP_DB_POOL_MAX", "5")]);
        let other = App::connect(Config::from_source(&source).unwrap(), Clock::fixed(late)).await.unwrap();
        other.reload_settings().await.unwrap();
        other.follow_log();
        assert_eq!(other.db.today().to_string(), "2026-03-02");
        app.advance(TimeDelta::minutes(11 * 60 + 30));
        let change = json!({ "timeZone": "Europe/Istanbul", "expectedVersion": 1 });
        app.as_role("admin").act("companyChange", change).await.done();
        let tomorrow: NaiveDate = "2026-03-03".parse().unwrap();
        assert_eq!(app.app.db.today(), tomorrow);
        let reread = async {
            while other.db.today() != tomorrow {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), reread).await.unwrap();
        other.db.close().await.unwrap();
    }
}
