//! The outbox: what happened, for whoever reacts to it after the commit. Written in the transaction, append-only.
//!
//! Events of one document are numbered from 1 without gap or repetition (a unique index enforces that): the number is
//! given when the event is written, under the document's lock, so receivers order and de-duplicate by it.

use std::collections::HashMap;

use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::Serialize;

use super::write::WriteTx;
use crate::error::Result;

mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i64,
        pub(super) topic: String,
        pub(super) entity: String,
        pub(super) entity_id: i64,
        pub(super) sequence: i64,
        pub(super) payload: String,
        pub(super) created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

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
    /// Facts that receivers need.
    pub payload: serde_json::Value,
    /// Whether the document was created in this transaction, under an id that was never given out: then its events are
    /// numbered without asking.
    pub is_new: bool,
}

/// An event until it is written: topic, kind, id, payload, and its number where it is known.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Pending(String, String, i64, String, Option<i64>);

impl WriteTx {
    /// Adds one event to the outbox: written with the commit, in the order of the calls. The document must be locked,
    /// or new.
    pub fn emit(&self, event: Event<'_>) {
        let Event { topic, entity, entity_id, payload, is_new } = event;
        let sequence = is_new.then_some(1);
        let pending = Pending(topic.to_owned(), entity.to_owned(), entity_id, payload.to_string(), sequence);
        self.journal().events.push(pending);
    }

    /// Writes events, each with the next number of its document.
    pub(super) async fn write_events(&self, mut events: Vec<Pending>) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        number_new(&mut events);
        if events.iter().all(|Pending(.., sequence)| sequence.is_some()) {
            let rows =
                events.into_iter().map(|Pending(topic, entity, entity_id, payload, sequence)| entity::ActiveModel {
                    topic: Set(topic),
                    entity: Set(entity),
                    entity_id: Set(entity_id),
                    sequence: Set(sequence.unwrap_or_default()),
                    payload: Set(payload),
                    created_at: Set(self.now()),
                    ..Default::default()
                });
            return Ok(self.insert_all(rows.collect()).await?);
        }
        let backend = self.get_database_backend();
        let rows = match backend {
            DbBackend::Sqlite => "SELECT value, key AS position FROM json_each($1)",
            _ => "SELECT value, position FROM jsonb_array_elements($1) WITH ORDINALITY AS e (value, position)",
        };
        let sql = format!(
            "INSERT INTO outbox (topic, entity, entity_id, sequence, payload, created_at) \
             SELECT e.topic, e.entity, e.entity_id, \
             coalesce(e.sequence, (SELECT coalesce(max(o.sequence), 0) FROM outbox o \
             WHERE o.entity = e.entity AND o.entity_id = e.entity_id) \
             + row_number() OVER (PARTITION BY e.entity, e.entity_id ORDER BY e.position)), e.payload, $2 \
             FROM (SELECT value ->> 0 AS topic, value ->> 1 AS entity, CAST(value ->> 2 AS BIGINT) AS entity_id, \
             value ->> 3 AS payload, CAST(value ->> 4 AS BIGINT) AS sequence, position FROM ({rows}) AS r) AS e ORDER BY e.position"
        );
        let values = [serde_json::to_value(events)?.into(), self.now().into()];
        self.execute_raw(Statement::from_sql_and_values(backend, &sql, values)).await?;
        Ok(())
    }
}

/// Numbers the events of documents that were created in this transaction, later ones too.
fn number_new(events: &mut [Pending]) {
    let mut last: HashMap<(String, i64), i64> = HashMap::new();
    for Pending(_, entity, id, _, sequence) in events {
        let key = (entity.clone(), *id);
        match (sequence.is_some(), last.get_mut(&key)) {
            (_, Some(last)) => {
                *last += 1;
                *sequence = Some(*last);
            }
            (true, None) => {
                last.insert(key, 1);
            }
            (false, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_is_numbered_without_asking() {
        let event = |entity: &str, id, sequence| Pending(String::new(), entity.to_owned(), id, String::new(), sequence);
        let mut events = vec![
            event("order", 1, Some(1)),
            event("order", 2, None),
            event("order", 1, None),
            event("shipment", 1, Some(1)),
            event("order", 1, None),
        ];
        number_new(&mut events);
        let numbers: Vec<Option<i64>> = events.iter().map(|Pending(.., sequence)| *sequence).collect();
        assert_eq!(numbers, [Some(1), None, Some(2), Some(1), Some(3)]);
    }
}
