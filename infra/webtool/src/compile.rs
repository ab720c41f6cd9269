//! Cargo's part: the `frontend` crate linked for wasm32, with relocations kept for the split.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// What the web app is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";
/// The split needs relocations; views with erased types share code instead of being compiled for each use.
const WASM_FLAGS: &str = "-Clink-args=--emit-relocs --cfg erase_components";

/// Compiles and links `frontend`, and gives the path of the linked module.
pub(crate) fn to_wasm(root: &Path, cargo_target: &Path, gallery: bool) -> Result<PathBuf> {
    ensure_target()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--package", "frontend", "--lib", "--profile", "wasm", "--locked", "--target", TARGET])
        .arg("--target-dir")
        .arg(cargo_target)
        .args(gallery.then_some("--features=gallery"))
        // For this target only: flags for all would rebuild proc macros and build scripts too.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", WASM_FLAGS)
        // The caller's own flags would replace the ones above.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(root)
        .status()
        .context("cannot start cargo")?;
    if !status.success() {
        bail!("the web app does not compile");
    }
    Ok(cargo_target.join(TARGET).join("wasm").join("frontend.wasm"))
}

/// Adds the wasm target when the toolchain has none. Without rustup (a distribution's Rust) it must be there already.
fn ensure_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let libraries = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .context("cannot start rustc")?;
    let path = String::from_utf8_lossy(&libraries.stdout);
    if libraries.status.success() && Path::new(path.trim()).is_dir() {
        return Ok(());
    }
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    if !added.is_ok_and(|status| status.success()) {
        bail!("the Rust target {TARGET} is missing: install it with `rustup target add {TARGET}`");
    }
    Ok(())
}
