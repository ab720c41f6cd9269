//! The tidy tests: what `git ls-files` lists must keep the rules of README.md ("Invariants").
//!
//! A rule is a function from a [`tree::Tree`] to the offences it finds, each one line: where, what, and what to do
//! instead. Each rule has two tests: this repository has no offence, and a small made-up tree has the offence it was
//! written against.

// `cfg(test)` says so to clippy, which lets tests unwrap.
#[cfg(test)]
mod assertions;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod layout;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod paths;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod styles;
#[cfg(test)]
mod supply;
#[cfg(test)]
mod symbols;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tree;
#[cfg(test)]
mod words;
