//! Tasks in the API.

use async_graphql::{Context, MergedObject, SimpleObject};
use chrono::NaiveDate;
use domain::todo::Action;
use domain::{Permission, TodoId, UserId};
use platform::error::Result;

use super::entity::{Entity, Model, TodoDetails};
use super::list::{Todos, due_days};
use super::service;
use crate::accounts::user::graphql::name_of_user;
use crate::documents::link::DocumentLink;
use crate::graphql::ContextExt;
use crate::{bulk, commands, document_object, inputs, payload, queries};

document_object! { Model, Entity, TodoAllowedAction of Action; {
    /// The name of who is to do it.
    async fn assigned_to(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of_user(ctx, self.assigned_to_id).await
    }
    /// The name of who gave it to that person.
    async fn assigned_by(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        name_of_user(ctx, self.assigned_by_id).await
    }
    /// The document that it is about; null for none, and for one that you may not see.
    async fn linked(&self, ctx: &Context<'_>) -> Result<Option<DocumentLink>> {
        Ok(DocumentLink::of(ctx.actor()?, self.linked_kind.as_deref(), self.linked_id))
    }
    /// Whether it is open although its day is over.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.status.is_open() && !self.is_deleted && self.due_date.is_some_and(|day| day < ctx.today())
    }
} }

/// One's own open tasks.
#[derive(Clone, Copy, Debug, SimpleObject)]
pub struct MyTodos {
    /// How many there are.
    open: usize,
    /// How many were to be done before today.
    overdue: usize,
    /// How many are to be done today.
    due_today: usize,
}

impl MyTodos {
    /// The open tasks of a user; null without `TODO_READ`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(ctx: &Context<'_>, user: UserId) -> Result<Option<Self>> {
        if ctx.actor()?.may(Permission::TodoRead).is_err() {
            return Ok(None);
        }
        let (days, today) = (due_days(ctx.db(), user).await?, ctx.today());
        let count =
            |is: fn(&NaiveDate, &NaiveDate) -> bool| days.iter().flatten().filter(|day| is(day, &today)).count();
        Ok(Some(Self { open: days.len(), overdue: count(NaiveDate::lt), due_today: count(NaiveDate::eq) }))
    }
}

inputs! {
    details TodoDetails of TodoId, "task": TodoCreateInput, TodoChangeInput;
    /// What is to be done to a task.
    change TodoActionInput(TodoId, "The task.") {}
    /// Who is to do a task.
    change TodoAssignInput(TodoId, "The task.") {
        /// Who; null for nobody.
        assigned_to_id: Option<UserId>,
    }
    /// To which day a task is put off.
    change TodoSnoozeInput(TodoId, "The task.") {
        /// The business day, after today; null takes it back.
        until: Option<NaiveDate>,
    }
}

payload!(TodoPayload, "The task", todo: Entity);

queries! {
    /// What can be asked about tasks.
    TodoQuery {
        /// A task by id; null when it is not there. Requires `TODO_READ`.
        todo: Entity;
        /// Tasks, by the day on which they are due unless sorted otherwise. Requires `TODO_READ`.
        todos: Todos, search "Text to find in the title.";
    }
}

/// What can be done with tasks.
#[derive(Default, Debug, MergedObject)]
pub struct TodoMutation(OneTodoMutation, ManyTodosMutation);

commands! {
    /// What can be done with a task.
    OneTodoMutation -> TodoPayload {
        /// Creates a task. Requires `TODO_WRITE`.
        todo_create(input: TodoCreateInput) => |tx| service::create(tx, &input.details);
        /// Changes what is to be done. Requires `TODO_WRITE`.
        todo_change(input: TodoChangeInput) => |tx| service::change(tx, input.at(), &input.details);
        /// Takes a task up. Requires `TODO_WRITE`.
        todo_start(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Start);
        /// Says that a task is done. Requires `TODO_WRITE`.
        todo_finish(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Finish);
        /// Calls a task off. Requires `TODO_WRITE`.
        todo_cancel(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Cancel);
        /// Takes a task up again that was done or called off. Requires `TODO_WRITE`.
        todo_reopen(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Reopen);
        /// Hides a task. Requires `TODO_WRITE`.
        todo_delete(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Delete);
        /// Shows a deleted task again. Requires `TODO_WRITE`.
        todo_restore(input: TodoActionInput) => |tx| service::act(tx, input.at(), Action::Restore);
        /// Gives a task to somebody, or to nobody. Requires `TODO_WRITE`.
        todo_assign(input: TodoAssignInput) => |tx| service::assign(tx, input.at(), input.assigned_to_id);
        /// Puts a task off to a later day. Requires `TODO_WRITE`.
        todo_snooze(input: TodoSnoozeInput) => |tx| service::snooze(tx, input.at(), input.until);
    }
}

bulk! {
    /// Gives many tasks to somebody, or to nobody; each succeeds or is refused by itself. Requires `TODO_WRITE`.
    ManyTodosMutation: todo_assign_many(TodoAssignManyInput { todos: TodoAtVersion } -> TodoAssignManyPayload, TodoResult)
    of todo: Entity, TodoId, needs TodoWrite;
    asks {
        /// Who is to do them; null for nobody.
        assigned_to_id: Option<UserId>,
    }
    each |tx, at, input| service::assign(tx, at, input.assigned_to_id);
}
