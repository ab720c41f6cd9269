//! Warming: what everybody opens first is made before anybody asks, at start and whenever everything had to be dropped.

use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::answers::Answers;
use super::gate::GateLimits;
use super::trusted::TrustedDocuments;
use business::accounts::permissions::permission_sets;
use business::app::App;

/// Time between two checks whether everything has been dropped.
const CHECK_EVERY: Duration = Duration::from_secs(2);
/// Sets of permissions that are warmed: the most common ones.
const SETS_MAX: usize = 16;

/// Warms until `stop` is cancelled.
pub async fn run(app: App, answers: Answers, documents: TrustedDocuments, limits: GateLimits, stop: CancellationToken) {
    let mut warmed = None;
    let work = async {
        loop {
            let restarts = app.cache.restarts();
            if app.cache.is_fresh() && warmed != Some(restarts) {
                warm(&app, &answers, &documents, &limits).await;
                warmed = Some(restarts);
            }
            tokio::time::sleep(CHECK_EVERY).await;
        }
    };
    stop.run_until_cancelled(work).await;
}

async fn warm(app: &App, answers: &Answers, documents: &TrustedDocuments, limits: &GateLimits) {
    let begun = Instant::now();
    let sets = match permission_sets(app.db.reader(), SETS_MAX).await {
        Ok(sets) => sets,
        Err(error) => {
            tracing::warn!(?error, "the cache cannot be warmed; it warms as people ask");
            return;
        }
    };
    let mut there = 0;
    for permissions in sets {
        there += answers.warm(documents, permissions, limits).await;
    }
    tracing::info!(answers = there, took_ms = begun.elapsed().as_millis(), "the cache is warm");
}
