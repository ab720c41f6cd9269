//! What the system tells about itself: the per-request ledger of database and cache time, and the log.

pub mod ledger;
mod setup;

pub use setup::init;
