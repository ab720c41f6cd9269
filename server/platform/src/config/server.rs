//! Where and how the server listens, and what its users may do there.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{Setting, Source};

const LISTEN: Setting = Setting { name: "ERP_LISTEN", about: "address and port", default: "127.0.0.1:8080" };
const WEB_ROOT: Setting = Setting { name: "ERP_WEB_ROOT", about: "folder of the built web app", default: "target/web" };
const TLS: Setting = Setting {
    name: "ERP_TLS",
    about: "true when browsers reach the server by https (through a proxy): __Host- cookie, HSTS",
    default: "false",
};
const DEVELOPMENT: Setting =
    Setting { name: "ERP_DEVELOPMENT", about: "true: introspection for everybody", default: "false" };
const FREE_DOCUMENTS: Setting = Setting {
    name: "ERP_FREE_DOCUMENTS",
    about: "true: a session may send documents of its own, not only the web app's by their hash",
    default: "true",
};
const CONNECTIONS_MAX: Setting =
    Setting { name: "ERP_CONNECTIONS_MAX", about: "open connections at most", default: "10000" };
const REQUESTS_MAX: Setting = Setting {
    name: "ERP_REQUESTS_MAX",
    about: "requests served at once; more wait, then are answered with 503",
    default: "512",
};
const SESSION_IDLE: Setting = Setting {
    name: "ERP_SESSION_IDLE_S",
    about: "seconds without a request after which a session ends",
    default: "1800",
};
const SESSION_MAX: Setting =
    Setting { name: "ERP_SESSION_MAX_S", about: "seconds after which a session ends in any case", default: "43200" };
const LOG: Setting = Setting { name: "ERP_LOG", about: "what is logged, as in `info,business=debug`", default: "info" };
const LOG_JSON: Setting = Setting { name: "ERP_LOG_JSON", about: "true: one JSON object a line", default: "false" };

pub(super) const SETTINGS: &[Setting] = &[
    LISTEN,
    WEB_ROOT,
    TLS,
    DEVELOPMENT,
    FREE_DOCUMENTS,
    CONNECTIONS_MAX,
    REQUESTS_MAX,
    SESSION_IDLE,
    SESSION_MAX,
    LOG,
    LOG_JSON,
];

/// Where and how the server listens.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Address and port.
    pub listen: SocketAddr,
    /// Folder of the built web app.
    pub web_root: PathBuf,
    /// Whether browsers reach the server by https.
    pub tls: bool,
    /// Whether anybody may ask for the schema.
    pub development: bool,
    /// Whether a session may send documents of its own.
    pub free_documents: bool,
    /// Open connections at most.
    pub connections_max: usize,
    /// Requests served at once.
    pub requests_max: usize,
    /// Idle time after which a session ends.
    pub session_idle: Duration,
    /// Age at which a session ends.
    pub session_max: Duration,
    /// What is logged.
    pub log: String,
    /// Whether logs are JSON.
    pub log_json: bool,
}

impl ServerConfig {
    pub(super) fn read(source: &Source) -> anyhow::Result<Self> {
        let config = Self {
            listen: source.parsed(&LISTEN)?,
            web_root: source.parsed(&WEB_ROOT)?,
            tls: source.parsed(&TLS)?,
            development: source.parsed(&DEVELOPMENT)?,
            free_documents: source.parsed(&FREE_DOCUMENTS)?,
            connections_max: source.parsed(&CONNECTIONS_MAX)?,
            requests_max: source.parsed(&REQUESTS_MAX)?,
            session_idle: source.seconds(&SESSION_IDLE)?,
            session_max: source.seconds(&SESSION_MAX)?,
            log: source.parsed(&LOG)?,
            log_json: source.parsed(&LOG_JSON)?,
        };
        anyhow::ensure!(
            config.session_idle <= config.session_max,
            "{} is above {}",
            SESSION_IDLE.name,
            SESSION_MAX.name
        );
        anyhow::ensure!(!config.session_idle.is_zero(), "{} must be at least 1", SESSION_IDLE.name);
        anyhow::ensure!(config.connections_max >= 1, "{} must be at least 1", CONNECTIONS_MAX.name);
        anyhow::ensure!(config.requests_max >= 1, "{} must be at least 1", REQUESTS_MAX.name);
        Ok(config)
    }
}
