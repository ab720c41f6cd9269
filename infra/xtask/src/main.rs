//! The automation of this repository, run as `cargo xtask <command>`: one file a command.

mod bench;
mod company;
mod demo;
mod dev;
mod lint;
mod loadtest;
mod process;
mod programs;
mod prove;
mod repo;
mod schema;
mod served;
mod stages;
mod test;
mod up;
mod web;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about, version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build everything, make data/erp.db with a demo company when there is none, and serve it
    Up,
    /// Run all tests; installs what they need where it may
    Test(test::Options),
    /// Check format, lints, documentation, the tidy rules and the freshness of schema.graphql
    Lint,
    /// Write schema.graphql anew from the code
    Schema,
    /// Build the web app into target/web and check its size budget
    Web {
        /// Build although no input has changed
        #[arg(long)]
        force: bool,
        /// With the page that shows every component, into target/web-gallery, without a budget
        #[arg(long)]
        gallery: bool,
    },
    /// Prove on a release build what is promised of one: the first dashboard, the import of real orders
    Prove,
    /// Put a private server with a demo company under load: users, scenario and reports are passed on
    Loadtest(loadtest::Options),
    /// Measure speed as ratios against yardsticks, in turns: a bare handler, pgbench
    Bench(bench::Options),
    /// Serve a debug build of the working tree, with introspection and detailed logs
    Dev,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Up => up::run(),
        Command::Test(options) => test::run_stages(&options),
        Command::Lint => lint::run_all(),
        Command::Schema => schema::rewrite(),
        Command::Web { force, gallery } => web::build(web::Options { force, gallery }).map(drop),
        Command::Prove => prove::run_all(),
        Command::Loadtest(options) => loadtest::run_load(&options),
        Command::Bench(options) => bench::run_all(&options),
        Command::Dev => dev::run(),
    }
}
