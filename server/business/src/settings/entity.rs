//! The table of the company.

use domain::{Percent, WarehouseId};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The company: the one row with id 1.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "settings_company")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The currency of new documents.
    pub currency: String,
    /// The zone of its business days, as in `Europe/Istanbul`.
    pub time_zone: String,
    /// How much more than ordered may be shipped.
    pub over_delivery_percent: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    pub allow_partial_reservation: bool,
    /// Whether the prices of new documents contain the tax.
    pub prices_include_tax: bool,
    /// Minutes after which an unconfirmed draft lapses; none for never.
    pub draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    pub default_warehouse_id: Option<WarehouseId>,
    /// Raised by each change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
