//! What is done with tasks: the transition table, run.

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use domain::todo::{self, Action};
use domain::{Refusal, RefusalCode, TodoId, UserId};
use platform::db::{Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{ActiveModel, Column, Entity, Model, TodoDetails};
use crate::accounts::user::entity::user;
use crate::documents::{self, finish, link, permitted};
use crate::graphql::Stage;

/// The states in which a task waits for somebody.
pub(super) const OPEN: [todo::Status; 2] = [todo::Status::Open, todo::Status::InProgress];

/// Creates a task.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `INVALID`, `NOT_FOUND`, each with its field; the missing permission.
pub async fn create(tx: &WriteTx, details: &TodoDetails) -> Result<TodoId> {
    permitted(tx, Action::Edit)?;
    let mut row = columns(tx, details, Stage::Create).await?;
    row.assigned_by_id = Set(tx.actor().user_id());
    if let MaybeUndefined::Value(id) = &details.assigned_to_id {
        row.assigned_to_id = Set(Some(assignee(tx, *id).await?));
    }
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes what is to be done.
///
/// # Errors
/// As [`create`]; `WRONG_STATUS`, `INVALID` for another person, a conflict.
pub async fn change(tx: &WriteTx, id: TodoId, expected_version: i64, details: &TodoDetails) -> Result<TodoId> {
    if !details.assigned_to_id.is_undefined() {
        return Err(Refusal::new(RefusalCode::Invalid).at("assignedToId").into());
    }
    let (before, next) = begin(tx, id, expected_version, Action::Edit).await?;
    let row = columns(tx, details, Stage::Change).await?;
    finish::<Entity>(tx, &before, next, row, Change::of(Action::Edit.text())).await
}

/// Starts, finishes, cancels, reopens, deletes or restores a task.
///
/// # Errors
/// What the transition table says.
pub async fn act(tx: &WriteTx, id: TodoId, expected_version: i64, action: Action) -> Result<TodoId> {
    let (before, next) = begin(tx, id, expected_version, action).await?;
    let mut row = ActiveModel::default();
    match action {
        Action::Finish => row.done_at = Set(Some(tx.now())),
        Action::Reopen => row.done_at = Set(None),
        Action::Delete => row.is_deleted = Set(true),
        Action::Restore => row.is_deleted = Set(false),
        Action::Edit | Action::Assign | Action::Snooze | Action::Start | Action::Cancel => {}
    }
    finish::<Entity>(tx, &before, next, row, Change::of(action.text())).await
}

/// Gives a task to somebody, or to nobody.
///
/// # Errors
/// What the transition table says; `NOT_FOUND` for who is no active user.
pub async fn assign(tx: &WriteTx, id: TodoId, expected_version: i64, to: Option<UserId>) -> Result<TodoId> {
    let (before, next) = begin(tx, id, expected_version, Action::Assign).await?;
    if let Some(to) = to {
        assignee(tx, to).await?;
    }
    let row = ActiveModel { assigned_to_id: Set(to), assigned_by_id: Set(tx.actor().user_id()), ..Default::default() };
    finish::<Entity>(tx, &before, next, row, Change::of(Action::Assign.text())).await
}

/// Puts a task off to a later day, or takes that back.
///
/// # Errors
/// What the transition table says; `INVALID` for a day that is not ahead.
pub async fn snooze(tx: &WriteTx, id: TodoId, expected_version: i64, until: Option<NaiveDate>) -> Result<TodoId> {
    let (before, next) = begin(tx, id, expected_version, Action::Snooze).await?;
    if until.is_some_and(|day| day <= tx.today()) {
        return Err(Refusal::new(RefusalCode::Invalid).at("until").into());
    }
    let row = ActiveModel { snoozed_until: Set(until), ..Default::default() };
    finish::<Entity>(tx, &before, next, row, Change::of(Action::Snooze.text())).await
}

/// Books an event for each open task whose day has come, once a day; at most `limit` at once. The system does it.
///
/// Returns how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn remind_due(tx: &WriteTx, limit: u64) -> Result<usize> {
    let today = tx.today();
    let unless = |column: Column| Condition::any().add(column.is_null()).add(column.lt(today));
    let due = Entity::find()
        .filter(due_by(today))
        .filter(unless(Column::RemindedOn))
        .filter(Condition::any().add(Column::SnoozedUntil.is_null()).add(Column::SnoozedUntil.lte(today)))
        .limit(limit)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    for task in &due {
        tx.note::<Entity>(task, Change::of("due").fact("dueDate", (), task.due_date));
    }
    if due.is_empty() {
        return Ok(0);
    }
    let ids = due.iter().map(|task| task.id);
    let reminded = Entity::update_many().col_expr(Column::RemindedOn, today.into()).filter(Column::Id.is_in(ids));
    reminded.exec(&**tx).await?;
    Ok(due.len())
}

/// Open tasks that were to be done by `day`.
pub(super) fn due_by(day: NaiveDate) -> Condition {
    Condition::all().add(Column::DueDate.lte(day)).add(Column::Status.is_in(OPEN)).add(Column::IsDeleted.eq(false))
}

async fn begin(tx: &WriteTx, id: TodoId, expected_version: i64, action: Action) -> Result<(Model, todo::Status)> {
    let (before, _) = documents::begin::<Entity>(tx, id, expected_version, action).await?;
    let next = todo::check(action, before.status, before.is_deleted, tx.actor().permissions)?;
    Ok((before, next))
}

/// The columns that are given, with the document that they name.
async fn columns(tx: &WriteTx, details: &TodoDetails, stage: Stage) -> Result<ActiveModel> {
    let mut row = details.columns(stage)?;
    if let Set(due_date) = row.due_date {
        row.due_order = Set(due_date.or_else(|| NaiveDate::from_ymd_opt(9999, 12, 31)).unwrap_or(NaiveDate::MAX));
    }
    match &details.linked_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => (row.linked_kind, row.linked_id) = (Set(None), Set(None)),
        MaybeUndefined::Value(text) => {
            let (kind, id) = link::parse("linkedId", text)?;
            link::expect(tx, "linkedId", (kind, id)).await?;
            (row.linked_kind, row.linked_id) = (Set(Some(kind.to_owned())), Set(Some(id)));
        }
    }
    Ok(row)
}

/// Somebody who can be given a task: an active user.
async fn assignee(tx: &WriteTx, id: UserId) -> Result<UserId> {
    let active = user::Entity::find_by_id(id).filter(user::Column::IsActive.eq(true)).one(&**tx).await?;
    active
        .map(|user| user.id)
        .ok_or_else(|| Refusal::new(RefusalCode::NotFound).at("assignedToId").param("what", id).into())
}
