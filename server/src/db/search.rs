//! Words that are looked for in a text of each row.

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};

/// Letters that a word must have for the index of trigrams to know it.
const INDEXED: usize = 3;

/// Whether the row's `search` holds `word`, of which `view` tells by the index of trigrams. What is found is found first and
/// sorted then: to go along the list's order until enough rows hold the word can be to go through all of them. A word
/// too short for the index is in so many rows that this is the better way.
pub fn holds<C: ColumnTrait>(view: &'static str, id: C, search: C, word: &str) -> SimpleExpr {
    if word.chars().count() < INDEXED {
        return search.contains(word);
    }
    let found = Query::select()
        .column("id")
        .from(view)
        .and_where(Expr::col("search").like(format!("%{word}%")))
        // All, but to be told apart from the query around it.
        .limit(i64::MAX.unsigned_abs())
        .to_owned();
    id.in_subquery(found)
}
