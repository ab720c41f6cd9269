//! The command line `erp`.
// Every field of the API's root is a layer of the future that answers a request.
#![recursion_limit = "256"]

use clap::Parser;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    let command = server::cli::Erp::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return server::cli::fail(&error.into()),
    };
    match runtime.block_on(command.run()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => server::cli::fail(&error),
    }
}
