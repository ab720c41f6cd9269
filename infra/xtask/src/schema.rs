//! `schema.graphql`, the API's contract: written by the code, reviewed by people.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{build_erp, output, say};
use crate::repo::{self, Profile};

const FILE: &str = "schema.graphql";

/// Writes the file anew.
///
/// # Errors
/// When the server does not compile or the file cannot be written.
pub(crate) fn rewrite() -> Result<()> {
    build_erp(Profile::Debug)?;
    let schema = from_code()?;
    let path = repo::root().join(FILE);
    let changed = fs::read_to_string(&path).ok().as_deref() != Some(schema.as_str());
    fs::write(&path, schema).with_context(|| format!("cannot write {FILE}"))?;
    say(if changed { "schema.graphql: rewritten, review its diff" } else { "schema.graphql: unchanged" });
    Ok(())
}

/// Fails when the file is not what the code says, by the program that was built before.
///
/// # Errors
/// With the first line that differs.
pub(crate) fn check() -> Result<()> {
    let committed = fs::read_to_string(repo::root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    match first_difference(&committed, &from_code()?) {
        None => Ok(()),
        Some(difference) => bail!("{FILE} is out of date: {difference}\nrun `cargo xtask schema` and review its diff"),
    }
}

/// As the program that has just been built says.
fn from_code() -> Result<String> {
    let bytes = output(Command::new(repo::erp(Profile::Debug)).arg("schema").current_dir(repo::root()))?;
    String::from_utf8(bytes).context("`erp schema` wrote something that is not UTF-8")
}

fn first_difference(committed: &str, current: &str) -> Option<String> {
    if committed == current {
        return None;
    }
    let mut old = committed.lines();
    let mut new = current.lines();
    let mut number = 0;
    loop {
        number += 1;
        match (old.next(), new.next()) {
            (Some(old), Some(new)) if old == new => {}
            (None, None) => return Some("only its line ends differ".to_owned()),
            (old, new) => {
                let shown = |line: Option<&str>| line.map_or("nothing".to_owned(), |line| format!("`{}`", line.trim()));
                return Some(format!("line {number} has {}, the code says {}", shown(old), shown(new)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_difference_is_shown() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\n", "a\n  b\n").unwrap(), "line 2 has nothing, the code says `b`");
        assert_eq!(first_difference("a\nb\n", "a\nc\n").unwrap(), "line 2 has `b`, the code says `c`");
        assert_eq!(first_difference("a", "a\n").unwrap(), "only its line ends differ");
    }
}
