//! The company in the API.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono_tz::Tz;
use domain::{Percent, Refusal, RefusalCode, WarehouseId};

use super::entity::Model;
use super::service::{self, Settings};
use crate::graphql::{ContextExt, UserError};
use platform::error::Result;

/// The company.
#[derive(Clone, Debug, SimpleObject)]
pub struct Company {
    /// Its name.
    name: String,
    /// The currency of new documents (ISO 4217).
    currency: String,
    /// The zone of its business days, as in `Europe/Istanbul`.
    time_zone: String,
    /// How much more than ordered may be shipped.
    over_delivery_percent: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    allow_partial_reservation: bool,
    /// Whether the prices of new documents contain the tax.
    prices_include_tax: bool,
    /// Minutes after which an unconfirmed draft lapses; null for never.
    draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    default_warehouse_id: Option<WarehouseId>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

impl From<Model> for Company {
    fn from(row: Model) -> Self {
        Self {
            name: row.name,
            currency: row.currency,
            time_zone: row.time_zone,
            over_delivery_percent: row.over_delivery_percent,
            allow_partial_reservation: row.allow_partial_reservation,
            prices_include_tax: row.prices_include_tax,
            draft_expiry_minutes: row.draft_expiry_minutes,
            default_warehouse_id: row.default_warehouse_id,
            version: row.version,
        }
    }
}

/// The company as it is to be.
#[derive(Clone, InputObject)]
pub struct CompanyChangeInput {
    /// Its name.
    name: String,
    /// The currency of new documents (ISO 4217).
    currency: String,
    /// The zone of its business days, as in `Europe/Istanbul`.
    time_zone: String,
    /// How much more than ordered may be shipped, 0 to 100.
    over_delivery_percent: Percent,
    /// Whether an order may be confirmed when stock covers it only in part.
    allow_partial_reservation: bool,
    /// Whether the prices of new documents contain the tax.
    prices_include_tax: bool,
    /// Minutes after which an unconfirmed draft lapses; null for never.
    draft_expiry_minutes: Option<i64>,
    /// The warehouse that is taken first.
    default_warehouse_id: Option<WarehouseId>,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

impl CompanyChangeInput {
    fn settings(&self) -> Result<Settings, Refusal> {
        let invalid = |field: &str| Refusal::new(RefusalCode::Invalid).at(field);
        Ok(Settings {
            name: self.name.clone(),
            currency: self.currency.parse().map_err(|_| invalid("currency"))?,
            time_zone: self.time_zone.parse::<Tz>().map_err(|_| invalid("timeZone"))?,
            over_delivery: self.over_delivery_percent,
            allow_partial_reservation: self.allow_partial_reservation,
            prices_include_tax: self.prices_include_tax,
            draft_expiry_minutes: self.draft_expiry_minutes,
            default_warehouse: self.default_warehouse_id,
        })
    }
}

/// The company, or why not.
#[derive(SimpleObject)]
pub struct CompanyPayload {
    /// The company as it is now.
    company: Option<Company>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about the company.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    /// The company.
    async fn company(&self, ctx: &Context<'_>) -> Result<Company> {
        ctx.actor()?;
        Ok(Model::clone(&*service::kept(ctx.cache(), ctx.db()).await?).into())
    }
}

/// What can be done with the company.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsMutation;

#[Object]
impl SettingsMutation {
    /// Changes the company's settings. Requires `SETTINGS_MANAGE`.
    async fn company_change(&self, ctx: &Context<'_>, input: CompanyChangeInput) -> Result<CompanyPayload> {
        let work = async |tx: &_| service::change(tx, input.expected_version, &input.settings()?).await;
        let (done, user_errors) = ctx.write(work).await?.into_parts();
        let company = service::load(ctx.db()).await?;
        if done.is_some() {
            ctx.app().adopt_settings().await?;
        }
        Ok(CompanyPayload { company: Some(company.into()), user_errors })
    }
}
