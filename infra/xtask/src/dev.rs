//! `cargo xtask dev`: the working tree, served from a debug build.

use std::os::unix::process::CommandExt;
use std::process::Command;

use anyhow::{Context, Result};

use crate::demo::Demo;
use crate::process::{build_erp, say};
use crate::repo::{self, Profile};
use crate::{served, up, web};

/// Builds, prepares and serves; run it again after a change: what did not change is not built again.
///
/// # Errors
/// When the port is taken, a build fails, or the demo company cannot be made.
pub(crate) fn run() -> Result<()> {
    let listen = std::env::var("ERP_LISTEN").unwrap_or_else(|_| up::LISTEN.to_owned());
    served::ensure_free(&listen, "cargo xtask dev")?;
    let web = web::build(web::Options { gallery: true, ..web::Options::default() })?;
    build_erp(Profile::Debug)?;
    let erp = repo::erp(Profile::Debug);
    let demo = Demo::in_folder(repo::root().join("data"));
    demo.ensure(&erp)?;
    say(&format!("Context7 ERP (debug): http://{listen}, its components at http://{listen}/gallery"));
    demo.announce();
    let mut server = Command::new(&erp);
    server
        .arg("serve")
        .env("DATABASE_URL", demo.url())
        .env("ERP_LISTEN", &listen)
        .env("ERP_WEB_ROOT", &web)
        .env("ERP_DEVELOPMENT", "true")
        .current_dir(repo::root());
    if std::env::var_os("ERP_LOG").is_none() {
        server.env("ERP_LOG", "info,server=debug,business=debug,platform=debug");
    }
    let error = server.exec();
    Err(error).with_context(|| format!("cannot start {}", erp.display()))
}
