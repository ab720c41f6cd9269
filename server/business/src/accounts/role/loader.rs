//! What lists work out of roles for many at once.

use domain::{Permission, RoleId};
use platform::db::{Aggregate, load_tagged};
use sea_orm::{ColumnTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::user_role;

/// How many users have a role.
#[derive(Debug)]
pub struct UserCount;

impl Aggregate for UserCount {
    type Key = RoleId;
    type Value = i64;
    const READ: Permission = Permission::AccountsManage;

    async fn load(db: &DatabaseConnection, keys: &[RoleId]) -> Result<Vec<(RoleId, i64)>, DbErr> {
        use user_role::Column as C;
        let counts = user_role::Entity::find()
            .select_only()
            .column(C::RoleId)
            .column_as(C::UserId.count(), "user_count")
            .filter(C::RoleId.is_in(keys.iter().copied()))
            .group_by(C::RoleId)
            .into_tuple()
            .all(db);
        load_tagged::<user_role::Entity, _>(C::RoleId, keys.iter().map(|id| (*id).into()), counts).await
    }
}
