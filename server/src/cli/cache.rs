//! `erp cache stats | purge`.

use clap::{Args, Subcommand};
use domain::Actor;

use super::{print, readable};
use business::app::App;
use business::performance::service::{Purge, purge};
use platform::cache::{Class, node_report};
use platform::db::WriteTx;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(super) enum Action {
    /// Prints statistics of what the nodes share: the commit log and, where there is one, Redis. Each node's own memory
    /// is in the API's `performance { cache }` and `/metrics`.
    Stats,
    /// Purges the caches of every running node.
    Purge(What),
}

/// What to purge.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = true)]
pub(super) struct What {
    /// What was made of this row or table: `erp_customer:12`, `erp_customer:*`
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// A class, such as `customer_list`
    #[arg(long = "class", value_name = "CLASS")]
    classes: Vec<String>,
    /// Everything
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(action: Action, app: &App) -> anyhow::Result<()> {
    match action {
        Action::Stats => stats(app).await?,
        Action::Purge(What { tags, classes, all }) => {
            let what = Purge { tags, classes, all };
            let work = async |tx: &WriteTx| purge(tx, &what).await;
            app.db.write(&Actor::system(), None, work).await.map_err(readable)?;
            print("purged: every node drops it within a fifth of a second")?;
        }
    }
    Ok(app.db.close().await?)
}

async fn stats(app: &App) -> anyhow::Result<()> {
    let log = app.db.log_stats().await.map_err(readable)?;
    let at = |time: Option<chrono::DateTime<chrono::Utc>>| time.map_or_else(|| "-".to_owned(), |at| at.to_rfc3339());
    print(&format!("commit log  {} events, from {} to {}", log.events, at(log.oldest_at), at(log.newest_at)))?;
    for class in Class::ALL {
        print(&format!("class       {} has a time to live of {} s", class.name(), app.cache.ttl(class).as_secs()))?;
    }
    let Some(url) = &app.config.cache.redis_url else { return print("redis       none (REDIS_URL is not set)") };
    let node_report = node_report(url).await.map_err(|_| anyhow::anyhow!("Redis does not answer"))?;
    for (prefix, count) in &node_report.keys {
        print(&format!("redis       {count} keys {prefix}*"))?;
    }
    print(&format!("redis       {} bytes used by the whole server", node_report.bytes))
}
