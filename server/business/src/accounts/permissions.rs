//! What users may do: the permissions that their roles give, and the rules about giving them.

use std::collections::HashMap;

use domain::{Permission, PermissionSet, Refusal, RefusalCode, RoleId, UserId};
use platform::db::WriteTx;
use platform::error::Result;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::role::entity::{role, role_permission, user_role};
use super::user::entity::user;

/// All permissions that a user's roles give.
///
/// # Errors
/// When the database does not answer.
pub async fn permissions_of(db: &impl ConnectionTrait, id: UserId) -> Result<PermissionSet> {
    let roles = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::RoleId)
        .filter(user_role::Column::UserId.eq(id));
    let texts: Vec<String> = role_permission::Entity::find()
        .select_only()
        .column(role_permission::Column::Permission)
        .filter(role_permission::Column::RoleId.in_subquery(roles.into_query()))
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

/// Nobody gives what he does not have.
pub(super) fn within(tx: &WriteTx, permissions: PermissionSet) -> Result<()> {
    match permissions.iter().find(|permission| !tx.actor().permissions.has(*permission)) {
        Some(lacking) => {
            Err(Refusal::new(RefusalCode::BeyondOwnPermissions).param("permission", lacking.text()).into())
        }
        None => Ok(()),
    }
}

/// Nobody gives roles that allow more than he may himself.
pub(super) async fn roles_within(tx: &WriteTx, roles: &[role::Model]) -> Result<()> {
    let rows = role_permission::Entity::find()
        .filter(role_permission::Column::RoleId.is_in(roles.iter().map(|role| role.id)))
        .all(&**tx)
        .await?;
    within(tx, rows.iter().filter_map(|row| row.permission.parse().ok()).collect())
}

/// Lets changes of who manages accounts go one by one. To be called before anything else is locked or read: two of
/// them at once would each see the other's administrator, and both take theirs away.
///
/// What is locked is every role: a role through which somebody manages accounts cannot go, so any two such changes
/// meet.
pub(super) async fn lock_management(tx: &WriteTx) -> Result<()> {
    let every = role::Entity::find().select_only().column(role::Column::Id).order_by_asc(role::Column::Id);
    let _: Vec<RoleId> = every.lock_exclusive().into_tuple().all(&**tx).await?;
    Ok(())
}

/// Somebody always remains who manages accounts. Call [`lock_management`] first.
pub(super) async fn check_somebody_manages(tx: &WriteTx) -> Result<()> {
    let managing = role_permission::Entity::find()
        .select_only()
        .column(role_permission::Column::RoleId)
        .filter(role_permission::Column::Permission.eq(Permission::AccountsManage.text()));
    let managers = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleId.in_subquery(managing.into_query()));
    let active = user::Entity::find()
        .filter(user::Column::Id.in_subquery(managers.into_query()))
        .filter(user::Column::IsActive.eq(true))
        .one(&**tx)
        .await?;
    if active.is_some() { Ok(()) } else { Err(Refusal::new(RefusalCode::LastAdministrator).into()) }
}
