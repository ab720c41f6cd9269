//! What the whole app shares: who is logged in, whether the server is there, how it looks and speaks, and short messages;
//! and the machines that every page asks for data and changes them with.
//!
//! ```text
//! Query --Remote: a page's data--> cache: fresh | stale, asked anew | under way, joined --> server
//! Mutation --Attempt: one action--> server --done--> cache: what it named is removed, the rest is stale
//! ```
//!
//! Invariants: an older answer never wins ([`latest`]); nobody is shown what he has just changed as it was ([`cache`]);
//! what got no answer is settled before anything else is sent, so nothing is done twice ([`attempt`]). `tests` drives
//! these machines with a clock and a server of its own.
pub mod attempt;
pub(crate) mod browser;
pub mod cache;
pub mod connection;
pub mod drafts;
pub mod latest;
pub mod prefs;
pub mod remote;
pub mod sending;
pub mod session;
#[cfg(test)]
mod tests;
pub mod toasts;
mod version;
