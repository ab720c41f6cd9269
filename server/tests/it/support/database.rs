//! A migrated database of either engine, for one test alone: copied from one that was migrated once per run.

use std::sync::OnceLock;

use migration::Migrator;
use platform::db::Engine;
use sea_orm_migration::MigratorTrait;
use sea_orm_migration::sea_orm::{Database, DbErr};
use tempfile::TempDir;

/// Name of the database on the test server that every test's copy is made from.
const TEMPLATE: &str = "migrated_for_it";

/// A database's address, and the folder that goes with it.
pub(super) struct OwnDatabase {
    pub(super) url: String,
    /// SQLite's files; removed when the test ends.
    pub(super) _folder: Option<TempDir>,
}

/// A migrated database that nobody else uses.
pub(super) fn fresh(engine: Engine) -> OwnDatabase {
    match engine {
        Engine::Sqlite => sqlite(),
        Engine::Postgres => postgres(),
    }
}

fn sqlite() -> OwnDatabase {
    static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erp.db");
    let bytes = MIGRATED.get_or_init(|| {
        let template = folder.path().join("template.db");
        migrate(&format!("sqlite:{}?mode=rwc", template.display())).unwrap();
        std::fs::read(template).unwrap()
    });
    std::fs::write(&file, bytes).unwrap();
    OwnDatabase { url: format!("sqlite:{}", file.display()), _folder: Some(folder) }
}

fn postgres() -> OwnDatabase {
    let server = testkit::postgres().unwrap_or_else(|error| panic!("{error}"));
    server.prepare(TEMPLATE, migrate).unwrap();
    OwnDatabase { url: server.fresh_from_template(TEMPLATE).unwrap(), _folder: None }
}

/// Migrates on a thread of its own: the test's runtime must not be blocked on.
fn migrate(url: &str) -> Result<(), DbErr> {
    let work = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let db = Database::connect(url).await?;
            Migrator::up(&db, None).await?;
            db.close().await
        })
    };
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}
