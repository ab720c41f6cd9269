//! What a visit costs over the wire, and the limits it must keep.
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use crate::compress::with_suffix;
use crate::groups::{self, FIRST_PAGE};

const KIB: u64 = 1024;
/// First visit, brotli: document, style sheet, scripts, main module, what pages share, and the login page.
const FIRST_VISIT_MAX: u64 = 180 * KIB;
/// The script that loads pages, brotli: its tables grow with the pages.
const LOADER_MAX: u64 = 3 * KIB;
/// What pages behind the login share, brotli.
const SHARED_MAX: u64 = 110 * KIB;
/// A single file that a page, or a part on its page, fetches beyond that, brotli.
const FILE_MAX: u64 = 40 * KIB;
/// All that it fetches beyond that, brotli: to be 40 KiB too, which the list and two parts of the order's editor exceed, …
const PAGE_MAX: u64 = 50 * KIB;
/// … in so many files …
const PAGE_FILES_MAX: usize = 4;
/// … and how many modules are linked for it, the shared ones among them.
const PAGE_MODULES_MAX: usize = 12;

/// Which files a visit fetches, relative to the served folder.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Fetched by every first visit, beside `index.html`.
    pub(crate) first: Vec<String>,
    /// The one of them that loads pages.
    pub(crate) loader: String,
    /// Fetched once with the first page behind the login that needs it.
    pub(crate) shared: Vec<String>,
    /// Fetched beyond these at the first opening of each page or part of one.
    pub(crate) pages: BTreeMap<String, Vec<String>>,
    /// How many modules each of them links.
    pub(crate) modules: BTreeMap<String, usize>,
}

impl Manifest {
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        fs::write(path, serde_json::to_vec_pretty(self)?).context("cannot write the manifest")
    }
}

/// A file and its bytes over the wire (brotli).
type Sizes = BTreeMap<String, u64>;

/// What a page or a part of one costs.
#[derive(Debug, Default)]
struct Page {
    /// What it fetches beyond the shared; a part beyond its page.
    files: Sizes,
    modules: usize,
}

/// Bytes over the wire of each file of each visit.
#[derive(Debug)]
pub(crate) struct Report {
    first: Sizes,
    loader: u64,
    shared: Sizes,
    pages: BTreeMap<String, Page>,
}

impl Report {
    /// Reads the sizes of a finished build.
    pub(crate) fn measure(out: &Path, manifest: &Path) -> Result<Self> {
        let manifest = fs::read(manifest).context("there is no finished build")?;
        let manifest: Manifest = serde_json::from_slice(&manifest).context("the build's manifest is damaged")?;
        let size = |file: &String| compressed_size(&out.join(file));
        let sized = |files: &[String]| files.iter().map(|file| Ok((file.clone(), size(file)?))).collect::<Result<_>>();
        let mut first: Sizes = sized(&manifest.first)?;
        first.insert("index.html".to_owned(), compressed_size(&out.join("index.html"))?);
        let pages = manifest.pages.iter().map(|(page, files)| {
            // A dialog `sales__order__ship` opens on its page, which is there already.
            let is_there = |file: &String| {
                let mut others = manifest.pages.iter();
                others.any(|(other, has)| groups::is_below(page, other) && has.contains(file))
            };
            let own: Vec<String> = files.iter().filter(|file| !is_there(file)).cloned().collect();
            let modules = manifest.modules.get(page).copied().unwrap_or_default();
            Ok((page.clone(), Page { files: sized(&own)?, modules }))
        });
        Ok(Self {
            loader: size(&manifest.loader)?,
            shared: sized(&manifest.shared)?,
            pages: pages.collect::<Result<_>>()?,
            first,
        })
    }

    /// Bytes until the first page stands: the app, and the page that everybody meets first.
    fn first_visit(&self) -> u64 {
        total(&self.first) + self.pages.get(FIRST_PAGE).map_or(0, |page| total(&page.files))
    }

    /// Refuses a build that is over a limit, and names each limit that it is over.
    pub(crate) fn check(&self) -> Result<()> {
        let over = self.over();
        if !over.is_empty() {
            bail!("the web app is over its budget: {}\n{self}", over.join("; "));
        }
        Ok(())
    }

