//! Names that belong to one module, and names that say nothing.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::paths;
use crate::tree::{File, Tree};

/// A path, where it may be named, and why nowhere else.
struct Owned {
    path: &'static [&'static str],
    homes: &'static [&'static str],
    why: &'static str,
}

const OWNED: [Owned; 3] = [
    Owned {
        path: &["Utc", "now"],
        homes: &["server/platform/src/clock.rs"],
        why: "ask the `Clock`: tests fix the time",
    },
    Owned {
        path: &["async_graphql", "Error"],
        homes: &["server/platform/src/graphql_error.rs", "server/src/http/"],
        why: "return `crate::error::Result`: it has codes, and masks what is internal",
    },
    Owned {
        path: &["async_graphql", "Result"],
        homes: &["server/platform/src/graphql_error.rs", "server/src/http/"],
        why: "return `crate::error::Result`: it has codes, and masks what is internal",
    },
];
/// Names of modules that would take anything.
const EMPTY_NAMES: [&str; 8] = ["utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"];

fn owned(tree: &Tree) -> Vec<String> {
    let module = ["crate".to_owned()];
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| is_ours(file)) {
        let Ok(paths) = paths::named(file.text(), &module) else {
            found.push(format!("{}: not Rust", file.path));
            continue;
        };
        for owned in OWNED.iter().filter(|owned| !owned.homes.iter().any(|home| file.path.starts_with(home))) {
            if paths.iter().any(|path| path.windows(owned.path.len()).any(|part| part == owned.path)) {
                found.push(format!("{}: names {}: {}", file.path, owned.path.join("::"), owned.why));
            }
        }
        if has_call(file, &["dbg", "!"].concat()) {
            found.push(format!("{}: a debugging print is left", file.path));
        }
    }
    found
}

/// Code that ships; the automation and the tests may ask the time.
fn is_ours(file: &File) -> bool {
    [
        "server/src/",
        "server/business/src/",
        "server/platform/src/",
        "server/domain/src/",
        "migration/src/",
        "frontend/src/",
    ]
    .iter()
    .any(|folder| file.path.starts_with(folder))
}

fn has_call(file: &File, call: &str) -> bool {
    file.text().lines().any(|line| line.split("//").next().is_some_and(|code| code.contains(call)))
}

fn empty_names(tree: &Tree) -> Vec<String> {
    let mut found: Vec<String> = tree
        .files
        .iter()
        .filter_map(|file| {
            let part =
                file.path.split('/').find(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or_default()))?;
            Some(format!("{}: `{part}` says nothing: name what it does", file.path))
        })
        .collect();
    for file in tree.rust() {
        for name in EMPTY_NAMES {
            let inline = format!("mod {name} {{");
            if file.text().lines().any(|line| line.trim_start().trim_start_matches("pub ").starts_with(&inline)) {
                found.push(format!("{}: `{name}` says nothing: name what it does", file.path));
            }
        }
    }
    found
}

#[test]
fn names_stay_in_their_module() {
    assert_kept(owned);
}

#[test]
fn names_say_what_they_do() {
    assert_kept(empty_names);
}

#[test]
fn asking_the_machine_for_the_time_is_found() {
    let text = "fn f() { let at = chrono::Utc::now(); }";
    assert_fires(owned, &[("server/business/src/sales/order/service.rs", text)], "Clock");
    assert_fires(owned, &[("server/src/a.rs", "use chrono::Utc as Zone; fn f() { Zone::now(); }")], "Clock");
    assert_silent(owned, &[("server/platform/src/clock.rs", text), ("server/tests/it/main.rs", text)]);
}

#[test]
fn an_error_without_code_is_found() {
    let text = "use async_graphql::{Context, Result};";
    assert_fires(owned, &[("server/business/src/sales/order/graphql.rs", text)], "async_graphql::Result");
    let text = "fn f() -> Result<(), async_graphql::Error> {}";
    assert_fires(owned, &[("server/business/src/sales/order/graphql.rs", text)], "async_graphql::Error");
    assert_silent(owned, &[("server/platform/src/graphql_error.rs", text), ("server/src/http/gate/mod.rs", text)]);
}

#[test]
fn a_debugging_print_is_found() {
    let text = format!("fn f() {{ {}(1); }}", ["dbg", "!"].concat());
    assert_fires(owned, &[("server/src/app/mod.rs", &text)], "debugging print");
}

#[test]
fn an_empty_name_is_found() {
    assert_fires(empty_names, &[("server/src/utils/mod.rs", "")], "`utils`");
    assert_fires(empty_names, &[("server/business/src/sales/helpers.rs", "")], "`helpers.rs`");
    assert_fires(empty_names, &[("server/business/src/sales/mod.rs", "pub mod common { }")], "`common`");
    assert_silent(empty_names, &[("server/business/src/sales/commonly.rs", "")]);
}
