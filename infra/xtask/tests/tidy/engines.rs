//! SQL that one engine alone understands lives in `server/platform/src/db` and in `migration`.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::paths;
use crate::tree::{File, Tree};

/// Types whose variants tell the engines apart.
const ENGINES: [&str; 3] = ["Engine", "DbBackend", "DatabaseBackend"];
const VARIANTS: [&str; 3] = ["Sqlite", "Postgres", "MySql"];
/// What only one engine's SQL says: in texts, not in comments.
const DIALECT: [&str; 12] = [
    "pg_",
    "PRAGMA ",
    "sqlite_",
    "::text",
    "::int8",
    "::jsonb",
    "ILIKE",
    "DISTINCT ON",
    "FOR UPDATE",
    "SKIP LOCKED",
    "julianday(",
    "strftime('",
];

/// Where engines are told apart elsewhere, and why.
const EXEMPT: [(&str, &str); 4] = [
    (
        "server/platform/src/cache/source_postgres.rs",
        "half of the cache's validity protocol, proved together with the other half",
    ),
    ("server/platform/src/cache/source_sqlite.rs", "likewise: the other engine's reading of the commit log"),
    (
        "server/platform/src/cache/prune.rs",
        "likewise: what may be pruned depends on what those two may still have to read",
    ),
    ("server/business/src/app/mod.rs", "chooses the reader of the commit log and the size of pools; says no SQL"),
];

fn offences(tree: &Tree) -> Vec<String> {
    let module = ["crate".to_owned()];
    let mut found = Vec::new();
    for file in tree.rust().filter(|file| is_bound(file)) {
        match paths::named(file.text(), &module) {
            Ok(paths) => {
                let told = |path: &&paths::Path| {
                    path.windows(2).any(|two| ENGINES.contains(&&*two[0]) && VARIANTS.contains(&&*two[1]))
                };
                if let Some(path) = paths.iter().find(told) {
                    found.push(format!("{}: tells engines apart ({}): move it to db/", file.path, path.join("::")));
                }
            }
            Err(error) => found.push(format!("{}: {error}", file.path)),
        }
        for text in texts(file.text()) {
            if let Some(word) = DIALECT.iter().find(|word| is_sql(&text) && text.contains(**word)) {
                found.push(format!("{}: SQL of one engine (`{word}`): move it to db/", file.path));
            }
        }
    }
    found
}

/// The server's code that ships, except its `db` and what is exempt.
fn is_bound(file: &File) -> bool {
    ["server/src/", "server/business/src/", "server/platform/src/"].iter().any(|of| file.path.starts_with(of))
        && !file.path.starts_with("server/platform/src/db/")
        && !file.path.contains("test")
        && !EXEMPT.iter().any(|(path, _)| *path == file.path)
}

fn is_sql(text: &str) -> bool {
    let start = text.trim_start().to_ascii_uppercase();
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH ", "PRAGMA ", "WHERE ", "AND ", "FROM ", "ORDER "]
        .iter()
        .any(|verb| start.starts_with(verb))
}

/// The texts in Rust source, tests left out.
fn texts(source: &str) -> Vec<String> {
    let Ok(stream) = source.parse::<proc_macro2::TokenStream>() else { return Vec::new() };
    let mut found = Vec::new();
    collect(stream, &mut found);
    found
}

fn collect(stream: proc_macro2::TokenStream, found: &mut Vec<String>) {
    let mut before = [String::new(), String::new()];
    for token in stream {
        match &token {
            // `#[doc = "…"]` is a comment by now, and `mod tests { … }` does not ship.
            proc_macro2::TokenTree::Group(group) if before[1] != "#" && before != ["mod", "tests"] => {
                collect(group.stream(), found);
            }
            proc_macro2::TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let inside = text.trim_start_matches(['b', 'r', '#']).trim_end_matches('#');
                if let Some(inside) = inside.strip_prefix('"') {
                    found.push(inside.trim_end_matches('"').to_owned());
                }
            }
            _ => {}
        }
        let [_, last] = before;
        before = [last, token.to_string()];
    }
}

#[test]
fn engines_are_told_apart_in_one_place() {
    assert_kept(offences);
    let tree = Tree::of_repository();
    for (path, _) in EXEMPT {
        assert!(tree.files.iter().any(|file| file.path == path), "{path} is gone: take it off the list");
    }
}

#[test]
fn telling_engines_apart_is_found() {
    let text = "fn f(e: Engine) { if e == Engine::Sqlite {} }";
    assert_fires(offences, &[("server/business/src/sales/order/service.rs", text)], "Engine::Sqlite");
    let text = "use sea_orm::DbBackend::Postgres;";
    assert_fires(offences, &[("server/business/src/sales/order/service.rs", text)], "DbBackend::Postgres");
    assert_silent(
        offences,
        &[("server/platform/src/db/reads.rs", text), ("server/platform/src/cache/model_test/world.rs", text)],
    );
}

#[test]
fn sql_of_one_engine_is_found() {
    for text in ["SELECT id::text FROM erp_product", "PRAGMA data_version", "select 1 from pg_class"] {
        let source = format!("fn f() {{ run(\"{text}\") }}");
        assert_fires(offences, &[("server/business/src/reports/service.rs", &source)], "SQL of one engine");
        let tests = format!("mod tests {{ {source} }}");
        assert_silent(
            offences,
            &[("server/business/src/reports/service.rs", &tests), ("server/platform/src/db/reads.rs", &source)],
        );
    }
    let comment = "/// SELECT pg_sleep(1)\nfn f() { say(\"needs pg_stat_statements\"); run(\"SELECT id FROM todos\") }";
    assert_silent(offences, &[("server/business/src/reports/service.rs", comment)]);
}
