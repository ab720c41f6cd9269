//! Leases: what one node at a time does, for as long as it says so again before its time is over.

use std::time::Duration;

use chrono::TimeDelta;
use domain::Actor;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, TryInsertResult};

use super::connect::Db;
use super::write::WriteTx;
use crate::error::Result;

/// What giving a lease up may take.
const STEP_DOWN_WITHIN: Duration = Duration::from_secs(2);

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
    /// Takes or keeps the lease of that name for the node `holder`; false while another node holds it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn lead(&self, name: &str, holder: &str, term: Duration) -> Result<bool> {
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
    /// Gives a lease up, if `holder` has it: the next node need not wait for its end. A database that does not answer holds
    /// nothing up: then another node takes the lease when it has run out.
    pub async fn step_down(&self, name: &str, holder: &str) {
        let system = Actor::system();
        let given_up = self.write(&system, None, async |tx: &WriteTx| {
            let own = Entity::delete_many().filter(Column::Name.eq(name)).filter(Column::Holder.eq(holder));
            own.exec(&**tx).await?;
            Ok(())
        });
        match tokio::time::timeout(STEP_DOWN_WITHIN, given_up).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(name, ?error, "a lease could not be given up"),
            Err(_) => tracing::warn!(name, "a lease could not be given up in time"),
        }
    }
}
