//! Context7 ERP's server: a GraphQL API over SQLite or PostgreSQL.
//!
//! Read in this order: [`app`] (what everything is given), [`error`], [`config`], [`db`] (the only way to write),
//! then the slices.

pub mod accounts;
pub mod app;
pub mod catalog;
pub mod config;
pub mod db;
pub mod error;
pub mod graphql;
pub mod parties;
pub mod reports;
pub mod sales;
pub mod settings;
pub mod stock;
pub mod telemetry;
