//! What comes in from outside: `.deny.toml` is the one list, checked here without cargo-deny.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// The parts of `.deny.toml` that can be told from `cargo metadata` alone.
struct Policy {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
}

impl Policy {
    fn of_repository() -> Self {
        let text = std::fs::read_to_string(top().join(".deny.toml")).expect(".deny.toml is there");
        let table: toml::Table = text.parse().expect(".deny.toml is TOML");
        let texts = |section: &str, key: &str| -> BTreeSet<String> {
            let entries = table[section][key].as_array().expect("a list");
            let text = |entry: &toml::Value| entry.get("crate").unwrap_or(entry).as_str().map(str::to_owned);
            entries.iter().filter_map(text).collect()
        };
        Self { licences: texts("licenses", "allow"), banned: texts("bans", "deny") }
    }

    /// Offences of the packages in the answer of `cargo metadata`.
    fn offences(&self, metadata: &Value) -> Vec<String> {
        let mut found = Vec::new();
        for package in metadata["packages"].as_array().into_iter().flatten() {
            let name = package["name"].as_str().unwrap_or_default();
            let at = format!("{name} {}", package["version"].as_str().unwrap_or_default());
            let licence = package["license"].as_str().unwrap_or_default();
            if !allowed(licence, &self.licences) {
                found.push(format!("{at}: its licence, `{licence}`, is not among those of .deny.toml"));
            }
            if self.banned.contains(name) {
                found.push(format!("{at}: banned by .deny.toml; `cargo tree -i {name}` tells who asks for it"));
            }
            // None for the crates of this repository.
            if let Some(source) = package["source"].as_str().filter(|source| !is_default_registry(source)) {
                found.push(format!("{at}: comes from {source}, which .deny.toml does not allow"));
            }
        }
        found
    }
}

fn is_default_registry(source: &str) -> bool {
    source.starts_with("registry+") && source.ends_with("/crates.io-index")
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("infra/xtask is two deep")
}

/// Whether the SPDX expression can be met by `licences`; an empty one cannot.
fn allowed(expression: &str, licences: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest, licences) && rest.is_empty()
}

fn any(words: &mut &[&str], licences: &BTreeSet<String>) -> bool {
    let mut met = all(words, licences);
    while let Some(after) = words.strip_prefix(&["OR"]) {
        *words = after;
        met |= all(words, licences);
    }
    met
}

fn all(words: &mut &[&str], licences: &BTreeSet<String>) -> bool {
    let mut met = one(words, licences);
    while let Some(after) = words.strip_prefix(&["AND"]) {
        *words = after;
        met &= one(words, licences);
    }
    met
}

fn one(words: &mut &[&str], licences: &BTreeSet<String>) -> bool {
    let Some((first, after)) = words.split_first() else { return false };
    *words = after;
    if *first == "(" {
        let met = any(words, licences);
        let closed = words.strip_prefix(&[")"]);
        *words = closed.unwrap_or(words);
        return met && closed.is_some();
    }
    if let [with @ "WITH", exception, after @ ..] = words {
        *words = after;
        return licences.contains(&format!("{first} {with} {exception}"));
    }
    licences.contains(*first)
}

#[test]
fn what_comes_in_is_allowed() {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(top())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().map_or(0, Vec::len);
    assert!(packages > 100, "only {packages} packages: this is not the whole graph");
    let offences = Policy::of_repository().offences(&metadata);
    assert!(offences.is_empty(), "{} offence(s):\n{}", offences.len(), offences.join("\n"));
}

#[test]
fn a_package_that_may_not_come_in_is_found() {
    let registry = "registry+https://registry.example/crates.io-index";
    let of = |name: &str, licence: Option<&str>, source: Option<&str>| {
        let package = serde_json::json!({ "name": name, "version": "1.0.0", "license": licence, "source": source });
        Policy::of_repository().offences(&serde_json::json!({ "packages": [package] }))
    };
    assert_eq!(of("serde", Some("MIT OR Apache-2.0"), Some(registry)), Vec::<String>::new());
    assert_eq!(of("server", Some("Apache-2.0"), None), Vec::<String>::new());
    let cases = [
        of("copyleft", Some("GPL-3.0-only"), Some(registry)),
        of("unlicensed", None, Some(registry)),
        of("openssl", Some("Apache-2.0"), Some(registry)),
        of("forked", Some("MIT"), Some("git+https://example.com/forked")),
    ];
    for (offences, about) in cases.iter().zip(["GPL-3.0-only", "licence", "banned", "comes from git+"]) {
        assert_eq!(offences.len(), 1, "{offences:?}");
        assert!(offences[0].contains(about), "{offences:?}");
    }
}

#[test]
fn expressions_are_met_by_their_parts() {
    let licences = BTreeSet::from(["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned));
    for met in [
        "MIT",
        "MIT/GPL-3.0",
        "GPL-3.0 OR MIT",
        "MIT AND (GPL-3.0 OR Apache-2.0)",
        "Apache-2.0 WITH LLVM-exception AND MIT",
    ] {
        assert!(allowed(met, &licences), "{met}");
    }
    for unmet in
        ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0", "MIT WITH LLVM-exception", "(MIT"]
    {
        assert!(!allowed(unmet, &licences), "{unmet}");
    }
}
