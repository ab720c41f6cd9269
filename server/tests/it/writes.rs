//! What a transaction comes to when it cannot end as it should.

use domain::{Actor, Refusal, RefusalCode};
use platform::db::{Engine, WriteTx};
use platform::error::{Error, Result};
use sea_orm::ConnectionTrait;

use crate::support::{given, on_both_engines};

on_both_engines! {
    async fn a_rollback_that_fails_hides_no_reason(app) {
        let work = async |tx: &WriteTx| -> Result<()> {
            let lose = match tx.engine() {
                Engine::Sqlite => "ROLLBACK",
                Engine::Postgres => "SELECT pg_terminate_backend(pg_backend_pid())",
            };
            // On PostgreSQL the connection is gone before it answers.
            let _ = tx.execute_unprepared(lose).await;
            Err(Refusal::new(RefusalCode::NothingToShip).into())
        };
        let refused = app.app.db.write(&Actor::system(), None, work).await;
        let Err(Error::Refused(refusal)) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.code, RefusalCode::NothingToShip);
        given::customer(&app, "C", None).await;
    }
}
