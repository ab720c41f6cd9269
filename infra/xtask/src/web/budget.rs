//! What a visit costs over the wire, and the limits it must keep.
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::compress::with_suffix;

/// First visit, brotli: page, style sheet, scripts, main module, and what the login page adds.
const FIRST_VISIT_MAX: u64 = 200 * 1024;
/// Each further page, brotli: what it fetches when one other page has been seen, whichever that was.
const PAGE_MAX: u64 = 40 * 1024;

/// The page that a first visit ends on.
const FIRST_PAGE: &str = "login";
/// How the split of `OrdersPage`'s view and of its loader are called.
const PAGE_VIEW: &str = "_page_view";
const PAGE_LOADER: &str = "load_";

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

/// A file and its bytes over the wire (brotli).
type Sizes = BTreeMap<String, u64>;

/// Bytes over the wire of each file of each visit.
#[derive(Debug)]
pub(crate) struct Report {
    first: Sizes,
    /// A page's view and loader together, by the page's name; a dialog or the like by its own.
    parts: BTreeMap<String, Part>,
}

#[derive(Debug, Default)]
struct Part {
    is_page: bool,
    files: Sizes,
}

impl Report {
    /// Reads the sizes of a finished build.
    pub(super) fn measure(out: &Path, manifest: &Path) -> Result<Self> {
        let manifest = fs::read(manifest).context("there is no finished build")?;
        let manifest: Manifest = serde_json::from_slice(&manifest).context("the build's manifest is damaged")?;
        let sized = |files: Vec<String>| -> Result<Sizes> {
            files.into_iter().map(|file| Ok((file.clone(), compressed_size(&out.join(file))?))).collect()
        };
        let mut first = sized(manifest.first)?;
        first.insert("index.html".to_owned(), compressed_size(&out.join("index.html"))?);
        let mut parts: BTreeMap<String, Part> = BTreeMap::new();
        for (split, files) in manifest.pages {
            let view = split.strip_suffix(PAGE_VIEW);
            let name = view.or_else(|| split.strip_prefix(PAGE_LOADER)).unwrap_or(&split);
            let part = parts.entry(name.to_owned()).or_default();
            part.is_page |= view.is_some();
            part.files.extend(sized(files)?);
        }
        Ok(Self { first, parts })
    }

    /// Bytes until the first page stands: the app, and the page that everybody meets first.
    pub(crate) fn first_visit(&self) -> u64 {
        total(&self.first) + self.parts.get(FIRST_PAGE).map_or(0, |page| total(&page.files))
    }

    /// Bytes that a part fetches after one other page has been seen, the least fitting one.
    fn further(&self, name: &str, part: &Part) -> u64 {
        let others = self.parts.iter().filter(|(other, seen)| seen.is_page && *other != name);
        let fetched = others.map(|(_, seen)| {
            part.files.iter().filter(|(file, _)| !seen.files.contains_key(*file)).map(|(_, size)| size).sum()
        });
        fetched.max().unwrap_or_else(|| total(&part.files))
    }

    /// Refuses a build that is over a limit.
    pub(super) fn check(&self) -> Result<()> {
        if self.first_visit() > FIRST_VISIT_MAX {
            bail!("the first visit is over its {}\n{self}", kib(FIRST_VISIT_MAX));
        }
        if let Some((name, _)) = self.parts.iter().find(|(name, part)| self.further(name, part) > PAGE_MAX) {
            bail!("{name} is over the {} of a further page\n{self}", kib(PAGE_MAX));
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
        writeln!(f, "each further page at most {}; alone, after another page:", kib(PAGE_MAX))?;
        for (name, part) in &self.parts {
            let alone = kib(total(&part.files));
            writeln!(f, "  {alone:>10} {:>10}  {name} ({} files)", kib(self.further(name, part)), part.files.len())?;
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
