//! `cargo xtask up` and `dev`: a running system from a clean clone.

use anyhow::Result;

use crate::command::{cargo, root, step};
use crate::web;

/// Builds web app and server, makes the database when it is missing, and serves.
pub(crate) fn up() -> Result<()> {
    let built = web::build(&web::Options { force: false })?;
    crate::command::say(&built.to_string())?;
    step("server", &mut cargo(&["build", "--release", "--package", "server"])?)?;
    let erp = |arguments: &[&str]| {
        let run = ["run", "--quiet", "--release", "--package", "server", "--bin", "erp", "--"];
        cargo(&[&run[..], arguments].concat())
    };
    let fresh = std::env::var_os("DATABASE_URL").is_none() && !root()?.join("data/erp.db").exists();
    step("schema of the database", &mut erp(&["migrate", "up"])?)?;
    if fresh {
        step("demo company", &mut erp(&["demo"])?)?;
    }
    step("serve", erp(&["serve"])?.env("ERP_WEB_ROOT", &built.dir))
}

/// Serves a debug build with introspection on.
pub(crate) fn dev() -> Result<()> {
    let run = ["run", "--package", "server", "--bin", "erp", "--"];
    step("schema of the database", &mut cargo(&[&run[..], &["migrate", "up"]].concat())?)?;
    step("serve", cargo(&[&run[..], &["serve"]].concat())?.env("ERP_DEVELOPMENT", "true"))
}
