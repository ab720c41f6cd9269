//! What is done with users and roles.

use std::collections::HashMap;

use domain::{Actor, Permission, PermissionSet, Refusal, RefusalCode, RoleId, RolePreset, TEXT_MAX, UserId, required};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    Select,
};

use super::entity::{role, role_permission, user, user_role};
use platform::db::{AuditEntry, WriteTx, on_unique};
use platform::error::{Error, Result};

/// Bytes of an e-mail at most.
const EMAIL_MAX: usize = 254;

/// A user to be made; its password is hashed already.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Its e-mail.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// The hash of its password.
    pub password_hash: String,
    /// The roles it has.
    pub roles: Vec<RoleId>,
}

/// Makes a user.
///
/// # Errors
/// `INVALID`/`TAKEN` for the e-mail, `REQUIRED` for the name, `BEYOND_OWN_PERMISSIONS` for a role that holds more than
/// the actor does.
pub async fn create(tx: &WriteTx, new: &NewUser) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    let email = address(&new.email)?;
    let name = required("name", &new.name, TEXT_MAX)?;
    grantable(tx, &new.roles).await?;
    let row = user::ActiveModel {
        email: Set(email),
        name: Set(name.to_owned()),
        password_hash: Set(new.password_hash.clone()),
        locale: Set("en".to_owned()),
        theme: Set("system".to_owned()),
        is_active: Set(true),
        created_at: Set(tx.now()),
        version: Set(1),
        ..Default::default()
    };
    let id = user::Entity::insert(row)
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("email")))?
        .last_insert_id;
    set_roles(tx, id, &new.roles).await?;
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action: "create", ..AuditEntry::default() });
    Ok(id)
}

/// Gives a user exactly these roles.
///
/// # Errors
/// `LAST_ADMINISTRATOR` when nobody would remain who manages accounts.
pub async fn assign_roles(tx: &WriteTx, id: UserId, expected_version: i64, roles: &[RoleId]) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    touch(tx, id, expected_version).await?;
    grantable(tx, roles).await?;
    set_roles(tx, id, roles).await?;
    somebody_manages(tx).await?;
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action: "assign_roles", ..AuditEntry::default() });
    Ok(id)
}

/// Lets a user in or keeps him out; his sessions end with the latter.
///
/// # Errors
/// `LAST_ADMINISTRATOR` when nobody would remain who manages accounts.
pub async fn set_active(tx: &WriteTx, id: UserId, expected_version: i64, is_active: bool) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    touch(tx, id, expected_version).await?;
    user::Entity::update_many()
        .col_expr(user::Column::IsActive, is_active.into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    if !is_active {
        somebody_manages(tx).await?;
        super::super::session::service::end_all(tx, id).await?;
    }
    let action = if is_active { "activate" } else { "deactivate" };
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action, ..AuditEntry::default() });
    Ok(id)
}

/// Changes a user's name, e-mail and language.
///
/// # Errors
/// As [`create`] for name and e-mail; `BEYOND_OWN_PERMISSIONS` for a user who may do what the actor may not: his e-mail
/// is his way in.
pub async fn change(tx: &WriteTx, id: UserId, expected_version: i64, name: &str, email: &str) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    let (name, email) = (required("name", name, TEXT_MAX)?, address(email)?);
    touch(tx, id, expected_version).await?;
    within(tx, permissions_of(&**tx, id).await?)?;
    user::Entity::update_many()
        .col_expr(user::Column::Name, name.into())
        .col_expr(user::Column::Email, email.into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("email")))?;
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action: "change", ..AuditEntry::default() });
    Ok(id)
}

/// Sets a user's password and ends his sessions.
///
/// # Errors
/// `BEYOND_OWN_PERMISSIONS` for a user who may do what the actor may not; a conflict.
pub async fn reset_password(tx: &WriteTx, id: UserId, expected_version: i64, password_hash: &str) -> Result<UserId> {
    tx.actor().may(Permission::AccountsManage)?;
    touch(tx, id, expected_version).await?;
    within(tx, permissions_of(&**tx, id).await?)?;
    user::Entity::update_many()
        .col_expr(user::Column::PasswordHash, password_hash.into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    super::super::session::service::end_all(tx, id).await?;
    tx.audit(AuditEntry { entity: "user", entity_id: id.get(), action: "reset_password", ..AuditEntry::default() });
    Ok(id)
}

/// Makes the roles that a new company starts with; those that are there stay as they are.
pub async fn create_preset_roles(tx: &WriteTx) -> Result<Vec<(RolePreset, RoleId)>> {
    tx.actor().may(Permission::AccountsManage)?;
    let mut made = Vec::new();
    for preset in RolePreset::ALL {
        let there = role::Entity::find().filter(role::Column::Code.eq(preset.code())).one(&**tx).await?;
        let id = match there {
            Some(role) => role.id,
            None => create_role(tx, preset.code(), preset.code(), preset.permissions()).await?,
        };
        made.push((preset, id));
    }
    Ok(made)
}

/// Makes a role.
///
/// # Errors
/// `TAKEN` for the code, `BEYOND_OWN_PERMISSIONS`.
pub async fn create_role(tx: &WriteTx, code: &str, name: &str, permissions: PermissionSet) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    if code.trim().is_empty() || name.trim().is_empty() {
        return Err(Refusal::new(RefusalCode::Required)
            .at(if name.trim().is_empty() { "name" } else { "code" })
            .into());
    }
    within(tx, permissions)?;
    let row = role::ActiveModel {
        code: Set(code.trim().to_owned()),
        name: Set(name.trim().to_owned()),
        version: Set(1),
        ..Default::default()
    };
    let id = role::Entity::insert(row)
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("code")))?
        .last_insert_id;
    write_permissions(tx, id, permissions).await?;
    tx.audit(AuditEntry { entity: "role", entity_id: id.get(), action: "create", ..AuditEntry::default() });
    Ok(id)
}

