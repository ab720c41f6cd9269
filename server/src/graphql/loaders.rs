//! This request's loaders: one for every relation of the schema. They know the rows of this request only.

use sea_orm::DatabaseConnection;

/// One set per request; a new one after each write.
pub struct Loaders {}

impl std::fmt::Debug for Loaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loaders")
    }
}

impl Loaders {
    /// Empty loaders over the pool that reads.
    pub fn new(_db: &DatabaseConnection) -> Self {
        Self {}
    }
}
