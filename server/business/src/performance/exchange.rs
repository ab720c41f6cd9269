//! The minutes that nodes send each other, over the tier of the cache that they share. Without one each node shows its
//! own alone.

use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use crate::app::App;
use platform::telemetry::minutes::{MINUTES, MinuteSnapshot, minute_of};

/// How often nodes exchange.
const EVERY: Duration = Duration::from_secs(5);
/// How long a minute lies there.
const TTL: Duration = Duration::from_secs(62 * 60);
/// Bytes of a written minute, opened: one that is larger is not from one of us.
const BYTES_MAX: usize = 4 << 20;
/// Minutes asked for in one round trip.
const AT_ONCE: usize = 4;

/// Sends and receives until `stop` is cancelled.
pub async fn run(app: App, stop: CancellationToken) {
    let mut ticks = tokio::time::interval(EVERY);
    let mut has_history = false;
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        let now = SystemTime::now();
        // Once, as soon as there is somebody to ask: what was before this node.
        if !has_history && app.cache.shared_stats().is_some_and(|shared| shared.linked) {
            let newest = minute_of(now);
            receive(&app, newest.saturating_sub(MINUTES as u64 - 1)..=newest).await;
            has_history = true;
        }
        exchange(&app, now).await;
    }
}

/// Sends this node's running minute and the one before it to the others, and receives theirs.
pub async fn exchange(app: &App, now: SystemTime) {
    let newest = minute_of(now);
    for number in newest.saturating_sub(1)..=newest {
        let Some(minute) = app.telemetry.minutes().snapshot(number) else { continue };
        let Some(bytes) = seal(&minute) else { continue };
        app.cache.post(&board(number), app.telemetry.instance(), bytes, TTL).await;
    }
    receive(app, newest.saturating_sub(1)..=newest).await;
}

async fn receive(app: &App, numbers: std::ops::RangeInclusive<u64>) {
    let boards: Vec<String> = numbers.map(board).collect();
    for boards in boards.chunks(AT_ONCE) {
        for minutes in app.cache.posted(boards).await {
            let others = minutes.iter().filter(|(node, _)| *node != app.telemetry.instance());
            for (node, minute) in others.filter_map(|(node, sealed)| Some((node, open(sealed)?))) {
                app.telemetry.minutes().record_peer(node, minute);
            }
        }
    }
}

fn board(number: u64) -> String {
    format!("minute:{number}")
}

fn seal(minute: &MinuteSnapshot) -> Option<Vec<u8>> {
    zstd::bulk::compress(&postcard::to_stdvec(minute).ok()?, 1).ok()
}

fn open(sealed: &[u8]) -> Option<MinuteSnapshot> {
    postcard::from_bytes(&zstd::bulk::decompress(sealed, BYTES_MAX).ok()?).ok()
}
