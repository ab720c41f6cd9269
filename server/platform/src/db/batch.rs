//! Loader batches: one statement for all the keys that a request asked for at once.
//!
//! What can be loaded is declared where its table is: a [`Record`] by its id, rows [`RowsBy`] what they belong to, an
//! [`Aggregate`] by whatever it is worked out for. The loader crate asks for an answer to every key, and a batch cannot
//! fail, so an answer is a result of its own.

use std::collections::HashMap;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::Arc;

use dataloader::BatchFn;
use dataloader::cached::Loader;
use domain::{Permission, TypedId};
use sea_orm::{
    ColumnTrait, DatabaseConnection, DbErr, EntityTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder, Value,
};

use super::reads::rows_by;
use super::record::Record;
use crate::cache::{Cache, Rows, with_tags};
use crate::error::{Error, Result};
use crate::telemetry::ledger;
use crate::telemetry::step::What;

/// What a batch is asked for: a column's value.
pub trait BatchKey: Copy + Eq + Hash + std::fmt::Debug + Into<Value> + Send + Sync + 'static {}

impl<K: Copy + Eq + Hash + std::fmt::Debug + Into<Value> + Send + Sync + 'static> BatchKey for K {}

/// Rows that are loaded by what they belong to.
pub trait RowsBy<K: BatchKey>: EntityTrait<Model: Send + Sync> {
    /// What somebody needs to see them.
    const READ: Permission;
    /// The column that names what they belong to.
    const BY: Self::Column;
    /// The column that they are ordered by.
    const ORDER: Self::Column;

    /// What a row belongs to.
    fn key(row: &Self::Model) -> K;
}

/// Declares rows that are loaded by a column: `rows_by!(item::Entity: SalesOrderId, by OrderId order_id, order Id, read
/// SalesOrderRead);`
#[macro_export]
macro_rules! rows_by {
    ($entity:ty: $key:ty, by $by:ident $field:ident, order $order:ident, read $read:ident) => {
        impl $crate::db::RowsBy<$key> for $entity {
            const READ: domain::Permission = domain::Permission::$read;
            const BY: Self::Column = <Self as sea_orm::EntityTrait>::Column::$by;
            const ORDER: Self::Column = <Self as sea_orm::EntityTrait>::Column::$order;

            fn key(row: &Self::Model) -> $key {
                row.$field
            }
        }
    };
}

/// What one statement works out for many keys. A key that it says nothing of has the default.
pub trait Aggregate: Sized + Send + 'static {
    /// What it is worked out for.
    type Key: Copy + Eq + Hash + std::fmt::Debug + Send + Sync + 'static;
    /// What is worked out.
    type Value: Clone + Default + Send + Sync + 'static;
    /// What somebody needs to see it.
    const READ: Permission;

    /// Works out what it knows of some keys; the others have nothing.
    fn load(db: &DatabaseConnection, keys: &[Self::Key]) -> impl Future<Output = Aggregated<Self>> + Send;
}

/// What an aggregate knows of some keys.
pub type Aggregated<A> = Result<Vec<(<A as Aggregate>::Key, <A as Aggregate>::Value)>, DbErr>;

/// A request's loader of records by id.
pub type RecordLoader<E> = Batched<<E as Record>::Id, Result<Option<Arc<<E as EntityTrait>::Model>>>, RecordBatch<E>>;
/// A request's loader of all rows that belong to a key, in their order.
pub type RowsLoader<E, K> = Batched<K, Result<Arc<[Arc<<E as EntityTrait>::Model>]>>, RowsBatch<E, K>>;
/// A request's loader of an aggregate.
pub type AggregateLoader<A> = Batched<<A as Aggregate>::Key, Result<<A as Aggregate>::Value>, AggregateBatch<A>>;

/// A batch of records; by way of the cache where they are cached one by one.
#[derive(Debug)]
pub struct RecordBatch<E> {
    db: DatabaseConnection,
    cache: Cache,
    of: PhantomData<fn() -> E>,
}

/// A batch of row lists.
#[derive(Debug)]
pub struct RowsBatch<E, K> {
    db: DatabaseConnection,
    of: PhantomData<fn() -> (E, K)>,
}

/// A batch of aggregates.
#[derive(Debug)]
pub struct AggregateBatch<A> {
    db: DatabaseConnection,
    of: PhantomData<fn() -> A>,
}

/// Times that a load lets others go first, to ask with it. Whoever is to ask in one batch is found in one pass over the
/// answer's tree; each further pass costs what the tree costs.
const YIELDS: usize = 2;

/// A loader over a batch.
pub type Batched<K, V, F> = Loader<K, V, BoxedBatch<F>>;

/// A batch whose work lies in a place of its own. Each field of a type is as large as the largest of its type: with
/// statements inside the loads, moving fields was a quarter of what a nested document cost.
#[derive(Debug)]
pub struct BoxedBatch<F>(F);

impl<K, V, F: BatchFn<K, V>> BatchFn<K, V> for BoxedBatch<F> {
    async fn load(&mut self, keys: &[K]) -> HashMap<K, V> {
        Box::pin(self.0.load(keys)).await
    }
}

/// A loader that waits for its batch.
pub fn batched<K, V, F>(batch: F) -> Batched<K, V, F>
where
    K: Clone + Eq + Hash + std::fmt::Debug,
    V: Clone,
    F: BatchFn<K, V>,
{
    Loader::new(BoxedBatch(batch)).with_yield_count(YIELDS)
}

/// A loader of records.
pub fn record_loader<E: Record>(db: &DatabaseConnection, cache: &Cache) -> RecordLoader<E> {
    batched(RecordBatch { db: db.clone(), cache: cache.clone(), of: PhantomData })
}

