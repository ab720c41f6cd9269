//! `wasm_split_cli_support` 0.2.4 with `group.patch`, which adds `Options::group`.
//!
//! Released, it makes a chunk for each set of split points that share code: their number grows with the square of the
//! pages (46 split points, 1 093 modules). `group` replaces such a set by a larger one, so that chunks fall together;
//! code is then loaded by more split points than need it, never by fewer. The patch is in the form of a change to the
//! released sources, ready to be sent to <https://github.com/WorldSEnder/wasm-split-prototype>; when a release has it,
//! this crate goes.
#![allow(warnings, clippy::all, clippy::pedantic, clippy::restriction, reason = "the code is not ours")]

include!(concat!(env!("OUT_DIR"), "/src/lib.rs"));
