//! What a visit costs over the wire, and the limits it must keep.
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::compress::with_suffix;

/// First visit, brotli: page, style sheet, scripts and main module.
const FIRST_VISIT_MAX: u64 = 200 * 1024;
/// Each further page, brotli: its own module, and what it shares with others.
const PAGE_MAX: u64 = 40 * 1024;

/// Which files a visit fetches, relative to the served folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Fetched by every first visit, beside `index.html`.
    pub(super) first: Vec<String>,
    /// Fetched at the first call of each lazy function.
    pub(super) pages: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_vec_pretty(self)?).context("cannot write the manifest")
    }
}

/// Bytes over the wire (brotli) of each file of each visit.
#[derive(Debug)]
pub(crate) struct Report {
    first: Vec<(String, u64)>,
    pages: BTreeMap<String, Vec<(String, u64)>>,
}

impl Report {
    /// Reads the sizes of a finished build.
    pub(super) fn measure(out: &Path, manifest: &Path) -> Result<Self> {
        let manifest = fs::read(manifest).context("there is no finished build")?;
        let manifest: Manifest = serde_json::from_slice(&manifest).context("the build's manifest is damaged")?;
        let sized = |files: Vec<String>| -> Result<Vec<(String, u64)>> {
            files
                .into_iter()
                .map(|file| Ok((compressed_size(&out.join(&file))?, file)))
                .map(|it| it.map(|(n, f)| (f, n)))
                .collect()
        };
        let mut first = vec!["index.html".to_owned()];
        first.extend(manifest.first);
        let pages = manifest.pages.into_iter().map(|(page, files)| Ok((page, sized(files)?)));
        Ok(Self { first: sized(first)?, pages: pages.collect::<Result<_>>()? })
    }

    /// Bytes of the first visit, before any page's own module.
    #[must_use]
    pub(crate) fn first_visit(&self) -> u64 {
        total(&self.first)
    }

    /// Refuses a build that is over a limit.
    pub(super) fn check(&self) -> Result<()> {
        if self.first_visit() > FIRST_VISIT_MAX {
            bail!("the first visit is over its {} KiB\n{self}", FIRST_VISIT_MAX / 1024);
        }
        if let Some((page, _)) = self.pages.iter().find(|(_, files)| total(files) > PAGE_MAX) {
            bail!("{page} is over the {} KiB of a page\n{self}", PAGE_MAX / 1024);
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "first visit, brotli: {} of {}", kib(self.first_visit()), kib(FIRST_VISIT_MAX))?;
        for (file, size) in &self.first {
            writeln!(f, "  {:>10}  {file}", kib(*size))?;
        }
        writeln!(f, "then at first use, brotli, each at most {}:", kib(PAGE_MAX))?;
        for (page, files) in &self.pages {
            writeln!(f, "  {:>10}  {page} ({} files)", kib(total(files)), files.len())?;
        }
        Ok(())
    }
}

fn total(files: &[(String, u64)]) -> u64 {
    files.iter().map(|(_, size)| size).sum()
}

fn compressed_size(path: &Path) -> Result<u64> {
    let twin = with_suffix(path, "br");
    Ok(fs::metadata(&twin).with_context(|| format!("cannot read {}", twin.display()))?.len())
}

/// Kibibytes to one digit after the point.
fn kib(bytes: u64) -> String {
    let tenths = bytes * 10 / 1024;
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}
