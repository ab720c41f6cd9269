//! Up, down and up again leaves what up left; down leaves nothing.

use migration::Migrator;
use migration::tags::{TAGGED, UNTAGGED};
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::DatabaseConnection;

use crate::support::{column, empty_postgres, empty_sqlite, engines, is_postgres, tables};

/// Everything that has a name: tables, indexes, triggers, functions, views.
async fn objects(db: &DatabaseConnection) -> Vec<String> {
    let sql = if is_postgres(db) {
        "SELECT 'relation ' || relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
             WHERE n.nspname IN ('public', 'reporting')
         UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal
         UNION ALL SELECT 'function ' || proname FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
             WHERE n.nspname IN ('public', 'reporting')
             AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
         ORDER BY 1"
    } else {
        "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1"
    };
    column(db, sql).await
}

#[tokio::test]
async fn up_down_up() {
    for db in [empty_sqlite().await, empty_postgres().await] {
        Migrator::up(&db, None).await.unwrap();
        let built = objects(&db).await;
        assert!(built.len() > 100, "{built:?}");
        Migrator::down(&db, None).await.unwrap();
        let left: Vec<String> =
            objects(&db).await.into_iter().filter(|object| !object.contains("seaql_migrations")).collect();
        assert_eq!(left, Vec::<String>::new());
        Migrator::up(&db, None).await.unwrap();
        assert_eq!(objects(&db).await, built);
    }
}

#[tokio::test]
async fn every_table_is_tagged_or_left_out_with_a_reason() {
    for db in engines().await {
        let mut known: Vec<String> = TAGGED.iter().map(|tagged| tagged.table.to_owned()).collect();
        for (table, reason) in UNTAGGED {
            assert!(!reason.is_empty());
            known.push((*table).to_owned());
        }
        known.sort();
        assert_eq!(tables(&db).await, known);
    }
}