/// Gives a role exactly these permissions, and another name if one is given.
///
/// # Errors
/// `BEYOND_OWN_PERMISSIONS`, `LAST_ADMINISTRATOR`; `REQUIRED`, `TOO_LONG` for the name.
pub async fn change_role(
    tx: &WriteTx,
    id: RoleId,
    expected_version: i64,
    name: Option<&str>,
    permissions: PermissionSet,
) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    within(tx, permissions)?;
    let name = name.map(|name| required("name", name, TEXT_MAX)).transpose()?;
    let role = role::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    platform::db::expect_version(role.version, expected_version)?;
    role::Entity::update_many()
        .col_expr(role::Column::Name, name.unwrap_or(&role.name).into())
        .col_expr(role::Column::Version, (role.version + 1).into())
        .filter(role::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    role_permission::Entity::delete_many().filter(role_permission::Column::RoleId.eq(id)).exec(&**tx).await?;
    write_permissions(tx, id, permissions).await?;
    somebody_manages(tx).await?;
    tx.audit(AuditEntry { entity: "role", entity_id: id.get(), action: "change", ..AuditEntry::default() });
    Ok(id)
}

/// Takes a role away that nobody has.
///
/// # Errors
/// `IN_USE` while a user has it; a conflict.
pub async fn delete_role(tx: &WriteTx, id: RoleId, expected_version: i64) -> Result<RoleId> {
    tx.actor().may(Permission::AccountsManage)?;
    let role = role::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    platform::db::expect_version(role.version, expected_version)?;
    if user_role::Entity::find().filter(user_role::Column::RoleId.eq(id)).one(&**tx).await?.is_some() {
        return Err(Refusal::new(RefusalCode::InUse).into());
    }
    role_permission::Entity::delete_many().filter(role_permission::Column::RoleId.eq(id)).exec(&**tx).await?;
    role::Entity::delete_by_id(id).exec(&**tx).await?;
    tx.audit(AuditEntry { entity: "role", entity_id: id.get(), action: "delete", ..AuditEntry::default() });
    Ok(id)
}

/// The users that the actor may see: the base of every list, count and search.
///
/// # Errors
/// The missing permission.
pub fn visible(actor: &Actor) -> Result<Select<user::Entity>> {
    actor.may(Permission::AccountsManage)?;
    Ok(user::Entity::find())
}

/// Users whose name or e-mail has this text in it, in letters of any case.
pub fn called(text: &str) -> Condition {
    let like = |text: &str| {
        // What means something to LIKE is a letter here like any other.
        let plain = text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
        LikeExpr::new(format!("%{plain}%")).escape('\\')
    };
    let text = text.trim();
    let small = text.to_lowercase();
    Condition::any()
        .add(Expr::col(user::Column::Email).like(like(&small)))
        .add(Expr::expr(Func::lower(Expr::col(user::Column::Name))).like(like(&small)))
        // SQLite knows small letters of ASCII alone.
        .add(Expr::col(user::Column::Name).like(like(text)))
}

/// Users who have this role.
pub fn with_role(id: RoleId) -> SimpleExpr {
    let users = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleId.eq(id));
    user::Column::Id.in_subquery(users.into_query())
}

