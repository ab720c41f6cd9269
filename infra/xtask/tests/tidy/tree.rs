//! The files under version control.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// A file under version control.
pub(crate) struct File {
    /// Path from the repository's top, with `/`.
    pub(crate) path: String,
    /// Its text; none when it is not UTF-8.
    pub(crate) text: Option<String>,
}

impl File {
    /// Whether it is Rust source.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Its text; empty when it has none.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// The last part of its path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// All files under version control.
pub(crate) struct Tree {
    /// Sorted by path.
    pub(crate) files: Vec<File>,
}

impl Tree {
    /// This repository, read once.
    pub(crate) fn of_repository() -> &'static Self {
        static TREE: OnceLock<Tree> = OnceLock::new();
        TREE.get_or_init(|| {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("infra/xtask is two deep");
            let listed = Command::new("git")
                // A checkout that belongs to another user, as in containers, is fine for listing.
                .args(["-c", "safe.directory=*", "ls-files", "-z"])
                .current_dir(root)
                .output()
                .expect("git is on the path");
            assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
            let paths = String::from_utf8(listed.stdout).expect("paths are UTF-8");
            let files: Vec<File> = paths
                .split_terminator('\0')
                // Deleted but not yet committed: gone for us.
                .filter_map(|path| Some((path, std::fs::read(root.join(path)).ok()?)))
                .map(|(path, bytes)| File { path: path.to_owned(), text: String::from_utf8(bytes).ok() })
                .collect();
            assert!(files.len() > 50, "only {} files: this is not the repository", files.len());
            Tree { files }
        })
    }

    /// A made-up tree.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File { path: (*path).to_owned(), text: Some((*text).to_owned()) })
            .collect();
        Self { files }
    }

    /// The Rust sources.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.is_rust())
    }
}
