//! What a search finds is found first and sorted then.
//!
//! Left to itself PostgreSQL goes along a list's order until enough rows contain the word, and hopes that they lie
//! evenly: a word whose rows come last costs the whole list. So their ids are an array of their own, which is fetched
//! first.

use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, LikeExpr, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait};

/// Letters that a word must have for the index of trigrams to know it.
const INDEXED: usize = 3;
/// What makes the letter behind it one like any other in a pattern.
const ESCAPE: char = '\\';
/// Letters that mean something in a pattern.
const SPECIAL: [char; 3] = ['%', '_', ESCAPE];

/// Whether the row's `search` contains `word`, each of its letters taken as it is; `index` is SQLite's table of
/// trigrams. A word too short for the index is in so many rows that it is searched along the list's order.
pub fn contains_word<E: EntityTrait>(
    db: &impl ConnectionTrait,
    index: &str,
    id: E::Column,
    search: E::Column,
    word: &str,
) -> SimpleExpr {
    if word.chars().count() < INDEXED {
        return search.like(pattern(word));
    }
    let mut found = Query::select();
    match db.get_database_backend() {
        DbBackend::Sqlite => found.column("rowid").from(Alias::new(index)).and_where(indexed_sqlite(word)),
        _ => found.column("id").from(E::default()).and_where(Expr::col("search").like(pattern(word))),
    };
    id_in(db, id, found)
}

/// Whether the row is one of those whose ids are in `found`.
pub fn id_in<C: ColumnTrait>(db: &impl ConnectionTrait, id: C, found: SelectStatement) -> SimpleExpr {
    if db.get_database_backend() == DbBackend::Sqlite {
        return id.in_subquery(found);
    }
    let ids = Func::cust("ARRAY").arg(SimpleExpr::SubQuery(None, Box::new(found.into())));
    Expr::col(id.as_column_ref()).eq(Func::cust("ANY").arg(ids))
}

/// The pattern of texts that contain `word`. The clause `ESCAPE` stands there only when it is needed: both engines know
/// their indexes of trigrams without it for certain.
fn pattern(word: &str) -> LikeExpr {
    if !word.contains(SPECIAL) {
        return LikeExpr::new(format!("%{word}%"));
    }
    let mut escaped = String::with_capacity(word.len() + 4);
    for letter in word.chars() {
        if SPECIAL.contains(&letter) {
            escaped.push(ESCAPE);
        }
        escaped.push(letter);
    }
    LikeExpr::new(format!("%{escaped}%")).escape(ESCAPE)
}

/// SQLite's index of trigrams does not serve patterns with `ESCAPE`: a word that would need it is searched as a phrase,
/// which finds the same rows.
fn indexed_sqlite(word: &str) -> SimpleExpr {
    if word.contains(SPECIAL) {
        let phrase = format!("\"{}\"", word.replace('"', "\"\""));
        return Expr::cust_with_values("search MATCH ?", [phrase]);
    }
    Expr::col("search").like(pattern(word))
}

#[cfg(test)]
mod tests {
    use sea_orm::sea_query::{PostgresQueryBuilder, SqliteQueryBuilder};

    use super::*;

    fn postgres(word: &str) -> String {
        let condition = Expr::col("search").like(pattern(word));
        Query::select().column("id").from("t").and_where(condition).to_string(PostgresQueryBuilder)
    }

    fn sqlite(word: &str) -> String {
        Query::select().column("rowid").from("t").and_where(indexed_sqlite(word)).to_string(SqliteQueryBuilder)
    }

    #[test]
    fn wildcards_are_letters_like_any_other() {
        assert!(postgres("cup").ends_with("LIKE '%cup%'"), "{}", postgres("cup"));
        assert!(postgres("50%").contains(r"50\\%"), "{}", postgres("50%"));
        assert!(sqlite("cup").ends_with("LIKE '%cup%'"), "{}", sqlite("cup"));
        assert!(sqlite("a_\"").ends_with("MATCH '\"a_\"\"\"'"), "{}", sqlite("a_\""));
    }
}
