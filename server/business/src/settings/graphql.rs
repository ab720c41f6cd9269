//! The company in the API.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use platform::error::Result;

use super::entity::{CompanyDetails, Model};
use super::service;
use crate::graphql::{ContextExt, InPlace, UserError};

/// The company as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct CompanyChangeInput {
    #[graphql(flatten)]
    details: CompanyDetails,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The company, or why not.
#[derive(SimpleObject)]
pub struct CompanyPayload {
    /// The company as it is now.
    company: Option<InPlace<Arc<Model>>>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about the company.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsQuery;

#[Object]
impl SettingsQuery {
    /// The company.
    async fn company(&self, ctx: &Context<'_>) -> Result<InPlace<Arc<Model>>> {
        ctx.actor()?;
        service::load_cached(ctx.cache(), ctx.db()).await.map(InPlace)
    }
}

/// What can be done with the company.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsMutation;

#[Object]
impl SettingsMutation {
    /// Changes the company's settings. Requires `SETTINGS_MANAGE`.
    async fn company_change(&self, ctx: &Context<'_>, input: CompanyChangeInput) -> Result<CompanyPayload> {
        let work = async |tx: &_| service::change(tx, input.expected_version, &input.details).await;
        let (done, user_errors) = ctx.write(work).await?.into_parts();
        let company = service::load(ctx.db()).await?;
        if done.is_some() {
            // A node that follows the commit log has done so already.
            ctx.app().reload_settings().await?;
        }
        Ok(CompanyPayload { company: Some(InPlace(Arc::new(company))), user_errors })
    }
}
