//! The tidy tests: what `git ls-files` lists must keep the rules of README.md ("Invariants").
//!
//! A rule is a function from a [`tree::Tree`] to the offences it finds, each one line: where, what, and what to do
//! instead. Each rule has two tests: this repository has no offence, and a small made-up tree has the offence it was
//! written against.

mod docs;
mod imports;
mod layout;
mod locales;
mod migrations;
mod paths;
mod sizes;
mod symbols;
mod tree;
mod words;

use tree::Tree;

/// Fails with every offence of `rule` in this repository.
#[track_caller]
fn assert_kept(rule: impl Fn(&Tree) -> Vec<String>) {
    let offences = rule(Tree::of_repository());
    assert!(offences.is_empty(), "{} offence(s):\n{}", offences.len(), offences.join("\n"));
}

/// Fails unless `rule` finds exactly one offence in a tree of these files, and that offence names `about`.
#[track_caller]
fn assert_fires(rule: impl Fn(&Tree) -> Vec<String>, files: &[(&str, &str)], about: &str) {
    let offences = rule(&Tree::of(files));
    assert_eq!(offences.len(), 1, "{offences:#?}");
    assert!(offences[0].contains(about), "{offences:#?}");
}

/// Fails when `rule` finds an offence in a tree of these files.
#[track_caller]
fn assert_silent(rule: impl Fn(&Tree) -> Vec<String>, files: &[(&str, &str)]) {
    assert_eq!(rule(&Tree::of(files)), Vec::<String>::new());
}
