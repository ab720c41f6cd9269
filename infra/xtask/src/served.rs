//! A served `erp` for the length of a test stage.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// How long a server may take until it answers.
const READY: Duration = Duration::from_secs(60);
/// How long a server may take to stop; its own limit is 30 s.
const STOPPED: Duration = Duration::from_secs(35);

/// Runs the rest of its arguments and stops it when standard input ends: when we are gone, however we went.
const KEEPER: &str = r#"exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -TERM "$server" 2>/dev/null; } &
exec 3<&-
wait "$server""#;

/// A server on a free port; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Served {
    keeper: Child,
    address: SocketAddr,
    log: PathBuf,
}

impl Served {
    /// Starts `erp serve` with `environment`, and waits until it is ready.
    ///
    /// # Errors
    /// When it stops or is not ready in time: with the end of its log.
    pub(crate) fn start(erp: &Path, log: PathBuf, environment: &[(&str, &str)]) -> Result<Self> {
        let address = free_address()?;
        let file = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(erp)
            .arg("serve")
            .env("ERP_LISTEN", address.to_string())
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .context("cannot start sh")?;
        let mut served = Self { keeper, address, log };
        served.wait_until_ready()?;
        Ok(served)
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let start = Instant::now();
        while start.elapsed() < READY {
            if is_ready(self.address) {
                return Ok(());
            }
            if let Some(status) = self.keeper.try_wait()? {
                bail!("`erp serve` stopped ({status})\n{}", self.end_of_log());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        bail!("`erp serve` was not ready within {READY:?}\n{}", self.end_of_log())
    }

    fn end_of_log(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let last = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
        format!("the end of {}:\n{}", self.log.display(), last.join("\n"))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let start = Instant::now();
        while start.elapsed() < STOPPED && matches!(self.keeper.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        // It had its time; whoever does not stop is ended.
        drop(self.keeper.kill());
        drop(self.keeper.wait());
    }
}

/// Fails with a way out when something listens at `address` already.
///
/// # Errors
/// When the address cannot be listened at.
pub(crate) fn ensure_free(address: &str, command: &str) -> Result<()> {
    match TcpListener::bind(address) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "{address} is taken by another program: stop it, or choose a free port, as in `ERP_LISTEN=127.0.0.1:8081 {command}`"
            )
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen at ERP_LISTEN={address}")),
    }
}

fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr()?)
}

fn is_ready(address: SocketAddr) -> bool {
    answer(address).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn answer(address: SocketAddr) -> std::io::Result<String> {
    let limit = Duration::from_secs(2);
    let mut stream = TcpStream::connect_timeout(&address, limit)?;
    stream.set_read_timeout(Some(limit))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = [0; 12];
    stream.read_exact(&mut head)?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::path::Path;

    use super::{Served, ensure_free};

    #[test]
    fn a_taken_port_is_told_with_a_way_out() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let error = ensure_free(&address, "cargo xtask up").unwrap_err().to_string();
        assert!(error.contains(&address) && error.contains("ERP_LISTEN=127.0.0.1:8081 cargo xtask up"), "{error}");
        drop(taken);
        ensure_free(&address, "cargo xtask up").unwrap();
    }

    #[test]
    fn a_server_that_stops_at_once_is_told_with_its_words() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("erp");
        std::fs::write(&program, "#!/bin/sh\necho ERP_LISTN is not a setting >&2\nexit 1\n").unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&program, mode).unwrap();
        let error = Served::start(Path::new(&program), folder.path().join("log"), &[]).unwrap_err().to_string();
        assert!(error.contains("stopped") && error.contains("ERP_LISTN is not a setting"), "{error}");
    }

    #[test]
    fn a_server_goes_when_its_keeper_does() {
        let folder = tempfile::tempdir().unwrap();
        let pid = folder.path().join("pid");
        let mut keeper = std::process::Command::new("sh")
            .args(["-c", super::KEEPER, "keeper", "sh", "-c"])
            .arg(format!("echo $$ >{}; exec sleep 600", pid.display()))
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        while !std::fs::read_to_string(&pid).is_ok_and(|text| text.ends_with('\n')) {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        drop(keeper.stdin.take());
        keeper.wait().unwrap();
        let pid = std::fs::read_to_string(&pid).unwrap();
        assert!(!Path::new("/proc").join(pid.trim()).exists(), "the server outlived its keeper");
    }
}
