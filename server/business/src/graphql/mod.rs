//! The GraphQL edge: merged roots, what a resolver has at hand, codes of errors, payloads, connections.
//!
//! Invariants: resolvers hold no query and no business rule; every relation goes through a loader; objects of lists and
//! relations are answered [`InPlace`]; a refusal is data, an unexpected error is masked; every write goes through
//! [`ContextExt::write`] under an idempotency key.

mod connection;
mod context;
pub mod details;
mod in_place;
mod int64;
mod list;
mod listing;
mod loaders;
mod macros;
mod payload;

pub use connection::{Connection, Edge, PageInfo, TotalCount};
pub use context::{Client, ContextExt, Found, RequestContext, Rows, SessionCookie, rows};
pub use details::{NOTES_MAX, Stage, given};
pub use in_place::InPlace;
pub use int64::Int64;
pub use list::{
    FileColumn, List, Page, PageOf, Scope, Sort, input_from_json, keyset, page, page_of, search_words, visible,
};
pub(crate) use listing::listing;
pub use loaders::Loaders;
pub use payload::{Outcome, Param, SortDirection, UserError};