/// The codes of the roles that some users have, in the order of the alphabet.
///
/// # Errors
/// When the database does not answer.
pub async fn role_codes(
    db: &impl ConnectionTrait,
    users: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, Vec<String>>> {
    let codes: HashMap<RoleId, String> =
        role::Entity::find().all(db).await?.into_iter().map(|role| (role.id, role.code)).collect();
    let held = user_role::Entity::find().filter(user_role::Column::UserId.is_in(users)).all(db).await?;
    let mut of_user: HashMap<UserId, Vec<String>> = HashMap::new();
    for row in held {
        of_user.entry(row.user_id).or_default().extend(codes.get(&row.role_id).cloned());
    }
    of_user.values_mut().for_each(|codes| codes.sort_unstable());
    Ok(of_user)
}

/// All permissions that a user's roles give.
pub async fn permissions_of(db: &impl ConnectionTrait, id: UserId) -> Result<PermissionSet> {
    let texts: Vec<String> = role_permission::Entity::find()
        .select_only()
        .column(role_permission::Column::Permission)
        .filter(
            role_permission::Column::RoleId.in_subquery(
                user_role::Entity::find()
                    .select_only()
                    .column(user_role::Column::RoleId)
                    .filter(user_role::Column::UserId.eq(id))
                    .into_query(),
            ),
        )
        .into_tuple()
        .all(db)
        .await?;
    // A permission that this version does not know gives nothing.
    Ok(texts.iter().filter_map(|text| text.parse::<Permission>().ok()).collect())
}

/// Who may see the same: the sets of permissions that users have, the most common first, at most `most`.
///
/// # Errors
/// When the database does not answer.
pub async fn permission_sets(db: &impl ConnectionTrait, most: usize) -> Result<Vec<PermissionSet>> {
    let mut of_role: HashMap<RoleId, Vec<Permission>> = HashMap::new();
    for row in role_permission::Entity::find().all(db).await? {
        // A permission that this version does not know gives nothing.
        of_role.entry(row.role_id).or_default().extend(row.permission.parse::<Permission>().ok());
    }
    let mut of_user: HashMap<UserId, Vec<Permission>> = HashMap::new();
    for row in user_role::Entity::find().all(db).await? {
        of_user.entry(row.user_id).or_default().extend(of_role.get(&row.role_id).into_iter().flatten());
    }
    let mut users: HashMap<PermissionSet, usize> = HashMap::new();
    for permissions in of_user.into_values() {
        *users.entry(permissions.into_iter().collect()).or_default() += 1;
    }
    let mut sets: Vec<(PermissionSet, usize)> = users.into_iter().collect();
    sets.sort_by_key(|(set, users)| (std::cmp::Reverse(*users), set.bits()));
    Ok(sets.into_iter().take(most).map(|(set, _)| set).collect())
}

/// An e-mail as it is kept: in small letters.
fn address(email: &str) -> Result<String, Refusal> {
    let email = email.trim().to_lowercase();
    if email.contains('@') && email.len() <= EMAIL_MAX {
        Ok(email)
    } else {
        Err(Refusal::new(RefusalCode::Invalid).at("email"))
    }
}

/// Raises a user's version, under his lock.
pub(in crate::accounts) async fn touch(tx: &WriteTx, id: UserId, expected_version: i64) -> Result<()> {
    let user = user::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    platform::db::expect_version(user.version, expected_version)?;
    user::Entity::update_many()
        .col_expr(user::Column::Version, (user.version + 1).into())
        .filter(user::Column::Id.eq(id))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn set_roles(tx: &WriteTx, id: UserId, roles: &[RoleId]) -> Result<()> {
    user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id)).exec(&**tx).await?;
    if !roles.is_empty() {
        let rows = roles.iter().map(|role| user_role::ActiveModel { user_id: Set(id), role_id: Set(*role) });
        user_role::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

async fn write_permissions(tx: &WriteTx, id: RoleId, permissions: PermissionSet) -> Result<()> {
    let rows: Vec<_> = permissions
        .iter()
        .map(|permission| role_permission::ActiveModel {
            role_id: Set(id),
            permission: Set(permission.text().to_owned()),
        })
        .collect();
    if !rows.is_empty() {
        role_permission::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// Nobody gives what he does not have.
pub(in crate::accounts) fn within(tx: &WriteTx, permissions: PermissionSet) -> Result<()> {
    match permissions.iter().find(|permission| !tx.actor().permissions.has(*permission)) {
        Some(lacking) => {
            Err(Refusal::new(RefusalCode::BeyondOwnPermissions).param("permission", lacking.text()).into())
        }
        None => Ok(()),
    }
}

async fn grantable(tx: &WriteTx, roles: &[RoleId]) -> Result<()> {
    let rows = role_permission::Entity::find()
        .filter(role_permission::Column::RoleId.is_in(roles.iter().copied()))
        .all(&**tx)
        .await?;
    within(tx, rows.iter().filter_map(|row| row.permission.parse().ok()).collect())
}

async fn somebody_manages(tx: &WriteTx) -> Result<()> {
    let managing = role_permission::Entity::find()
        .filter(role_permission::Column::Permission.eq(Permission::AccountsManage.text()))
        .all(&**tx)
        .await?;
    let holders: Vec<UserId> = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleId.is_in(managing.iter().map(|row| row.role_id)))
        .into_tuple()
        .all(&**tx)
        .await?;
    let active = user::Entity::find()
        .filter(user::Column::Id.is_in(holders))
        .filter(user::Column::IsActive.eq(true))
        .one(&**tx)
        .await?;
    if active.is_some() { Ok(()) } else { Err(Refusal::new(RefusalCode::LastAdministrator).into()) }
}
