//! Work in progress of the first day.
pub mod http;
pub mod telemetry;
