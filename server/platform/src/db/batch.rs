//! Loader batches: one statement for all the keys that a request asked for at once.
//!
//! A slice's `loader.rs` says which table and key; what a batch is stands here once. The loader crate asks for an
//! answer to every key, and a batch cannot fail, so an answer is a result of its own.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use dataloader::BatchFn;
use dataloader::cached::Loader;
use futures::future::BoxFuture;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, Value};

use super::reads::rows_by;
use crate::cache::{Cache, Cached, Class, Rows, narrowed};
use crate::error::{Error, Result};
use crate::telemetry::ledger;
use crate::telemetry::step::What;

/// A request's loader of the one row with a key.
pub type One<E, K> = Batched<K, Result<Option<Arc<<E as EntityTrait>::Model>>>, OneBy<E, K>>;
/// A request's loader of the one row with a key, of those that the cache keeps.
pub type Kept<E, K> = Batched<K, Result<Option<Arc<<E as EntityTrait>::Model>>>, KeptBy<E, K>>;
/// A request's loader of all rows with a key, in the order of their ids.
pub type Many<E, K> = Batched<K, Result<Arc<[<E as EntityTrait>::Model]>>, ManyBy<E, K>>;

/// A request's loader of what a statement works out for each key.
pub type Figures<K, V> = Batched<K, Result<V>, FiguresBy<K, V>>;

/// Works out what it knows of some keys; the others have nothing.
type Find<K, V> = fn(DatabaseConnection, Vec<K>) -> BoxFuture<'static, Result<Vec<(K, V)>, DbErr>>;

/// A batch of rows by a unique column.
#[derive(Debug)]
pub struct OneBy<E: EntityTrait, K> {
    db: DatabaseConnection,
    column: E::Column,
    key: fn(&E::Model) -> K,
}

/// A batch of rows by a unique column, of those that the cache keeps.
#[derive(Debug)]
pub struct KeptBy<E: EntityTrait, K> {
    by: OneBy<E, K>,
    cache: Cache,
    rows: Rows<K>,
}

/// A batch of row lists by a column.
#[derive(Debug)]
pub struct ManyBy<E: EntityTrait, K> {
    db: DatabaseConnection,
    column: E::Column,
    order: E::Column,
    key: fn(&E::Model) -> K,
}

/// A batch of figures.
#[derive(Debug)]
pub struct FiguresBy<K, V> {
    db: DatabaseConnection,
    find: Find<K, V>,
}

/// A loader of what `find` works out, in one statement for all keys; a key that it says nothing of has the default.
pub fn figures<K, V>(db: &DatabaseConnection, find: Find<K, V>) -> Figures<K, V>
where
    K: Copy + Eq + Hash + std::fmt::Debug,
    V: Clone + Default,
{
    batched(FiguresBy { db: db.clone(), find })
}

/// Times that a load lets others go first, to ask with it. Whoever is to ask in one batch is found in one pass over the
/// answer's tree; each further pass costs what the tree costs.
const YIELDS: usize = 2;

/// A loader over a batch.
pub type Batched<K, V, F> = Loader<K, V, Apart<F>>;

/// A batch whose work lies in a place of its own. Each field of a type is as large as the largest of its type: with
/// statements inside the loads, moving fields was a quarter of what a nested document cost.
#[derive(Debug)]
pub struct Apart<F>(F);

impl<K, V, F: BatchFn<K, V>> BatchFn<K, V> for Apart<F> {
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
    Loader::new(Apart(batch)).with_yield_count(YIELDS)
}

/// A loader of the one row whose `column` is the key.
pub fn one<E, K>(db: &DatabaseConnection, column: E::Column, key: fn(&E::Model) -> K) -> One<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    batched(OneBy { db: db.clone(), column, key })
}

impl<E, K> OneBy<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    async fn rows(&self, keys: impl IntoIterator<Item = K>) -> Result<Vec<E::Model>, DbErr> {
        E::find().filter(self.column.is_in(keys)).all(&self.db).await
    }
}

/// A loader of the one row whose `column` is the key, by way of the cache: for what is looked up again and again.
/// `number` is the key as the commit log writes it.
pub fn kept<E, K>(
    (db, cache): (&DatabaseConnection, &Cache),
    class: Class,
    column: E::Column,
    key: fn(&E::Model) -> K,
    number: fn(K) -> i64,
) -> Kept<E, K>
where
    E: EntityTrait<Model: Cached>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    let rows = Rows { class, table: E::default().table_name(), number };
    batched(KeptBy { by: OneBy { db: db.clone(), column, key }, cache: cache.clone(), rows })
}

