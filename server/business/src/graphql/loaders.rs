//! This request's loaders: made when first used, one for each kind of thing that is loaded. They know the rows of this
//! request only, and check no permission: resolvers go through [`super::ContextExt`].

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use dataloader::BatchFn;
use platform::cache::Cache;
use platform::db::{
    Aggregate, AggregateLoader, BatchKey, Batched, Record, RecordLoader, RowsBy, RowsLoader, aggregate_loader, batched,
    record_loader, rows_loader,
};
use platform::error::Result;
use sea_orm::{DatabaseConnection, EntityTrait};

/// One set per request; a new one after each write.
pub struct Loaders {
    made: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    db: DatabaseConnection,
    cache: Cache,
}

impl std::fmt::Debug for Loaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loaders")
    }
}

impl Loaders {
    /// No loaders yet, over the pool that reads and what is cached of it.
    pub fn new(db: &DatabaseConnection, cache: &Cache) -> Self {
        Self { made: Mutex::default(), db: db.clone(), cache: cache.clone() }
    }

    /// The record with this id.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn record<E: Record>(&self, id: E::Id) -> Result<Option<Arc<E::Model>>> {
        self.of::<RecordLoader<E>>(|| record_loader::<E>(&self.db, &self.cache)).load(id).await
    }

    /// The rows that belong to `key`, in their order.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rows<E: RowsBy<K>, K: BatchKey>(&self, key: K) -> Result<Arc<[Arc<<E as EntityTrait>::Model>]>> {
        self.of::<RowsLoader<E, K>>(|| rows_loader::<E, K>(&self.db)).load(key).await
    }

    /// What is worked out for `key`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn aggregate<A: Aggregate>(&self, key: A::Key) -> Result<A::Value> {
        self.of::<AggregateLoader<A>>(|| aggregate_loader::<A>(&self.db)).load(key).await
    }

    /// What a batch of a slice's own loads for `key`.
    pub async fn batch<K, V, F>(&self, key: K, batch: fn(DatabaseConnection) -> F) -> V
    where
        K: Clone + Eq + std::hash::Hash + std::fmt::Debug + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        F: BatchFn<K, V> + Send + 'static,
    {
        self.of::<Batched<K, V, F>>(|| batched(batch(self.db.clone()))).load(key).await
    }

    fn of<L: Send + Sync + 'static>(&self, make: impl FnOnce() -> L) -> Arc<L> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let loader = made.entry(TypeId::of::<L>()).or_insert_with(|| Arc::new(make()));
        match Arc::clone(loader).downcast::<L>() {
            Ok(loader) => loader,
            // What lies under a type's id is of that type.
            Err(_) => unreachable!("a loader lies under the id of another type"),
        }
    }
}
