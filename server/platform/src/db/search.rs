//! What a search finds is found first and sorted then.
//!
//! Left to itself PostgreSQL goes along a list's order until enough rows hold the word, and hopes that they lie evenly: a
//! word whose rows come last costs the whole list. So their ids are an array of their own, which is looked up.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait};

/// Letters that a word must have for the index of trigrams to know it.
const INDEXED: usize = 3;

/// Whether the row's `search` holds `word`; `index` is SQLite's table of trigrams. A word too short for the index is in so
/// many rows that it is looked for along the list's order.
pub fn holds<E: EntityTrait>(
    db: &impl ConnectionTrait,
    index: &'static str,
    id: E::Column,
    search: E::Column,
    word: &str,
) -> SimpleExpr {
    if word.chars().count() < INDEXED {
        return search.contains(word);
    }
    let pattern = format!("%{word}%");
    let mut found = Query::select();
    match db.get_database_backend() {
        DbBackend::Sqlite => found.column("rowid").from(index).and_where(Expr::col("search").like(pattern)),
        _ => found.column("id").from(E::default()).and_where(Expr::col("search").like(pattern)),
    };
    is_found(db, id, found)
}

/// Whether the row is one of those whose ids `found` tells.
pub fn is_found<C: ColumnTrait>(db: &impl ConnectionTrait, id: C, found: SelectStatement) -> SimpleExpr {
    if db.get_database_backend() == DbBackend::Sqlite {
        return id.in_subquery(found);
    }
    let ids = Func::cust("ARRAY").arg(SimpleExpr::SubQuery(None, Box::new(found.into())));
    Expr::col(id.as_column_ref()).eq(Func::cust("ANY").arg(ids))
}
