//! Finding the programs: PostgreSQL's own, and one to run them as another user.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// What the server's directory must hold.
const NEEDED: [&str; 3] = ["initdb", "postgres", "psql"];

/// The directory of PostgreSQL's programs: on the path, else where `pg_config` says, else Debian's newest version.
pub(crate) fn postgres_directory() -> Result<PathBuf, Error> {
    let on_path = search_path().into_iter().find(|directory| complete(directory));
    on_path.or_else(by_pg_config).or_else(|| newest_of(Path::new("/usr/lib/postgresql"))).ok_or_else(|| {
        Error::new(
            "PostgreSQL 15 or newer is not installed: no initdb, postgres and psql on the path, at \
             `pg_config --bindir` or in /usr/lib/postgresql/*/bin. On Debian and Ubuntu: apt-get install postgresql",
        )
    })
}

/// Redis' server.
pub(crate) fn redis() -> Result<PathBuf, Error> {
    let found = find(&["redis-server"]).map(|(_, program)| program);
    let missing = "redis-server is not on the path. On Debian and Ubuntu: apt-get install redis-server";
    found.ok_or_else(|| Error::new(missing))
}

/// The first of `names` that is on the path or where administrators' programs are.
pub(crate) fn find(names: &[&'static str]) -> Option<(&'static str, PathBuf)> {
    let mut directories = search_path();
    directories.extend(["/usr/sbin", "/sbin", "/usr/bin", "/bin"].map(PathBuf::from));
    names.iter().find_map(|name| {
        let program = directories.iter().map(|directory| directory.join(name)).find(|program| program.is_file())?;
        Some((*name, program))
    })
}

fn search_path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

fn by_pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let directory = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    complete(&directory).then_some(directory)
}

fn newest_of(versions: &Path) -> Option<PathBuf> {
    let entries = std::fs::read_dir(versions).ok()?;
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| Some((version(&entry.file_name())?, entry.path().join("bin"))))
        .filter(|(_, directory)| complete(directory))
        .collect();
    found.sort();
    found.pop().map(|(_, directory)| directory)
}

fn version(name: &OsStr) -> Option<u32> {
    name.to_str()?.parse().ok()
}

fn complete(directory: &Path) -> bool {
    NEEDED.iter().all(|program| directory.join(program).is_file())
}
