//! Stock: what lies where, what is reserved, and every movement that made it so.
//!
//! One balance row per (product, warehouse) with `on_hand` and `reserved`; an append-only ledger of movements;
//! reservations as rows of their own. Free stock is `on_hand − reserved`.
//!
//! Invariants: `0 ≤ reserved ≤ on_hand` (a CHECK, and every check here happens under the row's lock); `on_hand` is the
//! sum of the ledger; `reserved` is the sum of the active reservations; the ledger is never changed. Balance rows are
//! always locked in the order of (product, warehouse).

use async_graphql::MergedObject;

pub mod level;
pub mod warehouse;

/// What can be asked about stock.
#[derive(Default, Debug, MergedObject)]
pub struct StockQuery(warehouse::graphql::WarehouseQuery, level::graphql::StockLevelQuery);

/// What can be done with stock.
#[derive(Default, Debug, MergedObject)]
pub struct StockMutation(warehouse::graphql::WarehouseMutation, level::graphql::StockLevelMutation);
