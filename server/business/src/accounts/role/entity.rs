//! The tables of roles: what each allows, and who has it.

/// Roles.
pub mod role {
    use async_graphql::SimpleObject;
    use domain::RoleId;
    use platform::record;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A named set of permissions.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "accounts_role")]
    #[graphql(name = "Role", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: RoleId,
        /// Its short name.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Raised by each change; hand it back as `expectedVersion`.
        pub version: i64,
    }

    platform::plain_table!();

    record!(Entity: RoleId, "role", read AccountsManage);
}

/// Which permissions a role has.
pub mod role_permission {
    use domain::RoleId;
    use platform::rows_by;
    use sea_orm::entity::prelude::*;

    /// One permission of one role.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_rolepermission")]
    pub struct Model {
        /// The role.
        #[sea_orm(primary_key, auto_increment = false)]
        pub role_id: RoleId,
        /// The permission's text.
        #[sea_orm(primary_key, auto_increment = false)]
        pub permission: String,
    }

    platform::plain_table!();

    rows_by!(Entity: RoleId, by RoleId role_id, order Permission, read AccountsManage);
}

/// Which roles a user has.
pub mod user_role {
    use domain::{RoleId, UserId};
    use platform::rows_by;
    use sea_orm::entity::prelude::*;

    /// One role of one user.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_userrole")]
    pub struct Model {
        /// The user.
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: UserId,
        /// The role.
        #[sea_orm(primary_key, auto_increment = false)]
        pub role_id: RoleId,
    }

    platform::plain_table!();

    rows_by!(Entity: UserId, by UserId user_id, order RoleId, read AccountsManage);
}
