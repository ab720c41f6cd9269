//! `cargo xtask up`: from a clean clone to a browser.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::demo::Demo;
use crate::process::{build_erp, say};
use crate::repo::{self, Profile};
use crate::{served, web};

/// Where the server listens unless told otherwise.
pub(crate) const LISTEN: &str = "127.0.0.1:8080";

/// Builds, prepares and serves; comes back only when something fails.
///
/// # Errors
/// When the port is taken, a build fails, or the demo company cannot be made.
pub(crate) fn run() -> Result<()> {
    let listen = std::env::var("ERP_LISTEN").unwrap_or_else(|_| LISTEN.to_owned());
    // Before minutes of building.
    served::ensure_free(&listen, "cargo xtask up")?;
    let web = web::build(web::Options::default())?;
    build_erp(Profile::Quick)?;
    let erp = repo::erp(Profile::Quick);
    let demo = Demo::in_folder(repo::root().join("data"));
    demo.ensure(&erp)?;
    say(&format!("Context7 ERP: http://{listen}"));
    demo.announce();
    say("Ctrl-C stops it.");
    // The server takes this process's place, so that signals reach it and nothing is left behind.
    let error = Command::new(&erp)
        .arg("serve")
        .env("DATABASE_URL", demo.url())
        .env("ERP_LISTEN", &listen)
        .env("ERP_WEB_ROOT", &web)
        .current_dir(repo::root())
        .exec();
    Err(error).with_context(|| format!("cannot start {}", erp.display()))
}
