//! A scan of Redis, for an operator.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisResult};

use crate::error::{Error, Result};

/// Keys scanned in one step.
const STEP: usize = 1000;
const PREFIXES: [&str; 3] = ["context7_erp:", "context7_sessions:", "context7_api:"];

/// What Redis contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeReport {
    /// Keys by prefix.
    pub keys: Vec<(&'static str, u64)>,
    /// Bytes that the whole server uses.
    pub bytes: u64,
}

/// Counts the nodes' keys in the Redis at `url` by scanning all of them, a thousand at a time.
///
/// # Errors
/// `Unavailable` when Redis does not answer; an address that cannot be read.
pub async fn node_report(url: &str) -> Result<NodeReport> {
    let client = Client::open(url).map_err(Error::unexpected)?;
    let limit = Some(Duration::from_secs(2));
    let config = AsyncConnectionConfig::new().set_connection_timeout(limit).set_response_timeout(limit);
    let report: RedisResult<NodeReport> = async {
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        count(&mut connection).await
    }
    .await;
    report.map_err(|_| Error::Unavailable)
}

async fn count(connection: &mut MultiplexedConnection) -> RedisResult<NodeReport> {
    let mut keys: Vec<(&'static str, u64)> = PREFIXES.map(|prefix| (prefix, 0)).to_vec();
    let mut cursor = 0_u64;
    loop {
        let mut scan = redis::cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg("context7_*").arg("COUNT").arg(STEP);
        let (next, found): (u64, Vec<String>) = scan.query_async(connection).await?;
        for key in found {
            if let Some((_, count)) = keys.iter_mut().find(|(prefix, _)| key.starts_with(prefix)) {
                *count += 1;
            }
        }
        cursor = next;
        if cursor == 0 {
            break;
        }
    }
    let info: String = redis::cmd("INFO").arg("memory").query_async(connection).await?;
    let bytes = info.lines().find_map(|line| line.strip_prefix("used_memory:")?.trim().parse().ok()).unwrap_or(0);
    Ok(NodeReport { keys, bytes })
}
