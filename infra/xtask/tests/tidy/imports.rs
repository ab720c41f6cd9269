//! Who may name whom in the server (README.md, "Invariants", the first).
//!
//! Spine modules stand below the slices, the edge above them; slices stand on each other in ranks. Inside a document's
//! folder: `entity` ← `service` ← `graphql`, and `loader` sees `entity`.
//!
//! And who may name whom in the web app: no files name each other in a circle, no page names another page.

use std::collections::{BTreeMap, BTreeSet};

use crate::assertions::{assert_fires, assert_kept, assert_silent};
use crate::paths::{self, Path};
use crate::tree::{File, Tree};

/// The server's crates, lowest first; the compiler keeps their order.
const CRATES: [(&str, &str); 3] =
    [("server/platform/src/", "platform"), ("server/business/src/", "business"), ("server/src/", "server")];
/// Modules of `platform`, and what each may name of the others.
const PLATFORM: [(&str, &[&str]); 8] = [
    ("lib", &[]),
    ("clock", &[]),
    ("error", &[]),
    ("config", &["error"]),
    ("telemetry", &["config", "error"]),
    ("graphql_error", &["error", "telemetry"]),
    ("cache", &["config", "error", "telemetry"]),
    ("db", &["cache", "clock", "config", "error", "telemetry"]),
];
/// Modules of `business` beside the slices, and which others of it each may name.
const KIT: [(&str, &[&str]); 5] = [
    // The registry of the schema: it lists the slices.
    ("lib", &[]),
    ("schema", &[]),
    ("app", &["accounts", "settings"]),
    ("graphql", &["app"]),
    // Lines are of products.
    ("documents", &["catalog", "graphql"]),
];
/// What any file of a slice may name of them.
const FOR_SLICES: [&str; 3] = ["app", "documents", "graphql"];
/// The kit's macros: they stand at the crate's top.
const MACROS: [&str; 13] = [
    "allowed_actions",
    "bulk",
    "commands",
    "details",
    "document",
    "document_object",
    "file",
    "inputs",
    "only_sort",
    "payload",
    "priced_row",
    "queries",
    "sorts",
];
/// Modules of `server` that start or stop the HTTP side.
const NAMES_HTTP: [&str; 4] = ["cli", "http", "lib", "main"];
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

/// Where the web app's files are.
const WEB: &str = "frontend/src/";
/// Modules of the web app that stand above all others, and how high: each names only lower ones.
const WEB_LAYERS: [(&str, u8); 5] = [("router", 1), ("list", 2), ("palette", 2), ("pages", 3), ("app", 4)];
/// The frame, which pages may name.
const SHELL: &str = "shell";

