//! Writes the web app's API as Rust: types, readers, writers and constructors from `.graphql` documents.
//!
//! files --parse and validate against the schema (`load`)--> documents --selections to structs (`shape`), variables
//! to inputs (`input`), operations to functions (`operation`)--> model --text (`emit`)--> one file a slice
//!
//! What it makes of what:
//! - A fragment is a struct that all who spread it share. A field whose selection is one spread has the fragment's type;
//!   any other selection becomes a struct that is named after where it stands: operation or fragment, then field.
//! - Names lose the name of their slice in front: `StockLevels` of the slice `stock` is `stock::levels`.
//! - An operation is a function of its variables. With one root field it gives that field's value, otherwise a struct.
//! - A connection with `nodes`, `pageInfo` and `totalCount` is a page, with `nodes` alone a list.
//! - A mutation's payload with `userErrors` is what was made, or why not; an input's `idempotencyKey` is the sender's.
//! - A field under `@include` or `@skip` is an option.
//! - Enums that are read are open: a value newer than the app survives. Those that are only sent are closed.
//! - Of an input that changes a record at a version, a field that may be left out is a `Patch`: left, cleared or set.
//!
//! Invariant: what the schema does not have, or what has no meaning here, is an error with file, line and field.
mod emit;
mod input;
mod load;
mod naming;
mod operation;
mod shape;
#[cfg(test)]
mod tests;
mod ty;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use input::Inputs;
use load::Documents;
use shape::Shapes;

/// What to read, and how its parts are called in the app.
#[derive(Clone, Copy, Debug)]
pub struct Config<'a> {
    /// The contract.
    pub schema: &'a Path,
    /// The folder that holds the documents: `stock/levels.graphql` and `stock.graphql` are of the slice `stock`.
    pub documents: &'a Path,
    /// The module of the slices, `crate::api`.
    pub root: &'a str,
    /// Scalars and enums that the app has its own types for, by their names in the schema.
    pub types: &'a [(&'a str, &'a str)],
}

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// The code of each module, by its name: the slices, `input` and `name`.
    pub modules: BTreeMap<String, String>,
    /// The text of each operation with its fragments, by its SHA-256.
    pub documents: BTreeMap<String, String>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

/// Why nothing was written: each mistake with its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(pub String);

/// As it is displayed: a build script that fails prints its error so.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Reads the documents and writes their modules.
///
/// # Errors
/// When a file cannot be read, is not valid against the schema, or asks for what has no meaning here.
pub fn generate(config: &Config<'_>) -> Result<Output> {
    let documents = Documents::load(config)?;
    let mut shapes = Shapes::new(config, &documents);
    let operations = operation::all(&documents, &mut shapes)?;
    let inputs = Inputs::collect(config, &documents, &shapes, &operations)?;

    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    for ((slice, _), item) in &shapes.structs {
        emit::structure(modules.entry(slice.clone()).or_default(), config, item);
    }
    for item in &operations {
        emit::operation(modules.entry(item.module.clone()).or_default(), config, &inputs, item);
    }
    modules.insert("input".to_owned(), emit::inputs(config, &inputs));
    modules.insert("name".to_owned(), emit::names(config, &inputs));
    let files = documents.files.clone();
    let documents = operations.into_iter().map(|it| (it.hash, it.text)).collect();
    Ok(Output { modules, documents, files })
}
