//! Context7 ERP's server: a GraphQL API over SQLite or PostgreSQL.
//!
//! Read in this order: [`app`] (what everything is given), [`error`], [`config`], [`db`] (the only way to write),
//! [`cache`], [`graphql`], [`http`], then the slices: [`accounts`], [`settings`], [`parties`], [`catalog`], [`stock`],
//! [`sales`], [`import`], [`demo`], [`reports`], [`performance`].

pub mod app;
pub mod cache;
pub mod cli;
pub mod config;
pub mod db;
pub mod error;
pub mod graphql;
pub mod http;
pub mod jobs;
pub mod telemetry;

pub mod accounts;
pub mod settings;

pub mod catalog;
pub mod parties;

pub mod stock;

pub mod sales;

pub mod demo;
pub mod import;

pub mod reports;

pub mod performance;
