//! What is done with roles.

use std::collections::{BTreeSet, HashMap};

use domain::{Permission, PermissionSet, Refusal, RefusalCode, RoleId, RolePreset, TEXT_MAX, UserId, required};
use platform::db::{At, Change, WriteTx};
use platform::error::{Error, Result};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{role, role_permission, user_role};
use crate::accounts::permissions::{check_somebody_manages, lock_management, within};

/// Makes the roles that a new company starts with; those that are there stay as they are.
///
/// # Errors
/// The missing permission.
pub async fn create_preset_roles(tx: &WriteTx) -> Result<Vec<(RolePreset, RoleId)>> {
    tx.actor().may(Permission::AccountsManage)?;
    let codes = RolePreset::ALL.map(|preset| preset.code());
    let existing = role::Entity::find().filter(role::Column::Code.is_in(codes)).all(&**tx).await?;
    let mut presets = Vec::new();
    for preset in RolePreset::ALL {
        let id = match existing.iter().find(|role| role.code == preset.code()) {
            Some(role) => role.id,
            None => create(tx, preset.code(), preset.code(), preset.permissions()).await?,
        };
        presets.push((preset, id));
    }
    Ok(presets)
}

/// Makes a role.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG` for code and name; `TAKEN` for the code, `BEYOND_OWN_PERMISSIONS`.
pub async fn create(tx: &WriteTx, code: &str, name: &str, permissions: PermissionSet) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    let name = required("name", name, TEXT_MAX)?;
    let code = required("code", code, TEXT_MAX)?;
    within(tx, permissions)?;
    let row = role::ActiveModel { code: Set(code.to_owned()), name: Set(name.to_owned()), ..Default::default() };
    let change = Change::of("create").fact("permissions", [(); 0], texts(permissions));
    let id = tx.create::<role::Entity>(row, change).await?.id;
    grant(tx, id, permissions).await?;
    Ok(id)
}

/// Gives a role exactly these permissions, and another name if one is given.
///
/// # Errors
/// `BEYOND_OWN_PERMISSIONS`, `LAST_ADMINISTRATOR`; `REQUIRED`, `TOO_LONG` for the name; a conflict.
pub async fn change(tx: &WriteTx, at: At<RoleId>, name: Option<&str>, permissions: PermissionSet) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    within(tx, permissions)?;
    let name = name.map(|name| required("name", name, TEXT_MAX)).transpose()?;
    lock_management(tx).await?;
    let before = tx.lock_at::<role::Entity>(at).await?;
    let had = permission_texts(tx, at.id).await?;
    let row = role::ActiveModel { name: name.map_or(NotSet, |name| Set(name.to_owned())), ..Default::default() };
    let change = Change::of("change").fact("permissions", had, texts(permissions));
    tx.update::<role::Entity>(&before, row, change).await?;
    role_permission::Entity::delete_many().filter(role_permission::Column::RoleId.eq(at.id)).exec(&**tx).await?;
    grant(tx, at.id, permissions).await?;
    check_somebody_manages(tx).await?;
    Ok(at.id)
}

/// Takes a role away that nobody has.
///
/// # Errors
/// `IN_USE` while a user has it; a conflict.
pub async fn delete(tx: &WriteTx, at: At<RoleId>) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    lock_management(tx).await?;
    let before = tx.lock_at::<role::Entity>(at).await?;
    if user_role::Entity::find().filter(user_role::Column::RoleId.eq(at.id)).one(&**tx).await?.is_some() {
        return Err(Refusal::new(RefusalCode::InUse).into());
    }
    let had = permission_texts(tx, at.id).await?;
    role_permission::Entity::delete_many().filter(role_permission::Column::RoleId.eq(at.id)).exec(&**tx).await?;
    tx.delete::<role::Entity>(&before, Change::of("delete").fact("permissions", had, [(); 0])).await?;
    Ok(at.id)
}

/// The roles with these ids, each once and in the order of their ids, locked so that none of them goes meanwhile.
///
/// # Errors
/// `NOT_FOUND` at `field` for an id that no role has.
pub async fn lock_all(tx: &WriteTx, ids: &[RoleId], field: &str) -> Result<Vec<role::Model>> {
    let ids: BTreeSet<RoleId> = ids.iter().copied().collect();
    let roles = role::Entity::find()
        .filter(role::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(role::Column::Id)
        .lock_shared()
        .all(&**tx)
        .await?;
    match ids.iter().find(|id| roles.iter().all(|role| role.id != **id)) {
        Some(unknown) => Err(Refusal::new(RefusalCode::NotFound).param("what", unknown).at(field).into()),
        None => Ok(roles),
    }
}

/// The codes of the roles that some users have, in the order of the alphabet.
///
/// # Errors
/// When the database does not answer.
pub async fn role_codes(
    db: &impl ConnectionTrait,
    users: impl IntoIterator<Item = UserId>,
) -> Result<HashMap<UserId, Vec<String>>> {
    let codes: HashMap<RoleId, String> =
        role::Entity::find().all(db).await?.into_iter().map(|role| (role.id, role.code)).collect();
    let assigned = user_role::Entity::find().filter(user_role::Column::UserId.is_in(users)).all(db).await?;
    let mut of_user: HashMap<UserId, Vec<String>> = HashMap::new();
    for row in assigned {
        of_user.entry(row.user_id).or_default().extend(codes.get(&row.role_id).cloned());
    }
    of_user.values_mut().for_each(|codes| codes.sort_unstable());
    Ok(of_user)
}

async fn grant(tx: &WriteTx, id: RoleId, permissions: PermissionSet) -> Result<()> {
    let row = |permission: &'static str| role_permission::ActiveModel {
        role_id: Set(id),
        permission: Set(permission.to_owned()),
    };
    let rows: Vec<_> = texts(permissions).into_iter().map(row).collect();
    if !rows.is_empty() {
        role_permission::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// Permissions as the database and the trail write them, in the order of the alphabet.
fn texts(permissions: PermissionSet) -> Vec<&'static str> {
    let mut texts: Vec<&'static str> = permissions.iter().map(Permission::text).collect();
    texts.sort_unstable();
    texts
}

/// What a role allows as it is written down, in the order of the alphabet.
async fn permission_texts(tx: &WriteTx, id: RoleId) -> Result<Vec<String>, Error> {
    let rows = role_permission::Entity::find().filter(role_permission::Column::RoleId.eq(id)).all(&**tx).await?;
    let mut texts: Vec<String> = rows.into_iter().map(|row| row.permission).collect();
    texts.sort_unstable();
    Ok(texts)
}
