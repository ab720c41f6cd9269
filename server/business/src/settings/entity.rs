//! The table of the company, and what people write of it.

use async_graphql::SimpleObject;
use domain::{CompanyId, Percent, TEXT_MAX, WarehouseId};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;

/// The company.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "settings_company")]
#[graphql(name = "Company")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    #[graphql(skip)]
    pub id: CompanyId,
    /// Its name.
    pub name: String,
    /// The currency of new documents (ISO 4217).
    pub currency: String,
    /// The zone of its business days, as in `Europe/Istanbul`.
    pub time_zone: String,
    /// How much more than ordered may be shipped.
    pub over_delivery_percent: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    pub allow_partial_reservation: bool,
    /// Whether the prices of new documents contain the tax.
    pub prices_include_tax: bool,
    /// Minutes after which an unconfirmed draft expires; null for never.
    pub draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    pub default_warehouse_id: Option<WarehouseId>,
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
    /// When it was last changed.
    #[graphql(skip)]
    pub updated_at: DateTimeUtc,
}

platform::plain_table!();

record!(Entity: CompanyId, "company", read SettingsManage);

details! {
    /// What people write of the company.
    CompanyDetails for ActiveModel {
        /// Its name.
        name: String = text(TEXT_MAX);
        /// The currency of new documents (ISO 4217).
        currency: String = text(TEXT_MAX);
        /// The zone of its business days, as in `Europe/Istanbul`.
        time_zone: String = text_or_default(TEXT_MAX);
        /// How much more than ordered may be shipped, 0 to 100.
        over_delivery_percent: Percent = value_or_default, share;
        /// Whether an order may be confirmed when stock covers it only in part.
        allow_partial_reservation: bool = value_or_default;
        /// Whether the prices of new documents contain the tax.
        prices_include_tax: bool = value_or_default;
        /// Minutes after which an unconfirmed draft expires; null for never.
        draft_expiry_minutes: i64 = optional;
        /// The warehouse that is taken first.
        default_warehouse_id: WarehouseId = optional;
    }
}
