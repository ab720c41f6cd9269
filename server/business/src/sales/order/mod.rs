//! Sales orders: drafting, confirming, holding, ending.
//!
//! `draft` writes drafts, `service` runs the transition table (`transition` locks and asks the guards), `items` are the
//! lines of orders in any state; `draft` and `service` stand beside each other and neither names the other.

mod diff;
pub mod draft;
pub mod entity;
pub mod graphql;
pub mod grouping;
pub mod input;
pub mod items;
pub mod list;
pub mod loader;
pub mod mutations;
pub mod service;
pub mod transition;
