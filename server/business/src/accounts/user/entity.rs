//! The tables of users and roles.

/// Users.
pub mod user {
    use domain::UserId;
    use sea_orm::entity::prelude::*;

    /// A user account.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_user")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: UserId,
        /// Its e-mail in small letters; unique.
        pub email: String,
        /// The person's name.
        pub name: String,
        /// argon2id, PHC form.
        pub password_hash: String,
        /// `en` or `tr`.
        pub locale: String,
        /// `system`, `light` or `dark`.
        pub theme: String,
        /// Whether it may log in.
        pub is_active: bool,
        /// When it was made.
        pub created_at: DateTimeUtc,
        /// When it was last seen, to a minute.
        pub last_seen_at: Option<DateTimeUtc>,
        /// Raised by each change.
        pub version: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Roles.
pub mod role {
    use domain::RoleId;
    use sea_orm::entity::prelude::*;

    /// A named set of permissions.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_role")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: RoleId,
        /// Its short name; unique.
        pub code: String,
        /// Its name.
        pub name: String,
        /// Raised by each change.
        pub version: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which permissions a role has.
pub mod role_permission {
    use domain::RoleId;
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

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Which roles a user has.
pub mod user_role {
    use domain::{RoleId, UserId};
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

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
