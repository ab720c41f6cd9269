//! Users and roles in the API: reading.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use domain::{Actor, Permission, PermissionSet, RoleId, UserId};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, Select};

use super::entity::{role, user};
use super::service;
use crate::graphql::{Connection, ContextExt, InPlace, SortDirection};
use platform::db::{Keyset, KeysetValue, PageRequest, RowKey, count_capped};
use platform::error::Result;

/// You.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Viewer {
    /// Your id.
    pub(in crate::accounts) id: UserId,
    /// Your name.
    name: String,
    /// Your e-mail.
    email: String,
    /// Your language: `en` or `tr`.
    locale: String,
    /// `system`, `light` or `dark`.
    theme: String,
    /// What you may do.
    permissions: Vec<Permission>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

impl Viewer {
    /// The user with this id as he sees himself.
    pub async fn load(ctx: &Context<'_>, id: UserId) -> Result<Option<Self>> {
        let Some(user) = user::Entity::find_by_id(id).one(ctx.db()).await? else { return Ok(None) };
        let permissions = service::permissions_of(ctx.db(), id).await?.iter().collect();
        let user::Model { id, name, email, locale, theme, version, .. } = user;
        Ok(Some(Self { id, name, email, locale, theme, permissions, version }))
    }
}

/// A user account.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct User {
    /// Its id.
    id: UserId,
    /// The person's name.
    name: String,
    /// Its e-mail.
    email: String,
    /// Whether it may log in.
    is_active: bool,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last seen, to a minute.
    last_seen_at: Option<DateTime<Utc>>,
    /// Raised by each change; hand it back as `expectedVersion`.
    version: i64,
}

impl From<user::Model> for User {
    fn from(row: user::Model) -> Self {
        let user::Model { id, name, email, is_active, created_at, last_seen_at, version, .. } = row;
        Self { id, name, email, is_active, created_at, last_seen_at, version }
    }
}

#[async_graphql::ComplexObject]
impl User {
    /// The roles it has.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        let held = ctx.loaders().user_roles.load(self.id).await?;
        let roles = futures::future::try_join_all(held.iter().map(|row| role(ctx, row.role_id))).await?;
        Ok(roles.into_iter().flatten().collect())
    }
}

/// A named set of permissions.
#[derive(Clone, Debug)]
pub struct Role(role::Model);

#[Object]
impl Role {
    /// Its id.
    async fn id(&self) -> RoleId {
        self.0.id
    }
    /// Its short name.
    async fn code(&self) -> &str {
        &self.0.code
    }
    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What it allows.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<Permission>> {
        let rows = ctx.loaders().role_permissions.load(self.0.id).await?;
        let set: PermissionSet = rows.iter().filter_map(|row| row.permission.parse().ok()).collect();
        Ok(set.iter().collect())
    }
    /// How many users have it.
    async fn user_count(&self, ctx: &Context<'_>) -> Result<usize> {
        Ok(ctx.loaders().role_users.load(self.0.id).await?.len())
    }
    /// Raised by each change; hand it back as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// Which users.
#[derive(Clone, Debug, Default, InputObject)]
pub struct UserFilter {
    /// Only those who may log in, or only the others.
    is_active: Option<bool>,
    /// Only those who have this role.
    role_id: Option<RoleId>,
}

/// What users are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UserSortField {
    /// The person's name.
    Name,
    /// The e-mail.
    Email,
}

/// How users are sorted; the id is the last word.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct UserSort {
    /// By what.
    field: UserSortField,
    /// Which way.
    direction: SortDirection,
}

/// The user with this id through the request's loader.
pub async fn user(ctx: &Context<'_>, id: UserId) -> Result<Option<User>> {
    Ok(ctx.loaders().users.load(id).await?.map(|row| user::Model::clone(&row).into()))
}

/// The role with this id through the request's loader.
pub async fn role(ctx: &Context<'_>, id: RoleId) -> Result<Option<Role>> {
    Ok(ctx.loaders().roles.load(id).await?.map(|row| Role(role::Model::clone(&row))))
}

/// What can be asked about users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserQuery;

#[Object]
impl UserQuery {
    /// You; requires a session or token of a user.
    async fn me(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        match ctx.actor()?.user_id() {
            Some(id) => Viewer::load(ctx, id).await,
            None => Ok(None),
        }
    }

    /// A user by id; null when it is not there. Requires `ACCOUNTS_MANAGE`.
    async fn user(&self, ctx: &Context<'_>, id: UserId) -> Result<Option<InPlace<User>>> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        Ok(user(ctx, id).await?.map(InPlace))
    }

    /// Users, by name unless sorted otherwise. Requires `ACCOUNTS_MANAGE`.
    async fn users(
        &self,
        ctx: &Context<'_>,
        filter: Option<UserFilter>,
        #[graphql(desc = "Text to find in name and e-mail; case does not matter.")] search: Option<String>,
        sort: Option<UserSort>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<User>> {
        let query = listed(ctx.actor()?, filter, search.as_deref())?;
        let page = keyset(sort).page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(page, User::from, move || {
            let (db, query) = (db.clone(), query.clone());
            async move { count_capped(query, user::Column::Id, &db).await }
        }))
    }

    /// All roles by name. Requires `ACCOUNTS_MANAGE`.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>> {
        ctx.actor()?.may(Permission::AccountsManage)?;
        let roles = role::Entity::find().order_by_asc(role::Column::Name).all(ctx.db()).await?;
        Ok(roles.into_iter().map(Role).collect())
    }
}

/// The users that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub fn listed(actor: &Actor, filter: Option<UserFilter>, search: Option<&str>) -> Result<Select<user::Entity>> {
    let filter = filter.unwrap_or_default();
    let condition = Condition::all()
        .add_option(filter.is_active.map(|is_active| user::Column::IsActive.eq(is_active)))
        .add_option(filter.role_id.map(service::with_role))
        .add_option(search.map(service::called));
    Ok(service::visible(actor)?.filter(condition))
}

/// How a list of users is walked through.
pub fn keyset(sort: Option<UserSort>) -> Keyset<user::Column, user::Model> {
    let sort = sort.unwrap_or(UserSort { field: UserSortField::Name, direction: SortDirection::Asc });
    let (name, column, of): (_, _, RowKey<user::Model>) = match sort.field {
        UserSortField::Name => {
            ("users.name", user::Column::Name, |row| (KeysetValue::Text(row.name.clone()), row.id.get()))
        }
        UserSortField::Email => {
            ("users.email", user::Column::Email, |row| (KeysetValue::Text(row.email.clone()), row.id.get()))
        }
    };
    Keyset { name, column, id: user::Column::Id, direction: sort.direction.into(), of }
}
