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

/// What commands leave for whoever looks into a failure or a duration.
pub(crate) fn reports() -> PathBuf {
    target().join("xtask")
}

/// The server's program as built in a profile.
pub(crate) fn erp(profile: Profile) -> PathBuf {
    program("erp", profile)
}

/// A program of ours as built in a profile.
pub(crate) fn program(name: &str, profile: Profile) -> PathBuf {
    target().join(profile.folder()).join(name)
}

/// How a program is built.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Profile {
    /// As tested.
    Debug,
    /// To be looked at: optimised, but not over the borders of crates.
    Quick,
    /// As shipped.
    Release,
}

impl Profile {
    /// What cargo calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Debug => "dev",
            Self::Quick => "quick",
            Self::Release => "release",
        }
    }

    /// The folder of its output.
    fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Quick | Self::Release => self.name(),
        }
    }
}
