//! Who may name whom in the server (README.md, "Invariants", the first).
//!
//! Spine modules stand below the slices, the edge above them; slices stand on each other in ranks. Inside a document's
//! folder: `entity` ← `service` ← `graphql`, and `loader` sees `entity`.

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::paths::{self, Path};
use crate::tree::{File, Tree};

/// Modules under the slices, and what of ours each may name. `app::Clock` is open to all: it only tells the time.
const SPINE: [(&str, &[&str]); 7] = [
    ("error", &[]),
    ("config", &["error"]),
    ("telemetry", &["config", "error"]),
    ("cache", &["config", "error", "telemetry"]),
    ("db", &["cache", "config", "error", "telemetry"]),
    ("app", &["accounts", "cache", "config", "db", "error", "graphql", "settings", "telemetry"]),
    // The registry of the schema: it lists the slices.
    ("graphql", &["app", "cache", "config", "db", "error", "telemetry"]),
];
/// What a slice may name of the spine, its GraphQL side and the rest of it.
const FOR_SERVICES: [&str; 6] = ["app", "cache", "config", "db", "error", "telemetry"];
/// Modules above the slices: they may name anything.
const EDGE: [&str; 9] = ["backup", "cli", "demo", "export", "http", "import", "jobs", "lib", "main"];
/// Those of the edge that start or stop the HTTP side.
const NAMES_HTTP: [&str; 3] = ["cli", "lib", "main"];
/// Slices and their ranks: a service calls only into lower ranks.
const SLICES: [(&str, u8); 12] = [
    ("accounts", 0),
    ("settings", 1),
    ("catalog", 2),
    ("parties", 2),
    ("todos", 2),
    ("stock", 3),
    ("quality", 4),
    ("purchasing", 5),
    ("sales", 5),
    ("billing", 6),
    ("performance", 7),
    ("reports", 7),
];

/// What a file of a slice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Tables.
    Entity,
    /// Batches for the graph.
    Loader,
    /// Types and fields of the API.
    Graphql,
    /// `mod.rs`: the slice's face.
    Face,
    /// Rules and writes.
    Service,
}

impl Kind {
    fn of(stem: &str) -> Self {
        match stem {
            "entity" => Self::Entity,
            "loader" => Self::Loader,
            "graphql" | "mutations" | "subscription" => Self::Graphql,
            "mod" => Self::Face,
            _ => Self::Service,
        }
    }

    /// The kind of the file that `path` (`crate::slice::…`) leads into; none when it stops at a folder.
    fn named_by(path: &Path) -> Option<Self> {
        let modules = path.iter().skip(2).filter(|part| part.starts_with(char::is_lowercase));
        let mut kinds = modules.map(|part| Self::of(part));
        let kind = kinds.find(|kind| *kind != Self::Service);
        kind.or_else(|| path.iter().any(|part| part == "service").then_some(Self::Service))
    }
}

