//! The triggers on PostgreSQL: one function a table, run once a statement with the rows it changed.

use super::{BULK_ROWS, Tagged, bulk, predicates};

/// The function and triggers that write the tags of `tagged`.
pub(super) fn install(tagged: &Tagged, columns: &[String]) -> String {
    let table = tagged.table;
    let name = name(table);
    let bulk = bulk(tagged);
    let limit = BULK_ROWS + 1;
    let on_update = write(tagged, columns, &updated_rows(tagged, columns));
    let on_other = write(tagged, columns, "changed");
    format!(
        "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        {bulk}
    ELSIF (SELECT count(*) FROM (SELECT FROM changed LIMIT {limit}) AS counted) > {BULK_ROWS} THEN
        {bulk}
    ELSIF TG_OP = 'UPDATE' THEN
        {on_update}
    ELSE
        {on_other}
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER {name}_insert AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_update AFTER UPDATE ON {table}
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_delete AFTER DELETE ON {table}
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {name}();
CREATE TRIGGER {name}_truncate AFTER TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
    )
}

/// Takes them away.
pub(super) fn uninstall(tagged: &Tagged) -> String {
    let name = name(tagged.table);
    // The triggers go with the function that they run.
    format!("DROP FUNCTION IF EXISTS {name}() CASCADE;")
}

fn name(table: &str) -> String {
    format!("cache_event_{table}")
}

/// The statement that writes one line for `rows`, or none when there are none.
fn write(tagged: &Tagged, columns: &[String], rows: &str) -> String {
    let table = tagged.table;
    let key = tagged.key.iter().map(|column| format!("r.{column}::text")).collect::<Vec<_>>().join(" || '/' || ");
    let mut tags = vec![format!("('{table}:' || {key})")];
    for column in predicates(tagged, columns) {
        tags.push(format!("('{table}:{column}=' || coalesce(r.{column}::text, 'null'))"));
    }
    format!(
        "INSERT INTO cache_event (tags)
        SELECT '{table}:* ' || string_agg(DISTINCT t.tag, ' ')
        FROM {rows} AS r CROSS JOIN LATERAL (VALUES {}) AS t (tag)
        HAVING count(*) > 0;",
        tags.join(", ")
    )
}

/// The rows of an update as they were and as they are; without those that changed in quiet columns alone.
fn updated_rows(tagged: &Tagged, columns: &[String]) -> String {
    let mut wanted: Vec<&str> = tagged.key.to_vec();
    wanted.extend(predicates(tagged, columns).filter(|column| !tagged.key.contains(column)));
    let wanted = wanted.join(", ");
    if tagged.quiet.is_empty() {
        return format!("(SELECT {wanted} FROM changed UNION ALL SELECT {wanted} FROM before)");
    }
    let quiet = tagged.quiet.iter().map(|column| format!(" - '{column}'")).collect::<String>();
    let side = |rows: &str| format!("SELECT {wanted}, to_jsonb({rows}){quiet} AS said FROM {rows}");
    let (new, old) = (side("changed"), side("before"));
    format!("(({new} EXCEPT {old}) UNION ALL ({old} EXCEPT {new}))")
}
