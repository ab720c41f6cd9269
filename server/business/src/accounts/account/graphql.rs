//! One's own account in the API; `me` reads it.

use async_graphql::{ComplexObject, Context, InputObject, Object, SimpleObject};
use domain::{Refusal, RefusalCode, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::preference;
use super::service;
use crate::accounts::session;
use crate::accounts::user::entity::user::{self, ProfileDetails};
use crate::accounts::user::graphql::Viewer;
use crate::graphql::{ContextExt, Outcome, UserError};
use crate::inputs;
use crate::todos::graphql::MyTodos;
use platform::error::{Error, Result};

/// Your password as it is to be.
#[derive(Clone, InputObject)]
pub struct AccountChangePasswordInput {
    /// The one you have.
    #[graphql(secret)]
    current_password: String,
    /// The new one, 8 characters or more.
    #[graphql(secret)]
    password: String,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

inputs! {
    /// Your profile as it is to be.
    create AccountChangeInput {
        #[graphql(flatten)]
        profile: ProfileDetails,
        /// The version that you read.
        pub expected_version: i64,
    }
}

/// You, or why not.
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// You as you are now.
    viewer: Option<Viewer>,
    /// Why not.
    user_errors: Vec<UserError>,
}

impl AccountPayload {
    async fn of(ctx: &Context<'_>, outcome: Outcome<UserId>) -> Result<Self> {
        let (id, user_errors) = outcome.into_parts();
        let viewer = match id {
            Some(id) => Viewer::load(ctx, id).await?,
            None => None,
        };
        Ok(Self { viewer, user_errors })
    }
}

/// What you have set up under a key.
#[derive(Clone, Debug, SimpleObject)]
pub struct Preference {
    /// What it is for, e.g. `list.sales_orders`.
    key: String,
    /// JSON.
    value: String,
}

inputs! {
    /// What you set up under a key.
    create PreferenceSetInput {
        /// What it is for: up to 64 letters, digits, `.`, `_` and `-`.
        pub key: String,
        /// JSON, up to 8192 bytes; null takes it away.
        pub value: Option<String>,
    }
}

/// What you have set up, or why not.
#[derive(SimpleObject)]
pub struct PreferencePayload {
    /// The preference as it is now; null when it was taken away.
    preference: Option<Preference>,
    /// Why not.
    user_errors: Vec<UserError>,
}

#[ComplexObject]
impl Viewer {
    /// What you have set up, by key: under these keys, or all of it; at most 200.
    async fn preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(validator(max_items = 100), desc = "The keys; all when absent.")] keys: Option<Vec<String>>,
    ) -> Result<Vec<Preference>> {
        preferences_of(ctx, self.id, keys).await
    }

    /// Your open tasks; null without `TODO_READ`.
    async fn todos(&self, ctx: &Context<'_>) -> Result<Option<MyTodos>> {
        MyTodos::of(ctx, self.id).await
    }
}

async fn preferences_of(ctx: &Context<'_>, user: UserId, keys: Option<Vec<String>>) -> Result<Vec<Preference>> {
    use preference::Column as C;
    let query = preference::Entity::find().filter(C::UserId.eq(user)).order_by_asc(C::Key);
    let query = match keys {
        Some(keys) => query.filter(C::Key.is_in(keys)),
        None => query,
    };
    let rows = query.all(ctx.db()).await?;
    Ok(rows.into_iter().map(|row| Preference { key: row.key, value: row.value }).collect())
}

/// What can be asked about one's own account, beside `me`.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// What you have set up, by key: under these keys, or all of it; at most 200.
    async fn preferences(
        &self,
        ctx: &Context<'_>,
        #[graphql(validator(max_items = 100), desc = "The keys; all when absent.")] keys: Option<Vec<String>>,
    ) -> Result<Vec<Preference>> {
        let user = ctx.actor()?.user_id().ok_or(Error::Unauthenticated)?;
        preferences_of(ctx, user, keys).await
    }
}

/// What one can do with one's own account.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes your name, language and theme.
    async fn account_change(&self, ctx: &Context<'_>, input: AccountChangeInput) -> Result<AccountPayload> {
        let work = async |tx: &_| service::change(tx, input.expected_version, &input.profile).await;
        AccountPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Keeps something that you have set up, e.g. the columns of a list.
    async fn preference_set(&self, ctx: &Context<'_>, input: PreferenceSetInput) -> Result<PreferencePayload> {
        let work = async |tx: &_| service::set_preference(tx, &input.key, input.value.as_deref()).await;
        let (key, user_errors) = ctx.write(work).await?.into_parts();
        let preference = key.zip(input.value).map(|(key, value)| Preference { key, value });
        Ok(PreferencePayload { preference, user_errors })
    }

    /// Changes your password, and ends your other sessions.
    async fn account_change_password(
        &self,
        ctx: &Context<'_>,
        input: AccountChangePasswordInput,
    ) -> Result<AccountPayload> {
        let (app, client) = (ctx.app(), ctx.client());
        let id = ctx.actor()?.user_id().ok_or(Error::Unauthenticated)?;
        let user = user::Entity::find_by_id(id).one(ctx.db()).await?.ok_or_else(|| Error::not_found(id))?;
        // The new one is right too: the request may come a second time, after its answer was lost.
        let tried = [input.current_password.as_str(), input.password.as_str()];
        if !session::service::is_password(app, &user, &tried, &client.address).await? {
            let refusal = Refusal::new(RefusalCode::BadCredentials).at("currentPassword");
            return AccountPayload::of(ctx, Outcome::of(Err(refusal.into()))?).await;
        }
        let hash = match Outcome::of(app.passwords.hash(&input.password).await)? {
            Outcome::Done(hash) => hash,
            Outcome::Refused(user_errors) => return Ok(AccountPayload { viewer: None, user_errors }),
        };
        let secret = client.session_secret.as_deref();
        let outcome = ctx.write(async |tx| service::set_password(tx, &hash, secret).await).await?;
        AccountPayload::of(ctx, outcome).await
    }
}
