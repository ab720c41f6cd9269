//! `schema.graphql`: the API's contract, generated, never edited.

use anyhow::{Result, ensure};

use crate::command::{cargo, output, root, say};

fn generated() -> Result<String> {
    output(&mut cargo(&["run", "--quiet", "--package", "server", "--bin", "erp", "--", "schema"])?)
}

/// Writes the file.
pub(crate) fn write() -> Result<()> {
    std::fs::write(root()?.join("schema.graphql"), generated()?)?;
    say("schema.graphql written")
}

/// Fails when the file is not what the code says.
pub(crate) fn check() -> Result<()> {
    let committed = std::fs::read_to_string(root()?.join("schema.graphql"))?;
    ensure!(
        committed == generated()?,
        "schema.graphql is out of date: run `cargo xtask schema` and read the difference"
    );
    say("== schema: fresh")
}
