//! Writes what of the app is generated: the texts, and the schema that queries are checked against.
use std::path::PathBuf;
use std::{env, fs};

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

    let contract = root.join("../schema.graphql");
    println!("cargo::rerun-if-changed={}", contract.display());
    cynic_codegen::register_schema("erp").from_sdl_file(contract)?.as_default()?;
    Ok(())
}
