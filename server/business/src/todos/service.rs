//! What is done with tasks: the transition table, run.

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use domain::todo::{Action, Status};
use domain::{Refusal, RefusalCode, TodoId, UserId};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::entity::{ActiveModel, Column, Entity, TodoDetails};
use crate::accounts::user::service as users;
use crate::documents::{begin, finish, link, permitted};
use crate::graphql::Stage;

/// Creates a task.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `INVALID`, `NOT_FOUND`, each with its field; the missing permission.
pub async fn create(tx: &WriteTx, details: &TodoDetails) -> Result<TodoId> {
    permitted(tx, Action::Edit)?;
    let mut row = columns(tx, details, Stage::Create).await?;
    row.assigned_by_id = Set(tx.actor().user_id());
    if let MaybeUndefined::Value(id) = details.assigned_to_id {
        users::expect_active(tx, "assignedToId", id).await?;
        row.assigned_to_id = Set(Some(id));
    }
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes what is to be done.
///
/// # Errors
/// As [`create`]; `WRONG_STATUS`, `INVALID` for another person, a conflict.
pub async fn change(tx: &WriteTx, at: At<TodoId>, details: &TodoDetails) -> Result<TodoId> {
    if !details.assigned_to_id.is_undefined() {
        return Err(Refusal::new(RefusalCode::Invalid).at("assignedToId").into());
    }
    let (before, next) = begin::<Entity>(tx, at, Action::Edit).await?;
    let row = columns(tx, details, Stage::Change).await?;
    finish::<Entity>(tx, &before, next, row, Change::of(Action::Edit.text())).await
}

/// Starts, finishes, cancels, reopens, deletes or restores a task.
///
/// # Errors
/// What the transition table says.
pub async fn act(tx: &WriteTx, at: At<TodoId>, action: Action) -> Result<TodoId> {
    let (before, next) = begin::<Entity>(tx, at, action).await?;
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
pub async fn assign(tx: &WriteTx, at: At<TodoId>, to: Option<UserId>) -> Result<TodoId> {
    let (before, next) = begin::<Entity>(tx, at, Action::Assign).await?;
    if let Some(to) = to {
        users::expect_active(tx, "assignedToId", to).await?;
    }
    let row = ActiveModel { assigned_to_id: Set(to), assigned_by_id: Set(tx.actor().user_id()), ..Default::default() };
    finish::<Entity>(tx, &before, next, row, Change::of(Action::Assign.text())).await
}

/// Puts a task off to a later day, or takes that back.
///
/// # Errors
/// What the transition table says; `INVALID` for a day that is not ahead.
pub async fn snooze(tx: &WriteTx, at: At<TodoId>, until: Option<NaiveDate>) -> Result<TodoId> {
    let (before, next) = begin::<Entity>(tx, at, Action::Snooze).await?;
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
    Condition::all()
        .add(Column::DueDate.lte(day))
        .add(Column::Status.is_in(Status::OPEN))
        .add(Column::IsDeleted.eq(false))
}

/// The columns that are given, with the document that they name.
async fn columns(tx: &WriteTx, details: &TodoDetails, stage: Stage) -> Result<ActiveModel> {
    let mut row = details.columns(stage)?;
    if let Set(due_date) = row.due_date {
        row.due_order = Set(due_date.or_else(|| NaiveDate::from_ymd_opt(9999, 12, 31)).unwrap_or(NaiveDate::MAX));
    }
    (row.linked_kind, row.linked_id) = link::columns(tx, "linkedId", &details.linked_id).await?;
    Ok(row)
}
