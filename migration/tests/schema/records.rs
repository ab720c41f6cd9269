//! Events from before they were numbered one by one.

use migration::Migrator;
use sea_orm_migration::MigratorTrait;

use crate::support::{column, engines, refuse, run};

/// The families from `m0015_records` on.
const SINCE: u32 = 3;

#[tokio::test]
async fn events_of_before_are_numbered_in_their_order() {
    for db in engines().await {
        Migrator::down(&db, Some(SINCE)).await.unwrap();
        run(
            &db,
            "INSERT INTO outbox (topic, entity, entity_id, sequence, payload) VALUES
             ('sales_order.create', 'sales_order', 1, 1, '{}'), ('sales_order.note', 'sales_order', 1, 1, '{}'),
             ('sales_order.create', 'sales_order', 2, 1, '{}'), ('sales_order.edit', 'sales_order', 1, 2, '{}');",
        )
        .await;
        Migrator::up(&db, None).await.unwrap();
        let sequences: Vec<i64> = column(&db, "SELECT sequence FROM outbox ORDER BY id").await;
        assert_eq!(sequences, [1, 2, 1, 3]);
        let insert = "INSERT INTO outbox (topic, entity, entity_id, sequence, payload)
            VALUES ('sales_order.note', 'sales_order', 1, 3, '{}')";
        refuse(&db, insert, "sequence").await;
        refuse(&db, "UPDATE outbox SET sequence = 9", "append_only").await;
    }
}

#[tokio::test]
async fn roles_can_do_what_they_could_before() {
    for db in engines().await {
        Migrator::down(&db, Some(SINCE)).await.unwrap();
        run(
            &db,
            "INSERT INTO accounts_role (code, name) VALUES ('clerk', 'Clerk');
             INSERT INTO accounts_rolepermission (role_id, permission)
             SELECT id, 'customer.write' FROM accounts_role UNION ALL SELECT id, 'catalog.read' FROM accounts_role;",
        )
        .await;
        Migrator::up(&db, None).await.unwrap();
        let permissions: Vec<String> =
            column(&db, "SELECT permission FROM accounts_rolepermission ORDER BY permission").await;
        let all = ["catalog.read", "customer.credit", "customer.write", "supplier.read", "todo.write"];
        assert_eq!(permissions, all);
    }
}
