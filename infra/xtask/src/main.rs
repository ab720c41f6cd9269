//! The automation of this repository, run as `cargo xtask <command>`.

use std::io::Write;

use clap::{Parser, Subcommand};

mod command;
mod lint;
mod schema;
mod test;
mod tools;
mod up;
mod web;

#[derive(Parser)]
#[command(name = "cargo xtask", about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything, makes a demo company when there is none, and serves it.
    Up,
    /// Serves a debug build with introspection on, for work on the server.
    Dev,
    /// Runs all tests; installs PostgreSQL when it is missing and may be.
    Test,
    /// Checks format, lints, documentation and the freshness of schema.graphql.
    Lint,
    /// Writes schema.graphql from the server's code.
    Schema,
    /// Builds the web app into target/web and checks its size budget.
    Web {
        /// Build although no input has changed.
        #[arg(long)]
        force: bool,
    },
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Up => up::up(),
        Command::Dev => up::dev(),
        Command::Test => test::run(),
        Command::Lint => lint::run(),
        Command::Schema => schema::write(),
        Command::Web { force } => {
            let built = web::build(&web::Options { force })?;
            Ok(write!(std::io::stdout(), "{built}")?)
        }
    }
}
