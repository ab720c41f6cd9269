//! The triggers on SQLite: one line of tags per row.

use super::{Tagged, predicates};

/// The triggers that write the tags of `tagged`.
pub(super) fn install(tagged: &Tagged, columns: &[String]) -> String {
    let table = tagged.table;
    let watched = columns.iter().filter(|column| !tagged.quiet.contains(&column.as_str()));
    let watched = watched.map(String::as_str).collect::<Vec<_>>().join(", ");
    let (inserted, deleted) = (tags(tagged, columns, "NEW"), tags(tagged, columns, "OLD"));
    let updated = format!("{inserted}{}", earlier_tags(tagged, columns));
    format!(
        "CREATE TRIGGER cache_event_{table}_insert AFTER INSERT ON {table}
         BEGIN INSERT INTO cache_event (tags) VALUES ({inserted}); END;
         CREATE TRIGGER cache_event_{table}_update AFTER UPDATE OF {watched} ON {table}
         BEGIN INSERT INTO cache_event (tags) VALUES ({updated}); END;
         CREATE TRIGGER cache_event_{table}_delete AFTER DELETE ON {table}
         BEGIN INSERT INTO cache_event (tags) VALUES ({deleted}); END;"
    )
}

/// Takes them away.
pub(super) fn uninstall(tagged: &Tagged) -> String {
    let table = tagged.table;
    ["insert", "update", "delete"].map(|event| format!("DROP TRIGGER IF EXISTS cache_event_{table}_{event};")).concat()
}

/// Set tag, row tag and predicates of one side of the change.
fn tags(tagged: &Tagged, columns: &[String], side: &str) -> String {
    let table = tagged.table;
    let mut text = format!("'{table}:* {table}:' || {}", key(tagged, side));
    for column in predicates(tagged, columns) {
        text.push_str(&format!(" || ' {table}:{column}=' || coalesce({side}.{column}, 'null')"));
    }
    text
}

/// What the row was before, where that differs.
fn earlier_tags(tagged: &Tagged, columns: &[String]) -> String {
    let table = tagged.table;
    let (old, new) = (key(tagged, "OLD"), key(tagged, "NEW"));
    let mut text = format!(" || iif({old} <> {new}, ' {table}:' || {old}, '')");
    for column in predicates(tagged, columns) {
        text.push_str(&format!(
            " || iif(OLD.{column} IS NOT NEW.{column}, ' {table}:{column}=' || coalesce(OLD.{column}, 'null'), '')"
        ));
    }
    text
}

fn key(tagged: &Tagged, side: &str) -> String {
    tagged.key.iter().map(|column| format!("{side}.{column}")).collect::<Vec<_>>().join(" || '/' || ")
}
