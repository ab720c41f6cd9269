//! Stock: what lies where, the ledger of how it got there, what lay where on a day, and the warehouses.
pub mod as_of;
mod finders;
pub mod ledger;
pub mod levels;
mod moves;
pub mod warehouses;
