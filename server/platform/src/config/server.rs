//! Where and how the server listens, and what its users may do there.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::{Setting, Source, settings};

settings! {
    LISTEN = "ERP_LISTEN", "127.0.0.1:8080", "address and port";
    WEB_ROOT = "ERP_WEB_ROOT", "target/web", "folder of the built web app";
    TLS = "ERP_TLS", "false", "true when browsers reach the server by https (through a proxy): __Host- cookie, HSTS";
    DEVELOPMENT = "ERP_DEVELOPMENT", "false", "true: introspection for everybody";
    FREE_DOCUMENTS = "ERP_FREE_DOCUMENTS", "true",
        "true: a session may send documents of its own, not only the web app's by their hash";
    CONNECTIONS_MAX = "ERP_CONNECTIONS_MAX", "10000", "open connections at most";
    REQUESTS_MAX = "ERP_REQUESTS_MAX", "512", "requests served at once; more wait, then are answered with 503";
    SESSION_IDLE = "ERP_SESSION_IDLE_S", "1800", "seconds without a request after which a session ends";
    SESSION_MAX = "ERP_SESSION_MAX_S", "43200", "seconds after which a session ends in any case";
    LOG = "ERP_LOG", "info", "what is logged, as in `info,business=debug`";
    LOG_JSON = "ERP_LOG_JSON", "false", "true: one JSON object a line";
}

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
