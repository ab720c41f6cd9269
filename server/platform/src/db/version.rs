//! Optimistic concurrency: a writer says which version he read, and learns who was faster.

use chrono::{DateTime, Utc};
use domain::TypedId;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::audit::entity::{Column, Entity};
use super::record::Record;
use super::write::WriteTx;
use crate::error::{Conflict, Error, Result};

/// A record at the version that the client has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<I> {
    /// The record.
    pub id: I,
    /// The version.
    pub version: i64,
}

impl WriteTx {
    /// Passes when the row is still the one that the client has read.
    ///
    /// # Errors
    /// A conflict: the version of now, when it was written and, for whoever may see the record, by whom.
    pub(super) async fn expect_version<E: Record>(&self, row: &E::Model, expected: i64) -> Result<()> {
        let current_version = E::version(row);
        if current_version == expected {
            return Ok(());
        }
        let (name, changed_at) = self.last_change::<E>(row).await?.unzip();
        let changed_by = name.filter(|_| self.actor().may(E::READ).is_ok());
        Err(Error::Conflict(Box::new(Conflict { current_version, changed_by, changed_at })))
    }

    /// Who changed a record last, and when. Later entries, and those without changes, are notes: they left it as it was.
    async fn last_change<E: Record>(&self, row: &E::Model) -> Result<Option<(String, DateTime<Utc>)>> {
        let id = E::id(row).get();
        let (kind, of) = (Set(E::KIND.to_owned()), Set(id));
        let is_own = self
            .journal()
            .entries
            .iter()
            .any(|entry| entry.entity == kind && entry.entity_id == of && entry.changes != Set(None));
        if is_own {
            return Ok(Some((self.actor().name().to_owned(), self.now())));
        }
        let dated = E::Column::iter().find(|column| column.as_str() == "updated_at").map(|column| row.get(column));
        let trail = Entity::find()
            .select_only()
            .columns([Column::ActorName, Column::CreatedAt])
            .filter(Column::Entity.eq(E::KIND))
            .filter(Column::EntityId.eq(id))
            .filter(Column::Changes.is_not_null())
            .filter(Condition::all().add_option(dated.map(|at| Column::CreatedAt.lte(at))))
            .order_by_desc(Column::Id);
        Ok(trail.into_tuple().one(&**self).await?)
    }
}
