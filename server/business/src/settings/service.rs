//! What is done with the company's settings.

use std::sync::Arc;

use chrono_tz::Tz;
use domain::{CompanyId, Currency, Percent, Permission, Refusal, RefusalCode, WarehouseId};
use platform::cache::{Cache, Class, Key};
use platform::db::{At, Change, WriteTx};
use platform::error::{Error, Result};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};

use super::entity::{ActiveModel, CompanyDetails, Entity, Model};
use crate::graphql::{Stage, given};

/// The id of the one company.
const COMPANY: CompanyId = CompanyId::new(1);

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
    /// Minutes after which an unconfirmed draft expires; none for never.
    pub draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    pub default_warehouse: Option<WarehouseId>,
}

impl From<&Settings> for CompanyDetails {
    fn from(settings: &Settings) -> Self {
        Self {
            name: given(settings.name.clone()),
            currency: given(settings.currency.to_string()),
            time_zone: given(settings.time_zone.name().to_owned()),
            over_delivery_percent: given(settings.over_delivery),
            allow_partial_reservation: given(settings.allow_partial_reservation),
            prices_include_tax: given(settings.prices_include_tax),
            draft_expiry_minutes: given(settings.draft_expiry_minutes),
            default_warehouse_id: given(settings.default_warehouse),
        }
    }
}

/// The company's row.
///
/// # Errors
/// Not found before the company has been set up.
pub async fn load(db: &impl ConnectionTrait) -> Result<Model> {
    Entity::find_by_id(COMPANY).one(db).await?.ok_or_else(|| Error::not_found("the company"))
}

/// The company's row, cached until it changes.
///
/// # Errors
/// As [`load`].
pub async fn load_cached(cache: &Cache, db: &DatabaseConnection) -> Result<Arc<Model>> {
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
///
/// # Errors
/// As [`change`].
pub async fn create(tx: &WriteTx, details: &CompanyDetails) -> Result<CompanyId> {
    tx.actor().may(Permission::SettingsManage)?;
    let row = ActiveModel { id: Set(COMPANY), ..columns(details, Stage::Create)? };
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes the settings; what `details` leave out stays.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for the name; `INVALID` for a currency or a zone that there is not, an allowance outside 0 to
/// 100 %, minutes below one; `NOT_FOUND` for the warehouse; a conflict.
pub async fn change(tx: &WriteTx, expected_version: i64, details: &CompanyDetails) -> Result<CompanyId> {
    tx.actor().may(Permission::SettingsManage)?;
    let row = columns(details, Stage::Change)?;
    let before = tx.lock_at::<Entity>(At { id: COMPANY, version: expected_version }).await?;
    Ok(tx.update::<Entity>(&before, row, Change::of("change")).await?.id)
}

fn columns(details: &CompanyDetails, stage: Stage) -> Result<ActiveModel, Refusal> {
    let row = details.columns(stage)?;
    let invalid = |field: &str| Err(Refusal::new(RefusalCode::Invalid).at(field));
    if matches!(&row.currency, Set(currency) if currency.parse::<Currency>().is_err()) {
        return invalid("currency");
    }
    if matches!(&row.time_zone, Set(zone) if zone.parse::<Tz>().is_err()) {
        return invalid("timeZone");
    }
    if matches!(row.draft_expiry_minutes, Set(Some(minutes)) if minutes < 1) {
        return invalid("draftExpiryMinutes");
    }
    Ok(row)
}
