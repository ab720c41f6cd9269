//! `webtool`: the web app, built with nothing but cargo. `cargo xtask web` builds this program and runs it: what reads and
//! writes WebAssembly takes minutes to compile, and nothing else of the automation needs it.
//!
//! sources --compile--> linked wasm --split--> main + modules of pages --bindgen--> glue --bundle--> hashed files --compress--> OUT
//!
//! Invariants: a file's name holds the hash of its content, so everything below `assets/` may be cached for ever;
//! `index.html` is the only file whose content changes under one name; a bundle over its byte budget is an error.

mod budget;
mod build;
mod bundle;
mod compile;
mod compress;
mod fingerprint;
mod groups;
mod split;
mod styles;

use std::io::Write;
use std::path::PathBuf;

use clap::Parser;

/// What to build, and where to.
#[derive(Debug, Parser)]
#[command(name = "webtool", about, version)]
struct Options {
    /// The folder to write: `index.html` and `assets/`; what the build remembers lies beside it
    out: PathBuf,
    /// Build although no input has changed
    #[arg(long)]
    force: bool,
    /// With the page that shows every component, without a budget
    #[arg(long)]
    gallery: bool,
}

fn main() -> anyhow::Result<()> {
    let built = build::run(&Options::parse())?;
    // A closed pipe is no reason to fail.
    drop(write!(std::io::stdout(), "{built}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Options;

    #[test]
    fn the_command_line_holds_together() {
        Options::command().debug_assert();
    }
}
