//! The style sheets: the app's from the `@import` list of `styles/index.css`, and those that come with a module.
//!
//! `styles/with/<module>.css` is fetched and applied before the module of that name may run: a page's with its page, a
//! group's with the first page that loads the group.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The folder of the sheets that come with modules.
const WITH: &str = "with";

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
    Ok(minified(&sheet))
}

/// The sheets that come with modules, by the module's name.
pub(crate) fn of_modules(dir: &Path) -> Result<BTreeMap<String, String>> {
    let mut sheets = BTreeMap::new();
    for entry in fs::read_dir(dir.join(WITH)).with_context(|| format!("cannot read styles/{WITH}"))? {
        let path = entry?.path();
        let module = path.file_stem().and_then(|stem| stem.to_str()).context("a style sheet has an odd name")?;
        sheets.insert(module.to_owned(), minified(&fs::read_to_string(&path)?));
    }
    Ok(sheets)
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
    use super::minified;

    #[test]
    fn comments_and_space_go_and_rules_stay() {
        let sheet = "/* a */\n:root {\n  --x: calc(1px + 2px);\n}\n\n/* b */ .a,\n.b > .c { color: red; }\n";
        assert_eq!(minified(sheet), ":root{--x: calc(1px + 2px);}.a,.b > .c{color: red;}");
    }
}
