//! Whether anything that goes into the web app has changed.
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Everything the result depends on: sources, contract, rules, versions, and this very program.
const INPUTS: [&str; 10] = [
    "frontend",
    "server/domain",
    "schema.graphql",
    "Cargo.toml",
    "Cargo.lock",
    "infra/graphql-codegen/src",
    "infra/graphql-codegen/Cargo.toml",
    "infra/wasm-split",
    "infra/webtool/src",
    "infra/webtool/Cargo.toml",
];
/// What lies below the inputs and the app does not depend on; the trusted documents are written by its build.
const APART: [&str; 4] = ["end2end", "node_modules", "target", "trusted-documents.json"];

/// A hash over the inputs' paths and contents, and the compiler's version.
pub(crate) fn of_inputs(root: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output().context("cannot start rustc")?;
    hasher.update(&version.stdout);
    for input in INPUTS {
        let path = root.join(input);
        let files = if path.is_dir() { files_below(&path)? } else { vec![path] };
        for file in files.iter().filter(|file| file.is_file()) {
            let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy();
            hasher.update(name.as_bytes()).update(&[0]);
            hasher.update(blake3::hash(&fs::read(file)?).as_bytes());
        }
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// All files below a folder, in the order of their paths.
pub(crate) fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("cannot list {}", dir.display()))? {
            let entry = entry?;
            if APART.iter().any(|apart| entry.file_name() == *apart) {
                continue;
            }
            let list = if entry.file_type()?.is_dir() { &mut open } else { &mut found };
            list.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
