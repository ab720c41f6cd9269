//! Nobody sees what he has no permission to see, along whichever way of the schema: each path from the root to an object
//! is a query, run once with every permission and once with each one missing.

use std::collections::BTreeSet;

use async_graphql::parser::types::{FieldDefinition, InputValueDefinition, TypeKind};
use domain::Permission;
use serde_json::{Value, json};

use super::inputs::{World, but, mutations};
use super::sdl::{named, sdl};
use crate::support::{TestApp, on_both_engines};

/// Types of the schema that a permission guards. `CustomerRef` is what everybody may see who sees the document.
pub(super) const GUARDED: &[(&str, Permission)] = &[
    ("Category", Permission::CatalogRead),
    ("Customer", Permission::CustomerRead),
    ("Product", Permission::CatalogRead),
    ("Role", Permission::AccountsManage),
    ("SalesOrder", Permission::SalesOrderRead),
    ("SalesOrderItem", Permission::SalesOrderRead),
    ("Shipment", Permission::SalesOrderRead),
    ("ShipmentItem", Permission::SalesOrderRead),
    ("StockBalance", Permission::StockRead),
    ("StockLevel", Permission::StockRead),
    ("StockTotal", Permission::StockRead),
    ("StockTransaction", Permission::StockRead),
    ("Supplier", Permission::SupplierRead),
    ("Todo", Permission::TodoRead),
    ("User", Permission::AccountsManage),
    ("Warehouse", Permission::StockRead),
];

/// Objects below the root field that a path leads through; a connection and its nodes count as one.
const DEPTH: usize = 3;

fn guard(name: &str) -> Option<Permission> {
    GUARDED.iter().find(|(guarded, _)| *guarded == name).map(|(_, permission)| *permission)
}

/// Whether it is how a list comes, and nothing by itself.
fn is_wrapping(name: &str) -> bool {
    name.ends_with("Connection") || name.ends_with("Edge")
}

/// What is asked of every object: what it is, and which one.
fn identity(name: &str) -> &'static str {
    if sdl().fields(name).any(|field| field.name.node == "id") { "__typename id" } else { "__typename" }
}

/// The paths that go on below a field: each the query of its way so far, and its type at the end.
fn walk(
    world: &World<'_>,
    field: &'static FieldDefinition,
    way: &[String],
    left: usize,
    found: &mut Vec<(String, &'static str)>,
) {
    let name = named(&field.ty.node);
    if !matches!(sdl().kind(name), Some(TypeKind::Object(_))) || name == "Performance" {
        return;
    }
    let mut way = way.to_vec();
    way.push(format!("{}{} {{ {}", field.name.node, arguments(world, field), identity(name)));
    found.push((format!("{{ __typename {}{} }}", way.join(" "), " }".repeat(way.len())), name));
    let left = if is_wrapping(name) { left } else { left - 1 };
    if left > 0 {
        sdl().fields(name).for_each(|field| walk(world, field, &way, left, found));
    }
}

/// Arguments for what a field asks for, and two rows of what is paged.
fn arguments(world: &World<'_>, field: &'static FieldDefinition) -> String {
    let is_asked = |of: &&InputValueDefinition| !of.ty.node.nullable && of.default_value.is_none();
    let mut all: Vec<String> = Vec::new();
    for argument in field.arguments.iter().map(|of| &of.node).filter(|of| of.name.node == "first" || is_asked(of)) {
        let name = argument.name.node.as_str();
        let record = if name == "id" { format!("{}Id", field.name.node) } else { name.to_owned() };
        let value = match (named(&argument.ty.node), name) {
            ("Int", "first") => json!(2),
            ("ID", _) => world.id(&record).unwrap_or_else(|| panic!("no id for {name} of {}", field.name.node)).clone(),
            ("String", "names") => json!(["GOODS"]),
            ("String", "text") => "Acorn".into(),
            ("NaiveDate", _) => "2026-03-02".into(),
            (kind, _) => match sdl().kind(kind) {
                Some(TypeKind::Enum(of)) => {
                    all.push(format!("{name}: {}", of.values[0].node.value.node));
                    continue;
                }
                _ => panic!("no value of {kind} for {name} of {}", field.name.node),
            },
        };
        all.push(format!("{name}: {value}"));
    }
    if all.is_empty() { String::new() } else { format!("({})", all.join(", ")) }
}

fn paths(world: &World<'_>) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    sdl().fields("Query").for_each(|field| walk(world, field, &[], DEPTH, &mut found));
    found
}

/// The types and ids of the objects in a value.
fn objects(value: &Value, found: &mut BTreeSet<(String, String)>) {
    match value {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            found.insert((text("__typename"), text("id")));
            fields.values().for_each(|value| objects(value, found));
        }
        Value::Array(all) => all.iter().for_each(|value| objects(value, found)),
        _ => {}
    }
}

