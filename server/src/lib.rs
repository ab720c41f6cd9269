//! Work in progress of the first day.

pub mod cache;
pub mod error;