    fn over(&self) -> Vec<String> {
        let sums = [
            ("the first visit", self.first_visit(), FIRST_VISIT_MAX),
            ("the script that loads pages", self.loader, LOADER_MAX),
            ("what pages share behind the login", total(&self.shared), SHARED_MAX),
        ];
        let sums = sums.into_iter().filter(|(_, size, max)| size > max);
        let sums = sums.map(|(what, size, max)| format!("{what} has {} of {}", kib(size), kib(max)));
        let pages = self.pages.iter().flat_map(|(name, page)| {
            let size = total(&page.files);
            let bytes = (size > PAGE_MAX).then(|| format!("{name} has {} of {}", kib(size), kib(PAGE_MAX)));
            let large = page.files.iter().find(|(_, size)| **size > FILE_MAX);
            let large = large.map(|(file, size)| format!("{file} has {} of {}", kib(*size), kib(FILE_MAX)));
            let files = page.files.len();
            let files = (files > PAGE_FILES_MAX).then(|| format!("{name} has {files} files of {PAGE_FILES_MAX}"));
            let modules = page.modules;
            let modules =
                (modules > PAGE_MODULES_MAX).then(|| format!("{name} links {modules} modules of {PAGE_MODULES_MAX}"));
            [bytes, large, files, modules].into_iter().flatten()
        });
        sums.chain(pages).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "first visit with {FIRST_PAGE}, brotli: {} of {}", kib(self.first_visit()), kib(FIRST_VISIT_MAX))?;
        for (file, size) in &self.first {
            writeln!(f, "  {:>10}  {file}", kib(*size))?;
        }
        writeln!(f, "shared behind the login: {} of {}", kib(total(&self.shared)), kib(SHARED_MAX))?;
        for (file, size) in &self.shared {
            writeln!(f, "  {:>10}  {file}", kib(*size))?;
        }
        let max = kib(PAGE_MAX);
        writeln!(f, "each page or part beyond it, {max}, {PAGE_FILES_MAX} files, {PAGE_MODULES_MAX} modules at most:")?;
        for (name, Page { files, modules }) in &self.pages {
            writeln!(f, "  {:>10}  {name} ({} files, {modules} modules)", kib(total(files)), files.len())?;
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
    let tenths = bytes * 10 / KIB;
    format!("{}.{} KiB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(files: &[u64]) -> Sizes {
        files.iter().enumerate().map(|(index, size)| (format!("{index}.wasm"), *size)).collect()
    }

    fn report(first: u64, loader: u64, shared: u64, page: &[u64], modules: usize) -> Report {
        let page = Page { files: sizes(page), modules };
        Report { first: sizes(&[first]), loader, shared: sizes(&[shared]), pages: [("sales".to_owned(), page)].into() }
    }

    #[test]
    fn each_limit_is_checked_by_itself() {
        let most = [FILE_MAX, PAGE_MAX - FILE_MAX - 2, 1, 1];
        let within = report(FIRST_VISIT_MAX, LOADER_MAX, SHARED_MAX, &most, PAGE_MODULES_MAX);
        assert!(within.check().is_ok());
        for (over, name) in [
            (report(FIRST_VISIT_MAX + 1, 0, 0, &[], 0), "the first visit"),
            (report(0, LOADER_MAX + 1, 0, &[], 0), "the script"),
            (report(0, 0, SHARED_MAX + 1, &[], 0), "what pages share"),
            (report(0, 0, 0, &[PAGE_MAX / 2, PAGE_MAX / 2, 1], 0), "sales has"),
            (report(0, 0, 0, &[FILE_MAX + 1], 0), "0.wasm has"),
            (report(0, 0, 0, &[1, 1, 1, 1, 1], 0), "sales has 5 files"),
            (report(0, 0, 0, &[], PAGE_MODULES_MAX + 1), "sales links"),
        ] {
            let over = over.over();
            assert_eq!(over.len(), 1, "{over:?}");
            assert!(over[0].starts_with(name), "{over:?}");
        }
    }
}