fn offences(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for file in tree.rust() {
        if let Some(inside) = file.path.strip_prefix("server/domain/src/") {
            domain(file, inside, &mut found);
        } else if let Some(inside) = file.path.strip_prefix("server/src/") {
            server(file, inside, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

/// `domain` names nothing of ours and no input or output.
fn domain(file: &File, inside: &str, found: &mut Vec<String>) {
    each_path(file, inside, found, |path, _| {
        let outside = path.first().filter(|root| {
            matches!(root.as_str(), "server" | "migration" | "frontend" | "axum" | "tokio" | "sqlx" | "reqwest")
        });
        outside.map(|root| format!("`domain` is pure: it may not name `{root}`"))
    });
}

fn server(file: &File, inside: &str, found: &mut Vec<String>) {
    if inside.contains("test") {
        return;
    }
    let top = inside.split(['/', '.']).next().unwrap_or_default();
    if EDGE.contains(&top) {
        each_path(file, inside, found, |path, _| {
            (top != "http" && !NAMES_HTTP.contains(&top)).then_some(()).and_then(|()| names_http(path))
        });
    } else if let Some((_, rank)) = SLICES.iter().find(|(name, _)| *name == top) {
        let kind = Kind::of(file.name().trim_end_matches(".rs"));
        each_path(file, inside, found, |path, _| {
            names_http(path).or_else(|| inside_slice(kind, top, path)).or_else(|| slice(kind, top, *rank, path))
        });
    } else if let Some((_, allowed)) = SPINE.iter().find(|(name, _)| *name == top) {
        each_path(file, inside, found, |path, target| {
            let clock = path.iter().any(|part| part == "Clock");
            let listed = top == "graphql" && rank_of(target).is_some();
            let fine = target == top || allowed.contains(&target) || clock || listed;
            (!fine && is_ours(path)).then(|| format!("`{top}` may not name `{target}`"))
        });
    } else {
        found.push(format!("{}: `{top}` has no place in infra/xtask/tests/tidy/imports.rs: give it one", file.path));
    }
}

/// Calls `judge` with each path of `file` and, for one of ours, the module it leads into.
fn each_path(file: &File, inside: &str, found: &mut Vec<String>, judge: impl Fn(&Path, &str) -> Option<String>) {
    let names = inside.trim_end_matches(".rs").split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    let module: Vec<String> = ["crate"].into_iter().chain(names).map(str::to_owned).collect();
    match paths::named(file.text(), &module) {
        Ok(paths) => {
            for path in paths {
                let target = if is_ours(&path) { path.get(1).map_or("", String::as_str) } else { "" };
                if let Some(offence) = judge(&path, target) {
                    found.push(format!("{}: {}: {offence}", file.path, path.join("::")));
                }
            }
        }
        Err(error) => found.push(format!("{}: {error}", file.path)),
    }
}

fn is_ours(path: &Path) -> bool {
    path.len() > 1 && path.first().is_some_and(|root| root == "crate")
}

fn rank_of(module: &str) -> Option<u8> {
    SLICES.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

fn names_http(path: &Path) -> Option<String> {
    let named = is_ours(path) && path.get(1).is_some_and(|module| module == "http");
    named.then(|| "nothing below the edge may name `http`".to_owned())
}

/// What each kind of file may see of libraries and of its own slice.
fn inside_slice(kind: Kind, own: &str, path: &Path) -> Option<String> {
    let root = path.first().map(String::as_str);
    if kind == Kind::Service && matches!(root, Some("async_graphql" | "axum" | "hyper")) {
        return Some("a service knows nothing of the wire: move it to graphql.rs".to_owned());
    }
    if kind == Kind::Graphql && path.iter().any(|part| part == "ActiveModel") {
        return Some("only services write".to_owned());
    }
    if path.get(1).is_none_or(|module| module != own) {
        return None;
    }
    let named = Kind::named_by(path)?;
    let refused = match kind {
        Kind::Entity => matches!(named, Kind::Service | Kind::Graphql | Kind::Loader),
        Kind::Loader => matches!(named, Kind::Service | Kind::Graphql),
        Kind::Service => matches!(named, Kind::Graphql | Kind::Loader),
        Kind::Graphql | Kind::Face => false,
    };
    refused.then(|| format!("entity ← service ← graphql, loader sees entity: {kind:?} may not name {named:?}"))
}

/// What each kind of file may see of the spine and of other slices.
fn slice(kind: Kind, own: &str, rank: u8, path: &Path) -> Option<String> {
    if !is_ours(path) {
        return None;
    }
    let target = path.get(1)?.as_str();
    let Some(below) = rank_of(target) else {
        let fine = FOR_SERVICES.contains(&target) || target == "graphql" && matches!(kind, Kind::Graphql | Kind::Face);
        return (!fine).then(|| format!("{kind:?} may not name `{target}`"));
    };
    if target == own {
        return None;
    }
    if path.iter().any(|part| part == "ActiveModel") {
        return Some(format!("`{target}` alone writes its tables: call its service"));
    }
    let named = Kind::named_by(path);
    match (kind, named) {
        (Kind::Graphql, Some(Kind::Graphql | Kind::Loader) | None) => None,
        (Kind::Service | Kind::Entity | Kind::Loader, Some(Kind::Graphql)) => {
            Some(format!("{kind:?} may not name the API of `{target}`"))
        }
        _ if below < rank => None,
        _ => Some(format!("`{own}` may not name `{target}`: slices call downwards; use an outbox event")),
    }
}

#[test]
fn modules_name_only_what_stands_below_them() {
    assert_kept(offences);
}

#[test]
fn a_pure_crate_that_reaches_out_is_found() {
    assert_fires(offences, &[("server/domain/src/money.rs", "use tokio::time::sleep;")], "`domain` is pure");
    assert_silent(offences, &[("server/domain/src/money.rs", "use crate::refusal::Refusal; use std::fmt;")]);
}

#[test]
fn a_spine_module_that_names_a_slice_is_found() {
    assert_fires(offences, &[("server/src/db/write.rs", "use crate::sales::order;")], "`db` may not name `sales`");
    assert_fires(offences, &[("server/src/cache/log.rs", "use crate::db::Db;")], "`cache` may not name `db`");
    assert_silent(offences, &[("server/src/db/write.rs", "use crate::app::Clock; use crate::error::Result;")]);
    assert_silent(offences, &[("server/src/graphql/schema.rs", "use crate::sales::SalesQuery;")]);
}

#[test]
fn naming_http_is_found() {
    assert_fires(offences, &[("server/src/jobs/mod.rs", "use crate::http::serve;")], "may name `http`");
    assert_fires(offences, &[("server/src/sales/order/graphql.rs", "use crate::http::gate;")], "may name `http`");
    assert_silent(offences, &[("server/src/cli/mod.rs", "use crate::http::serve;")]);
}

#[test]
fn a_service_that_knows_the_wire_is_found() {
    for text in ["use async_graphql::Context;", "fn f() { axum::serve() }", "use crate::graphql::UserError;"] {
        assert_fires(offences, &[("server/src/sales/order/service.rs", text)], "sales/order/service.rs");
        assert_silent(
            offences,
            &[("server/src/sales/order/service.rs", &format!("#[cfg(test)] mod tests {{ {text} }}"))],
        );
    }
    assert_fires(
        offences,
        &[("server/src/sales/order/service.rs", "use super::graphql::SalesOrder;")],
        "entity ← service",
    );
}

#[test]
fn a_loader_or_entity_that_looks_up_is_found() {
    assert_fires(
        offences,
        &[("server/src/sales/order/loader.rs", "use super::service::visible;")],
        "Loader may not name",
    );
    assert_fires(
        offences,
        &[("server/src/sales/order/entity.rs", "use super::service::visible;")],
        "Entity may not name",
    );
    assert_silent(offences, &[("server/src/sales/order/loader.rs", "use super::entity::order;")]);
}

#[test]
fn a_slice_that_calls_upwards_or_sideways_is_found() {
    let upwards = "use crate::sales::order::service::confirm;";
    assert_fires(offences, &[("server/src/stock/level/service.rs", upwards)], "slices call downwards");
    let sideways = "use crate::parties::customer::entity::Model;";
    assert_fires(offences, &[("server/src/catalog/product/service.rs", sideways)], "slices call downwards");
    assert_fires(offences, &[("server/src/catalog/product/graphql.rs", sideways)], "slices call downwards");
    assert_silent(offences, &[("server/src/sales/order/service.rs", sideways)]);
    let graph = "use crate::stock::level::graphql::StockLevel;";
    assert_silent(offences, &[("server/src/catalog/product/graphql.rs", graph)]);
}

#[test]
fn writing_the_rows_of_another_slice_is_found() {
    let text = "use crate::catalog::product; fn f() { product::entity::ActiveModel {} }";
    assert_fires(offences, &[("server/src/sales/order/service.rs", text)], "alone writes its tables");
    let text = "use super::entity::ActiveModel;";
    assert_fires(offences, &[("server/src/sales/order/graphql.rs", text)], "only services write");
    assert_silent(offences, &[("server/src/sales/order/service.rs", text)]);
}

#[test]
fn a_module_without_a_place_is_found() {
    assert_fires(offences, &[("server/src/magic/mod.rs", "//! Magic.")], "`magic` has no place");
}
