//! The lists that there are files of: what each is called, and its rows as cells, as the list itself declares them.

use std::marker::PhantomData;

use axum::body::Body;
use domain::Actor;
use futures::stream;
use sea_orm::{DatabaseConnection, EntityTrait, IdenStatic, ModelTrait, Select, Value};

use super::Asked;
use super::cell::{self, Cell};
use business::accounts::user::list::Users;
use business::app::App;
use business::catalog::product::list::Products;
use business::graphql::{FileColumn, List, Scope, Sort, input_from_json, keyset, visible};
use business::parties::customer::list::Customers;
use business::parties::supplier::list::Suppliers;
use business::sales::order::list::SalesOrders;
use business::stock::level::list::{StockLevels, StockTransactions};
use business::todos::list::Todos;
use platform::db::{Cursor, Keyset};
use platform::error::{Error, Result};

/// Rows that are read at once.
const BATCH: u64 = 1000;

/// Declares which lists there are files of.
macro_rules! files {
    ($($list:ty),+ $(,)?) => {
        /// The file of a list.
        ///
        /// # Errors
        /// Not found, the missing permission, `BAD_USER_INPUT`.
        pub(super) async fn body(app: &App, actor: &Actor, name: &str, asked: &Asked) -> Result<Body> {
            $(if name == <$list>::NAME.replace('_', "-") {
                return file::<$list>(app, actor, asked).await;
            })+
            Err(Error::not_found(name))
        }
    };
}

files!(Customers, Products, SalesOrders, StockLevels, StockTransactions, Suppliers, Todos, Users);

async fn file<L: List>(app: &App, actor: &Actor, asked: &Asked) -> Result<Body> {
    let scope = Scope { actor, db: app.db.reader(), today: app.db.today() };
    let filter = asked.filter.as_deref().map(input_from_json::<L::Filter>).transpose()?;
    let sort = asked.sort.as_deref().map(L::Sort::from_json).transpose()?;
    let query = visible::<L>(scope, filter, asked.search.as_deref()).await?;
    let db = app.db.reader().clone();
    let walk = Walk::<L> { query, keyset: keyset::<L>(sort.as_ref()), db, of: PhantomData };
    let bom = asked.bom;
    Ok(Body::from_stream(stream::try_unfold((Place::Head, walk), move |(place, walk)| async move {
        let part = match place {
            Place::Head => {
                let head = cell::line(L::FILE.iter().map(header))?;
                let mark: &[u8] = if bom { "\u{feff}".as_bytes() } else { b"" };
                Some(([mark, &head].concat(), Place::After(None)))
            }
            Place::After(after) => walk.batch(after).await.map(Some).map_err(|error| {
                tracing::error!(?error, "a file ends half-way");
                std::io::Error::other("the list cannot be read further")
            })?,
            Place::End => None,
        };
        Ok::<_, std::io::Error>(part.map(|(bytes, place)| (bytes, (place, walk))))
    })))
}

/// The rows of a list to be written.
struct Walk<L: List> {
    query: Select<L::Entity>,
    keyset: Keyset<<L::Entity as EntityTrait>::Column>,
    db: DatabaseConnection,
    of: PhantomData<fn() -> L>,
}

/// Where a walk stands.
enum Place {
    Head,
    After(Option<Cursor>),
    End,
}

impl<L: List> Walk<L> {
    async fn batch(&self, after: Option<Cursor>) -> Result<(Vec<u8>, Place)> {
        let page = self.keyset.rows(self.query.clone(), BATCH, after, &self.db).await?;
        let last = page.rows.last().map(|(cursor, _)| cursor.clone());
        let next = if page.has_next { Place::After(last) } else { Place::End };
        let rows: Vec<_> = page.rows.into_iter().map(|(_, row)| row).collect();
        let extras = L::extras(&self.db, &rows).await?;
        let mut bytes = Vec::new();
        for (row, extras) in rows.iter().zip(extras) {
            bytes.extend(cell::line(cells::<L>(row, extras)?)?);
        }
        Ok((bytes, next))
    }
}

fn header<C: IdenStatic>(column: &FileColumn<C>) -> Cell {
    match column {
        FileColumn::Own(column) => Cell::plain(column.as_str()),
        FileColumn::Named(name, _) | FileColumn::Extra(name) => Cell::plain(name),
    }
}

/// A row's cells. What a person may have written is text; numbers, dates, ids and answers stand as the API shows them.
fn cells<L: List>(row: &<L::Entity as EntityTrait>::Model, extras: Vec<Option<String>>) -> Result<Vec<Cell>> {
    let shown = serde_json::to_value(row)?;
    let mut extras = extras.into_iter();
    let cell = |column: &FileColumn<_>| match column {
        FileColumn::Own(column) | FileColumn::Named(_, column) => own::<L>(row, &shown, *column),
        FileColumn::Extra(_) => Cell::maybe_text(extras.next().flatten().as_ref()),
    };
    Ok(L::FILE.iter().map(cell).collect())
}

fn own<L: List>(
    row: &<L::Entity as EntityTrait>::Model,
    shown: &serde_json::Value,
    column: <L::Entity as EntityTrait>::Column,
) -> Cell {
    let stored = row.get(column);
    if let Value::ChronoDateTimeUtc(Some(at)) = &stored {
        return Cell::plain(at.to_rfc3339());
    }
    match shown.get(column.as_str()) {
        None | Some(serde_json::Value::Null) => Cell::maybe_text(None),
        Some(serde_json::Value::String(text)) if matches!(stored, Value::String(_)) => Cell::text(text),
        Some(serde_json::Value::String(text)) => Cell::plain(text),
        Some(other) => Cell::plain(other),
    }
}
