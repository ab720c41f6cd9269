//! Writes what of the app is generated: the texts, and the API.
use std::path::PathBuf;
use std::{env, fs};

#[path = "build/api.rs"]
mod api;
#[path = "build/texts.rs"]
mod texts;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for watched in ["build.rs", "build", "locales", "src"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    match texts::generate(&root.join("locales"), &root.join("src")) {
        Ok(code) => fs::write(out.join("text.rs"), code)?,
        Err(faults) => faults.to_string().lines().for_each(|fault| println!("cargo::error={fault}")),
    }

    api::write(&root, &out)?;
    Ok(())
}
