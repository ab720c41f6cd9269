//! Which texts the sources use: `text::<slice>::<key>`.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Failure;

/// Slice and key of each text that is used.
pub(super) type Uses = BTreeSet<(String, String)>;

/// The texts that the Rust files of a folder use.
///
/// # Errors
/// When a file cannot be read.
pub(super) fn in_folder(folder: &Path) -> Result<Uses, Failure> {
    let mut used = Uses::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            used.append(&mut in_folder(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            used.append(&mut in_source(&fs::read_to_string(&path)?));
        }
    }
    Ok(used)
}

/// The texts that a source uses; what a comment names is not used.
pub(super) fn in_source(source: &str) -> Uses {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(in_line).collect()
}

fn in_line(line: &str) -> impl Iterator<Item = (String, String)> {
    line.match_indices("text::").filter_map(|(at, found)| {
        let (before, path) = (line.get(..at)?, line.get(at + found.len()..)?);
        if before.ends_with(is_of_name) {
            return None;
        }
        let (slice, rest) = path.split_once("::")?;
        let key = rest.split(|letter| !is_of_name(letter)).next()?;
        Some((slice.to_owned(), key.to_owned()))
    })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
