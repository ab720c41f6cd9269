//! Work in progress of the first day.
