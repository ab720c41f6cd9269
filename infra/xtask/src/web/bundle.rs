//! Names that hold the content's hash, and references that follow the names.
//!
//! Hashed in the order of reference: pages, snippets, main module, then the two scripts that import each other
//! (one hash over both, since neither can hold its own), the bootstrap, style sheet and icon, at last `index.html`.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::split::{LINK, MAIN, Parts};
use super::{budget, styles};

/// Folder of the hashed files, below the one that is served.
const ASSETS: &str = "assets";

/// Writes the finished files to `out`, which is emptied first.
pub(super) fn write(parts: &Parts, frontend: &Path, out: &Path) -> Result<budget::Manifest> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let bundle = Bundle { assets: out.join(ASSETS) };
    fs::create_dir_all(&bundle.assets)?;

    let mut names = BTreeMap::new();
    for (name, module) in &parts.chunks {
        names.insert(name.as_str(), bundle.add(page_stem(name), "wasm", module)?);
    }
    let wasm = bundle.add(MAIN, "wasm", &parts.main_wasm)?;
    let (main_js, link_js) = bundle.add_scripts(parts, &names)?;

    let boot = fs::read_to_string(frontend.join("boot.js")).context("cannot read frontend/boot.js")?;
    let boot = renamed(&boot, &format!("./{MAIN}.js"), &format!("./{main_js}"))?;
    let boot = renamed(&boot, &format!("./{MAIN}.wasm"), &format!("./{wasm}"))?;
    let boot = bundle.add("boot", "js", boot.as_bytes())?;
    let sheet = bundle.add("app", "css", styles::bundled(&frontend.join("styles"))?.as_bytes())?;
    let icon = bundle.add("icon", "svg", &fs::read(frontend.join("icon.svg")).context("cannot read the icon")?)?;

    let mut index = fs::read_to_string(frontend.join("index.html")).context("cannot read frontend/index.html")?;
    let places = [
        ("{boot}", &boot),
        ("{style}", &sheet),
        ("{icon}", &icon),
        ("{main}", &main_js),
        ("{module}", &wasm),
        ("{link}", &link_js),
    ];
    for (place, name) in places {
        index = renamed(&index, place, &format!("/{ASSETS}/{name}"))?;
    }
    fs::write(out.join("index.html"), index)?;

    let pages = parts.fetched_by.iter().map(|(split, files)| {
        let files = files.iter().filter_map(|file| names.get(file.as_str()));
        (page_stem(split).to_owned(), files.map(|name| format!("{ASSETS}/{name}")).collect())
    });
    let first = [&boot, &sheet, &main_js, &link_js, &wasm].map(|name| format!("{ASSETS}/{name}"));
    Ok(budget::Manifest { first: first.into(), pages: pages.collect() })
}

struct Bundle {
    assets: PathBuf,
}

impl Bundle {
    /// Writes a file under its hashed name, and gives that name.
    fn add(&self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        self.add_as(stem, extension, content, &hash(&[content]))
    }

    fn add_as(&self, stem: &str, extension: &str, content: &[u8], hash: &str) -> Result<String> {
        let name = format!("{stem}-{hash}.{extension}");
        fs::write(self.assets.join(&name), content).with_context(|| format!("cannot write {name}"))?;
        Ok(name)
    }

    /// The bindings and the page loader import each other.
    fn add_scripts(&self, parts: &Parts, chunks: &BTreeMap<&str, String>) -> Result<(String, String)> {
        let mut main = parts.main_js.clone();
        for (path, text) in &parts.snippets {
            let name = self.add("snippet", "js", text.as_bytes())?;
            main = renamed(&main, path, &format!("./{name}"))?;
        }
        let mut link = parts.link_js.clone();
        for (old, new) in chunks {
            // A module that holds nothing of its own is left out by the loader.
            link = link.replace(&format!("\"./{old}\""), &format!("\"./{new}\""));
        }
        let both = hash(&[main.as_bytes(), link.as_bytes()]);
        let main = renamed(&main, &format!("./{LINK}.js"), &format!("./{LINK}-{both}.js"))?;
        let link = renamed(&link, &format!("./{MAIN}.js"), &format!("./{MAIN}-{both}.js"))?;
        Ok((self.add_as(MAIN, "js", main.as_bytes(), &both)?, self.add_as(LINK, "js", link.as_bytes(), &both)?))
    }
}

/// The readable part of a split's name: `split___OrdersPage_View_1234` and `load_orders_1234` lose what only makes
/// them unique.
fn page_stem(name: &str) -> &str {
    let name = name.strip_suffix(".wasm").unwrap_or(name);
    let name = name.strip_prefix("split_").unwrap_or(name);
    let name = match name.rsplit_once('_') {
        Some((stem, number)) if number.len() > 8 && number.bytes().all(|byte| byte.is_ascii_digit()) => stem,
        _ => name,
    };
    name.trim_matches('_')
}

fn renamed(text: &str, old: &str, new: &str) -> Result<String> {
    if !text.contains(old) {
        bail!("expected a reference to {old}");
    }
    Ok(text.replace(old, new))
}

fn hash(contents: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for content in contents {
        hasher.update(content);
    }
    hasher.finalize().to_hex().chars().take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::page_stem;

    #[test]
    fn stems_lose_the_hash_only() {
        assert_eq!(page_stem("split___OrdersPage_View_12345678901234.wasm"), "OrdersPage_View");
        assert_eq!(page_stem("load_orders_12345678901234"), "load_orders");
        assert_eq!(page_stem("chunk_3.wasm"), "chunk_3");
    }
}