/// What a file of a slice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Tables.
    Entity,
    /// Batches for the graph.
    Loader,
    /// A list: reads any slice, writes none.
    List,
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
            // What people write stands beside the table, or apart when it is more than columns.
            "entity" | "input" => Self::Entity,
            "loader" => Self::Loader,
            "list" => Self::List,
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
            each_path(file, "domain", inside, &mut found, domain);
        } else if let Some((inside, of)) =
            CRATES.iter().find_map(|(folder, name)| Some((file.path.strip_prefix(folder)?, *name)))
            && !inside.contains("test")
        {
            server(file, of, inside, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

/// `domain` names nothing of ours and no input or output.
fn domain(path: &Path) -> Option<String> {
    let outside = path.first().filter(|root| {
        matches!(
            root.as_str(),
            "server" | "business" | "platform" | "migration" | "frontend" | "axum" | "tokio" | "sqlx" | "reqwest"
        )
    });
    outside.map(|root| format!("`domain` is pure: it may not name `{root}`"))
}

fn server(file: &File, of: &str, inside: &str, found: &mut Vec<String>) {
    let top = inside.split(['/', '.']).next().unwrap_or_default();
    let kit = if of == "platform" { PLATFORM.as_slice() } else { KIT.as_slice() };
    if of == "server" {
        each_path(file, of, inside, found, |path| if NAMES_HTTP.contains(&top) { None } else { names_http(path) });
    } else if let Some((_, rank)) = SLICES.iter().find(|(name, _)| of == "business" && *name == top) {
        let kind = Kind::of(file.name().trim_end_matches(".rs"));
        each_path(file, of, inside, found, |path| {
            inside_slice(kind, top, path).or_else(|| slice(kind, top, *rank, path))
        });
    } else if let Some((_, allowed)) = kit.iter().find(|(name, _)| *name == top) {
        each_path(file, of, inside, found, |path| {
            let target = path.get(1).filter(|_| path.first().is_some_and(|root| root == of))?;
            let is_macro = MACROS.contains(&&**target);
            let fine = *target == top || allowed.contains(&&**target) || is_macro || ["lib", "schema"].contains(&top);
            (!fine).then(|| format!("`{top}` may not name `{target}`"))
        });
    } else {
        found.push(format!("{}: `{top}` has no place in infra/xtask/tests/tidy/imports.rs: give it one", file.path));
    }
}

/// Calls `judge` with each path of `file`, whose `crate` is named.
fn each_path(file: &File, of: &str, inside: &str, found: &mut Vec<String>, judge: impl Fn(&Path) -> Option<String>) {
    let names = inside.trim_end_matches(".rs").split('/').filter(|part| !matches!(*part, "mod" | "lib" | "main"));
    let module: Vec<String> = ["crate"].into_iter().chain(names).map(str::to_owned).collect();
    match paths::named(file.text(), &module) {
        Ok(paths) => {
            for mut path in paths {
                if let Some(root) = path.first_mut().filter(|root| *root == "crate") {
                    of.clone_into(root);
                }
                if let Some(offence) = judge(&path) {
                    found.push(format!("{}: {}: {offence}", file.path, path.join("::")));
                }
            }
        }
        Err(error) => found.push(format!("{}: {error}", file.path)),
    }
}

/// Whether it leads into `business`, where the slices are.
fn is_business(path: &Path) -> bool {
    path.len() > 1 && path.first().is_some_and(|root| root == "business")
}

/// A file of the web app by its module, `pages::sales::list`, and the modules that it names or declares.
type Web<'a> = BTreeMap<String, (&'a str, BTreeSet<String>)>;

fn web<'a>(tree: &'a Tree, found: &mut Vec<String>) -> Web<'a> {
    let files = tree.rust().filter_map(|file| Some((file, file.path.strip_prefix(WEB)?)));
    // Tests may look anywhere.
    let files: BTreeMap<String, &File> = files
        .map(|(file, inside)| (module_of(inside), file))
        .filter(|(module, _)| !module.is_empty() && !module.ends_with("tests"))
        .collect();
    let named = files.iter().map(|(module, file)| {
        let within: Vec<String> = ["crate"].into_iter().chain(module.split("::")).map(str::to_owned).collect();
        let paths = paths::named(file.text(), &within).unwrap_or_else(|error| {
            found.push(format!("{}: {error}", file.path));
            Vec::new()
        });
        let named = paths.iter().filter_map(|path| file_of(path, module, &files));
        let named = named.chain(declared(file).map(|child| format!("{module}::{child}")));
        (module.clone(), (file.path.as_str(), named.filter(|it| it != module && files.contains_key(it)).collect()))
    });
    named.collect()
}

/// `pages/sales/mod.rs` is `pages::sales`; `lib.rs` is nothing.
fn module_of(inside: &str) -> String {
    let parts = inside.trim_end_matches(".rs").split('/');
    parts.filter(|part| !matches!(*part, "mod" | "lib")).collect::<Vec<_>>().join("::")
}

/// The module, of those in a file of their own, that a path leads into.
fn file_of(path: &Path, module: &str, files: &BTreeMap<String, &File>) -> Option<String> {
    let from = |parts: &[String]| {
        (1..=parts.len()).rev().map(|count| parts[..count].join("::")).find(|it| files.contains_key(it))
    };
    match path.split_first()? {
        (root, rest) if root == "crate" => from(rest),
        // `sales::list` in `pages/mod.rs`.
        _ => from(&module.split("::").map(str::to_owned).chain(path.iter().cloned()).collect::<Vec<_>>())
            .filter(|found| found != module),
    }
}

/// The modules that a file declares, which macros may name without a path being seen.
fn declared(file: &File) -> impl Iterator<Item = &str> {
    file.text().lines().filter_map(|line| {
        let (_, rest) = line
            .trim_start()
            .split_once("mod ")
            .filter(|(before, _)| before.is_empty() || before.starts_with("pub"))?;
        rest.strip_suffix(';')
    })
}

/// What a file of the web app may not name, and circles of files. The file of a folder, `mod.rs`, says what the folder
/// is about, so those below it name it; that is no circle yet.
fn web_offences(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    let web = web(tree, &mut found);
    for (module, (path, named)) in &web {
        found.extend(named.iter().filter_map(|it| Some(format!("{path}: {}", above(module, it)?))));
    }
    let is_face = |module: &str, named: &str| module.strip_prefix(named).is_some_and(|rest| rest.starts_with("::"));
    let next = |module: &str| {
        let named = web.get(module).into_iter().flat_map(|(_, named)| named).map(String::as_str);
        named.filter(|named| !is_face(module, named)).collect::<Vec<_>>()
    };
    let mut seen = BTreeSet::new();
    for module in web.keys() {
        if let Some(circle) = circle(module, &next).filter(|circle| !circle.iter().any(|it| seen.contains(it))) {
            found.push(format!("{WEB}: files name each other in a circle: {}", circle.join(" → ")));
            seen.extend(circle);
        }
    }
    found
}

