//! The steps of a build, in order, and whether there is anything to build.
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::budget::Report;
use crate::{Options, bundle, compile, compress, fingerprint, split};

/// A finished build.
#[derive(Debug)]
pub(crate) struct Built {
    /// The folder to serve: `index.html` and `assets/`.
    dir: PathBuf,
    /// Sizes over the wire.
    report: Report,
    /// Nothing had changed, so the last build was kept.
    fresh: bool,
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
    fn beside(out: &Path) -> Result<Self> {
        let out = std::path::absolute(out).context("there is no current folder")?;
        let name = out.file_name().context("the folder to write has no name")?;
        let beside = |ending: &str| {
            let mut name = OsString::from(name);
            name.push(ending);
            out.with_file_name(name)
        };
        Ok(Self {
            root: Path::new(env!("CARGO_MANIFEST_DIR"))
                .ancestors()
                .nth(2)
                .context("the crate is expected at infra/webtool")?
                .to_path_buf(),
            cargo_target: out.with_file_name("wasm-build"),
            stage: beside("-stage"),
            manifest: beside(".manifest.json"),
            stamp: beside(".stamp"),
            out,
        })
    }
}

/// Builds the web app, or keeps the last build when no input has changed.
///
/// # Errors
/// When a step fails, or when the result is over its byte budget; the report then is in the message.
pub(crate) fn run(options: &Options) -> Result<Built> {
    let layout = Layout::beside(&options.out)?;
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Layout;

    #[test]
    fn what_a_build_remembers_lies_beside_its_folder() {
        let layout = Layout::beside(Path::new("/out/web-gallery")).unwrap();
        assert_eq!(layout.stamp, Path::new("/out/web-gallery.stamp"));
        assert_eq!(layout.manifest, Path::new("/out/web-gallery.manifest.json"));
        // Of all variants alike: what they share is compiled once.
        assert_eq!(layout.cargo_target, Path::new("/out/wasm-build"));
        assert!(layout.root.join("frontend/index.html").is_file());
    }
}
