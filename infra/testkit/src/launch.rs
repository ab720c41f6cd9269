//! Starting the server under a watchdog, as a user that PostgreSQL accepts.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Error, programs};

/// The superuser of the private server.
pub(crate) const ROLE: &str = "erp_test";

/// The account that runs the server when the tests run as root.
const SERVICE_ACCOUNT: &str = "postgres";

/// How long making and starting a server may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a server promises of a commit, as its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Durability {
    /// Nothing: fast, for tests.
    None,
    /// That it survives a power cut, and as much memory as a small server has: for what is measured.
    Full,
}

impl Durability {
    const fn settings(self) -> &'static [&'static str] {
        match self {
            Self::None => &["fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=64MB"],
            Self::Full => &["shared_buffers=512MB", "effective_cache_size=2GB", "random_page_cost=1.1"],
        }
    }
}

/// Arguments: directory, programs, port, superuser, then settings. Everything under the directory goes when standard input closes.
const WATCHDOG: &str = r#"
directory=$1; programs=$2; port=$3; role=$4; server=; shift 4
trap '' HUP INT TERM
if "$programs/initdb" --pgdata="$directory/data" --username="$role" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$directory/log" 2>&1 </dev/null
then
    "$programs/postgres" -D "$directory/data" -k "$directory" -h 127.0.0.1 -p "$port" \
        -c max_connections=300 -c max_wal_size=2GB -c timezone=UTC "$@" >>"$directory/log" 2>&1 </dev/null &
    server=$!
fi
cat >/dev/null
[ -z "$server" ] || kill -QUIT "$server" 2>/dev/null
wait
rm -rf "$directory"
"#;

/// A running server and the shell that ends it.
pub(crate) struct Running {
    pub(crate) programs: PathBuf,
    pub(crate) port: u16,
    pub(crate) watchdog: Child,
}

/// Makes a server in a new directory and waits until it answers.
pub(crate) fn start(durability: Durability) -> Result<Running, Error> {
    let programs = programs::postgres_directory()?;
    let port = free_port()?;
    let directory = tempfile::Builder::new()
        .prefix("erp-pg-")
        .tempdir()
        .map_err(|cause| Error::because("no directory for PostgreSQL", cause))?;
    let mut command = shell(directory.path())?;
    command.args(["-c", WATCHDOG, "watchdog"]).arg(directory.path()).arg(&programs).arg(port.to_string()).arg(ROLE);
    command.args(durability.settings().iter().flat_map(|setting| ["-c", *setting]));
    // A group of its own: Ctrl-C reaches the tests, and the server ends after them, not before.
    command.current_dir(directory.path()).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let watchdog = command.spawn().map_err(|cause| Error::because("cannot start a shell for PostgreSQL", cause))?;
    // From here on the watchdog removes the directory.
    let directory = directory.keep();
    let mut running = Running { programs, port, watchdog };
    match await_ready(&directory, port) {
        Ok(()) => Ok(running),
        Err(error) => {
            stop(&mut running.watchdog);
            Err(error)
        }
    }
}

/// Ends the server and waits until it and its directory are gone.
pub(crate) fn stop(watchdog: &mut Child) {
    drop(watchdog.stdin.take());
    // Nobody can do anything about a failure here: the shell was ours alone to wait for.
    let _ = watchdog.wait();
}

/// The server tells its own state in its directory. Asking the port instead could reach another server, one that took
/// the port between our choosing it and the start.
fn await_ready(directory: &Path, port: u16) -> Result<(), Error> {
    let began = Instant::now();
    let log = || std::fs::read_to_string(directory.join("log")).unwrap_or_default();
    while began.elapsed() < PATIENCE {
        if ready(directory, port) {
            return Ok(());
        }
        let log = log();
        if log.contains("FATAL") || log.contains("initdb: error") {
            return Err(Error::because("PostgreSQL did not start", log));
        }
        sleep(Duration::from_millis(20));
    }
    Err(Error::because(format!("PostgreSQL was not ready within {} s", PATIENCE.as_secs()), log()))
}

/// Whether the server in `directory` says that it is ready on `port`.
fn ready(directory: &Path, port: u16) -> bool {
    let text = std::fs::read_to_string(directory.join("data/postmaster.pid")).unwrap_or_default();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    lines.get(3) == Some(&port.to_string().as_str()) && lines.get(7) == Some(&"ready")
}

pub(crate) fn free_port() -> Result<u16, Error> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|cause| Error::because("no free port for a test server", cause))
}

/// A shell as a user that PostgreSQL accepts: this one, or for root the service account, which then owns `directory`.
fn shell(directory: &Path) -> Result<Command, Error> {
    if id(&["-u"])? != 0 {
        return Ok(Command::new("sh"));
    }
    let (user, group) = (id(&["-u", SERVICE_ACCOUNT])?, id(&["-g", SERVICE_ACCOUNT])?);
    chown(directory, Some(user), Some(group)).map_err(|cause| {
        Error::because(format!("cannot give {} to the user {SERVICE_ACCOUNT}", directory.display()), cause)
    })?;
    let (name, program) = programs::find(&["setpriv", "runuser"]).ok_or_else(|| {
        Error::new("PostgreSQL refuses to run as root, and neither setpriv nor runuser (package util-linux) is here")
    })?;
    let mut command = Command::new(program);
    if name == "setpriv" {
        command.args([&format!("--reuid={user}"), &format!("--regid={group}"), "--init-groups", "--", "sh"]);
    } else {
        command.args(["-u", SERVICE_ACCOUNT, "--", "sh"]);
    }
    Ok(command)
}

fn id(arguments: &[&str]) -> Result<u32, Error> {
    let unknown = |cause: String| {
        Error::because(
            format!(
                "`id {}` failed; as root the user {SERVICE_ACCOUNT} is needed (package postgresql)",
                arguments.join(" ")
            ),
            cause,
        )
    };
    let output = Command::new("id").args(arguments).output().map_err(|cause| unknown(cause.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| unknown(String::from_utf8_lossy(&output.stderr).into_owned()))
}
