//! How a rule is held to its word.

use crate::tree::Tree;

/// Fails with every offence of `rule` in this repository.
#[track_caller]
pub(crate) fn assert_kept(rule: impl Fn(&Tree) -> Vec<String>) {
    let offences = rule(Tree::of_repository());
    assert!(offences.is_empty(), "{} offence(s):\n{}", offences.len(), offences.join("\n"));
}

/// Fails unless `rule` finds exactly one offence in a tree of these files, and that offence names `about`.
#[track_caller]
pub(crate) fn assert_fires(rule: impl Fn(&Tree) -> Vec<String>, files: &[(&str, &str)], about: &str) {
    let offences = rule(&Tree::of(files));
    assert_eq!(offences.len(), 1, "{offences:#?}");
    assert!(offences[0].contains(about), "{offences:#?}");
}

/// Fails when `rule` finds an offence in a tree of these files.
#[track_caller]
pub(crate) fn assert_silent(rule: impl Fn(&Tree) -> Vec<String>, files: &[(&str, &str)]) {
    assert_eq!(rule(&Tree::of(files)), Vec::<String>::new());
}
