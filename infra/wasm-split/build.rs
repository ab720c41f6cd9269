//! Takes the released source of `wasm_split_cli_support` and applies `group.patch` to it.
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{ensure, Context, Result};
use serde_json::Value;

const RELEASED: &str = "wasm_split_cli_support";

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=group.patch");
    let source = released()?.join("src");
    let target = PathBuf::from(env::var("OUT_DIR")?).join("src");
    copy(&source, &target)?;
    let patches = fs::read_to_string("group.patch").context("cannot read group.patch")?;
    for patch in patches.split("diff --git ").skip(1) {
        apply(patch, &target)?;
    }
    Ok(())
}

/// The folder of the released crate, as cargo has unpacked it.
fn released() -> Result<PathBuf> {
    let answer = Command::new(env::var("CARGO")?)
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .context("cannot start cargo")?;
    ensure!(answer.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&answer.stderr));
    let metadata: Value = serde_json::from_slice(&answer.stdout).context("cargo's metadata cannot be read")?;
    let mut packages = metadata["packages"].as_array().into_iter().flatten();
    let package = packages.find(|package| package["name"] == RELEASED).context("Cargo.lock has lost the crate")?;
    let manifest = package["manifest_path"].as_str().context("the crate has no manifest")?;
    Ok(Path::new(manifest).parent().context("the manifest lies nowhere")?.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::write(target, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// Applies the part of the patch that concerns one file.
fn apply(patch: &str, target: &Path) -> Result<()> {
    let at = patch.find("--- a/").context("a part of the patch names no file")?;
    let hunks = patch.get(at..).context("a part of the patch names no file")?;
    let name = hunks.lines().next().and_then(|line| line.strip_prefix("--- a/src/")).context("not below src")?;
    let file = target.join(name);
    let before = fs::read_to_string(&file).with_context(|| format!("{name} is not there any more"))?;
    let patch = diffy::Patch::from_str(hunks).with_context(|| format!("the patch of {name} cannot be read"))?;
    let after = diffy::apply(&before, &patch).with_context(|| format!("the patch does not fit {name}"))?;
    fs::write(file, after)?;
    Ok(())
}
