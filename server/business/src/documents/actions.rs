//! What the API tells of every document: what happened to it, and what may be done to it now or why not.

/// Declares a document's list of allowed actions in the API: `allowed_actions!(AllowedAction, Action);`.
#[macro_export]
macro_rules! allowed_actions {
    ($allowed:ident, $action:ty) => {
        /// An action and whether it is possible now.
        #[derive(Clone, Debug, async_graphql::SimpleObject)]
        pub struct $allowed {
            /// The action.
            action: $action,
            /// Whether it is possible now.
            enabled: bool,
            /// Why not.
            reason: Option<$crate::graphql::UserError>,
        }

        impl $allowed {
            /// Every action that a user can think of, judged by the guard that will judge the write.
            fn all(guard: impl Fn($action) -> Result<(), domain::Refusal>) -> Vec<Self> {
                let actions = <$action>::ALL.iter().copied().filter(|action| action.permission().is_some());
                actions
                    .map(|action| {
                        let reason = guard(action).err().map($crate::graphql::UserError::from);
                        Self { action, enabled: reason.is_none(), reason }
                    })
                    .collect()
            }
        }
    };
}

/// Declares what the API tells of a document beside its columns: the fields in braces, its timeline and its allowed
/// actions: as the document's own guard has it, or as `actions` makes them of the row.
///
/// `document_object! { Model, Entity, AllowedAction of Action, actions |order, ctx| { … }; { async fn … } }`
#[macro_export]
macro_rules! document_object {
    ($model:ty, $entity:ty, $allowed:ident of $action:ty; { $($fields:tt)* }) => {
        $crate::document_object! {
            $model, $entity, $allowed of $action,
            actions |document, ctx| {
                let permissions = $crate::graphql::ContextExt::actor(ctx)?.permissions;
                let guard = |action| <$entity as $crate::documents::Document>::check(document, action, permissions);
                Ok($allowed::all(|action| guard(action).map(|_| ())))
            };
            { $($fields)* }
        }
    };
    ($model:ty, $entity:ty, $allowed:ident of $action:ty, actions |$row:ident, $ctx:ident| $actions:block; { $($fields:tt)* }) => {
        $crate::allowed_actions!($allowed, $action);

        #[async_graphql::ComplexObject]
        impl $model {
            $($fields)*
            /// What happened to it, oldest first: the newest 100 entries, or the `last` ones before an entry.
            async fn timeline(
                &self,
                ctx: &async_graphql::Context<'_>,
                #[graphql(desc = "Entries, 1 to 100; 100 when absent.")] last: Option<i32>,
                #[graphql(desc = "The entry before which they lie.")] before: Option<domain::AuditEntryId>,
            ) -> platform::error::Result<Vec<$crate::documents::TimelineEntry>> {
                $crate::documents::timeline::<$entity>(ctx, self.id, last, before).await
            }
            /// Every action, and why it is not possible now when it is not. Computed by the rules that guard the
            /// action.
            async fn allowed_actions(
                &self,
                $ctx: &async_graphql::Context<'_>,
            ) -> platform::error::Result<Vec<$allowed>> {
                let $row = self;
                $actions
            }
        }
    };
}
