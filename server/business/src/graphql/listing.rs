//! What each list repeats, declared: its sorts, its file, what it is of, and the root fields that answer with it.

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

/// What a [`crate::graphql::List`] is of, in its `impl`:
/// `listing! { "todos" of Entity, filter TodoFilter, sort TodoSort, read TodoRead, file [Id, Title] }`; `, id Column` behind
/// the table where another column than the id decides between rows of equal sort values.
macro_rules! listing {
    (
        $name:literal of $entity:ty $(, id $id:ident)?, filter $filter:ty, sort $sort:ty, read $read:ident,
        file [$($file:tt)*]
    ) => {
        type Entity = $entity;
        type Filter = $filter;
        type Sort = $sort;

        const NAME: &'static str = $name;
        const READ: domain::Permission = domain::Permission::$read;
        const ID: <$entity as sea_orm::EntityTrait>::Column = $crate::graphql::listing!(@id $entity $(, $id)?);
        const FILE: &'static [$crate::graphql::FileColumn<<$entity as sea_orm::EntityTrait>::Column>] =
            $crate::file![<$entity as sea_orm::EntityTrait>::Column: $($file)*];
    };
    (@id $entity:ty) => { <$entity as sea_orm::EntityTrait>::Column::Id };
    (@id $entity:ty, $id:ident) => { <$entity as sea_orm::EntityTrait>::Column::$id };
}
pub(crate) use listing;

/// Declares what can be asked about a record: one by its id, then its list where it has one, then what is special, written
/// out in `beside`. What is no record has lists alone, each after `list`; those have one order and no search.
///
/// ```text
/// queries! {
///     /// What can be asked about suppliers.
///     SupplierQuery {
///         /// A supplier by id; null when it is not there. Requires `SUPPLIER_READ`.
///         supplier: Entity;
///         /// Suppliers, by name unless sorted otherwise. Requires `SUPPLIER_READ`.
///         suppliers: Suppliers, search "Words to find in code, name and city; accents and case do not matter.";
///         beside {
///             /// The supplier of the month.
///             async fn best_supplier(&self, ctx: &Context<'_>) -> Result<Found<Entity>> { … }
///         }
///     }
/// }
/// ```
#[macro_export]
macro_rules! queries {
    ($(#[$of:meta])+ $query:ident {
        $(#[$one_doc:meta])+ $one:ident: $entity:ty;
        $($(#[$list_doc:meta])+ $many:ident: $list:ty, search $words:literal;)?
        $(beside { $($beside:tt)* })?
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

            $($(#[$list_doc])+
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
            })?

            $($($beside)*)?
        }
    };
    ($(#[$of:meta])+ $query:ident {
        $($(#[$doc:meta])+ list $many:ident: $list:ty;)+
        $(beside { $($beside:tt)* })?
    }) => {
        $(#[$of])+
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $query;

        #[async_graphql::Object]
        impl $query {
            $($(#[$doc])+
            async fn $many(
                &self,
                ctx: &async_graphql::Context<'_>,
                filter: Option<<$list as $crate::graphql::List>::Filter>,
                #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
                #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
            ) -> platform::error::Result<$crate::graphql::Page<$list>> {
                let asked = $crate::graphql::PageOf { filter, search: None, sort: None, first, after };
                $crate::graphql::page::<$list>(ctx, asked).await
            })+

            $($($beside)*)?
        }
    };
}
