//! Files to documents: read, parsed, validated against the schema.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use apollo_compiler::executable::Selection;
use apollo_compiler::validation::{DiagnosticList, Valid};
use apollo_compiler::{ExecutableDocument, Node, Schema};

use crate::{Config, Failure, Result};

/// All documents of the app, as one.
pub(crate) struct Documents {
    pub(crate) schema: Valid<Schema>,
    pub(crate) document: Valid<ExecutableDocument>,
    pub(crate) files: Vec<PathBuf>,
    /// The slice of each file.
    slices: BTreeMap<PathBuf, String>,
}

impl Documents {
    /// Reads and validates.
    pub(crate) fn load(config: &Config<'_>) -> Result<Self> {
        let text = read(config.schema)?;
        let schema = Schema::parse_and_validate(text, config.schema).map_err(|error| Failure(error.to_string()))?;
        let mut files = Vec::new();
        find(config.documents, &mut files)?;
        files.sort();

        let mut errors = DiagnosticList::new(schema.sources.clone());
        let mut builder = ExecutableDocument::builder(Some(&schema), &mut errors);
        let mut slices = BTreeMap::new();
        for file in &files {
            slices.insert(file.clone(), slice_of(config.documents, file)?);
            builder = builder.parse(read(file)?, file);
        }
        let document = builder.build();
        if !errors.is_empty() {
            return Err(Failure(errors.to_string()));
        }
        let document = document.validate(&schema).map_err(|error| Failure(error.to_string()))?;
        files.push(config.schema.to_path_buf());
        let documents = Self { schema, document, files, slices };
        if let Some(anonymous) = &documents.document.operations.anonymous {
            return Err(documents.mistake(anonymous, "an operation needs a name: it is known by it"));
        }
        Ok(documents)
    }

    /// The slice that a definition is of.
    pub(crate) fn slice<T>(&self, node: &Node<T>) -> String {
        let path =
            node.location().and_then(|place| self.document.sources.get(&place.file_id())).map(|file| file.path());
        path.and_then(|path| self.slices.get(path)).cloned().unwrap_or_default()
    }

    /// A mistake, with file and line.
    pub(crate) fn mistake<T>(&self, node: &Node<T>, what: &str) -> Failure {
        let sources = &self.document.sources;
        let path = node
            .location()
            .and_then(|place| sources.get(&place.file_id()))
            .map(|file| file.path().display().to_string());
        let line = node.line_column_range(sources).map(|range| range.start.line).unwrap_or_default();
        Failure(format!("{}:{line}: {what}", path.unwrap_or_default()))
    }

    /// The comment that stands right above a definition.
    pub(crate) fn comment<T>(&self, node: &Node<T>) -> Vec<String> {
        let place = node.location();
        let file = place.and_then(|place| self.document.sources.get(&place.file_id()));
        let (Some(file), Some(place)) = (file, place) else { return Vec::new() };
        let above = file.source_text().get(..place.offset()).unwrap_or_default().trim_end_matches(' ');
        let lines = above.lines().rev().map_while(|line| line.trim_start().strip_prefix('#'));
        let mut comment: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
        comment.reverse();
        comment
    }

    /// The text of an operation with the fragments that it uses, as it is hashed and trusted.
    pub(crate) fn text(&self, name: &str) -> String {
        let Some(operation) = self.document.operations.named.get(name) else { return String::new() };
        let mut used = Vec::new();
        self.spread(&operation.selection_set.selections, &mut used);
        let mut text = operation.to_string();
        for name in used {
            if let Some(fragment) = self.document.fragments.get(name.as_str()) {
                text.push('\n');
                text.push_str(&fragment.to_string());
            }
        }
        text
    }

    /// The names of the fragments below, each once, in the order of their use.
    fn spread(&self, selections: &[Selection], used: &mut Vec<String>) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.spread(&field.selection_set.selections, used),
                Selection::InlineFragment(inline) => self.spread(&inline.selection_set.selections, used),
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name.to_string();
                    if used.contains(&name) {
                        continue;
                    }
                    used.push(name);
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.spread(&fragment.selection_set.selections, used);
                    }
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Failure(format!("{}: {error}", path.display())))
}

/// Every `.graphql` file below a folder.
fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: std::io::Error| Failure(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "graphql") {
            files.push(path);
        }
    }
    Ok(())
}

/// The first folder below the root, or the file's own name.
fn slice_of(root: &Path, file: &Path) -> Result<String> {
    let inside = file.strip_prefix(root).unwrap_or(file).with_extension("");
    let first = inside.components().next().and_then(|part| part.as_os_str().to_str());
    let is_name = |name: &&str| name.chars().all(|char| char.is_ascii_lowercase() || char == '_');
    let slice = first.filter(is_name).ok_or_else(|| Failure(format!("{}: no name of a module", file.display())))?;
    Ok(slice.to_owned())
}
