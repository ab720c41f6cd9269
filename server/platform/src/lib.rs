//! What any such server needs and no slice knows.
//!
//! Read in this order: [`error`], [`config`], [`clock`], [`telemetry`], [`cache`], [`db`] (the only way to write).

pub mod cache;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
mod graphql_error;
pub mod telemetry;
