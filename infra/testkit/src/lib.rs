//! For tests: a private PostgreSQL server and private Redis servers on free ports, gone when the test process is gone.
//!
//! [`postgres`] gives the one server of a test binary, started by whoever asks first. Each test takes a database of its
//! own from it, empty ([`Postgres::fresh_database`]) or copied from a database prepared once
//! ([`Postgres::prepare`], [`Postgres::fresh_from_template`]).
//!
//! [`Redis`] is a server of one test, which may be killed, paused, flushed and restored from an old dump.
//!
//! Nothing here touches a server that it did not start, and nothing is left behind: a small shell, the server's parent,
//! waits on a pipe that the kernel closes when the test process ends, however it ends; then it stops the server and
//! removes its directory.

mod error;
mod launch;
mod programs;
mod redis;
mod server;

pub use error::Error;
pub use redis::Redis;
pub use server::Postgres;

use std::path::PathBuf;
use std::sync::OnceLock;

/// The server that the tests of this binary share.
///
/// # Errors
/// When it could not start: the same error for everybody who asks.
pub fn postgres() -> Result<&'static Postgres, Error> {
    static SHARED: OnceLock<Result<Postgres, Error>> = OnceLock::new();
    SHARED.get_or_init(Postgres::start).as_ref().map_err(Clone::clone)
}

/// The program that [`Redis`] runs.
///
/// # Errors
/// When Redis is not installed.
pub fn redis_program() -> Result<PathBuf, Error> {
    programs::redis()
}

/// The directory of PostgreSQL's programs that [`postgres`] runs.
///
/// # Errors
/// When PostgreSQL is not installed.
pub fn postgres_directory() -> Result<PathBuf, Error> {
    programs::postgres_directory()
}
