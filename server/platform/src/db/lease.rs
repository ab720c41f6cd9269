//! Leases: what one node at a time does, for as long as it renews the lease before it expires.

use std::time::Duration;

use chrono::TimeDelta;
use domain::Actor;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, TryInsertResult};

use super::connect::Db;
use super::write::WriteTx;
use crate::error::Result;

/// What releasing a lease may take.
const RELEASE_WITHIN: Duration = Duration::from_secs(2);

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "performance_lease")]
    pub(super) struct Model {
        /// What for.
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) name: String,
        /// The node's name.
        pub(super) holder: String,
        /// When another one may take it.
        pub(super) held_until: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use entity::{ActiveModel, Column, Entity};

impl WriteTx {
    /// Acquires or renews the lease of that name for the node `holder`; false while another node has it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn acquire_lease(&self, name: &str, holder: &str, term: Duration) -> Result<bool> {
        let until = self.now() + TimeDelta::from_std(term).unwrap_or(TimeDelta::MAX);
        let row = ActiveModel { name: Set(name.to_owned()), holder: Set(holder.to_owned()), held_until: Set(until) };
        let free = Condition::any()
            .add(Expr::col((Entity, Column::Holder)).eq(holder))
            .add(Expr::col((Entity, Column::HeldUntil)).lt(self.now()));
        let taken = Entity::insert(row)
            .on_conflict(
                OnConflict::column(Column::Name)
                    .update_columns([Column::Holder, Column::HeldUntil])
                    .action_cond_where(free)
                    .to_owned(),
            )
            .try_insert()
            .exec_without_returning(&**self)
            .await?;
        Ok(matches!(taken, TryInsertResult::Inserted(1..)))
    }
}

impl Db {
    /// Releases a lease, if `holder` has it: the next node need not wait until it expires. A database that does not
    /// answer delays nothing: then another node acquires the lease when it has expired.
    pub async fn release_lease(&self, name: &str, holder: &str) {
        let system = Actor::system();
        let given_up = self.write(&system, None, async |tx: &WriteTx| {
            let own = Entity::delete_many().filter(Column::Name.eq(name)).filter(Column::Holder.eq(holder));
            own.exec(&**tx).await?;
            Ok(())
        });
        match tokio::time::timeout(RELEASE_WITHIN, given_up).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(name, ?error, "a lease could not be released"),
            Err(_) => tracing::warn!(name, "a lease could not be released in time"),
        }
    }
}