/// A loader of all rows whose `column` is the key, by `order`.
pub fn many<E, K>(db: &DatabaseConnection, column: E::Column, order: E::Column, key: fn(&E::Model) -> K) -> Many<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    batched(ManyBy { db: db.clone(), column, order, key })
}

impl<E, K> BatchFn<K, Result<Option<Arc<E::Model>>>> for OneBy<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Option<Arc<E::Model>>>> {
        let rows = self.rows(keys.iter().copied());
        let rows = told::<E, _>(self.column, keys.iter().map(|key| (*key).into()), rows).await;
        match rows {
            Ok(rows) => {
                let mut answers: HashMap<_, _> = keys.iter().map(|key| (*key, Ok(None))).collect();
                answers.extend(rows.into_iter().map(|row| ((self.key)(&row), Ok(Some(Arc::new(row))))));
                answers
            }
            Err(error) => failed(keys, &error.into()),
        }
    }
}

impl<E, K> BatchFn<K, Result<Option<Arc<E::Model>>>> for KeptBy<E, K>
where
    E: EntityTrait<Model: Cached>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Option<Arc<E::Model>>>> {
        let by = &self.by;
        let load = async |keys| Ok(by.rows(keys).await?.into_iter().map(|row| ((by.key)(&row), row)).collect());
        let found = ledger::step(self.cache.rows(&self.rows, keys, load), |found| What::Batch {
            relation: self.rows.table,
            keys: keys.len(),
            rows: found.as_ref().map_or(0, HashMap::len),
        });
        match found.await {
            Ok(mut found) => keys.iter().map(|key| (*key, Ok(found.remove(key)))).collect(),
            Err(error) => failed(keys, &error),
        }
    }
}

impl<E, K> BatchFn<K, Result<Arc<[E::Model]>>> for ManyBy<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + Into<Value>,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Arc<[E::Model]>>> {
        let rows = E::find().filter(self.column.is_in(keys.iter().copied())).order_by_asc(self.order).all(&self.db);
        let rows = told::<E, _>(self.column, keys.iter().map(|key| (*key).into()), rows).await;
        match rows {
            Ok(rows) => {
                let mut lists: HashMap<K, Vec<E::Model>> = keys.iter().map(|key| (*key, Vec::new())).collect();
                for row in rows {
                    lists.entry((self.key)(&row)).or_default().push(row);
                }
                lists.into_iter().map(|(key, rows)| (key, Ok(rows.into()))).collect()
            }
            Err(error) => failed(keys, &error.into()),
        }
    }
}

impl<K, V> BatchFn<K, Result<V>> for FiguresBy<K, V>
where
    K: Copy + Eq + Hash,
    V: Clone + Default,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<V>> {
        match (self.find)(self.db.clone(), keys.to_vec()).await {
            Ok(found) => {
                let mut answers: HashMap<_, _> = keys.iter().map(|key| (*key, Ok(V::default()))).collect();
                answers.extend(found.into_iter().map(|(key, value)| (key, Ok(value))));
                answers
            }
            Err(error) => failed(keys, &error.into()),
        }
    }
}

/// Loads the rows that have one of `keys` in `column`, as a step of the request. What is made of them depends on no
/// others, where the commit log tells rows apart by that column.
pub async fn told<E: EntityTrait, T>(
    column: E::Column,
    keys: impl ExactSizeIterator<Item = Value>,
    rows: impl Future<Output = Result<Vec<T>, DbErr>>,
) -> Result<Vec<T>, DbErr> {
    let (entity, keys_asked) = (E::default(), keys.len());
    let relation = entity.table_name();
    let tags = rows_by(&entity, &column, keys);
    let step =
        ledger::step(rows, |rows| What::Batch { relation, keys: keys_asked, rows: rows.as_ref().map_or(0, Vec::len) });
    narrowed(tags, step).await
}

fn failed<K: Copy + Eq + Hash, T>(keys: &[K], error: &Error) -> HashMap<K, Result<T>> {
    keys.iter().map(|key| (*key, Err(error.clone()))).collect()
}