/// The shortest way from a module back to itself.
fn circle<'a>(from: &'a str, next: &impl Fn(&str) -> Vec<&'a str>) -> Option<Vec<&'a str>> {
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([from]);
    while let Some(at) = queue.pop_front() {
        for to in next(at) {
            if to == from {
                let way = std::iter::successors(Some(at), |at| came_from.get(at).copied());
                let mut way: Vec<_> = way.collect();
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(to) {
                came_from.insert(to, at);
                queue.push_back(to);
            }
        }
    }
    None
}

fn above(module: &str, named: &str) -> Option<String> {
    let layer = |module: &str| {
        let top = module.split("::").next().unwrap_or_default();
        WEB_LAYERS.iter().find(|(name, _)| *name == top).map_or(0, |(_, layer)| *layer)
    };
    let page =
        |module: &str| module.strip_prefix("pages::").and_then(|rest| rest.split("::").next()).map(str::to_owned);
    if layer(module) < layer(named) {
        return Some(format!("`{module}` may not name `{named}`, which stands above it"));
    }
    let (own, other) = (page(module)?, page(named)?);
    (own != other && other != SHELL).then(|| format!("no page names another page: `{named}`"))
}

fn rank_of(module: &str) -> Option<u8> {
    SLICES.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

fn names_http(path: &Path) -> Option<String> {
    let named = path.first().is_some_and(|root| root == "server") && path.get(1).is_some_and(|module| module == "http");
    named.then(|| "only what starts and stops it may name `http`".to_owned())
}

/// What each kind of file may see of libraries and of its own slice.
fn inside_slice(kind: Kind, own: &str, path: &Path) -> Option<String> {
    let root = path.first().map(String::as_str);
    // Of a field that may be left out a service must know that it was.
    let left_out = path.get(1).is_some_and(|part| part == "MaybeUndefined");
    if kind == Kind::Service && matches!(root, Some("async_graphql" | "axum" | "hyper")) && !left_out {
        return Some("a service knows nothing of the wire: move it to graphql.rs".to_owned());
    }
    if matches!(kind, Kind::Graphql | Kind::List) && path.iter().any(|part| part == "ActiveModel") {
        return Some("only services write".to_owned());
    }
    if !is_business(path) || path.get(1).is_none_or(|module| module != own) {
        return None;
    }
    let named = Kind::named_by(path)?;
    let refused = match kind {
        Kind::Entity => matches!(named, Kind::Service | Kind::Graphql | Kind::Loader),
        Kind::Loader => matches!(named, Kind::Service | Kind::Graphql),
        Kind::Service => matches!(named, Kind::Graphql | Kind::Loader | Kind::List),
        Kind::List => named == Kind::Graphql,
        Kind::Graphql | Kind::Face => false,
    };
    refused.then(|| format!("entity ← service ← graphql, loader sees entity: {kind:?} may not name {named:?}"))
}

/// What each kind of file may see of the kit and of other slices.
fn slice(kind: Kind, own: &str, rank: u8, path: &Path) -> Option<String> {
    if !is_business(path) {
        return None;
    }
    let target = path.get(1)?.as_str();
    let Some(below) = rank_of(target) else {
        let fine = FOR_SLICES.contains(&target) || MACROS.contains(&target) || target == "schema" && kind == Kind::Face;
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
        // The schema is a graph: it names any slice's tables, lists and loaders.
        (Kind::Graphql, Some(Kind::Graphql | Kind::Loader | Kind::Entity | Kind::List) | None) => None,
        (Kind::List, Some(Kind::Entity | Kind::Service | Kind::List) | None) => None,
        (Kind::Service | Kind::Entity | Kind::Loader | Kind::List, Some(Kind::Graphql)) => {
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
    assert_fires(
        offences,
        &[("server/platform/src/db/write.rs", "use crate::sales::order;")],
        "`db` may not name `sales`",
    );
    assert_fires(offences, &[("server/platform/src/cache/log.rs", "use crate::db::Db;")], "`cache` may not name `db`");
    assert_silent(
        offences,
        &[("server/platform/src/db/write.rs", "use crate::clock::Clock; use crate::error::Result;")],
    );
    assert_silent(offences, &[("server/business/src/schema.rs", "use crate::sales::SalesQuery;")]);
}

#[test]
fn naming_http_is_found() {
    assert_fires(offences, &[("server/src/jobs/mod.rs", "use crate::http::serve;")], "may name `http`");
    assert_silent(offences, &[("server/src/cli/mod.rs", "use crate::http::serve;")]);
}

#[test]
fn a_service_that_knows_the_wire_is_found() {
    for text in ["use async_graphql::Context;", "fn f() { axum::serve() }"] {
        assert_fires(offences, &[("server/business/src/sales/order/service.rs", text)], "sales/order/service.rs");
        assert_silent(
            offences,
            &[("server/business/src/sales/order/service.rs", &format!("#[cfg(test)] mod tests {{ {text} }}"))],
        );
    }
    assert_fires(
        offences,
        &[("server/business/src/sales/order/service.rs", "use super::graphql::SalesOrder;")],
        "entity ← service",
    );
}

#[test]
fn a_loader_or_entity_that_looks_up_is_found() {
    assert_fires(
        offences,
        &[("server/business/src/sales/order/loader.rs", "use super::service::visible;")],
        "Loader may not name",
    );
    assert_fires(
        offences,
        &[("server/business/src/sales/order/entity.rs", "use super::service::visible;")],
        "Entity may not name",
    );
    assert_silent(offences, &[("server/business/src/sales/order/loader.rs", "use super::entity::order;")]);
}

#[test]
fn a_slice_that_calls_upwards_or_sideways_is_found() {
    let upwards = "use crate::sales::order::service::confirm;";
    assert_fires(offences, &[("server/business/src/stock/level/service.rs", upwards)], "slices call downwards");
    let sideways = "use crate::parties::customer::entity::Model;";
    assert_fires(offences, &[("server/business/src/catalog/product/service.rs", sideways)], "slices call downwards");
    let service = "use crate::parties::customer::service::create;";
    assert_fires(offences, &[("server/business/src/catalog/product/graphql.rs", service)], "slices call downwards");
    assert_silent(offences, &[("server/business/src/catalog/product/list.rs", service)]);
    assert_silent(offences, &[("server/business/src/sales/order/service.rs", sideways)]);
    let graph = "use crate::stock::level::graphql::StockLevel;";
    assert_silent(offences, &[("server/business/src/catalog/product/graphql.rs", graph)]);
}

#[test]
fn writing_the_rows_of_another_slice_is_found() {
    let text = "use crate::catalog::product; fn f() { product::entity::ActiveModel {} }";
    assert_fires(offences, &[("server/business/src/sales/order/service.rs", text)], "alone writes its tables");
    let text = "use super::entity::ActiveModel;";
    assert_fires(offences, &[("server/business/src/sales/order/graphql.rs", text)], "only services write");
    assert_silent(offences, &[("server/business/src/sales/order/service.rs", text)]);
}

#[test]
fn a_module_without_a_place_is_found() {
    assert_fires(offences, &[("server/business/src/magic/mod.rs", "//! Magic.")], "`magic` has no place");
}

#[test]
fn files_of_the_web_app_stand_in_layers() {
    assert_kept(web_offences);
}

#[test]
fn a_circle_of_files_in_the_web_app_is_found() {
    let grid = ("frontend/src/pages/editor/grid.rs", "use super::row::Row;");
    let row = ("frontend/src/pages/editor/row.rs", "fn f() { super::grid::focus() }");
    assert_fires(web_offences, &[grid, row], "pages::editor::grid → pages::editor::row");
    let face = ("frontend/src/pages/editor/mod.rs", "mod grid; mod row; use self::grid::Grid; pub struct Editor;");
    let below = ("frontend/src/pages/editor/grid.rs", "use super::Editor;");
    assert_silent(web_offences, &[face, below]);
    // By way of a folder's own file, and of what it declares.
    let files = [
        ("frontend/src/state/mod.rs", "pub mod session;\nmacro_rules! all { () => { $each::open() } }"),
        ("frontend/src/state/session.rs", "use crate::live::text;"),
        ("frontend/src/live.rs", "use crate::state::Shared;"),
    ];
    assert_fires(web_offences, &files, "live → state → state::session");
}

#[test]
fn a_page_that_names_another_and_a_list_that_names_a_page_are_found() {
    let page = ("frontend/src/pages/sales/list.rs", "pub const PAGE: u8 = 1;");
    let other = ("frontend/src/pages/stock/list.rs", "use crate::pages::sales::list::PAGE;");
    assert_fires(web_offences, &[page, other], "no page names another page");
    let list = ("frontend/src/list/mod.rs", "use crate::pages::sales::list::PAGE;");
    assert_fires(web_offences, &[page, list], "`list` may not name `pages::sales::list`");
    let shell = ("frontend/src/pages/shell.rs", "pub struct Brand;");
    let login = ("frontend/src/pages/login.rs", "use crate::pages::shell::Brand; use crate::list::View;");
    assert_silent(web_offences, &[shell, login, ("frontend/src/list/mod.rs", "pub struct View;")]);
}
