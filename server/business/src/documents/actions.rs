//! What may be done to a document now, and why not.

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
