//! Keyset pages: a list goes on after a row, not after a count, so that page 1000 costs what page 1 costs.
//!
//! A list is sorted by one column and, as the last word, by id. A cursor names the list, the sort and the values of
//! the row it stands on; a cursor of another list or sort is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Rows of a page unless the client asks for another number.
pub const PAGE_DEFAULT: u64 = 50;
/// Rows of a page at most.
pub const PAGE_MAX: u64 = 100;
/// Up to here a list's rows are counted exactly.
pub const COUNT_MAX: u64 = 1000;

/// Which way a list is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}

/// A sort value of the row that a cursor stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum KeysetValue {
    /// A number, an id, an amount.
    Int(i64),
    /// A text.
    Text(String),
    /// A business day.
    Day(NaiveDate),
    /// An instant.
    At(DateTime<Utc>),
}

impl TryFrom<sea_orm::Value> for KeysetValue {
    type Error = Error;

    fn try_from(value: sea_orm::Value) -> Result<Self> {
        match value {
            sea_orm::Value::BigInt(Some(value)) => Ok(Self::Int(value)),
            sea_orm::Value::String(Some(value)) => Ok(Self::Text(value)),
            sea_orm::Value::ChronoDate(Some(value)) => Ok(Self::Day(value)),
            sea_orm::Value::ChronoDateTimeUtc(Some(value)) => Ok(Self::At(value)),
            _ => Err(Error::internal("a list is sorted by a column that no cursor can stand on")),
        }
    }
}

impl From<KeysetValue> for sea_orm::Value {
    fn from(value: KeysetValue) -> Self {
        match value {
            KeysetValue::Int(value) => value.into(),
            KeysetValue::Text(value) => value.into(),
            KeysetValue::Day(value) => value.into(),
            KeysetValue::At(value) => value.into(),
        }
    }
}

/// A place in a list, opaque to clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cursor {
    list: String,
    value: KeysetValue,
    id: i64,
}

impl Cursor {
    /// The text that clients hand back.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads a client's text back.
    ///
    /// # Errors
    /// `BAD_CURSOR` unless it was made for this `list`.
    pub fn decode(text: &str, list: &str) -> Result<Self> {
        let bad = || Error::BadInput { code: "BAD_CURSOR", message: "this cursor is not one of this list".to_owned() };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
        let cursor: Self = serde_json::from_slice(&bytes).map_err(|_| bad())?;
        if cursor.list == list { Ok(cursor) } else { Err(bad()) }
    }
}

/// What a client asks of a list.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows, 1 to 100; 50 when absent.
    pub first: Option<i32>,
    /// The cursor after which to go on.
    pub after: Option<String>,
}

/// One page of rows, each with its cursor.
#[derive(Clone, Debug)]
pub struct Page<M> {
    /// The rows in order.
    pub rows: Vec<(Cursor, M)>,
    /// Whether rows follow.
    pub has_next: bool,
}

/// How a list is sorted: a name that ties cursors to it, one column, the id as tie-break.
#[derive(Clone, Debug)]
pub struct Keyset<C> {
    /// The list, e.g. `sales_orders`.
    pub name: &'static str,
    /// The column sorted by; must not be null.
    pub column: C,
    /// The id column.
    pub id: C,
    /// The direction of both.
    pub direction: Direction,
}

impl<C: ColumnTrait + IntoColumnRef + Copy> Keyset<C> {
    /// Loads the asked page of `query` in one statement.
    ///
    /// # Errors
    /// `BAD_CURSOR`; `BAD_USER_INPUT` for a page size outside 1 to 100.
    pub async fn page<E>(
        &self,
        query: Select<E>,
        request: &PageRequest,
        db: &impl ConnectionTrait,
    ) -> Result<Page<E::Model>>
    where
        E: EntityTrait<Column = C>,
    {
        let size = match request.first {
            None => PAGE_DEFAULT,
            Some(first) => match u64::try_from(first) {
                Ok(first @ 1..=PAGE_MAX) => first,
                _ => return Err(Error::bad_input("first takes 1 to 100")),
            },
        };
        let after = request.after.as_ref().map(|after| Cursor::decode(after, &self.list())).transpose()?;
        self.rows(query, size, after, db).await
    }

    /// Loads the `size` rows of `query` that follow `after`, in one statement. For the server's own walks through a
    /// list; what clients ask for goes through [`Self::page`].
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rows<E>(
        &self,
        query: Select<E>,
        size: u64,
        after: Option<Cursor>,
        db: &impl ConnectionTrait,
    ) -> Result<Page<E::Model>>
    where
        E: EntityTrait<Column = C>,
    {
        let query = match after {
            Some(cursor) => query.filter(self.after(cursor)),
            None => query,
        };
        let order = match self.direction {
            Direction::Asc => sea_orm::Order::Asc,
            Direction::Desc => sea_orm::Order::Desc,
        };
        let mut models =
            query.order_by(self.column, order.clone()).order_by(self.id, order).limit(size + 1).all(db).await?;
        let size = usize::try_from(size)?;
        let has_next = models.len() > size;
        models.truncate(size);
        let rows = models.into_iter().map(|model| Ok((self.cursor(&model)?, model))).collect::<Result<_>>()?;
        Ok(Page { rows, has_next })
    }

    fn cursor<M: ModelTrait<Entity: EntityTrait<Column = C>>>(&self, row: &M) -> Result<Cursor> {
        let sea_orm::Value::BigInt(Some(id)) = row.get(self.id) else {
            return Err(Error::internal("a list's last sort column is no id"));
        };
        Ok(Cursor { list: self.list(), value: row.get(self.column).try_into()?, id })
    }

    /// What ties a cursor to its list and sort.
    fn list(&self) -> String {
        format!("{}.{}.{:?}", self.name, self.column.as_str(), self.direction)
    }

    /// A row-value comparison: one range of the index on both engines.
    fn after(&self, cursor: Cursor) -> Condition {
        let row = Expr::tuple(
            [self.column.as_column_ref(), self.id.as_column_ref()].map(|column| SimpleExpr::from(Expr::col(column))),
        );
        let place = Expr::tuple([
            SimpleExpr::from(Expr::val(sea_orm::Value::from(cursor.value))),
            SimpleExpr::from(Expr::val(cursor.id)),
        ]);
        Condition::all().add(match self.direction {
            Direction::Asc => row.gt(place),
            Direction::Desc => row.lt(place),
        })
    }
}

/// Rows of `query`, counted up to [`COUNT_MAX`]: `(count, whether there are more)`.
pub async fn count_capped<E: EntityTrait>(
    query: Select<E>,
    id: E::Column,
    db: &impl ConnectionTrait,
) -> Result<(u64, bool)> {
    let ids: Vec<i64> = query.select_only().column_as(id, "id").limit(COUNT_MAX + 1).into_tuple().all(db).await?;
    let counted = u64::try_from(ids.len())?;
    Ok((Ord::min(counted, COUNT_MAX), counted > COUNT_MAX))
}
