//! The audit trail: who did what to which document, in the transaction that did it. Append-only.

use sea_orm::ActiveValue::Set;

use super::write::WriteTx;

/// The audit trail's rows, for the slices' timelines.
pub mod entity {
    use domain::{AuditEntryId, UserId};
    use sea_orm::entity::prelude::*;

    /// One thing done to one document.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entry")]
    pub struct Model {
        /// Its id; ascending in the order of writing.
        #[sea_orm(primary_key)]
        pub id: AuditEntryId,
        /// The user who did it; none for the system (imports, jobs).
        pub actor_id: Option<UserId>,
        /// The name of who did it, as it was then.
        pub actor_name: String,
        /// The kind of document, e.g. `sales_order`.
        pub entity: String,
        /// Its id without prefix.
        pub entity_id: i64,
        /// What was done, e.g. `confirm`.
        pub action: String,
        /// JSON object: field → `[before, after]`, or facts of the action.
        pub changes: Option<String>,
        /// Why, in the actor's words.
        pub reason: Option<String>,
        /// When.
        pub created_at: DateTimeUtc,
    }

    /// None: the entity is only a number to the trail.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What [`WriteTx::audit`] writes.
#[derive(Clone, Debug, Default)]
pub struct AuditEntry<'a> {
    /// The kind of document, e.g. `sales_order`.
    pub entity: &'a str,
    /// Its id without prefix.
    pub entity_id: i64,
    /// What was done, e.g. `confirm`.
    pub action: &'a str,
    /// Field → `[before, after]`, or facts of the action.
    pub changes: Option<serde_json::Value>,
    /// Why, in the actor's words.
    pub reason: Option<&'a str>,
}

impl WriteTx {
    /// Adds one entry to the audit trail: written with the commit, in the order of the calls.
    pub fn audit(&self, entry: AuditEntry<'_>) {
        self.journal().entries.push(entity::ActiveModel {
            actor_id: Set(self.actor().user_id()),
            actor_name: Set(self.actor().name().to_owned()),
            entity: Set(entry.entity.to_owned()),
            entity_id: Set(entry.entity_id),
            action: Set(entry.action.to_owned()),
            changes: Set(entry.changes.map(|changes| changes.to_string())),
            reason: Set(entry.reason.map(str::to_owned)),
            created_at: Set(self.now()),
            ..Default::default()
        });
    }
}
