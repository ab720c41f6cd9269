//! What is done with the company's settings.

use std::sync::Arc;

use chrono_tz::Tz;
use domain::{Currency, Percent, Permission, Refusal, RefusalCode, TEXT_MAX, WarehouseId, required};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QuerySelect};

use super::entity::{ActiveModel, Entity, Model};
use platform::cache::{Cache, Class, Footprint, Key};
use platform::db::{AuditEntry, WriteTx, expect_version};
use platform::error::{Error, Result};

/// The id of the one company.
const COMPANY: i64 = 1;

/// The company's settings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Its name.
    pub name: String,
    /// The currency of new documents.
    pub currency: Currency,
    /// The zone of its business days.
    pub time_zone: Tz,
    /// How much more than ordered may be shipped.
    pub over_delivery: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    pub allow_partial_reservation: bool,
    /// Whether the prices of new documents contain the tax.
    pub prices_include_tax: bool,
    /// Minutes after which an unconfirmed draft lapses; none for never.
    pub draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    pub default_warehouse: Option<WarehouseId>,
}

/// The company's row.
///
/// # Errors
/// Not found before the company has been set up.
pub async fn load(db: &impl ConnectionTrait) -> Result<Model> {
    Entity::find_by_id(COMPANY).one(db).await?.ok_or_else(|| Error::not_found("the company"))
}

impl Footprint for Model {
    fn heap_bytes(&self) -> usize {
        self.name.capacity() + self.currency.capacity() + self.time_zone.capacity()
    }
}

/// The company's row, kept until it changes.
///
/// # Errors
/// As [`load`].
pub async fn kept(cache: &Cache, db: &DatabaseConnection) -> Result<Arc<Model>> {
    let (key, db) = (Key::of(&[b"company"]), db.clone());
    cache.get_or_load(Class::Settings, key, move || async move { load(&db).await }).await
}

/// The company's settings, parsed.
///
/// # Errors
/// Not found before the company has been set up.
pub async fn settings(db: &impl ConnectionTrait) -> Result<Settings> {
    let row = load(db).await?;
    Ok(Settings {
        currency: row.currency.parse().map_err(Error::unexpected)?,
        time_zone: row.time_zone.parse().map_err(Error::unexpected)?,
        name: row.name,
        over_delivery: row.over_delivery_percent,
        allow_partial_reservation: row.allow_partial_reservation,
        prices_include_tax: row.prices_include_tax,
        draft_expiry_minutes: row.draft_expiry_minutes,
        default_warehouse: row.default_warehouse_id,
    })
}

/// Sets the company up, once.
pub async fn create(tx: &WriteTx, new: &Settings) -> Result<i64> {
    tx.actor().may(Permission::SettingsManage)?;
    let row = ActiveModel { id: Set(COMPANY), version: Set(1), ..columns(new, tx) };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(COMPANY)
}

/// Changes the settings.
///
/// # Errors
/// `REQUIRED` for the name, `INVALID` for an allowance outside 0 to 100 % or minutes below one; a conflict.
pub async fn change(tx: &WriteTx, expected_version: i64, new: &Settings) -> Result<i64> {
    tx.actor().may(Permission::SettingsManage)?;
    required("name", &new.name, TEXT_MAX)?;
    if !new.over_delivery.is_share() {
        return Err(Refusal::new(RefusalCode::Invalid).at("overDeliveryPercent").into());
    }
    if new.draft_expiry_minutes.is_some_and(|minutes| minutes < 1) {
        return Err(Refusal::new(RefusalCode::Invalid).at("draftExpiryMinutes").into());
    }
    let before = Entity::find_by_id(COMPANY)
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or_else(|| Error::not_found("the company"))?;
    expect_version(before.version, expected_version)?;
    let row = ActiveModel { id: Unchanged(COMPANY), version: Set(before.version + 1), ..columns(new, tx) };
    row.update(&**tx).await?;
    tx.audit(AuditEntry { entity: "company", entity_id: COMPANY, action: "change", ..AuditEntry::default() });
    Ok(COMPANY)
}

fn columns(new: &Settings, tx: &WriteTx) -> ActiveModel {
    ActiveModel {
        name: Set(new.name.trim().to_owned()),
        currency: Set(new.currency.to_string()),
        time_zone: Set(new.time_zone.name().to_owned()),
        over_delivery_percent: Set(new.over_delivery),
        allow_partial_reservation: Set(new.allow_partial_reservation),
        prices_include_tax: Set(new.prices_include_tax),
        draft_expiry_minutes: Set(new.draft_expiry_minutes),
        default_warehouse_id: Set(new.default_warehouse),
        updated_at: Set(tx.now()),
        ..Default::default()
    }
}
