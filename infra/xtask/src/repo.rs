//! Where things are in this repository.

use std::path::{Path, PathBuf};

/// The repository's top.
pub(crate) fn root() -> &'static Path {
    const HERE: &str = env!("CARGO_MANIFEST_DIR");
    // infra/xtask is two below the top.
    Path::new(HERE).ancestors().nth(2).unwrap_or(Path::new(HERE))
}

/// Cargo's output.
pub(crate) fn target() -> PathBuf {
    // An absolute path stands for itself, a relative one is below the top.
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The server's program as built in a profile.
pub(crate) fn erp(profile: Profile) -> PathBuf {
    target().join(profile.folder()).join("erp")
}

/// How the server is built.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// Quick to build.
    Debug,
    /// As shipped.
    Release,
}

impl Profile {
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}
