//! The outbox: what happened, for whoever reacts to it after the commit. Written in the transaction, append-only.

use sea_orm::ActiveValue::Set;

use super::write::WriteTx;

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub(crate) struct Model {
        #[sea_orm(primary_key)]
        pub(crate) id: i64,
        pub(crate) topic: String,
        pub(crate) entity: String,
        pub(crate) entity_id: i64,
        pub(crate) sequence: i64,
        pub(crate) payload: String,
        pub(crate) created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Something that happened to a document.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    /// What happened, e.g. `sales_order.confirmed`.
    pub topic: &'a str,
    /// The kind of document, e.g. `sales_order`.
    pub entity: &'a str,
    /// Its id without prefix.
    pub entity_id: i64,
    /// The document's version after it: receivers order and de-duplicate by it.
    pub sequence: i64,
    /// Facts that receivers need.
    pub payload: serde_json::Value,
}

impl WriteTx {
    /// Adds one event to the outbox: written with the commit, in the order of the calls.
    pub fn emit(&self, event: Event<'_>) {
        self.journal().events.push(entity::ActiveModel {
            topic: Set(event.topic.to_owned()),
            entity: Set(event.entity.to_owned()),
            entity_id: Set(event.entity_id),
            sequence: Set(event.sequence),
            payload: Set(event.payload.to_string()),
            created_at: Set(self.now()),
            ..Default::default()
        });
    }
}
