//! Optimistic concurrency: a writer says which version he read.

use crate::error::{Conflict, Error, Result};

/// Passes when the row is still the one that the client read.
///
/// # Errors
/// A conflict that carries the version of now.
pub(super) fn expect_version(current: i64, expected: i64) -> Result<()> {
    if current == expected {
        return Ok(());
    }
    Err(Error::Conflict(Box::new(Conflict { current_version: current, changed_by: None, changed_at: None })))
}
