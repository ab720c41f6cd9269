//! Loader batches: one statement for all the keys that a request asked for at once.
//!
//! A slice's `loader.rs` says which table and key; what a batch is stands here once. The loader crate asks for an
//! answer to every key, and a batch cannot fail, so an answer is a result of its own.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use dataloader::BatchFn;
use dataloader::cached::Loader;
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder, Value};

use crate::error::{Error, Result};
use crate::telemetry::ledger;
use crate::telemetry::step::What;

/// A request's loader of the one row with a key.
pub type One<E, K> = Loader<K, Result<Option<Arc<<E as EntityTrait>::Model>>>, OneBy<E, K>>;
/// A request's loader of all rows with a key, in the order of their ids.
pub type Many<E, K> = Loader<K, Result<Arc<[<E as EntityTrait>::Model]>>, ManyBy<E, K>>;

/// A batch of rows by a unique column.
#[derive(Debug)]
pub struct OneBy<E: EntityTrait, K> {
    db: DatabaseConnection,
    column: E::Column,
    key: fn(&E::Model) -> K,
}

/// A batch of row lists by a column.
#[derive(Debug)]
pub struct ManyBy<E: EntityTrait, K> {
    db: DatabaseConnection,
    column: E::Column,
    order: E::Column,
    key: fn(&E::Model) -> K,
}

/// A loader of the one row whose `column` is the key.
pub fn one<E, K>(db: &DatabaseConnection, column: E::Column, key: fn(&E::Model) -> K) -> One<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    Loader::new(OneBy { db: db.clone(), column, key })
}

/// A loader of all rows whose `column` is the key, by `order`.
pub fn many<E, K>(db: &DatabaseConnection, column: E::Column, order: E::Column, key: fn(&E::Model) -> K) -> Many<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + std::fmt::Debug + Into<Value>,
{
    Loader::new(ManyBy { db: db.clone(), column, order, key })
}

impl<E, K> BatchFn<K, Result<Option<Arc<E::Model>>>> for OneBy<E, K>
where
    E: EntityTrait<Model: Send + Sync>,
    K: Copy + Eq + Hash + Into<Value>,
{
    async fn load(&mut self, keys: &[K]) -> HashMap<K, Result<Option<Arc<E::Model>>>> {
        let rows = E::find().filter(self.column.is_in(keys.iter().copied())).all(&self.db);
        let rows = told::<E, _>(keys.len(), rows).await;
        match rows {
            Ok(rows) => {
                let mut answers: HashMap<_, _> = keys.iter().map(|key| (*key, Ok(None))).collect();
                answers.extend(rows.into_iter().map(|row| ((self.key)(&row), Ok(Some(Arc::new(row))))));
                answers
            }
            Err(error) => failed(keys, error),
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
        let rows = told::<E, _>(keys.len(), rows).await;
        match rows {
            Ok(rows) => {
                let mut lists: HashMap<K, Vec<E::Model>> = keys.iter().map(|key| (*key, Vec::new())).collect();
                for row in rows {
                    lists.entry((self.key)(&row)).or_default().push(row);
                }
                lists.into_iter().map(|(key, rows)| (key, Ok(rows.into()))).collect()
            }
            Err(error) => failed(keys, error),
        }
    }
}

/// Loads rows for `keys` keys, as a step of the request.
pub async fn told<E: EntityTrait, T>(
    keys: usize,
    rows: impl Future<Output = Result<Vec<T>, DbErr>>,
) -> Result<Vec<T>, DbErr> {
    let relation = E::default().table_name();
    ledger::step(rows, |rows| What::Batch { relation, keys, rows: rows.as_ref().map_or(0, Vec::len) }).await
}

fn failed<K: Copy + Eq + Hash, T>(keys: &[K], error: DbErr) -> HashMap<K, Result<T>> {
    let error = Error::from(error);
    keys.iter().map(|key| (*key, Err(error.clone()))).collect()
}
