//! The API of the documents beside the slices: their code into the build's folder, their texts into the list that the
//! server trusts.
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::{env, fs};

use graphql_codegen::{Config, generate};

/// Scalars that the app has its own types for.
const TYPES: [(&str, &str); 7] = [
    ("DateTime", "crate::api::scalar::Instant"),
    ("ID", "crate::api::scalar::Id"),
    ("Long", "crate::api::scalar::Long"),
    ("Money", "domain::Money"),
    ("NaiveDate", "crate::api::scalar::Day"),
    ("Percent", "domain::Percent"),
    ("Quantity", "domain::Quantity"),
];

/// Writes all of it.
pub(crate) fn write(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let output = generate(&Config {
        schema: &root.join("../schema.graphql"),
        documents: &root.join("src/api"),
        root: "crate::api",
        types: &TYPES,
    })?;
    for file in &output.files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    let folder = out.join("api");
    fs::create_dir_all(&folder)?;
    for (module, code) in &output.modules {
        fs::write(folder.join(module).with_extension("rs"), code)?;
    }
    trust(&root.join("trusted-documents.json"), &output.documents)
}

/// Writes the list that is compiled into the server. Where changes are tried before they land it has to be right already:
/// what is built there is not what is committed.
fn trust(list: &Path, documents: &BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed=CI");
    let wanted = format!("{}\n", serde_json::to_string_pretty(documents)?);
    if fs::read_to_string(list).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if env::var_os("CI").is_some() {
        return Err(format!("{} is out of date: build the web app and commit it", list.display()).into());
    }
    Ok(fs::write(list, wanted)?)
}
