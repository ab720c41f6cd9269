//! `cargo xtask web`: the web app, as `infra/webtool` builds it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{build_bin, run, without_ours};
use crate::repo::{self, Profile};

/// What to build.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Options {
    /// Build although no input has changed.
    pub(crate) force: bool,
    /// With the page that shows every component, in a folder of its own.
    pub(crate) gallery: bool,
}

/// Builds the web app, or keeps the last build when no input has changed, and gives the folder to serve.
///
/// # Errors
/// When a step fails, or when the result is over its byte budget.
pub(crate) fn build(options: Options) -> Result<PathBuf> {
    build_bin("webtool")?;
    let folder = folder(options);
    let mut webtool = Command::new(repo::program("webtool", Profile::Debug));
    webtool.arg(&folder).args(options.force.then_some("--force")).args(options.gallery.then_some("--gallery"));
    run(without_ours(&mut webtool))?;
    Ok(folder)
}

/// Where a build is or will be.
pub(crate) fn folder(options: Options) -> PathBuf {
    repo::target().join(if options.gallery { "web-gallery" } else { "web" })
}
