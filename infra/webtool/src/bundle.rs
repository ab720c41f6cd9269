//! Names that hold the content's hash, and references that follow the names.
//!
//! Hashed in the order of reference: packs, snippets, main module, then the two scripts that import each other
//! (one hash over both, since neither can hold its own), the bootstrap, style sheet, icons and manifest, at last
//! `index.html` and the service worker `sw.js`, which names the files of the first visit.
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::packs::{KIT, Packs, SHARED};
use crate::split::{LINK, MAIN, Parts};
use crate::{budget, compress, styles};

/// Folder of the hashed files, below the one that is served.
const ASSETS: &str = "assets";
/// Loads pages on demand; imports the bindings and is imported by them.
const PAGES_JS: &str = include_str!("pages.js");

/// Writes the finished files to `out`, which is emptied first.
pub(crate) fn write(parts: &Parts, frontend: &Path, out: &Path) -> Result<budget::Manifest> {
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    let bundle = Bundle { assets: out.join(ASSETS) };
    fs::create_dir_all(&bundle.assets)?;

    let module = |name: &str| parts.modules.get(name).map_or(&[][..], Vec::as_slice);
    let files = |modules: &[String]| {
        let together: Vec<&[u8]> = modules.iter().map(|name| module(name)).collect();
        budget::files_of(compress::brotli_bytes(&together.concat()))
    };
    let packs = Packs::of(&parts.fetched_by, |name| module(name).len(), files);
    let packed = bundle.add_packs(&packs, parts)?;
    let wasm = bundle.add(MAIN, "wasm", &parts.main_wasm)?;
    let (main_js, link_js) = bundle.add_scripts(parts, &packs.tables(&packed))?;
    let kit = packs.packs.iter().zip(&packed).find(|(pack, _)| pack.name == KIT).map(|(_, (name, _))| name);
    let kit = kit.context("pages share nothing: the split has gone wrong")?;

    let boot = fs::read_to_string(frontend.join("boot.js")).context("cannot read frontend/boot.js")?;
    let boot = renamed(&boot, &format!("./{MAIN}.js"), &format!("./{main_js}"))?;
    let boot = renamed(&boot, &format!("./{MAIN}.wasm"), &format!("./{wasm}"))?;
    let boot = bundle.add("boot", "js", boot.as_bytes())?;
    let sheet = bundle.add("app", "css", styles::bundled(&frontend.join("styles"))?.as_bytes())?;
    let icon = bundle.add_file(frontend, "icon", "svg")?;
    let mut manifest = fs::read_to_string(frontend.join("app.webmanifest")).context("cannot read the manifest")?;
    let touch = bundle.add_file(frontend, "icon-192", "png")?;
    let large = bundle.add_file(frontend, "icon-512", "png")?;
    for (place, file) in [("{icon}", &icon), ("{icon-192}", &touch), ("{icon-512}", &large)] {
        manifest = renamed(&manifest, place, &url(file))?;
    }
    let app_manifest = bundle.add("app", "webmanifest", manifest.as_bytes())?;

    let mut index = fs::read_to_string(frontend.join("index.html")).context("cannot read frontend/index.html")?;
    let places = [
        ("{boot}", &boot),
        ("{style}", &sheet),
        ("{icon}", &icon),
        ("{touch}", &touch),
        ("{manifest}", &app_manifest),
        ("{main}", &main_js),
        ("{module}", &wasm),
        ("{link}", &link_js),
        ("{kit}", kit),
    ];
    for (place, name) in places {
        index = renamed(&index, place, &url(name))?;
    }
    let shell = [&boot, &sheet, &main_js, &link_js, &wasm, kit, &icon];
    fs::write(out.join("sw.js"), worker(frontend, &index, &shell)?)?;
    fs::write(out.join("index.html"), index)?;

    let asset = |name: &String| format!("{ASSETS}/{name}");
    let named = || packs.packs.iter().zip(&packed).map(|(pack, (file, _))| (pack.name.as_str(), asset(file)));
    let desk = named().filter(|(name, _)| SHARED.contains(name)).map(|(_, file)| file).collect();
    let pages = packs.fetched_by().map(|(page, fetched)| {
        let files = named()
            .enumerate()
            .filter(|(index, (name, _))| fetched.contains(index) && *name != KIT && !SHARED.contains(name));
        (page.to_owned(), files.map(|(_, (_, file))| file).collect())
    });
    let first = [&boot, &sheet, &main_js, &link_js, &wasm, kit].map(asset);
    Ok(budget::Manifest { first: first.into(), desk, pages: pages.collect() })
}

/// The service worker: it keeps the shell, and is another one as soon as anything in it is.
fn worker(frontend: &Path, index: &str, shell: &[&String]) -> Result<String> {
    let worker = fs::read_to_string(frontend.join("worker.js")).context("cannot read frontend/worker.js")?;
    let paths: Vec<String> = std::iter::once("/".to_owned()).chain(shell.iter().map(|name| url(name))).collect();
    let version = hash(&[index.as_bytes(), worker.as_bytes()]);
    renamed(&renamed(&worker, "{version}", &version)?, "{shell}", &paths.join("\", \""))
}

/// Where a hashed file is served.
fn url(name: &str) -> String {
    format!("/{ASSETS}/{name}")
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

    /// Copies a file of the web app's folder under its hashed name, and gives that name.
    fn add_file(&self, frontend: &Path, stem: &str, extension: &str) -> Result<String> {
        let file = format!("{stem}.{extension}");
        let content = fs::read(frontend.join(&file)).with_context(|| format!("cannot read frontend/{file}"))?;
        self.add(stem, extension, &content)
    }

    /// Writes each pack, and gives its name and the sizes of its modules.
    fn add_packs(&self, packs: &Packs, parts: &Parts) -> Result<Vec<(String, Vec<usize>)>> {
        let added = packs.packs.iter().map(|pack| {
            let modules: Vec<&[u8]> =
                pack.modules.iter().filter_map(|name| parts.modules.get(name)).map(Vec::as_slice).collect();
            let name = self.add(&pack.name, "bin", &modules.concat())?;
            Ok((name, modules.iter().map(|module| module.len()).collect()))
        });
        added.collect()
    }

    /// The bindings and the page loader import each other.
    fn add_scripts(&self, parts: &Parts, tables: &str) -> Result<(String, String)> {
        let mut main = parts.main_js.clone();
        for (path, text) in &parts.snippets {
            let name = self.add("snippet", "js", text.as_bytes())?;
            main = renamed(&main, path, &format!("./{name}"))?;
        }
        let link = format!("{PAGES_JS}{tables}");
        let both = hash(&[main.as_bytes(), link.as_bytes()]);
        // The main module knows its import by the name before hashing, so only where the browser fetches it is renamed.
        let from = |name: &str| format!("from \"./{name}.js\"");
        let main = renamed(&main, &from(LINK), &from(&format!("{LINK}-{both}")))?;
        let link = renamed(&link, &from(MAIN), &from(&format!("{MAIN}-{both}")))?;
        Ok((self.add_as(MAIN, "js", main.as_bytes(), &both)?, self.add_as(LINK, "js", link.as_bytes(), &both)?))
    }
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
