//! The journal of imports: which file, how far, and what came of it.

use chrono::{DateTime, Utc};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::report::Report;
use platform::db::WriteTx;
use platform::error::Result;

/// The journal's rows.
pub mod entity {
    use sea_orm::entity::prelude::*;

    /// An import of one file.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_run")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The file's name.
        pub source: String,
        /// The mapping's source.
        pub preset: String,
        /// BLAKE3 of the file.
        pub file_hash: String,
        /// Data rows dealt with.
        pub cursor_row: i64,
        /// `running`, `finished` or `failed`.
        pub status: String,
        /// The report, JSON.
        pub report: String,
        /// When it was started.
        pub started_at: DateTimeUtc,
        /// When it ended.
        pub finished_at: Option<DateTimeUtc>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The run of this file that was stopped, or a new one.
pub(super) async fn begin(tx: &WriteTx, file: &str, preset: &str, hash: &str) -> Result<i64> {
    let stopped = entity::Entity::find()
        .filter(entity::Column::Preset.eq(preset))
        .filter(entity::Column::FileHash.eq(hash))
        .filter(entity::Column::Status.ne("finished"))
        .order_by_desc(entity::Column::Id)
        .one(&**tx)
        .await?;
    if let Some(run) = stopped {
        write(tx, run.id, "running", 0, "{}".to_owned(), None).await?;
        return Ok(run.id);
    }
    let row = entity::ActiveModel {
        source: Set(file.to_owned()),
        preset: Set(preset.to_owned()),
        file_hash: Set(hash.to_owned()),
        cursor_row: Set(0),
        status: Set("running".to_owned()),
        report: Set("{}".to_owned()),
        started_at: Set(tx.now()),
        ..Default::default()
    };
    Ok(entity::Entity::insert(row).exec(&**tx).await?.last_insert_id)
}

/// The run has dealt with `rows` data rows.
pub(super) async fn advance(tx: &WriteTx, id: i64, rows: u64) -> Result<()> {
    entity::ActiveModel { id: Unchanged(id), cursor_row: Set(i64::try_from(rows)?), ..Default::default() }
        .update(&**tx)
        .await?;
    Ok(())
}

/// The run is over; `status` is `finished` or `failed`.
pub(super) async fn end(tx: &WriteTx, id: i64, status: &str, report: &Report) -> Result<()> {
    write(tx, id, status, report.rows, serde_json::to_string(report)?, Some(tx.now())).await
}

async fn write(
    tx: &WriteTx,
    id: i64,
    status: &str,
    rows: u64,
    report: String,
    finished_at: Option<DateTime<Utc>>,
) -> Result<()> {
    let row = entity::ActiveModel {
        id: Unchanged(id),
        cursor_row: Set(i64::try_from(rows)?),
        status: Set(status.to_owned()),
        report: Set(report),
        finished_at: Set(finished_at),
        ..Default::default()
    };
    row.update(&**tx).await?;
    Ok(())
}
