//! Idempotency: a key, what it was used for, and what came of it, in the transaction of the work itself.
//!
//! So a rolled-back attempt leaves no key and may be tried again, a crash after the commit loses nothing, and a twin
//! in flight waits on the key's unique index until the first is decided.

use domain::Actor;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, TryInsertResult};

use super::write::WriteTx;
use crate::error::{Error, Result};

/// Longest key that a client may choose, in bytes.
const KEY_BYTES_MAX: usize = 255;

/// A client's key for one mutation, with what identifies its request.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    principal: String,
    key: String,
    operation: String,
    request_hash: String,
}

impl IdempotencyKey {
    /// The key `key` of `actor` for `operation` with the canonical text of its `request`.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` for an empty key or one over 255 bytes.
    pub fn new(actor: &Actor, key: &str, operation: &str, request: &str) -> Result<Self> {
        if key.is_empty() || key.len() > KEY_BYTES_MAX {
            return Err(Error::bad_input("idempotencyKey takes 1 to 255 bytes"));
        }
        Ok(Self {
            principal: actor.principal(),
            key: key.to_owned(),
            operation: operation.to_owned(),
            request_hash: blake3::hash(request.as_bytes()).to_hex().to_string(),
        })
    }
}

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) principal: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) key: String,
        pub(super) operation: String,
        pub(super) request_hash: String,
        /// JSON of what the work returned; empty while it runs.
        pub(super) result: String,
        pub(super) created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::{ActiveModel, Column, Entity};

/// Takes the key for this transaction, or returns what an earlier one stored under it.
pub(super) async fn claim(tx: &WriteTx, key: &IdempotencyKey) -> Result<Option<serde_json::Value>> {
    let row = ActiveModel {
        principal: Set(key.principal.clone()),
        key: Set(key.key.clone()),
        operation: Set(key.operation.clone()),
        request_hash: Set(key.request_hash.clone()),
        result: Set(String::new()),
        created_at: Set(tx.now()),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::columns([Column::Principal, Column::Key]).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(&**tx)
        .await?;
    if matches!(inserted, TryInsertResult::Inserted(1..)) {
        return Ok(None);
    }
    let earlier = Entity::find_by_id((key.principal.clone(), key.key.clone()))
        .one(&**tx)
        .await?
        .ok_or_else(|| Error::internal("an idempotency key conflicts with a row that is not there"))?;
    if earlier.operation != key.operation || earlier.request_hash != key.request_hash {
        return Err(Error::BadInput {
            code: "IDEMPOTENCY_KEY_REUSED",
            message: "this idempotencyKey was used for another request".to_owned(),
        });
    }
    Ok(Some(serde_json::from_str(&earlier.result)?))
}

/// Stores the result under the claimed key.
pub(super) async fn store(tx: &WriteTx, key: &IdempotencyKey, result: serde_json::Value) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Result, result.to_string().into())
        .filter(Column::Principal.eq(&key.principal))
        .filter(Column::Key.eq(&key.key))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Deletes keys older than `age_max`.
///
/// # Errors
/// When the database does.
pub async fn prune_keys(tx: &WriteTx, age_max: chrono::TimeDelta) -> Result<()> {
    Entity::delete_many().filter(Column::CreatedAt.lt(tx.now() - age_max)).exec(&**tx).await?;
    Ok(())
}
