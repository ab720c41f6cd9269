//! `cargo xtask web`: the web app, built with nothing but cargo.
//!
//! sources --compile--> linked wasm --split--> main + modules of pages --bindgen--> glue --bundle--> hashed files --compress--> `target/web`
//!
//! Invariants: a file's name holds the hash of its content, so everything below `assets/` may be cached for ever;
//! `index.html` is the only file whose content changes under one name; a bundle over its byte budget is an error.
mod budget;
mod bundle;
mod compile;
mod compress;
mod fingerprint;
mod packs;
mod split;
mod styles;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

pub(crate) use budget::Report;
pub(crate) use compile::{TARGET, ensure_target};

/// What to build.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    /// Build although no input has changed.
    pub(crate) force: bool,
    /// With the page that shows every component, in a folder of its own.
    pub(crate) gallery: bool,
}

/// A finished build.
#[derive(Debug)]
pub(crate) struct Built {
    /// The folder to serve: `index.html` and `assets/`.
    pub(crate) dir: PathBuf,
    /// Sizes over the wire.
    pub(crate) report: Report,
    /// Nothing had changed, so the last build was kept.
    pub(crate) fresh: bool,
}

impl fmt::Display for Built {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.fresh { "unchanged" } else { "built" };
        writeln!(f, "web app {state}: {}", self.dir.display())?;
        self.report.fmt(f)
    }
}

/// The folders a build reads and writes.
struct Layout {
    /// The repository.
    root: PathBuf,
    /// Cargo's own folder of the wasm build: its flags differ from the host's, so it must not share one.
    cargo_target: PathBuf,
    /// What the split and the bindings write before names are final.
    stage: PathBuf,
    /// The finished files.
    out: PathBuf,
    /// Which files belong to which visit; beside the folder, since it is not served.
    manifest: PathBuf,
    /// The stamp of the inputs `out` was made from.
    stamp: PathBuf,
}

impl Layout {
    fn find(options: &Options) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .context("the xtask crate is expected at infra/xtask")?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let target = if target.is_absolute() { target } else { root.join(target) };
        let name = if options.gallery { "web-gallery" } else { "web" };
        Ok(Self {
            cargo_target: target.join("wasm-build"),
            stage: target.join(format!("{name}-stage")),
            out: target.join(name),
            manifest: target.join(format!("{name}.manifest.json")),
            stamp: target.join(format!("{name}.stamp")),
            root,
        })
    }
}

/// Builds the web app into `target/web`, or keeps the last build when no input has changed.
///
/// # Errors
/// When a step fails, or when the result is over its byte budget; the report then is in the message.
pub(crate) fn build(options: &Options) -> Result<Built> {
    let layout = Layout::find(options)?;
    let stamp = fingerprint::of_inputs(&layout.root).context("cannot read the web app's sources")?;
    if !options.force
        && std::fs::read_to_string(&layout.stamp).is_ok_and(|last| last == stamp)
        && let Ok(report) = Report::measure(&layout.out, &layout.manifest)
    {
        return Ok(Built { dir: layout.out, report, fresh: true });
    }
    drop(std::fs::remove_file(&layout.stamp));

    let linked = compile::to_wasm(&layout.root, &layout.cargo_target, options.gallery)?;
    let parts = split::into_pages(&linked, &layout.stage).context("cannot split the web app into pages")?;
    let manifest =
        bundle::write(&parts, &layout.root.join("frontend"), &layout.out).context("cannot bundle the web app")?;
    manifest.write(&layout.manifest)?;
    compress::beside(&layout.out).context("cannot compress the web app")?;

    let report = Report::measure(&layout.out, &layout.manifest)?;
    if !options.gallery {
        report.check()?;
    }
    std::fs::write(&layout.stamp, stamp).context("cannot remember what was built")?;
    Ok(Built { dir: layout.out, report, fresh: false })
}
