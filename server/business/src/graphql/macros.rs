//! What each slice's API repeats: payloads, inputs, sorts and mutations, declared in a few lines.

/// Declares the payload of a record's mutations: the record as it is now, or why not.
///
/// `payload!(WarehousePayload, "The warehouse", warehouse: entity::Entity);`
#[macro_export]
macro_rules! payload {
    ($payload:ident, $what:literal, $field:ident: $entity:ty) => {
        #[doc = concat!($what, ", or why not.")]
        #[derive(async_graphql::SimpleObject)]
        pub struct $payload {
            #[doc = concat!($what, " as it is now.")]
            pub $field: $crate::graphql::Found<$entity>,
            /// Why not.
            pub user_errors: Vec<$crate::graphql::UserError>,
        }

        impl $payload {
            /// The payload of an outcome.
            ///
            /// # Errors
            /// When the database does not answer.
            pub async fn of(
                ctx: &async_graphql::Context<'_>,
                outcome: $crate::graphql::Outcome<<$entity as platform::db::Record>::Id>,
            ) -> platform::error::Result<Self> {
                let (id, user_errors) = outcome.into_parts();
                let $field = match id {
                    Some(id) => $crate::graphql::ContextExt::find::<$entity>(ctx, id).await?,
                    None => None,
                };
                Ok(Self { $field, user_errors })
            }
        }
    };
}

/// Declares inputs of mutations. `create` adds the key under which it is done once; `change` also the record and the
/// version that the client has read ([`platform::db::At`]); `again` the record and the key alone. Both inputs of a record
/// of which people write its `details!` are one line: `details TodoDetails of TodoId, "task": TodoCreateInput,
/// TodoChangeInput;`.
#[macro_export]
macro_rules! inputs {
    () => {};
    ($(#[$doc:meta])+ create $input:ident { $($fields:tt)* } $($rest:tt)*) => {
        $(#[$doc])+
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $input {
            $($fields)*
            /// Chosen by the client; the same key does it once.
            pub idempotency_key: String,
        }
        $crate::inputs! { $($rest)* }
    };
    ($(#[$doc:meta])+ again $input:ident($id:ty, $what:literal) { $($fields:tt)* } $($rest:tt)*) => {
        $(#[$doc])+
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $input {
            #[doc = $what]
            pub id: $id,
            $($fields)*
            /// Chosen by the client; the same key does it once.
            pub idempotency_key: String,
        }
        $crate::inputs! { $($rest)* }
    };
    ($(#[$doc:meta])+ change $input:ident($id:ty, $what:literal) { $($fields:tt)* } $($rest:tt)*) => {
        $crate::inputs! { @change [$(#[$doc])+] $input [#[doc = $what]] $id { $($fields)* } }
        $crate::inputs! { $($rest)* }
    };
    (details $details:ident of $id:ty, $what:literal: $create:ident, $change:ident; $($rest:tt)*) => {
        $crate::inputs! {
            #[doc = concat!("A ", $what, " to be created.")]
            create $create {
                /// Its fields.
                details: $details,
            }
        }
        $crate::inputs! {
            @change [#[doc = concat!("A ", $what, " as it is to be.")]] $change [#[doc = concat!("The ", $what, ".")]] $id {
                /// Its fields: what is left out stays as it is, null clears it.
                details: $details,
            }
        }
        $crate::inputs! { $($rest)* }
    };
    (@change [$(#[$doc:meta])+] $input:ident [#[$of:meta]] $id:ty { $($fields:tt)* }) => {
        $(#[$doc])+
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $input {
            #[$of]
            pub id: $id,
            $($fields)*
            /// The version that you read.
            pub expected_version: i64,
            /// Chosen by the client; the same key does it once.
            pub idempotency_key: String,
        }

        impl $input {
            /// What it is about, as the client has read it.
            pub fn at(&self) -> platform::db::At<$id> {
                platform::db::At { id: self.id, version: self.expected_version }
            }
        }
    };
}

/// Declares mutations, each of which runs one service in one transaction and answers with the payload of what it
/// returned.
#[macro_export]
macro_rules! commands {
    ($(#[$of:meta])+ $mutation:ident -> $payload:ident {
        $($(#[$doc:meta])+ $name:ident($input:ident: $type:ty) => |$tx:ident| $work:expr;)+
    }) => {
        $(#[$of])+
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $mutation;

        #[async_graphql::Object]
        impl $mutation {
            $($(#[$doc])+
            async fn $name(
                &self,
                ctx: &async_graphql::Context<'_>,
                $input: $type,
            ) -> platform::error::Result<$payload> {
                let work = async |$tx: &platform::db::WriteTx| $work.await;
                let outcome = $crate::graphql::ContextExt::write(ctx, work).await?;
                <$payload>::of(ctx, outcome).await
            })+
        }
    };
}
