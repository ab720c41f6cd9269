//! The server starts, gives out databases and leaves nothing behind, even when the process dies at once.

#[cfg(test)]
mod tests {
    use std::env;
    use std::net::TcpStream;
    use std::process::{Command, Stdio};
    use std::thread::sleep;
    use std::time::{Duration, Instant};

    use testkit::{Error, Postgres};

    /// Set in the child that [`dies_at_once`] plays.
    const DIES: &str = "TESTKIT_CHILD_DIES";

    fn answers(port: u16) -> bool {
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    }

    fn within_ten_seconds(done: impl Fn() -> bool) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if done() {
                return true;
            }
            sleep(Duration::from_millis(20));
        }
        false
    }

    #[test]
    fn databases_are_fresh_and_templates_are_prepared_once() {
        let server = Postgres::start().unwrap();
        assert_ne!(server.fresh_database().unwrap(), server.fresh_database().unwrap());
        let mut fills = 0;
        for _ in 0..2 {
            let fill = |url: &str| {
                assert_eq!(url, server.url_of("prepared \"one\""));
                fills += 1;
                Ok::<(), Error>(())
            };
            server.prepare("prepared \"one\"", fill).unwrap();
        }
        assert_eq!(fills, 1);
        let copy = server.fresh_from_template("prepared \"one\"").unwrap();
        server.drop_database(&copy).unwrap();
        assert!(server.drop_database(&copy).unwrap_err().to_string().contains("does not exist"));
        let port = server.port();
        assert!(answers(port));
        drop(server);
        assert!(!answers(port));
    }

    /// Not a test by itself: the child of the next one. Aborting runs no destructor, as a kill would run none.
    #[test]
    fn dies_at_once() {
        if env::var_os(DIES).is_some() {
            let server = testkit::postgres().unwrap();
            std::fs::write(env::var_os(DIES).unwrap(), server.port().to_string()).unwrap();
            std::process::abort();
        }
    }

    #[test]
    fn the_server_ends_with_the_process() {
        let directory = tempfile::tempdir().unwrap();
        let note = directory.path().join("port");
        let status = Command::new(env::current_exe().unwrap())
            .args(["--exact", "tests::dies_at_once"])
            .env(DIES, &note)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(!status.success());
        let port = std::fs::read_to_string(&note).unwrap().parse().unwrap();
        assert!(within_ten_seconds(|| !answers(port)));
    }
}
