//! Each mutation done: what it leaves behind, once.

use std::collections::BTreeSet;

use migration::tags::{TAGGED, UNTAGGED};
use platform::db::{Engine, camel_case};
use serde_json::Value;

use super::inputs::{World, mutations};
use super::leaves::{leaves, with};
use super::sdl::Mutation;
use crate::support::{TestApp, invariants, on_both_engines};

/// What changes no record and so has no event, with the reason.
pub(super) const NO_EVENT: &[(&str, &str)] =
    &[("cachePurge", "it is about the nodes' memory: an entry of the trail, and nothing for a receiver to react to")];

/// The newest entry of the trail and the newest event.
async fn newest(app: &TestApp) -> (i64, i64) {
    let newest = async |table: &str| app.number(&format!("SELECT coalesce(max(id), 0) FROM {table}")).await;
    (newest("audit_entry").await, newest("outbox").await)
}

/// Another input that could be meant: another version, text or record.
fn another(mutation: Mutation, input: &Value) -> Value {
    let of = |scalar: &str| {
        let mut all = leaves(mutation, input).into_iter();
        all.find(|leaf| leaf.scalar == scalar && !["/idempotencyKey", "/password"].contains(&leaf.pointer.as_str()))
    };
    if let Some(leaf) = of("Int") {
        return with(input, &leaf, input.pointer(&leaf.pointer).unwrap().as_i64().unwrap() + 1);
    }
    if let Some(leaf) = of("String") {
        return with(input, &leaf, format!("{}x", input.pointer(&leaf.pointer).unwrap().as_str().unwrap()));
    }
    let leaf = of("ID").unwrap_or_else(|| panic!("{} has nothing to change: {input}", mutation.name));
    with(input, &leaf, format!("{}9", input.pointer(&leaf.pointer).unwrap().as_str().unwrap()))
}

/// The columns that hold secrets, as the trail would call them.
async fn secret_columns(app: &TestApp) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for table in TAGGED.iter().map(|of| of.table).chain(UNTAGGED.iter().map(|(table, _)| *table)) {
        let sql = match app.app.db.engine() {
            Engine::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            Engine::Postgres => format!(
                "SELECT attname::text AS name FROM pg_attribute WHERE attrelid = to_regclass('{table}') AND attnum > 0"
            ),
        };
        let names = app.rows(&sql).await.into_iter().map(|row| row["name"].as_str().unwrap().to_owned());
        found.extend(names.filter(|name| name.contains("hash") || name.contains("secret")));
    }
    found
}

/// The names of the fields in a value, at any depth.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.keys().cloned());
            fields.values().for_each(|value| keys(value, found));
        }
        Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// No secret is in what the trail and the outbox have of everything that was done.
async fn no_secrets(app: &TestApp) {
    let secret = secret_columns(app).await;
    assert!(secret.contains("password_hash") && secret.contains("secret_hash"), "{secret:?}");
    let mut found = BTreeSet::new();
    for sql in ["SELECT changes AS json FROM audit_entry", "SELECT payload AS json FROM outbox"] {
        for row in app.rows(sql).await {
            let text = row["json"].as_str().unwrap_or("null");
            assert!(!text.contains("$argon2"), "{text}");
            keys(&serde_json::from_str(text).unwrap(), &mut found);
        }
    }
    assert!(found.contains("email"), "users were changed: {found:?}");
    let leaked: Vec<&String> =
        secret.iter().filter(|name| found.contains(&camel_case(name)) || found.contains(*name)).collect();
    assert_eq!(leaked, Vec::<&String>::new());
    let named: Vec<&String> = found
        .iter()
        .filter(|key| key.to_lowercase().contains("hash") || key.to_lowercase().contains("secret"))
        .collect();
    assert_eq!(named, Vec::<&String>::new());
}

on_both_engines! {
    async fn each_mutation_leaves_its_entry_and_its_event(app) {
        let world = World::of(&app).await;
        let mut faults = Vec::new();
        for mutation in mutations() {
            let input = world.ready(mutation).await;
            let (entry, event) = newest(&app).await;
            let reply = world.root.act(mutation.name, input.clone()).await;
            let payload = &reply.answer["data"]["payload"];
            if reply.answer.get("errors").is_some() || payload["userErrors"] != serde_json::json!([]) {
                faults.push(format!("{} does not succeed with {input}: {}", mutation.name, reply.answer));
                continue;
            }
            let entries = app.rows(&format!("SELECT action, changes FROM audit_entry WHERE id > {entry}")).await;
            let events = app.number(&format!("SELECT count(*) FROM outbox WHERE id > {event}")).await;
            let is_empty = |entry: &Value| entry["changes"].is_null() && entry["action"] != "note";
            if entries.is_empty() || entries.iter().any(is_empty) {
                faults.push(format!("{} leaves no entry with its changes: {entries:?}", mutation.name));
            }
            let due = if NO_EVENT.iter().any(|(name, _)| *name == mutation.name) { 0 } else { entries.len() };
            if usize::try_from(events).unwrap() != due {
                faults.push(format!("{} leaves {events} events to {} entries", mutation.name, entries.len()));
            }
        }
        invariants::hold(&app).await;
        no_secrets(&app).await;
        assert!(faults.is_empty(), "{faults:#?}");
    }

    async fn the_same_key_does_it_once(app) {
        let world = World::of(&app).await;
        let mut faults = Vec::new();
        for mutation in mutations() {
            let input = world.ready(mutation).await;
            let first = world.root.act(mutation.name, input.clone()).await.answer;
            let before = app.everything().await;
            let second = world.root.act(mutation.name, input.clone()).await.answer;
            if first != second {
                faults.push(format!("{}: {first}\nand then\n{second}", mutation.name));
            }
            let reused = world.root.act(mutation.name, another(mutation, &input)).await;
            if reused.answer["errors"][0]["extensions"]["code"] != "IDEMPOTENCY_KEY_REUSED" {
                faults.push(format!("{} does something else under the same key: {}", mutation.name, reused.answer));
            }
            if app.everything().await != before {
                faults.push(format!("{} wrote twice under one key", mutation.name));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
