//! The cache: its size, the time to live of its values, and where the nodes share them.

use std::time::Duration;

use anyhow::Context;

use super::{Setting, Source, settings};

settings! {
    URL = "REDIS_URL", "",
        "redis://HOST:PORT/NUMBER that the nodes share cached values over; unset: each caches its own";
    REDIS_TIMEOUT = "ERP_REDIS_TIMEOUT_MS", "50",
        "milliseconds that one operation of Redis may take; what takes longer is a miss";
    BYTES = "ERP_CACHE_BYTES", "67108864", "bytes of values cached in memory";
    TTLS = "ERP_CACHE_TTLS", "",
        "time to live of a class in seconds, as in `reports=600,settings=60`; the others as `erp cache stats` prints";
}

/// The cache: its size, the time to live of its values, and where they are shared.
#[derive(Clone, Debug)]
pub struct CacheSettings {
    /// `redis://…`, `rediss://…`, `unix://…`; none: no shared tier.
    pub redis_url: Option<String>,
    /// How long one operation of the shared tier may take.
    pub redis_timeout: Duration,
    /// Bytes of values cached in memory.
    pub bytes: u64,
    /// The time to live of some classes, by the class's name.
    pub ttls: Vec<(String, Duration)>,
}

impl CacheSettings {
    /// The name of the setting of [`Self::ttls`], for whoever knows the classes.
    pub const TTLS: &str = TTLS.name;

    pub(super) fn read(source: &Source) -> anyhow::Result<Self> {
        let redis_timeout = source.milliseconds(&REDIS_TIMEOUT)?;
        anyhow::ensure!(!redis_timeout.is_zero(), "{} must be at least 1", REDIS_TIMEOUT.name);
        let ttls = source.text(&TTLS).map(|text| text.split(',').map(ttl).collect()).transpose();
        Ok(Self {
            redis_url: source.text(&URL).map(str::to_owned),
            redis_timeout,
            bytes: source.parsed(&BYTES)?,
            ttls: ttls.with_context(|| TTLS.name)?.unwrap_or_default(),
        })
    }
}

fn ttl(text: &str) -> anyhow::Result<(String, Duration)> {
    let (class, seconds) = text.split_once('=').with_context(|| format!("{text} is not CLASS=SECONDS"))?;
    let seconds = seconds.trim().parse().ok().filter(|seconds| *seconds > 0);
    let seconds = seconds.with_context(|| format!("{text}: at least one whole second"))?;
    Ok((class.trim().to_owned(), Duration::from_secs(seconds)))
}