/// A loader of rows by what they belong to.
pub fn rows_loader<E: RowsBy<K>, K: BatchKey>(db: &DatabaseConnection) -> RowsLoader<E, K> {
    batched(RowsBatch { db: db.clone(), of: PhantomData })
}

/// A loader of an aggregate.
pub fn aggregate_loader<A: Aggregate>(db: &DatabaseConnection) -> AggregateLoader<A> {
    batched(AggregateBatch { db: db.clone(), of: PhantomData })
}

impl<E: Record> RecordBatch<E> {
    fn id_column() -> Result<E::Column> {
        let key = <E::PrimaryKey as sea_orm::Iterable>::iter().next();
        Ok(key.ok_or_else(|| Error::internal("a record has no key"))?.into_column())
    }

    async fn rows(&self, ids: &[E::Id]) -> Result<Vec<(E::Id, E::Model)>> {
        let rows = E::find().filter(Self::id_column()?.is_in(ids.iter().copied())).all(&self.db).await?;
        Ok(rows.into_iter().map(|row| (E::id(&row), row)).collect())
    }

    async fn cached_rows(&self, ids: &[E::Id], class: crate::cache::Class) -> Result<HashMap<E::Id, Arc<E::Model>>> {
        let rows = Rows { class, table: E::default().table_name(), number: E::Id::get };
        let load = async |ids: Vec<E::Id>| self.rows(&ids).await;
        let what = |found: &Result<HashMap<_, _>>| What::Batch {
            relation: rows.table,
            keys: ids.len(),
            rows: found.as_ref().map_or(0, HashMap::len),
        };
        ledger::step(self.cache.rows(&rows, ids, load), what).await
    }

    async fn uncached_rows(&self, ids: &[E::Id]) -> Result<HashMap<E::Id, Arc<E::Model>>> {
        let column = Self::id_column()?;
        let query = E::find().filter(column.is_in(ids.iter().copied())).all(&self.db);
        let rows = load_tagged::<E, _>(column, ids.iter().map(|id| (*id).into()), query).await?;
        Ok(rows.into_iter().map(|row| (E::id(&row), Arc::new(row))).collect())
    }
}

impl<E: Record> BatchFn<E::Id, Result<Option<Arc<E::Model>>>> for RecordBatch<E> {
    async fn load(&mut self, ids: &[E::Id]) -> HashMap<E::Id, Result<Option<Arc<E::Model>>>> {
        let found = match E::CACHE {
            Some(class) => self.cached_rows(ids, class).await,
            None => self.uncached_rows(ids).await,
        };
        match found {
            Ok(mut found) => ids.iter().map(|id| (*id, Ok(found.remove(id)))).collect(),
            Err(error) => failed(ids, &error),
        }
    }
}

impl<E: RowsBy<K>, K: BatchKey> BatchFn<K, Result<Arc<[Arc<E::Model>]>>> for RowsBatch<E, K> {
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Arc<[Arc<E::Model>]>>> {
        let rows = E::find().filter(E::BY.is_in(keys.iter().copied())).order_by_asc(E::ORDER).all(&self.db);
        match load_tagged::<E, _>(E::BY, keys.iter().map(|key| (*key).into()), rows).await {
            Ok(rows) => grouped(keys, rows, E::key),
            Err(error) => failed(keys, &error.into()),
        }
    }
}

impl<A: Aggregate> BatchFn<A::Key, Result<A::Value>> for AggregateBatch<A> {
    async fn load(&mut self, keys: &[A::Key]) -> HashMap<A::Key, Result<A::Value>> {
        match A::load(&self.db, keys).await {
            Ok(found) => {
                let mut answers: HashMap<_, _> = keys.iter().map(|key| (*key, Ok(A::Value::default()))).collect();
                answers.extend(found.into_iter().map(|(key, value)| (key, Ok(value))));
                answers
            }
            Err(error) => failed(keys, &error.into()),
        }
    }
}

/// The rows of each key, in their order; a key without rows has none.
pub fn grouped<K: Copy + Eq + Hash, M>(
    keys: &[K],
    rows: Vec<M>,
    key: impl Fn(&M) -> K,
) -> HashMap<K, Result<Arc<[Arc<M>]>>> {
    let mut lists: HashMap<K, Vec<Arc<M>>> = keys.iter().map(|key| (*key, Vec::new())).collect();
    for row in rows {
        lists.entry(key(&row)).or_default().push(Arc::new(row));
    }
    lists.into_iter().map(|(key, rows)| (key, Ok(rows.into()))).collect()
}

/// Loads the rows that have one of `keys` in `column`, as a step of the request. What is made of them depends on no
/// others, where the commit log tags rows by that column.
pub async fn load_tagged<E: EntityTrait, T>(
    column: E::Column,
    keys: impl ExactSizeIterator<Item = Value>,
    rows: impl Future<Output = Result<Vec<T>, DbErr>>,
) -> Result<Vec<T>, DbErr> {
    let (entity, keys_asked) = (E::default(), keys.len());
    let relation = entity.table_name();
    let tags = rows_by(&entity, &column, keys);
    let step =
        ledger::step(rows, |rows| What::Batch { relation, keys: keys_asked, rows: rows.as_ref().map_or(0, Vec::len) });
    with_tags(tags, step).await
}

/// The same error for every key.
pub fn failed<K: Copy + Eq + Hash, T>(keys: &[K], error: &Error) -> HashMap<K, Result<T>> {
    keys.iter().map(|key| (*key, Err(error.clone()))).collect()
}
