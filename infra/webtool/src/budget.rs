//! What a visit costs over the wire, and the limits it must keep.
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::compress::with_suffix;
use crate::packs::{self, FIRST_PAGE};

/// First visit, brotli: document, style sheet, scripts, main module, what pages share, and the login page.
const FIRST_VISIT_MAX: u64 = 200 * 1024;
/// Each file, brotli, beyond the first visit: what the pages behind the login share, and what a page or dialog fetches
/// beyond that, its own and what it shares with its folder or its parts, which come side by side.
const PAGE_MAX: u64 = 40 * 1024;

/// How many files a pack of so many compressed bytes is worth. Parts of a pack are of one size before compression, not
/// after: a third is left free.
pub(crate) fn files_of(compressed: u64) -> usize {
    let parts = if compressed <= PAGE_MAX { 1 } else { compressed.div_ceil(PAGE_MAX / 3 * 2) };
    usize::try_from(parts).unwrap_or(1)
}

/// Which files a visit fetches, relative to the served folder.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Fetched by every first visit, beside `index.html`.
    pub(crate) first: Vec<String>,
    /// Fetched once with the first page behind the login that needs it.
    pub(crate) desk: Vec<String>,
    /// Fetched beyond these at the first opening of each page or dialog.
    pub(crate) pages: BTreeMap<String, Vec<String>>,
}

impl Manifest {
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_vec_pretty(self)?).context("cannot write the manifest")
    }
}

/// A file and its bytes over the wire (brotli).
type Sizes = BTreeMap<String, u64>;

/// Bytes over the wire of each file of each visit.
#[derive(Debug)]
pub(crate) struct Report {
    first: Sizes,
    desk: Sizes,
    pages: BTreeMap<String, Sizes>,
}

impl Report {
    /// Reads the sizes of a finished build.
    pub(crate) fn measure(out: &Path, manifest: &Path) -> Result<Self> {
        let manifest = fs::read(manifest).context("there is no finished build")?;
        let manifest: Manifest = serde_json::from_slice(&manifest).context("the build's manifest is damaged")?;
        let sized = |files: Vec<String>| -> Result<Sizes> {
            files.into_iter().map(|file| Ok((file.clone(), compressed_size(&out.join(file))?))).collect()
        };
        let mut first = sized(manifest.first.clone())?;
        first.insert("index.html".to_owned(), compressed_size(&out.join("index.html"))?);
        let desk = sized(manifest.desk.clone())?;
        let pages = manifest.pages.iter().map(|(page, files)| {
            // A dialog `sales__order__ship` opens on its page, which is there already.
            let is_there = |file: &String| {
                let mut others = manifest.pages.iter();
                others.any(|(other, has)| packs::is_below(page, other) && has.contains(file))
            };
            Ok((page.clone(), sized(files.iter().filter(|file| !is_there(file)).cloned().collect())?))
        });
        Ok(Self { pages: pages.collect::<Result<_>>()?, first, desk })
    }

    /// Bytes until the first page stands: the app, and the page that everybody meets first.
    pub(crate) fn first_visit(&self) -> u64 {
        total(&self.first) + self.pages.get(FIRST_PAGE).map_or(0, total)
    }

    /// Refuses a build that is over a limit.
    pub(crate) fn check(&self) -> Result<()> {
        if self.first_visit() > FIRST_VISIT_MAX {
            bail!("the first visit is over its {}\n{self}", kib(FIRST_VISIT_MAX));
        }
        let files = self.desk.iter().chain(self.pages.values().flatten());
        if let Some((file, _)) = files.into_iter().find(|(_, size)| **size > PAGE_MAX) {
            bail!("{file} is over the {} of a further page's file\n{self}", kib(PAGE_MAX));
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "first visit with {FIRST_PAGE}, brotli: {} of {}", kib(self.first_visit()), kib(FIRST_VISIT_MAX))?;
        for (file, size) in &self.first {
            writeln!(f, "  {:>10}  {file}", kib(*size))?;
        }
        writeln!(f, "shared behind the login, each file at most {}:", kib(PAGE_MAX))?;
        for (file, size) in &self.desk {
            writeln!(f, "  {:>10}  {file}", kib(*size))?;
        }
        writeln!(f, "each page or dialog beyond it, each file at most {}:", kib(PAGE_MAX))?;
        for (name, files) in &self.pages {
            writeln!(f, "  {:>10}  {name} ({} files)", kib(total(files)), files.len())?;
        }
        Ok(())
    }
}

fn total(files: &Sizes) -> u64 {
    files.values().sum()
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
