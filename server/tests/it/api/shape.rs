//! What no type of the schema may have, and that the tables of this folder name what there is.

use std::collections::BTreeSet;

use async_graphql::parser::types::TypeKind;

use super::done::NO_EVENT;
use super::inputs::{FIRST, LEFT_OUT, OWN};
use super::sdl::{named, sdl};
use super::seen::GUARDED;

/// Types with an id and a version that no permission guards, with the reason.
const ONES_OWN: &[(&str, &str)] = &[("Viewer", "whoever asks, himself")];

/// Fields whose names only sound like a secret, with the reason.
const NO_SECRETS: &[(&str, &str, &str)] = &[
    ("ApiTokenCreatePayload", "secret", "shown once, in the answer that creates the token"),
    ("Query", "search", "a search, not the text that it looks in"),
];

#[test]
fn secrets_are_no_fields() {
    for (name, kind) in sdl().types().filter(|(_, kind)| matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_))) {
        assert!(
            !matches!(kind, TypeKind::Interface(_)),
            "{name}: an interface, whose fields this test must look at too"
        );
        for field in sdl().fields(name).map(|field| field.name.node.as_str()) {
            let lower = field.to_lowercase();
            let sounds = ["hash", "secret", "search"].iter().any(|word| lower.contains(word));
            let is_known = NO_SECRETS.iter().any(|(of, known, _)| (*of, *known) == (name, field));
            assert!(!sounds || is_known, "{name}.{field}");
        }
    }
    for (name, field, _) in NO_SECRETS {
        assert!(sdl().fields(name).any(|of| of.name.node == *field), "{name}.{field} is no more");
    }
}

#[test]
fn every_record_is_guarded() {
    for (name, _) in sdl().types() {
        let has = |field: &str| sdl().fields(name).any(|of| of.name.node == field);
        let is_known = GUARDED.iter().any(|(of, _)| *of == name) || ONES_OWN.iter().any(|(of, _)| *of == name);
        assert!(!(has("id") && has("version")) || is_known, "{name} is a record: which permission guards it?");
    }
    for name in GUARDED.iter().map(|(name, _)| *name).chain(ONES_OWN.iter().map(|(name, _)| *name)) {
        assert!(matches!(sdl().kind(name), Some(TypeKind::Object(_))), "{name} is no more");
    }
}

#[test]
fn the_tables_name_what_there_is() {
    let mutations: BTreeSet<&str> = sdl().mutations().map(|mutation| mutation.name).collect();
    let steps = FIRST.iter().flat_map(|(name, _, steps)| steps.iter().chain([name]));
    let created = FIRST.iter().map(|(_, record, _)| format!("{record}Create")).collect::<Vec<_>>();
    let named_ones = OWN.iter().chain(steps).copied();
    let named_ones =
        named_ones.chain(LEFT_OUT.iter().map(|(name, ..)| *name)).chain(NO_EVENT.iter().map(|(name, _)| *name));
    for name in named_ones.chain(created.iter().map(String::as_str)) {
        assert!(mutations.contains(name), "{name} is no more");
    }
    for mutation in sdl().mutations() {
        assert!(mutation.input.is_some() || mutation.name == "logout", "{mutation:?} has no input");
    }
    // An input is called by one mutation or more, and each is an input.
    for input in sdl().mutations().filter_map(|mutation| mutation.input) {
        assert!(sdl().inputs(input).next().is_some(), "{input}");
    }
    assert_eq!(named(&sdl().fields("Mutation").next().unwrap().ty.node), sdl().mutations().next().unwrap().payload);
}
