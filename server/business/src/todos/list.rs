//! The list of tasks.

use async_graphql::InputObject;
use chrono::{Days, NaiveDate};
use domain::UserId;
use domain::todo::Status;
use platform::error::Result;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, Select};

use super::entity::{Column, Entity};
use super::service::due_by;
use crate::documents::link;
use crate::graphql::{List, Scope, listing};
use crate::sorts;

/// Which tasks. What is absent does not filter; deleted ones are left out.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TodoFilter {
    /// Only one's own.
    #[graphql(default)]
    mine: bool,
    /// Only those that this user is to do.
    assigned_to_id: Option<UserId>,
    /// In one of these states; at most 4.
    #[graphql(validator(max_items = 4))]
    status: Option<Vec<Status>>,
    /// About this.
    category: Option<String>,
    /// Only open ones that were to be done before today.
    #[graphql(default)]
    overdue: bool,
    /// Only open ones that are to be done today or were to be done before.
    #[graphql(default)]
    today: bool,
    /// To be done on this day or earlier.
    due_to: Option<NaiveDate>,
    /// About the document with this id, e.g. `so_12`.
    linked_id: Option<String>,
    /// Only the deleted ones.
    #[graphql(default)]
    deleted: bool,
}

sorts!(TodoSort, TodoSortField of Column, "tasks", Asc {
    /// The day by which it is to be done; those without come last.
    DueDate = DueOrder,
    /// How urgent it is.
    Priority,
    /// When it was created.
    CreatedAt,
});

/// The list of tasks.
#[derive(Clone, Copy, Debug)]
pub struct Todos;

impl List for Todos {
    listing! {
        "todos" of Entity, filter TodoFilter, sort TodoSort, read TodoRead, file [
            Id, Title, Description, AssignedToId, CategoryId as "category", Priority, DueDate, SnoozedUntil, Status,
            LinkedKind, LinkedId, DoneAt, CreatedAt,
        ]
    }

    async fn select(scope: Scope<'_>, filter: TodoFilter, search: Option<&str>) -> Result<Select<Entity>> {
        let yesterday = scope.today - Days::new(1);
        let linked = filter.linked_id.map(|id| link::parse("linkedId", &id)).transpose()?;
        let condition = Condition::all()
            .add(Column::IsDeleted.eq(filter.deleted))
            .add_option(filter.mine.then(|| Column::AssignedToId.eq(scope.actor.user_id())))
            .add_option(filter.assigned_to_id.map(|id| Column::AssignedToId.eq(id)))
            .add_option(filter.status.map(|status| Column::Status.is_in(status)))
            .add_option(filter.category.map(|category| Column::CategoryId.eq(category)))
            .add_option(filter.overdue.then(|| due_by(yesterday)))
            .add_option(filter.today.then(|| due_by(scope.today)))
            .add_option(filter.due_to.map(|day| Column::DueDate.lte(day)))
            .add_option(linked.map(|(kind, _)| Column::LinkedKind.eq(kind)))
            .add_option(linked.map(|(_, id)| Column::LinkedId.eq(id)))
            .add_option(search.map(|text| Column::Title.contains(text)));
        Ok(Entity::find().filter(condition))
    }
}

/// The days by which a user's open tasks are to be done.
///
/// # Errors
/// When the database does not answer.
pub async fn due_days(db: &DatabaseConnection, user: UserId) -> Result<Vec<Option<NaiveDate>>> {
    let open = Condition::all().add(Column::AssignedToId.eq(user)).add(Column::Status.is_in(Status::OPEN));
    let open = Entity::find().select_only().column(Column::DueDate).filter(open.add(Column::IsDeleted.eq(false)));
    Ok(open.into_tuple().all(db).await?)
}
