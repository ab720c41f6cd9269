//! What is done with users.

use domain::{Permission, Refusal, RefusalCode, RoleId, UserId};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::entity::user::{ActiveModel, Column, Entity, UserDetails};
use crate::accounts::permissions::{check_somebody_manages, lock_management, permissions_of, roles_within, within};
use crate::accounts::role::entity::{role, user_role};
use crate::accounts::role::service::{lock_all, role_codes};
use crate::accounts::session::service::end_all;
use crate::graphql::{Stage, given};

/// A user to be made; its password is hashed already.
#[derive(Clone)]
pub struct NewUser {
    /// Its e-mail.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The hash of its password.
    pub password_hash: String,
    /// The roles it has; one that is named twice counts once.
    pub roles: Vec<RoleId>,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { email, name, roles, .. } = self;
        f.debug_struct("NewUser").field("email", email).field("name", name).field("roles", roles).finish()
    }
}

/// Makes a user.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for name and e-mail; `INVALID`, `TAKEN` for the e-mail; `NOT_FOUND` for a role that is not
/// there, `BEYOND_OWN_PERMISSIONS` for one that allows more than the actor may.
pub async fn create(tx: &WriteTx, new: &NewUser) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    let details = UserDetails { name: given(new.name.clone()), email: given(new.email.clone()) };
    let row = ActiveModel { password_hash: Set(new.password_hash.clone()), ..columns(&details, Stage::Create)? };
    let roles = lock_all(tx, &new.roles, "roleIds").await?;
    roles_within(tx, &roles).await?;
    let change = Change::of("create").fact("roles", [(); 0], codes(&roles));
    let id = tx.create::<Entity>(row, change).await?.id;
    write_roles(tx, id, &roles).await?;
    Ok(id)
}

/// Gives a user exactly these roles; one that is named twice counts once.
///
/// # Errors
/// `NOT_FOUND` for a role that is not there; `BEYOND_OWN_PERMISSIONS`; `LAST_ADMINISTRATOR` when nobody would remain
/// who manages accounts; a conflict.
pub async fn assign_roles(tx: &WriteTx, at: At<UserId>, roles: &[RoleId]) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    lock_management(tx).await?;
    let before = tx.lock_at::<Entity>(at).await?;
    let roles = lock_all(tx, roles, "roleIds").await?;
    roles_within(tx, &roles).await?;
    let had = role_codes(&**tx, [at.id]).await?.remove(&at.id).unwrap_or_default();
    let change = Change::of("assign_roles").fact("roles", had, codes(&roles));
    tx.update::<Entity>(&before, ActiveModel::default(), change).await?;
    write_roles(tx, at.id, &roles).await?;
    check_somebody_manages(tx).await?;
    Ok(at.id)
}

/// Lets a user in or keeps him out; his sessions end with the latter.
///
/// # Errors
/// `LAST_ADMINISTRATOR` when nobody would remain who manages accounts; a conflict.
pub async fn set_active(tx: &WriteTx, at: At<UserId>, is_active: bool) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    if !is_active {
        lock_management(tx).await?;
    }
    let before = tx.lock_at::<Entity>(at).await?;
    let row = ActiveModel { is_active: Set(is_active), ..Default::default() };
    let action = if is_active { "activate" } else { "deactivate" };
    tx.update::<Entity>(&before, row, Change::of(action)).await?;
    if !is_active {
        check_somebody_manages(tx).await?;
        end_all(tx, at.id).await?;
    }
    Ok(at.id)
}

/// Changes a user's name and e-mail.
///
/// # Errors
/// As [`create`] for name and e-mail; `BEYOND_OWN_PERMISSIONS` for a user who may do what the actor may not: his e-mail
/// is his way in; a conflict.
pub async fn change(tx: &WriteTx, at: At<UserId>, details: &UserDetails) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    let row = columns(details, Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    within(tx, permissions_of(&**tx, at.id).await?)?;
    tx.update::<Entity>(&before, row, Change::of("change")).await?;
    Ok(at.id)
}

/// Sets a user's password and ends his sessions.
///
/// # Errors
/// `BEYOND_OWN_PERMISSIONS` for a user who may do what the actor may not; a conflict.
pub async fn reset_password(tx: &WriteTx, at: At<UserId>, password_hash: &str) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    let before = tx.lock_at::<Entity>(at).await?;
    within(tx, permissions_of(&**tx, at.id).await?)?;
    let row = ActiveModel { password_hash: Set(password_hash.to_owned()), ..Default::default() };
    tx.update::<Entity>(&before, row, password_set("reset_password")).await?;
    end_all(tx, at.id).await?;
    Ok(at.id)
}

/// Passes when somebody can be given work: an active user.
///
/// # Errors
/// `NOT_FOUND` at `field`.
pub async fn expect_active(tx: &WriteTx, field: &str, id: UserId) -> Result<()> {
    match Entity::find_by_id(id).filter(Column::IsActive.eq(true)).one(&**tx).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::new(RefusalCode::NotFound).at(field).param("what", id).into()),
    }
}

/// The change of a password: that it was set is all that is ever recorded of it.
pub(in crate::accounts) fn password_set(action: &str) -> Change<'_> {
    Change::of(action).fact("passwordSet", false, true)
}

/// The columns of `details`; the e-mail as it is written down: in small letters.
fn columns(details: &UserDetails, stage: Stage) -> Result<ActiveModel, Refusal> {
    let row = details.columns(stage)?;
    let Set(email) = &row.email else { return Ok(row) };
    if !email.contains('@') {
        return Err(Refusal::new(RefusalCode::Invalid).at("email"));
    }
    let email = email.to_lowercase();
    Ok(ActiveModel { email: Set(email), ..row })
}

fn codes(roles: &[role::Model]) -> Vec<&str> {
    let mut codes: Vec<&str> = roles.iter().map(|role| role.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

async fn write_roles(tx: &WriteTx, id: UserId, roles: &[role::Model]) -> Result<()> {
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id)).exec(&**tx).await?;
    if !roles.is_empty() {
        let rows = roles.iter().map(|role| user_role::ActiveModel { user_id: Set(id), role_id: Set(role.id) });
        user_role::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}
