//! The automation of this repository, run as `cargo xtask <command>`.
use std::io::Write;

use clap::{Parser, Subcommand};

mod web;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the web app into target/web and check its size budget.
    Web {
        /// Build although no input has changed.
        #[arg(long)]
        force: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Web { force } => {
            let built = web::build(&web::Options { force })?;
            write!(std::io::stdout(), "{built}")?;
        }
    }
    Ok(())
}
