//! From one linked module to a main module and one a page, with the JavaScript that binds them.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

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
    /// Name to module, of each page and of what several pages share.
    pub(crate) modules: BTreeMap<String, Vec<u8>>,
    /// Page to the modules its first opening needs, its own last.
    pub(crate) fetched_by: BTreeMap<String, Vec<String>>,
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
        let mut options = wasm_split_cli_support::Options::new(&input);
        options.output_dir = stage;
        options.main_out_path = &main_out;
        options.link_name = &link_name;
        options.main_module = &main_module;
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:?}"))?
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

    let mut modules = BTreeMap::new();
    for path in &split.split_modules {
        let name = path.file_stem().and_then(|name| name.to_str()).context("a split module has an odd name")?;
        modules.insert(name.to_owned(), without_custom_sections(&fs::read(path)?)?);
    }
    let fetched_by = split.prefetch_map.into_iter().map(|(page, mut needed)| {
        // A module that holds nothing is not written.
        needed.retain(|name| modules.contains_key(name));
        (page, needed)
    });
    Ok(Parts {
        main_js: bound.js().to_owned(),
        fetched_by: fetched_by.collect(),
        snippets: snippets(&bound),
        main_wasm: bound.wasm_mut().emit_wasm(),
        modules,
    })
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
