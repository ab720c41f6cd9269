//! What happened to a record, from its audit trail, and notes on it.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, SimpleObject};
use chrono::{DateTime, Utc};
use dataloader::BatchFn;
use domain::{AuditEntryId, TypedId, required};
use platform::db::{Change, Record, WriteTx, audit_entry, failed, grouped, load_tagged};
use platform::error::{Error, Result};
use sea_orm::{DatabaseConnection, DbErr, FromQueryResult, Statement};

use crate::graphql::{ContextExt, NOTES_MAX};

/// Entries of a page unless asked otherwise, and at most.
const ENTRIES_MAX: i32 = 100;

/// Something that happened to a document.
#[derive(Clone, Debug, SimpleObject)]
pub struct TimelineEntry {
    /// Its id.
    id: AuditEntryId,
    /// What was done, e.g. `confirm`.
    action: String,
    /// Who did it, by the name he had then.
    actor_name: String,
    /// Why, in his words.
    reason: Option<String>,
    /// A JSON object of what changed: field to `[before, after]`.
    changes: Option<String>,
    /// The same, field by field.
    diffs: Vec<FieldChange>,
    /// When.
    created_at: DateTime<Utc>,
}

/// A field that changed.
#[derive(Clone, Debug, SimpleObject)]
pub struct FieldChange {
    /// The field, e.g. `customerReference` or `lines.1`.
    field: String,
    /// What it was; null for nothing.
    before: Option<String>,
    /// What it is; null for nothing.
    after: Option<String>,
}

impl FieldChange {
    fn all_of(changes: &str) -> Vec<Self> {
        let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(changes) else { return Vec::new() };
        let text = |value: &serde_json::Value| match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let pair = |(field, value): (String, serde_json::Value)| match value.as_array().map(Vec::as_slice) {
            Some([before, after]) => Some(Self { field, before: text(before), after: text(after) }),
            _ => None,
        };
        fields.into_iter().filter_map(pair).collect()
    }
}

impl From<&audit_entry::Model> for TimelineEntry {
    fn from(row: &audit_entry::Model) -> Self {
        let audit_entry::Model { id, action, actor_name, reason, changes, created_at, .. } = row.clone();
        // What a record was created with is the record itself: its page shows it.
        let diffs = if action == "create" { None } else { changes.as_deref() };
        let diffs = diffs.map(FieldChange::all_of).unwrap_or_default();
        Self { id, action, actor_name, reason, changes, diffs, created_at }
    }
}

/// A page of a timeline: the `last` entries before one, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timeline {
    kind: &'static str,
    id: i64,
    last: i32,
    before: Option<i64>,
}

/// A page of what happened to a record: the `last` entries, or those before `before`; oldest first. Whoever reads the
/// record may read it.
///
/// # Errors
/// `BAD_USER_INPUT` for a page size outside 1 to 100.
pub async fn timeline<E: Record>(
    ctx: &Context<'_>,
    id: E::Id,
    last: Option<i32>,
    before: Option<AuditEntryId>,
) -> Result<Vec<TimelineEntry>> {
    let last = last.unwrap_or(ENTRIES_MAX);
    if !(1..=ENTRIES_MAX).contains(&last) {
        return Err(Error::bad_input("last takes 1 to 100"));
    }
    ctx.actor()?.may(E::READ)?;
    let page = Timeline { kind: E::KIND, id: id.get(), last, before: before.map(AuditEntryId::get) };
    let entries = ctx.loaders().batch(page, TimelineBatch).await?;
    Ok(entries.iter().map(|entry| TimelineEntry::from(&**entry)).collect())
}

/// Writes a note on a record's timeline. The record stays as it is.
///
/// # Errors
/// Not found; `REQUIRED`, `TOO_LONG` at `text`.
pub async fn note<E: Record>(tx: &WriteTx, id: E::Id, text: &str) -> Result<E::Id> {
    let text = required("text", text, NOTES_MAX)?;
    // Locked: its events are numbered.
    let row = tx.lock::<E>(id).await?;
    tx.note::<E>(&row, Change::of("note").because(Some(text)));
    Ok(id)
}

struct TimelineBatch(DatabaseConnection);

impl TimelineBatch {
    /// The pages of one kind, size and place.
    async fn pages(&self, of: Timeline, ids: &[i64]) -> Result<Vec<audit_entry::Model>, DbErr> {
        let list = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT * FROM (SELECT audit_entry.*, row_number() OVER (PARTITION BY entity_id ORDER BY id DESC) AS place \
             FROM audit_entry WHERE entity = $1 AND entity_id IN ({list}) AND id < $2) AS page \
             WHERE page.place <= $3 ORDER BY page.id"
        );
        let values = [of.kind.into(), of.before.unwrap_or(i64::MAX).into(), i64::from(of.last).into()];
        let query = Statement::from_sql_and_values(self.0.get_database_backend(), sql, values);
        let rows = audit_entry::Model::find_by_statement(query).all(&self.0);
        load_tagged::<audit_entry::Entity, _>(audit_entry::Column::EntityId, ids.iter().map(|id| (*id).into()), rows)
            .await
    }
}

type Entries = Result<Arc<[Arc<audit_entry::Model>]>>;

impl BatchFn<Timeline, Entries> for TimelineBatch {
    async fn load(&mut self, pages: &[Timeline]) -> HashMap<Timeline, Entries> {
        let mut alike: HashMap<Timeline, Vec<i64>> = HashMap::new();
        for page in pages {
            alike.entry(Timeline { id: 0, ..*page }).or_default().push(page.id);
        }
        let mut answers = HashMap::with_capacity(pages.len());
        for (of, ids) in alike {
            let keys: Vec<Timeline> = ids.iter().map(|id| Timeline { id: *id, ..of }).collect();
            match self.pages(of, &ids).await {
                Ok(rows) => answers.extend(grouped(&keys, rows, |row| Timeline { id: row.entity_id, ..of })),
                Err(error) => answers.extend(failed(&keys, &error.into())),
            }
        }
        answers
    }
}
