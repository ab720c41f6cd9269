//! Setting up the log.

use tracing_subscriber::EnvFilter;

use crate::config::ServerConfig;

/// Sends the log to standard error, as the configuration says. Call it once, first thing.
///
/// # Errors
/// When `ERP_LOG` is not a filter.
pub fn init(config: &ServerConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| anyhow::anyhow!("ERP_LOG={}: {error}", config.log))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json {
        log.json().init()
    } else {
        log.init()
    }
    Ok(())
}
