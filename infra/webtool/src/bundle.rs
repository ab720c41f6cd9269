//! Names that hold the content's hash, and references that follow the names.
//!
//! Hashed in the order of reference: modules of pages, snippets, main module, then the two scripts that import each other
//! (one hash over both, since neither can hold its own), the bootstrap, style sheet, icons and manifest, at last
//! `index.html` and the service worker `sw.js`, which names the files of the first visit.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::groups::{KIT, SHARED};
use crate::split::{LINK, MAIN, Parts};
use crate::{budget, styles};

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

    let files = bundle.add_modules(parts)?;
    let sheets = bundle.add_sheets(parts, &frontend.join("styles"))?;
    let wasm = bundle.add(MAIN, "wasm", &parts.main_wasm)?;
    let (main_js, link_js) = bundle.add_scripts(parts, &tables(&files, &sheets, &parts.loads))?;
    let kit = files.get(KIT).context("pages share nothing: the split has gone wrong")?;

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
    let of = |name: &str| files.get(name).into_iter().chain(sheets.get(name)).map(asset);
    let shared = SHARED.iter().copied().flat_map(of);
    let pages = parts.loads.iter().map(|(page, modules)| {
        let own = modules.iter().filter(|name| *name != KIT && !SHARED.contains(&name.as_str()));
        (page.clone(), own.flat_map(|name| of(name)).collect())
    });
    let first = [&boot, &sheet, &main_js, &link_js, &wasm, kit].map(asset);
    let modules = parts.loads.iter().map(|(page, modules)| (page.clone(), modules.len()));
    Ok(budget::Manifest {
        first: first.into(),
        loader: asset(&link_js),
        shared: shared.collect(),
        pages: pages.collect(),
        modules: modules.collect(),
    })
}

/// The tables of `pages.js`: each file, and the files that each split point loads: modules, and the sheets of these.
fn tables(
    modules: &BTreeMap<String, String>,
    sheets: &BTreeMap<String, String>,
    loads: &BTreeMap<String, Vec<String>>,
) -> String {
    let files: Vec<&String> = modules.values().chain(sheets.values()).collect();
    let mut script = String::from("const files = [");
    for file in &files {
        let _ = write!(script, "\"./{file}\",");
    }
    script.push_str("];\n");
    for (page, needed) in loads {
        let of = |files: &BTreeMap<_, _>| needed.iter().filter_map(|name| files.get(name)).cloned().collect::<Vec<_>>();
        let needed = [of(sheets), of(modules)].concat();
        let index = |file: &String| files.iter().position(|known| *known == file);
        let indices: Vec<_> = needed.iter().filter_map(index).map(|index| index.to_string()).collect();
        let _ = writeln!(script, "export const __wasm_split_load_{page} = page({});", indices.join(","));
    }
    script
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

    /// Writes each module, and gives the name of its file by its own.
    fn add_modules(&self, parts: &Parts) -> Result<BTreeMap<String, String>> {
        let added = parts.modules.iter().map(|(name, module)| Ok((name.clone(), self.add(name, "wasm", module)?)));
        added.collect()
    }

    /// Writes each style sheet that comes with a module, and gives the name of its file by the module's.
    fn add_sheets(&self, parts: &Parts, styles: &Path) -> Result<BTreeMap<String, String>> {
        let sheets = styles::of_modules(styles)?.into_iter().map(|(module, sheet)| {
            if !parts.modules.contains_key(&module) {
                bail!("styles/with/{module}.css belongs to no module");
            }
            let file = self.add(&module, "css", sheet.as_bytes())?;
            Ok((module, file))
        });
        sheets.collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_loads_its_modules_and_their_sheets() {
        let owned = |name: &str| name.to_owned();
        let named = |files: &[(&str, &str)]| files.iter().map(|(name, file)| (owned(name), owned(file))).collect();
        let modules = named(&[("kit", "kit-1.wasm"), ("sales", "sales-2.wasm")]);
        let sheets = named(&[("sales", "sales-3.css")]);
        let loads = BTreeMap::from([(owned("sales"), vec![owned("kit"), owned("sales")])]);
        let expected = "const files = [\"./kit-1.wasm\",\"./sales-2.wasm\",\"./sales-3.css\",];\n\
                        export const __wasm_split_load_sales = page(2,0,1);\n";
        assert_eq!(tables(&modules, &sheets, &loads), expected);
    }
}
