//! The table of tasks, and what people write of one.

use async_graphql::SimpleObject;
use domain::todo::{self, Action, Priority, Status};
use domain::{TEXT_MAX, TodoId, UserId};
use platform::{plain_table, record};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::graphql::NOTES_MAX;
use crate::{details, document};

/// A task.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "todos")]
#[graphql(name = "Todo", complex)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: TodoId,
    /// What is to be done, in a few words.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// Who is to do it; null for nobody yet.
    pub assigned_to_id: Option<UserId>,
    /// Who gave it to that person; null for the system.
    pub assigned_by_id: Option<UserId>,
    /// What it is about, e.g. `sales`.
    #[graphql(name = "category")]
    pub category_id: String,
    /// How urgent it is.
    pub priority: Priority,
    /// The business day by which it is to be done.
    pub due_date: Option<Date>,
    /// The due date, or the last day there is: what lists are sorted by.
    #[graphql(skip)]
    pub due_order: Date,
    /// The business day to which it is put off.
    pub snoozed_until: Option<Date>,
    /// Where it stands.
    pub status: Status,
    /// The kind of the document that it is about.
    #[graphql(skip)]
    pub linked_kind: Option<String>,
    /// That document's id without prefix.
    #[graphql(skip)]
    pub linked_id: Option<i64>,
    /// Whether it is hidden.
    pub is_deleted: bool,
    /// When it was done.
    pub done_at: Option<DateTimeUtc>,
    /// The last business day on which an event reported that it is due.
    #[graphql(skip)]
    pub reminded_on: Option<Date>,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
}

plain_table!();
record!(Entity: TodoId, "todo", read TodoRead, silent ["due_order", "reminded_on"]);
document!(Entity: Action, check |task, action, permissions| {
    todo::check(action, task.status, task.is_deleted, permissions)
});

details! {
    /// What people write of a task.
    TodoDetails for ActiveModel {
        /// What is to be done, in a few words.
        title: String = text(TEXT_MAX);
        /// More about it.
        description: String = optional_text(NOTES_MAX);
        /// What it is about, one word such as `sales`; `general` when it is created without.
        category_id: String = word_or_default(64);
        /// How urgent it is; normal when it is created without.
        priority: Priority = value_or_default;
        /// The business day by which it is to be done.
        due_date: Date = optional;
        beside {
            /// Who is to do it. Only when a task is created: later it is given to others by `todoAssign`.
            assigned_to_id: UserId;
            /// The id of the document that it is about, of any kind, e.g. `so_12`.
            linked_id: String;
        }
    }
}
