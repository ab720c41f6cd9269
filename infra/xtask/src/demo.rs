//! A database with the demo company: made once, whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::process::{run, say};

/// The environment variable that fixes the password.
pub(crate) const PASSWORD: &str = "ERP_DEMO_PASSWORD";
/// The account with every permission.
pub(crate) const ADMIN: &str = "admin@demo.example";

/// A database file and what tells its login.
#[derive(Clone, Debug)]
pub(crate) struct Demo {
    folder: PathBuf,
}

impl Demo {
    /// The database in `folder`, there or not.
    pub(crate) fn in_folder(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The value of `DATABASE_URL` for it.
    pub(crate) fn url(&self) -> String {
        url_of(&self.folder)
    }

    /// The file that tells the login, readable by its owner alone.
    pub(crate) fn login_file(&self) -> PathBuf {
        self.folder.join("demo-login.txt")
    }

    /// Makes the database when there is none, else brings it to this build's schema.
    ///
    /// # Errors
    /// When `erp` fails or the folder cannot be written.
    pub(crate) fn ensure(&self, erp: &Path) -> Result<()> {
        if self.folder.join("erp.db").exists() {
            return run(Command::new(erp).args(["migrate", "up"]).env("DATABASE_URL", self.url()));
        }
        let password = match std::env::var(PASSWORD) {
            Ok(password) if !password.is_empty() => password,
            _ => random_password()?,
        };
        // Made beside its place and moved there when finished: a run that was cut short leaves nothing that looks whole.
        let beginning = self.folder.join("beginning");
        if beginning.exists() {
            fs::remove_dir_all(&beginning).with_context(|| format!("cannot empty {}", beginning.display()))?;
        }
        fs::create_dir_all(&beginning).with_context(|| format!("cannot make {}", beginning.display()))?;
        for arguments in [&["migrate", "up"][..], &["demo"]] {
            let mut command = Command::new(erp);
            command.args(arguments).env("DATABASE_URL", url_of(&beginning)).env(PASSWORD, &password);
            run(&mut command)?;
        }
        self.remember(&password)?;
        self.adopt(&beginning)
    }

    fn remember(&self, password: &str) -> Result<()> {
        let path = self.login_file();
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        file.and_then(|mut file| writeln!(file, "{ADMIN}\n{password}"))
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// Moves the finished database to its place, the main file last: it says that all is there.
    fn adopt(&self, beginning: &Path) -> Result<()> {
        for name in ["erp.db-wal", "erp.db"] {
            let from = beginning.join(name);
            if from.exists() {
                let to = self.folder.join(name);
                fs::rename(&from, &to).with_context(|| format!("cannot move {}", from.display()))?;
            }
        }
        ensure!(self.folder.join("erp.db").exists(), "`erp demo` succeeded, but made no database");
        fs::remove_dir_all(beginning).with_context(|| format!("cannot remove {}", beginning.display()))
    }

    /// E-mail and password; none when somebody else set the database up.
    pub(crate) fn login(&self) -> Option<(String, String)> {
        let text = fs::read_to_string(self.login_file()).ok()?;
        let mut lines = text.lines().map(str::to_owned);
        Some((lines.next()?, lines.next()?))
    }

    /// Prints how to log in.
    pub(crate) fn announce(&self) {
        let path = self.login_file();
        match self.login() {
            Some((email, password)) => {
                say(&format!("log in as {email} with password {password}"));
                say(&format!("(kept in {}; other roles: sales@ purchasing@ warehouse@ viewer@ …)", path.display()));
            }
            None => say(&format!("no {}: log in with your own account", path.display())),
        }
    }
}

fn url_of(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("erp.db").display())
}

/// Twenty characters that are told apart when read aloud: 100 bits.
fn random_password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
    Ok(bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|letter| char::from(*letter)).collect())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{ADMIN, Demo, random_password};

    #[test]
    fn passwords_are_long_and_differ() {
        let (first, second) = (random_password().unwrap(), random_password().unwrap());
        assert_eq!(first.len(), 20);
        assert_ne!(first, second);
    }

    #[test]
    fn the_login_is_remembered_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Demo::in_folder(folder.path().to_owned());
        assert_eq!(demo.login(), None);
        demo.remember("secret").unwrap();
        assert_eq!(demo.login(), Some((ADMIN.to_owned(), "secret".to_owned())));
        let mode = std::fs::metadata(demo.login_file()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_run_that_was_cut_short_leaves_no_database() {
        let folder = tempfile::tempdir().unwrap();
        let demo = Demo::in_folder(folder.path().to_owned());
        let broken = std::path::Path::new("/bin/false");
        assert!(demo.ensure(broken).is_err());
        assert!(!folder.path().join("erp.db").exists());
    }
}
