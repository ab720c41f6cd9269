//! The outbox: what happened, for whoever reacts to it after the commit. Written in the transaction, append-only.
//!
//! Events of one document are numbered from 1 without gap or repetition (a unique index enforces that): the number is
//! given when the event is written, under the document's lock, so receivers order and de-duplicate by it.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::write::WriteTx;
use crate::error::Result;

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
}

/// An event until it is written: topic, kind, id, payload.
pub(super) type Pending = (String, String, i64, String);

impl WriteTx {
    /// Adds one event to the outbox: written with the commit, in the order of the calls. The document must be locked,
    /// or new.
    pub fn emit(&self, event: Event<'_>) {
        let Event { topic, entity, entity_id, payload } = event;
        self.journal().events.push((topic.to_owned(), entity.to_owned(), entity_id, payload.to_string()));
    }

    /// Writes events, each with the next number of its document.
    pub(super) async fn write_events(&self, events: &[Pending]) -> Result<()> {
        if events.is_empty() {
            return Ok(());
        }
        let backend = self.get_database_backend();
        let rows = match backend {
            DbBackend::Sqlite => "SELECT value, key AS position FROM json_each($1)",
            _ => "SELECT value, position FROM jsonb_array_elements($1) WITH ORDINALITY AS e (value, position)",
        };
        let sql = format!(
            "INSERT INTO outbox (topic, entity, entity_id, sequence, payload, created_at) \
             SELECT e.topic, e.entity, e.entity_id, \
             coalesce((SELECT max(o.sequence) FROM outbox o WHERE o.entity = e.entity AND o.entity_id = e.entity_id), 0) \
             + row_number() OVER (PARTITION BY e.entity, e.entity_id ORDER BY e.position), e.payload, $2 \
             FROM (SELECT value ->> 0 AS topic, value ->> 1 AS entity, CAST(value ->> 2 AS BIGINT) AS entity_id, \
             value ->> 3 AS payload, position FROM ({rows}) AS r) AS e ORDER BY e.position"
        );
        let values = [serde_json::to_value(events)?.into(), self.now().into()];
        self.execute_raw(Statement::from_sql_and_values(backend, &sql, values)).await?;
        Ok(())
    }
}