/// The guarded types of which a row came out of the answer, which holds no fault of the server's. Who asks may see
/// himself.
fn seen(app: &TestApp, query: &str, answer: &Value) -> BTreeSet<String> {
    for error in answer["errors"].as_array().into_iter().flatten() {
        assert!(error["extensions"]["code"].as_str().is_some_and(|code| code != "INTERNAL"), "{query}: {answer}");
    }
    let mut found = BTreeSet::new();
    objects(&answer["data"], &mut found);
    let oneself = ("User".to_owned(), app.users["admin"].to_string());
    let others = found.into_iter().filter(|object| *object != oneself);
    others.map(|(name, _)| name).filter(|name| guard(name).is_some()).collect()
}

/// Asks the payload of a mutation for what it is about, or what lies right below it where that is a row's own result:
/// the selection, and the type.
fn payload(field: &str, name: &'static str) -> Option<(String, &'static str)> {
    if guard(name).is_some() {
        return Some((format!("{field} {{ {} }}", identity(name)), name));
    }
    let below = sdl().fields(name).find(|below| guard(named(&below.ty.node)).is_some())?;
    let of = named(&below.ty.node);
    Some((format!("{field} {{ {} {{ {} }} }}", below.name.node, identity(of)), of))
}

on_both_engines! {
    async fn no_row_leaves_without_its_permission(app) {
        let world = World::of(&app).await;
        let paths = paths(&world);
        let mut faults = Vec::new();
        let mut reached = BTreeSet::new();
        for (query, leaf) in paths.iter().filter(|(_, leaf)| guard(leaf).is_some()) {
            let answer = world.root.gql(query, json!({})).await;
            assert!(answer["errors"].is_null(), "{query}: {answer}");
            let mut found = BTreeSet::new();
            objects(&answer["data"], &mut found);
            // Else the query below would find nothing wrong because it finds nothing.
            if !found.iter().any(|(name, _)| name == leaf) {
                faults.push(format!("there is no {leaf} to see along {query}"));
            }
            reached.insert(*leaf);
        }
        let guarded: BTreeSet<&str> = GUARDED.iter().map(|(name, _)| *name).collect();
        assert_eq!(reached, guarded, "each type that is guarded can be reached");
        let permissions: BTreeSet<Permission> = GUARDED.iter().map(|(_, permission)| *permission).collect();
        for lacking in permissions {
            let client = but(&app, Some(lacking));
            for (query, _) in &paths {
                let answer = client.gql(query, json!({})).await;
                for name in seen(&app, query, &answer).iter().filter(|name| guard(name) == Some(lacking)) {
                    faults.push(format!("without {lacking:?} a {name} is seen along {query}"));
                }
            }
        }
        assert!(faults.is_empty(), "{} of {} paths: {faults:#?}", faults.len(), paths.len());
    }

    async fn no_payload_shows_what_its_writer_may_not_see(app) {
        let world = World::of(&app).await;
        let (mut faults, mut shown, mut done) = (Vec::new(), 0, 0);
        for mutation in mutations() {
            let (field, name) = mutation.entity();
            let Some((selection, of)) = payload(field, name) else { continue };
            let (kind, lacking) = (mutation.input.unwrap(), guard(of).unwrap());
            let document = format!(
                "mutation($input: {kind}!) {{ payload: {}(input: $input) {{ {selection} userErrors {{ code }} }} }}",
                mutation.name
            );
            for who in [Some(lacking), None] {
                let input = world.ready(mutation).await;
                let answer = but(&app, who).gql(&document, json!({ "input": input })).await;
                let sees = seen(&app, &document, &answer).contains(of);
                if sees != who.is_none() {
                    faults.push(format!("{} without {who:?}, sees {of}: {sees}: {answer}", mutation.name));
                }
                shown += usize::from(sees);
                done += usize::from(who.is_some() && answer["data"]["payload"]["userErrors"] == json!([]));
            }
        }
        // Most may be done by those who may not see: else the test would say nothing.
        assert!(shown > 40 && done > 30, "{shown} payloads, {done} blind ones");
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
