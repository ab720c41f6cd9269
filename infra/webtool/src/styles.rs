//! The style sheets: the app's from the `@import` list of `styles/index.css`, and those that come with a module.
//!
//! `styles/with/<module>.css`, or all of the folder `styles/with/<module>/`, is fetched and applied before the module of
//! that name may run: a page's with its page, a group's with the first page that loads the group.
//!
//! Invariant: in which order sheets arrive makes no difference. Each is a cascade layer: what pages share overrules the
//! app's, and what belongs to a page or a folder overrules both.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::fingerprint::files_below;
use crate::groups::SHARED;

/// The folder of the sheets that come with modules.
const WITH: &str = "with";
/// The cascade layers, the weakest first.
const LAYERS: [&str; 3] = ["app", "shared", "own"];

/// Reads `index.css` in `dir`, puts each imported file in its place, and drops comments and needless space.
pub(crate) fn bundled(dir: &Path) -> Result<String> {
    let index = fs::read_to_string(dir.join("index.css")).context("cannot read styles/index.css")?;
    let mut sheet = String::new();
    for line in index.lines().map(str::trim) {
        if line.is_empty() || line.starts_with("/*") {
            continue;
        }
        let Some(name) = line.strip_prefix("@import \"").and_then(|rest| rest.strip_suffix("\";")) else {
            bail!("styles/index.css holds only `@import \"file.css\";` lines, not: {line}");
        };
        sheet.push_str(&fs::read_to_string(dir.join(name)).with_context(|| format!("cannot read styles/{name}"))?);
    }
    let [app, ..] = LAYERS;
    Ok(format!("@layer {};{}", LAYERS.join(","), layered(app, &sheet)))
}

/// The sheets that come with modules, by the module's name.
pub(crate) fn of_modules(dir: &Path) -> Result<BTreeMap<String, String>> {
    let [_, shared, own] = LAYERS;
    let dir = dir.join(WITH);
    let mut sheets = BTreeMap::<String, String>::new();
    for file in files_below(&dir)? {
        let entry = file.strip_prefix(&dir)?.components().next().map(|entry| Path::new(entry.as_os_str()));
        let module = entry.and_then(Path::file_stem).and_then(|stem| stem.to_str());
        let module = module.context("a style sheet has an odd name")?;
        sheets.entry(module.to_owned()).or_default().push_str(&fs::read_to_string(&file)?);
    }
    for (module, sheet) in &mut sheets {
        let layer = if SHARED.contains(&module.as_str()) { shared } else { own };
        *sheet = layered(layer, sheet);
    }
    Ok(sheets)
}

fn layered(layer: &str, sheet: &str) -> String {
    format!("@layer {layer}{{{}}}", minified(sheet))
}

/// Removes comments and folds space. What compression would find anyway is left to it.
fn minified(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        fold_space(before, &mut out);
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    fold_space(rest, &mut out);
    out
}

fn fold_space(text: &str, out: &mut String) {
    for char in text.chars() {
        let char = if char.is_whitespace() { ' ' } else { char };
        let glued = out.ends_with([' ', '{', '}', ';', ',']) || out.is_empty();
        match char {
            ' ' if glued => {}
            '{' | '}' | ';' if out.ends_with(' ') => {
                out.pop();
                out.push(char);
            }
            _ => out.push(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{bundled, minified, of_modules};

    #[test]
    fn sheets_are_layers_and_those_of_a_folder_are_one() {
        let styles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../frontend/styles");
        assert!(bundled(&styles).unwrap().starts_with("@layer app,shared,own;@layer app{"));
        let sheets = of_modules(&styles).unwrap();
        assert!(sheets["desk"].starts_with("@layer shared{"));
        // Of two files.
        assert!(sheets["desk"].contains(".table{") && sheets["desk"].contains(".chart{"));
        assert!(sheets["dashboard"].starts_with("@layer own{"));
    }

    #[test]
    fn comments_and_space_go_and_rules_stay() {
        let sheet = "/* a */\n:root {\n  --x: calc(1px + 2px);\n}\n\n/* b */ .a,\n.b > .c { color: red; }\n";
        assert_eq!(minified(sheet), ":root{--x: calc(1px + 2px);}.a,.b > .c{color: red;}");
    }
}
