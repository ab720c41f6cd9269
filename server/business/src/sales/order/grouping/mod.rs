//! Orders in groups, with the sums of each: what a list adds up to, by state, customer or month.
//!
//! Invariant: a group's sums are of one currency; the sums of all groups are those of the list that they are made of.

pub mod entity;
pub mod graphql;
pub mod service;
