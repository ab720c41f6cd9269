//! Each mutation refused, for each reason that its types tell: nothing is written.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::inputs::{World, mutations};
use super::leaves::{Leaf, leaves, with};
use super::sdl::Mutation;
use crate::support::{Reply, TestApp, on_both_engines};

/// Where an input has its key.
const KEY: &str = "/idempotencyKey";

/// What an answer says: the codes of its errors and refusals, also those of single rows.
fn codes(reply: &Reply) -> Vec<String> {
    let text = |code: &Value| code.as_str().unwrap_or("no code").to_owned();
    let Some(errors) = reply.answer["errors"].as_array() else {
        let payload = &reply.answer["data"]["payload"];
        let refusals = |of: &Value| of["userErrors"].as_array().unwrap().clone();
        let rows = payload["results"].as_array().into_iter().flatten().flat_map(refusals);
        return refusals(payload).into_iter().chain(rows).map(|error| text(&error["code"])).collect();
    };
    errors.iter().map(|error| text(&error["extensions"]["code"])).collect()
}

/// What the mutation must leave as it was. One that answers for each row by itself remembers its answer under its key.
async fn unchanged(app: &TestApp, mutation: Mutation) -> BTreeMap<&'static str, Vec<String>> {
    let mut all = app.everything().await;
    if mutation.entity().0 == "results" {
        all.remove("idempotency");
    }
    all
}

/// Runs each mutation with each leaf of its input that `bad` gives another value for: what `is_fine` of an answer's code.
async fn each_leaf(app: &TestApp, bad: impl Fn(&Leaf, &Value) -> Option<Value>, is_fine: impl Fn(&str) -> bool) {
    let world = World::of(app).await;
    let (mut faults, mut tried) = (Vec::new(), 0);
    for mutation in mutations() {
        let mut input = world.ready(mutation).await;
        let mut before = unchanged(app, mutation).await;
        for leaf in leaves(mutation, &input) {
            let Some(value) = bad(&leaf, input.pointer(&leaf.pointer).unwrap()) else { continue };
            let mut bad = with(&input, &leaf, value);
            if leaf.pointer != KEY {
                // Under a key of its own: an answer under the same one would say only that.
                bad.as_object_mut().unwrap().remove(&KEY[1..]);
            }
            tried += 1;
            let reply = world.root.act(mutation.name, bad).await;
            let codes = codes(&reply);
            if codes.is_empty() {
                faults.push(format!("{} takes {}", mutation.name, leaf.pointer));
                input = world.ready(mutation).await;
                before = unchanged(app, mutation).await;
            } else if !codes.iter().all(|code| is_fine(code)) {
                faults.push(format!("{} {}: {}", mutation.name, leaf.pointer, reply.answer));
            }
        }
        if unchanged(app, mutation).await != before {
            faults.push(format!("{} wrote", mutation.name));
        }
    }
    assert!(faults.is_empty(), "{:?}: {} of {tried}: {faults:#?}", app.app.db.engine(), faults.len());
    assert!(tried > 50, "{tried}");
}

/// Whether a code says what is wrong with a value: not a fault of the server's, and not another reason than the value.
fn is_about_the_value(code: &str) -> bool {
    !["INTERNAL", "no code", "CONFLICT", "IDEMPOTENCY_KEY_REUSED", "FORBIDDEN", "WRONG_STATUS"].contains(&code)
}

on_both_engines! {
    async fn who_may_not_writes_nothing(app) {
        let world = World::of(&app).await;
        let mut ready: Vec<(Mutation, Value)> = Vec::new();
        for mutation in mutations() {
            ready.push((mutation, world.ready(mutation).await));
        }
        let before = app.everything().await;
        let (viewer, nobody) = (app.as_role("viewer"), app.as_nobody());
        let mut faults = Vec::new();
        for (mutation, input) in ready {
            for (who, expected) in [(&viewer, "FORBIDDEN"), (&nobody, "UNAUTHENTICATED")] {
                let reply = who.act(mutation.name, input.clone()).await;
                if codes(&reply) != [expected] || reply.answer["errors"].is_null() {
                    faults.push(format!("{}, not {expected}: {}", mutation.name, reply.answer));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        assert_eq!(app.everything().await, before);
    }

    async fn an_id_of_another_kind(app) {
        let other = |leaf: &Leaf, id: &Value| {
            let other = if id.as_str().unwrap_or("").starts_with("cus_") { "prd_1" } else { "cus_1" };
            (leaf.scalar == "ID").then(|| other.into())
        };
        each_leaf(&app, other, |code| code == "BAD_ID").await;
    }

    async fn an_id_that_was_never_given_out(app) {
        let unknown = |leaf: &Leaf, id: &Value| {
            let (prefix, _) = id.as_str().unwrap_or("").split_once('_')?;
            (leaf.scalar == "ID").then(|| format!("{prefix}_999999").into())
        };
        each_leaf(&app, unknown, is_about_the_value).await;
    }

    async fn a_text_that_is_too_long(app) {
        let long = |leaf: &Leaf, _: &Value| (leaf.scalar == "String").then(|| "x".repeat(5000).into());
        each_leaf(&app, long, is_about_the_value).await;
    }

    async fn a_mutation_of_ones_own_needs_somebody(app) {
        let before = app.everything().await;
        for (name, input) in [
            ("accountChange", json!({ "name": "New", "expectedVersion": 1 })),
            ("accountChangePassword", json!({ "currentPassword": "a", "password": "long enough 1" })),
            ("apiTokenCreate", json!({ "name": "T", "permissions": [], "expiresAt": "2026-03-31T00:00:00Z" })),
            ("apiTokenRevoke", json!({ "id": "tok_1" })),
            ("preferenceSet", json!({ "key": "k", "value": "1" })),
            ("sessionRevoke", json!({ "id": "ses_1" })),
        ] {
            assert_eq!(app.as_nobody().act(name, input).await.error(), "UNAUTHENTICATED", "{name}");
        }
        assert_eq!(app.everything().await, before);
    }
}
