//! A private Redis server that a test may mistreat.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{Error, launch, programs};

/// How long starting a server may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Arguments: directory, program, port. Does what it is told line by line and answers each line; everything goes when
/// standard input closes.
const WATCHDOG: &str = r#"
directory=$1; program=$2; port=$3; server=
trap '' HUP INT TERM
while read -r order
do
    case $order in
        start)
            "$program" --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$directory" \
                --daemonize no --logfile "$directory/log" </dev/null >/dev/null 2>&1 &
            server=$! ;;
        kill) kill -KILL "$server" 2>/dev/null; wait "$server" 2>/dev/null ;;
        pause) kill -STOP "$server" ;;
        resume) kill -CONT "$server" ;;
    esac
    echo done
done
[ -z "$server" ] || kill -KILL "$server" 2>/dev/null
wait
rm -rf "$directory"
"#;

/// A private Redis server on a port of its own. Dropping it stops it; so does the end of the process.
#[derive(Debug)]
pub struct Redis {
    watchdog: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    directory: PathBuf,
    port: u16,
}

impl Redis {
    /// Starts an empty server. It keeps nothing on disk unless told to.
    ///
    /// # Errors
    /// When Redis is not installed, with what to install, or does not start.
    pub fn start() -> Result<Self, Error> {
        let program = programs::redis()?;
        let port = launch::free_port()?;
        let directory = tempfile::Builder::new()
            .prefix("erp-redis-")
            .tempdir()
            .map_err(|cause| Error::because("no directory for Redis", cause))?;
        let mut command = Command::new("sh");
        command.args(["-c", WATCHDOG, "watchdog"]).arg(directory.path()).arg(program).arg(port.to_string());
        command.current_dir(directory.path()).process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let cannot = |cause: &str| Error::because("cannot start a shell for Redis", cause);
        let mut watchdog = command.spawn().map_err(|cause| cannot(&cause.to_string()))?;
        // From here on the watchdog removes the directory.
        let directory = directory.keep();
        let orders = watchdog.stdin.take();
        let answers = BufReader::new(watchdog.stdout.take().ok_or_else(|| cannot("it has no output"))?);
        let mut redis = Self { watchdog, orders, answers, directory, port };
        redis.start_again()?;
        Ok(redis)
    }

    /// A process whose descendant the server is.
    #[must_use]
    pub fn ancestor(&self) -> u32 {
        self.watchdog.id()
    }

    /// The server's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Ends the server at once, as a crash would.
    ///
    /// # Errors
    /// When the shell around it is gone.
    pub fn kill(&mut self) -> Result<(), Error> {
        self.order("kill")
    }

    /// Starts the server again on the same port after [`Redis::kill`].
    ///
    /// # Errors
    /// When it does not answer.
    pub fn start_again(&mut self) -> Result<(), Error> {
        self.order("start")?;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if self.command("PING").is_ok_and(|answer| answer.starts_with("+PONG")) {
                return Ok(());
            }
            sleep(Duration::from_millis(10));
        }
        let log = std::fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        Err(Error::because("Redis did not start", log))
    }

    /// Stops the server's process where it is: connections stay open and nobody answers.
    ///
    /// # Errors
    /// When the shell around it is gone.
    pub fn pause(&mut self) -> Result<(), Error> {
        self.order("pause")
    }

    /// Lets a paused server go on.
    ///
    /// # Errors
    /// When the shell around it is gone.
    pub fn resume(&mut self) -> Result<(), Error> {
        self.order("resume")
    }

    /// Puts aside what the server holds now.
    ///
    /// # Errors
    /// When it does not answer or the disk is full.
    pub fn dump(&self) -> Result<(), Error> {
        let saved = self.command("SAVE")?;
        if !saved.starts_with("+OK") {
            return Err(Error::because("SAVE", saved));
        }
        copy(&self.directory.join("dump.rdb"), &self.directory.join("kept.rdb"))
    }

    /// Brings back what [`Redis::dump`] put aside, as an operator would who restores an old backup.
    ///
    /// # Errors
    /// When nothing was put aside, or the server does not start with it.
    pub fn restore(&mut self) -> Result<(), Error> {
        self.kill()?;
        copy(&self.directory.join("kept.rdb"), &self.directory.join("dump.rdb"))?;
        self.start_again()
    }

    /// Sends one command, as `FLUSHALL` or `CLIENT PAUSE 200 ALL`, over a connection of its own: the answer as Redis
    /// writes it, up to 64 KiB.
    ///
    /// # Errors
    /// When there is no answer within two seconds.
    pub fn command(&self, command: &str) -> Result<String, Error> {
        let failed = |cause: std::io::Error| Error::because(format!("Redis: {command}"), cause);
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).map_err(failed)?;
        stream.set_read_timeout(Some(Duration::from_secs(2))).map_err(failed)?;
        stream.write_all(format!("{command}\r\n").as_bytes()).map_err(failed)?;
        let mut answer = vec![0; 1 << 16];
        let length = stream.read(&mut answer).map_err(failed)?;
        answer.truncate(length);
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    fn order(&mut self, order: &str) -> Result<(), Error> {
        let gone = |cause: std::io::Error| Error::because("the shell around Redis is gone", cause);
        let orders = self.orders.as_mut().ok_or_else(|| Error::new("the shell around Redis has ended"))?;
        writeln!(orders, "{order}").map_err(gone)?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer).map_err(gone)?;
        Ok(())
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        drop(self.orders.take());
        // Nobody can do anything about a failure here: the shell was ours alone to wait for.
        let _ = self.watchdog.wait();
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::copy(from, to).map(drop).map_err(|cause| Error::because(format!("cannot copy {}", from.display()), cause))
}
