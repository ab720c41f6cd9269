//! From one linked module to a main module and one a page, with the JavaScript that binds them.
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::groups::Group;

/// Name of the main module and its JavaScript before hashing.
pub(crate) const MAIN: &str = "app";
/// Name of the module that loads pages, before hashing.
pub(crate) const LINK: &str = "pages";

/// The app in pieces, named but not yet hashed.
pub(crate) struct Parts {
    /// Bindings of the main module.
    pub(crate) main_js: String,
    /// The main module.
    pub(crate) main_wasm: Vec<u8>,
    /// Name to module, of each split point and of each group.
    pub(crate) modules: BTreeMap<String, Vec<u8>>,
    /// Split point to the modules its first use needs, its own last.
    pub(crate) loads: BTreeMap<String, Vec<String>>,
    /// Import path (`./snippets/…`) to text, of JavaScript that crates bring along.
    pub(crate) snippets: BTreeMap<String, String>,
}

/// Splits the module at each `#[lazy]` function and writes the bindings. `stage` is emptied first.
pub(crate) fn into_pages(linked: &Path, stage: &Path) -> Result<Parts> {
    if stage.exists() {
        fs::remove_dir_all(stage)?;
    }
    fs::create_dir_all(stage)?;
    let input = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let main_out = stage.join(format!("{MAIN}.split.wasm"));
    let link_name = format!("./{LINK}.js");
    let main_module = format!("./{MAIN}.js");
    let split = {
        let mut options = wasm_split::Options::new(&input);
        options.output_dir = stage;
        options.main_out_path = &main_out;
        options.link_name = &link_name;
        options.main_module = &main_module;
        options.group = Some(&|users, all| Group::of(users, all).members);
        wasm_split::transform(options).map_err(|error| anyhow!("{error:?}"))?
    };

    let mut bound = Bindgen::new()
        .input_path(&main_out)
        .out_name(MAIN)
        .web(true)?
        .typescript(false)
        // The split modules import the linker's own exports of the main one: memory, table, stack pointer.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;

    let names = names_of(&split.prefetch_map);
    let mut modules = BTreeMap::new();
    for path in &split.split_modules {
        let file = path.file_stem().and_then(|name| name.to_str()).context("a split module has an odd name")?;
        let name = names.get(file).with_context(|| format!("nobody loads {file}"))?;
        modules.insert(name.clone(), without_custom_sections(&fs::read(path)?)?);
    }
    // A module that holds nothing is not written.
    let named = |file: &String| names.get(file).filter(|name| modules.contains_key(*name)).cloned();
    let loads =
        split.prefetch_map.iter().map(|(point, files)| (point.clone(), files.iter().filter_map(named).collect()));
    Ok(Parts {
        main_js: bound.js().to_owned(),
        loads: loads.collect(),
        snippets: snippets(&bound),
        main_wasm: bound.wasm_mut().emit_wasm(),
        modules,
    })
}

/// What each file of the split holds: a split point's own code, or that of a group, known by who loads it.
fn names_of(loads: &HashMap<String, Vec<String>>) -> BTreeMap<String, String> {
    let all: BTreeSet<String> = loads.keys().cloned().collect();
    let mut users: BTreeMap<&String, BTreeSet<String>> = BTreeMap::new();
    for (point, files) in loads {
        for file in files {
            users.entry(file).or_default().insert(point.clone());
        }
    }
    let name = |(file, users): (&String, BTreeSet<String>)| {
        let own = file.strip_prefix("split_").map(str::to_owned);
        (file.clone(), own.unwrap_or_else(|| Group::of(&users, &all).name))
    };
    users.into_iter().map(name).collect()
}

/// A module without names and notes of its makers, which the browser does not need: two thirds of a page's bytes.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let (header, mut rest) = module.split_at_checked(HEADER).context("a split module is cut short")?;
    let mut kept = header.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (size, width) = leb128(after).context("a split module has a damaged section")?;
        let (section, next) = rest.split_at_checked(1 + width + size).context("a section is cut short")?;
        if *id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Ok(kept)
}

/// An unsigned number as wasm writes it, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((value, index + 1));
        }
    }
    None
}

fn snippets(bound: &wasm_bindgen_cli_support::Output) -> BTreeMap<String, String> {
    let inline = bound.snippets().iter().flat_map(|(crate_name, texts)| {
        texts
            .iter()
            .enumerate()
            .map(move |(index, text)| (format!("./snippets/{crate_name}/inline{index}.js"), text.clone()))
    });
    let local = bound.local_modules().iter().map(|(path, text)| (format!("./snippets/{path}"), text.clone()));
    inline.chain(local).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_the_others_stay() {
        let module = *b"\0asm\x01\0\0\0\x00\x03\x02ab\x0a\x81\x00\xff\x00\x01\x00";
        assert_eq!(without_custom_sections(&module).unwrap(), b"\0asm\x01\0\0\0\x0a\x81\x00\xff");
        assert!(without_custom_sections(&module[..12]).is_err());
    }
}
