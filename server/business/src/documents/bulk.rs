//! One thing done to many records at once: in one transaction, each with its own result; what is refused for one does not
//! keep the others.

/// Declares a mutation on many records: its input (the records with the versions that the client has read, and what else
/// is asked), its payload with a result for each in their order, and the mutation itself.
///
/// ```text
/// bulk! {
///     /// Gives many tasks to somebody. Requires `TODO_WRITE`.
///     ManyTodosMutation: todo_assign_many(TodoAssignManyInput { todos: TodoAtVersion } -> TodoAssignManyPayload, TodoResult)
///     of todo: Entity, TodoId, needs TodoWrite;
///     asks { /// Who. assigned_to_id: Option<UserId>, }
///     each |tx, at, input| service::assign(tx, at, input.assigned_to_id);
/// }
/// ```
#[macro_export]
macro_rules! bulk {
    (
        $(#[$doc:meta])+
        $mutation:ident: $name:ident($input:ident { $many:ident: $at:ident } -> $payload:ident, $result:ident)
        of $one:ident: $entity:ty, $id:ty, needs $permission:ident;
        asks { $($fields:tt)* }
        each |$tx:ident, $record:ident, $asked:ident| $work:expr;
    ) => {
        /// A record and the version of it that you read.
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $at {
            /// The record.
            id: $id,
            /// The version that you read.
            expected_version: i64,
        }

        $crate::inputs! {
            /// What is to be done to many records.
            create $input {
                /// The records; at most 100.
                #[graphql(validator(max_items = 100))]
                $many: Vec<$at>,
                $($fields)*
            }
        }

        /// What came of one of many records.
        #[derive(async_graphql::SimpleObject)]
        pub struct $result {
            /// The record that was asked for.
            id: $id,
            /// The record as it is now; null when it is not there.
            $one: $crate::graphql::Found<$entity>,
            /// Why nothing was done to it.
            user_errors: Vec<$crate::graphql::UserError>,
        }

        /// What came of each record, in the order of the input.
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            /// One for each.
            results: Vec<$result>,
            /// Why nothing was done to any.
            user_errors: Vec<$crate::graphql::UserError>,
        }

        /// What can be done with many records at once.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $mutation;

        #[async_graphql::Object]
        impl $mutation {
            $(#[$doc])+
            async fn $name(
                &self,
                ctx: &async_graphql::Context<'_>,
                input: $input,
            ) -> platform::error::Result<$payload> {
                use $crate::graphql::{ContextExt, Outcome};
                ctx.actor()?.may(domain::Permission::$permission)?;
                let $asked = &input;
                let work = async |$tx: &platform::db::WriteTx| {
                    let mut refusals = Vec::with_capacity($asked.$many.len());
                    for record in &$asked.$many {
                        let $record = platform::db::At { id: record.id, version: record.expected_version };
                        refusals.push(Outcome::of($work.await)?.into_parts().1);
                    }
                    Ok(refusals)
                };
                let (refusals, user_errors) = ctx.write(work).await?.into_parts();
                // All at once: one batch loads them.
                let found = $asked.$many.iter().map(|record| ctx.find::<$entity>(record.id));
                let found = futures::future::try_join_all(found).await?;
                let records = $asked.$many.iter().zip(found).zip(refusals.unwrap_or_default());
                let results =
                    records.map(|((record, $one), user_errors)| $result { id: record.id, $one, user_errors }).collect();
                Ok($payload { results, user_errors })
            }
        }
    };
}
