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
/// version that the client has read; `again` the record and the key alone.
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
        $(#[$doc])+
        #[derive(Clone, Debug, async_graphql::InputObject)]
        pub struct $input {
            #[doc = $what]
            pub id: $id,
            $($fields)*
            /// The version that you read.
            pub expected_version: i64,
            /// Chosen by the client; the same key does it once.
            pub idempotency_key: String,
        }
        $crate::inputs! { $($rest)* }
    };
}

/// Declares what a list is sorted by: `sorts!(ProductSort, ProductSortField of Column, "products", { /// The name.
/// Name, });`. The first is what it is sorted by unless asked otherwise; `DueDate = DueOrder` names the column where it is
/// called otherwise.
#[macro_export]
macro_rules! sorts {
    ($sort:ident, $field:ident of $column:ty, $what:literal, $direction:ident {
        $($(#[$doc:meta])+ $name:ident $(= $other:ident)?,)+
    }) => {
        #[doc = concat!("What ", $what, " are sorted by.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, async_graphql::Enum)]
        pub enum $field {
            $($(#[$doc])+ $name,)+
        }

        #[doc = concat!("How ", $what, " are sorted; the id is the last word.")]
        #[derive(Clone, Copy, Debug, async_graphql::InputObject)]
        pub struct $sort {
            /// By what.
            field: $field,
            /// Which way.
            direction: $crate::graphql::SortDirection,
        }

        impl $crate::graphql::Sort for $sort {
            type Column = $column;

            fn from_json(text: &str) -> platform::error::Result<Self> {
                $crate::graphql::input_from_json(text)
            }

            fn order(sort: Option<&Self>) -> ($column, platform::db::Direction) {
                let [first, ..] = [$($field::$name),+];
                let field = sort.map_or(first, |sort| sort.field);
                let column = match field {
                    $($field::$name => $crate::sorts!(@column $column, $name $($other)?),)+
                };
                (column, sort.map_or(platform::db::Direction::$direction, |sort| sort.direction.into()))
            }
        }
    };
    (@column $column:ty, $name:ident) => { <$column>::$name };
    (@column $column:ty, $name:ident $other:ident) => { <$column>::$other };
}

/// Declares the order of a list that has only one: `only_sort!(LedgerSort, Column, CreatedAt Desc);`.
#[macro_export]
macro_rules! only_sort {
    ($sort:ident, $column:ty, $by:ident $direction:ident) => {
        /// The only order.
        #[derive(Clone, Copy, Debug)]
        pub struct $sort;

        impl $crate::graphql::Sort for $sort {
            type Column = $column;

            fn from_json(_: &str) -> platform::error::Result<Self> {
                Err(platform::error::Error::bad_input("this list has one order"))
            }

            fn order(_: Option<&Self>) -> ($column, platform::db::Direction) {
                (<$column>::$by, platform::db::Direction::$direction)
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

/// The columns of a list's file: `file![Id, Code, IsActive as "active", + "roles"]`; what `+` names comes from
/// [`crate::graphql::List::extras`], in its order.
#[macro_export]
macro_rules! file {
    ($column:ty: $($columns:tt)*) => { $crate::file!(@next $column, [] $($columns)*) };
    (@next $column:ty, [$($done:expr,)*]) => { &[$($done),*] };
    (@next $column:ty, [$($done:expr,)*] + $name:literal $(, $($rest:tt)*)?) => {
        $crate::file!(@next $column, [$($done,)* $crate::graphql::FileColumn::Extra($name),] $($($rest)*)?)
    };
    (@next $column:ty, [$($done:expr,)*] $own:ident as $name:literal $(, $($rest:tt)*)?) => {
        $crate::file!(
            @next $column, [$($done,)* $crate::graphql::FileColumn::Named($name, <$column>::$own),] $($($rest)*)?
        )
    };
    (@next $column:ty, [$($done:expr,)*] $own:ident $(, $($rest:tt)*)?) => {
        $crate::file!(@next $column, [$($done,)* $crate::graphql::FileColumn::Own(<$column>::$own),] $($($rest)*)?)
    };
}

/// Declares what can be asked about a record: one by its id, and its list.
///
/// ```text
/// queries! {
///     /// What can be asked about suppliers.
///     SupplierQuery {
///         /// A supplier by id; null when it is not there. Requires `SUPPLIER_READ`.
///         supplier: Entity;
///         /// Suppliers, by name unless sorted otherwise. Requires `SUPPLIER_READ`.
///         suppliers: Suppliers, search "Words to find in code, name and city; accents and case do not matter.";
///     }
/// }
/// ```
#[macro_export]
macro_rules! queries {
    ($(#[$of:meta])+ $query:ident {
        $(#[$one_doc:meta])+ $one:ident: $entity:ty;
        $(#[$list_doc:meta])+ $many:ident: $list:ty, search $words:literal;
    }) => {
        $(#[$of])+
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $query;

        #[async_graphql::Object]
        impl $query {
            $(#[$one_doc])+
            async fn $one(
                &self,
                ctx: &async_graphql::Context<'_>,
                id: <$entity as platform::db::Record>::Id,
            ) -> platform::error::Result<$crate::graphql::Found<$entity>> {
                $crate::graphql::ContextExt::actor(ctx)?.may(<$entity as platform::db::Record>::READ)?;
                $crate::graphql::ContextExt::find::<$entity>(ctx, id).await
            }

            $(#[$list_doc])+
            async fn $many(
                &self,
                ctx: &async_graphql::Context<'_>,
                filter: Option<<$list as $crate::graphql::List>::Filter>,
                #[graphql(desc = $words)] search: Option<String>,
                sort: Option<<$list as $crate::graphql::List>::Sort>,
                #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
                #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
            ) -> platform::error::Result<$crate::graphql::Page<$list>> {
                $crate::graphql::page::<$list>(ctx, $crate::graphql::PageOf { filter, search, sort, first, after }).await
            }
        }
    };
}
