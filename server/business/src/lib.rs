//! The API and the rules at work.
//!
//! Read in this order: [`app`] (what everything is given), [`graphql`] (the kit of the API), [`documents`] (the kit of
//! documents), then the slices, each of which calls downwards only: [`accounts`] < [`settings`] < [`parties`],
//! [`catalog`], [`todos`] < [`stock`] < [`sales`] < [`reports`], [`performance`]; [`schema`] merges their roots.
// Every field of the API's root is a layer of the future that answers a request.
#![recursion_limit = "256"]

pub mod app;
pub mod documents;
pub mod graphql;
pub mod schema;

pub mod accounts;
pub mod settings;

pub mod catalog;
pub mod parties;
pub mod todos;

pub mod stock;

pub mod sales;

pub mod performance;
pub mod reports;
