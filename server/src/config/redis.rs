//! Where the cache's shared tier is.

use super::{Setting, Source};

const URL: Setting = Setting {
    name: "REDIS_URL",
    about: "redis://HOST:PORT/NUMBER that the nodes share cached values over; unset: each keeps its own",
    default: "",
};

pub(super) const SETTINGS: &[Setting] = &[URL];

/// Where the cache's shared tier is.
#[derive(Clone, Debug)]
pub struct RedisConfig {
    /// `redis://…`, `rediss://…`, `unix://…`; none: no shared tier.
    pub url: Option<String>,
}

impl RedisConfig {
    pub(super) fn read(source: &Source) -> Self {
        Self { url: source.text(&URL).map(str::to_owned) }
    }
}
