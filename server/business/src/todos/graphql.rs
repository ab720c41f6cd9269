//! Tasks in the API.

use async_graphql::{ComplexObject, Context, MergedObject, Object, SimpleObject};
use chrono::{Days, NaiveDate};
use domain::todo::{self, Action, Status};
use domain::{AuditEntryId, TodoId, UserId};
use platform::error::Result;

use super::entity::{Entity, Model, TodoDetails};
use super::list::{OpenTodos, Todos};
use super::service;
use crate::accounts::user::graphql::name_of_user;
use crate::documents::link::DocumentLink;
use crate::documents::{TimelineEntry, timeline};
use crate::graphql::{ContextExt, Found, Outcome, UserError};
use crate::{allowed_actions, commands, inputs, payload, queries};

#[ComplexObject]
impl Model {
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
        matches!(self.status, Status::Open | Status::InProgress)
            && !self.is_deleted
            && self.due_date.is_some_and(|day| day < ctx.today())
    }
    /// What happened to it, oldest first: the newest 100 entries, or the `last` ones before an entry.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Entries, 1 to 100; 100 when absent.")] last: Option<i32>,
        #[graphql(desc = "The entry before which they lie.")] before: Option<AuditEntryId>,
    ) -> Result<Vec<TimelineEntry>> {
        timeline::<Entity>(ctx, self.id, last, before).await
    }
    /// Every action, and why it is not possible now when it is not.
    async fn allowed_actions(&self, ctx: &Context<'_>) -> Result<Vec<TodoAllowedAction>> {
        let permissions = ctx.actor()?.permissions;
        Ok(TodoAllowedAction::all(|action| todo::check(action, self.status, self.is_deleted, permissions).map(|_| ())))
    }
}

allowed_actions!(TodoAllowedAction, Action);

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
        if ctx.actor()?.may(domain::Permission::TodoRead).is_err() {
            return Ok(None);
        }
        let days = ctx.aggregate::<OpenTodos>(user).await?;
        let yesterday = ctx.today() - Days::new(1);
        Ok(Some(Self {
            open: days.len(),
            overdue: days.iter().flatten().filter(|day| **day <= yesterday).count(),
            due_today: days.iter().flatten().filter(|day| **day == ctx.today()).count(),
        }))
    }
}

inputs! {
    /// A task to be created.
    create TodoCreateInput {
        /// Its fields.
        details: TodoDetails,
    }
    /// A task as it is to be.
    change TodoChangeInput(TodoId, "The task.") {
        /// Its fields: what is left out stays as it is, null clears it.
        details: TodoDetails,
    }
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
    /// Who is to do many tasks.
    create TodoAssignManyInput {
        /// The tasks; at most 100.
        #[graphql(validator(max_items = 100))]
        todos: Vec<TodoAtVersion>,
        /// Who; null for nobody.
        assigned_to_id: Option<UserId>,
    }
}

/// A task and the version of it that you read.
#[derive(Clone, Debug, async_graphql::InputObject)]
pub struct TodoAtVersion {
    /// The task.
    id: TodoId,
    /// The version that you read.
    expected_version: i64,
}

payload!(TodoPayload, "The task", todo: Entity);

/// What came of one of many tasks.
#[derive(SimpleObject)]
pub struct TodoResult {
    /// The task that was asked for.
    id: TodoId,
    /// The task as it is now; null when it is not there.
    todo: Found<Entity>,
    /// Why nothing was done to it.
    user_errors: Vec<UserError>,
}

/// What came of each task, in the order of the input; those that are refused do not keep the others.
#[derive(SimpleObject)]
pub struct TodoAssignManyPayload {
    /// One for each.
    results: Vec<TodoResult>,
    /// Why none was looked at.
    user_errors: Vec<UserError>,
}

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
        todo_change(input: TodoChangeInput) =>
            |tx| service::change(tx, input.id, input.expected_version, &input.details);
        /// Takes a task up. Requires `TODO_WRITE`.
        todo_start(input: TodoActionInput) => |tx| service::act(tx, input.id, input.expected_version, Action::Start);
        /// Says that a task is done. Requires `TODO_WRITE`.
        todo_finish(input: TodoActionInput) => |tx| service::act(tx, input.id, input.expected_version, Action::Finish);
        /// Calls a task off. Requires `TODO_WRITE`.
        todo_cancel(input: TodoActionInput) => |tx| service::act(tx, input.id, input.expected_version, Action::Cancel);
        /// Takes a task up again that was done or called off. Requires `TODO_WRITE`.
        todo_reopen(input: TodoActionInput) => |tx| service::act(tx, input.id, input.expected_version, Action::Reopen);
        /// Hides a task. Requires `TODO_WRITE`.
        todo_delete(input: TodoActionInput) => |tx| service::act(tx, input.id, input.expected_version, Action::Delete);
        /// Shows a deleted task again. Requires `TODO_WRITE`.
        todo_restore(input: TodoActionInput) =>
            |tx| service::act(tx, input.id, input.expected_version, Action::Restore);
        /// Gives a task to somebody, or to nobody. Requires `TODO_WRITE`.
        todo_assign(input: TodoAssignInput) =>
            |tx| service::assign(tx, input.id, input.expected_version, input.assigned_to_id);
        /// Puts a task off to a later day. Requires `TODO_WRITE`.
        todo_snooze(input: TodoSnoozeInput) =>
            |tx| service::snooze(tx, input.id, input.expected_version, input.until);
    }
}

/// What can be done with many tasks at once.
#[derive(Clone, Copy, Debug, Default)]
pub struct ManyTodosMutation;

#[Object]
impl ManyTodosMutation {
    /// Gives many tasks to somebody, or to nobody; each succeeds or is refused by itself. Requires `TODO_WRITE`.
    async fn todo_assign_many(&self, ctx: &Context<'_>, input: TodoAssignManyInput) -> Result<TodoAssignManyPayload> {
        ctx.actor()?.may(domain::Permission::TodoWrite)?;
        let work = async |tx: &platform::db::WriteTx| {
            let mut outcomes = Vec::with_capacity(input.todos.len());
            for todo in &input.todos {
                let done = service::assign(tx, todo.id, todo.expected_version, input.assigned_to_id).await;
                outcomes.push(Outcome::of(done)?.into_parts().1);
            }
            Ok(outcomes)
        };
        let (outcomes, user_errors) = ctx.write(work).await?.into_parts();
        let mut results = Vec::with_capacity(input.todos.len());
        for (todo, user_errors) in input.todos.iter().zip(outcomes.unwrap_or_default()) {
            results.push(TodoResult { id: todo.id, todo: ctx.find::<Entity>(todo.id).await?, user_errors });
        }
        Ok(TodoAssignManyPayload { results, user_errors })
    }
}
