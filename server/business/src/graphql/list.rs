//! Lists, declared once: the page of the API, its count, and the file of all rows.

use async_graphql::{Context, InputType};
use chrono::NaiveDate;
use domain::{Actor, Permission, fold};
use platform::db::{Direction, Keyset, PageRequest, Record, contains_word, count_capped};
use platform::error::{Error, Result};
use sea_orm::sea_query::IntoColumnRef;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter, Select};
use serde::Serialize;
use std::sync::Arc;

use super::connection::Connection;
use super::context::ContextExt;

/// Who asks for a list, and over what.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// The pool that reads.
    pub db: &'a DatabaseConnection,
    /// The business day.
    pub today: NaiveDate,
}

/// What a list is sorted by. Declared by [`crate::sorts!`].
pub trait Sort: Sized + Send + Sync {
    /// The table's columns.
    type Column;

    /// Reads the sort that a file is asked for in, as JSON.
    ///
    /// # Errors
    /// `BAD_USER_INPUT`.
    fn from_json(text: &str) -> Result<Self>;

    /// The column and the direction that are asked for, or the list's own.
    fn order(sort: Option<&Self>) -> (Self::Column, Direction);
}

/// A column of a list's file.
#[derive(Clone, Copy, Debug)]
pub enum FileColumn<C> {
    /// A column of the table, under its name.
    Own(C),
    /// A column of the table, under another name.
    Named(&'static str, C),
    /// What [`List::extras`] adds, in its order.
    Extra(&'static str),
}

/// A list of rows: declared once for the page, the count and the file.
pub trait List: Send + Sync + 'static {
    /// Its table.
    type Entity: EntityTrait<
            Model: ModelTrait<Entity = Self::Entity> + Serialize + Send + Sync + 'static,
            Column: ColumnTrait + IntoColumnRef + Copy + Send + Sync,
        >;
    /// What it is filtered by.
    type Filter: InputType + Default + Send + Sync;
    /// What it is sorted by.
    type Sort: Sort<Column = <Self::Entity as EntityTrait>::Column>;

    /// Its name, e.g. `sales_orders`: in cursors, and with hyphens as its file's.
    const NAME: &'static str;
    /// What somebody needs to see it.
    const READ: Permission;
    /// The column that decides between rows of equal sort values.
    const ID: <Self::Entity as EntityTrait>::Column;
    /// The columns of its file.
    const FILE: &'static [FileColumn<<Self::Entity as EntityTrait>::Column>];

    /// The rows that `filter` and `search` leave.
    ///
    /// # Errors
    /// The missing permission of a filter; when the database does not answer.
    fn select(
        scope: Scope<'_>,
        filter: Self::Filter,
        search: Option<&str>,
    ) -> impl Future<Output = Result<Select<Self::Entity>>> + Send;

    /// What the file tells beside the table's columns, row by row.
    ///
    /// # Errors
    /// When the database does not answer.
    fn extras(
        _db: &DatabaseConnection,
        rows: &[<Self::Entity as EntityTrait>::Model],
    ) -> impl Future<Output = Result<Vec<Vec<Option<String>>>>> + Send {
        let none = vec![Vec::new(); rows.len()];
        async move { Ok(none) }
    }
}

/// The rows that a list shows to who asks.
///
/// # Errors
/// The missing permission; when the database does not answer.
pub async fn visible<L: List>(
    scope: Scope<'_>,
    filter: Option<L::Filter>,
    search: Option<&str>,
) -> Result<Select<L::Entity>> {
    scope.actor.may(L::READ)?;
    let search = search.map(str::trim).filter(|text| !text.is_empty());
    L::select(scope, filter.unwrap_or_default(), search).await
}

/// Those records of `query` that contain each word of `text`; all of them without one.
pub fn search_words<E: Record>(db: &DatabaseConnection, query: Select<E>, text: Option<&str>) -> Select<E> {
    let of_name = |name: &str| E::Column::iter().find(|column| column.as_str() == name);
    let (Some(text), Some(id), Some(search)) = (text, of_name("id"), of_name("search")) else { return query };
    let folded = fold(text);
    let words = folded.split(' ').filter(|word| !word.is_empty());
    words.fold(query, |query, word| {
        let index = format!("idx_{}_search", E::KIND);
        query.filter(contains_word::<E>(db, &index, id, search, word))
    })
}

/// How a list is walked through.
pub fn keyset<L: List>(sort: Option<&L::Sort>) -> Keyset<<L::Entity as EntityTrait>::Column> {
    let (column, direction) = L::Sort::order(sort);
    Keyset { name: L::NAME, column, id: L::ID, direction }
}

/// What a page of a list is asked for with.
#[derive(Clone, Debug)]
pub struct PageOf<L: List> {
    /// Which rows.
    pub filter: Option<L::Filter>,
    /// Text to find.
    pub search: Option<String>,
    /// In which order.
    pub sort: Option<L::Sort>,
    /// How many.
    pub first: Option<i32>,
    /// After which.
    pub after: Option<String>,
}

/// A page of a list, as the API answers with it.
pub type Page<L> = Connection<Arc<<<L as List>::Entity as EntityTrait>::Model>>;

/// A page of a list.
///
/// # Errors
/// The missing permission, `BAD_CURSOR`, `BAD_USER_INPUT`.
pub async fn page<L: List>(ctx: &Context<'_>, asked: PageOf<L>) -> Result<Page<L>> {
    let scope = Scope { actor: ctx.actor()?, db: ctx.db(), today: ctx.today() };
    let query = visible::<L>(scope, asked.filter, asked.search.as_deref()).await?;
    page_of(ctx, query, keyset::<L>(asked.sort.as_ref()), PageRequest { first: asked.first, after: asked.after }).await
}

/// A page of the rows that `query` finds, where who may see which is more than a list's permission says.
///
/// # Errors
/// `BAD_CURSOR`, `BAD_USER_INPUT`.
pub async fn page_of<E>(
    ctx: &Context<'_>,
    query: Select<E>,
    keyset: Keyset<E::Column>,
    request: PageRequest,
) -> Result<Connection<Arc<E::Model>>>
where
    E: EntityTrait<Column: ColumnTrait + IntoColumnRef + Copy + Send + Sync>,
{
    let page = keyset.page(query.clone(), &request, ctx.db()).await?;
    let (db, id) = (ctx.db().clone(), keyset.id);
    Ok(Connection::new(page, move || {
        let (db, query) = (db.clone(), query.clone());
        async move { count_capped(query, id, &db).await }
    }))
}

/// Reads an input of the API that comes as JSON.
///
/// # Errors
/// `BAD_USER_INPUT`, also for a field that the input does not have.
pub fn input_from_json<T: InputType>(text: &str) -> Result<T> {
    let no_object = || Error::bad_input("filter and sort are JSON objects");
    let json: serde_json::Value = serde_json::from_str(text).map_err(|_| no_object())?;
    let asked: Vec<String> = json.as_object().ok_or_else(no_object)?.keys().cloned().collect();
    let value = async_graphql::Value::from_json(json)?;
    let read =
        T::parse(Some(value)).map_err(|error| Error::bad_input(error.into_server_error(<_>::default()).message))?;
    // What is written back holds every field there is.
    if let async_graphql::Value::Object(known) = read.to_value()
        && let Some(unknown) = asked.iter().find(|name| !known.contains_key(name.as_str()))
    {
        return Err(Error::bad_input(format!("{unknown} is no field here")));
    }
    Ok(read)
}
