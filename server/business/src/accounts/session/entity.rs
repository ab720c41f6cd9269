//! The tables of sessions and login attempts.

/// Sessions.
pub mod session {
    use domain::{SessionId, UserId};
    use sea_orm::entity::prelude::*;

    /// One browser's session.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_session")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SessionId,
        /// Whose it is.
        pub user_id: UserId,
        /// SHA-256 of its secret, hexadecimal.
        pub secret_hash: String,
        /// When it began.
        pub created_at: DateTimeUtc,
        /// When it was last used, to a minute.
        pub last_seen_at: DateTimeUtc,
        /// When it ends in any case.
        pub expires_at: DateTimeUtc,
        /// What its browser calls itself.
        pub user_agent: String,
        /// Where it was begun from.
        pub address: String,
        /// When it was ended by hand.
        pub revoked_at: Option<DateTimeUtc>,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Login attempts.
pub mod attempt {
    use sea_orm::entity::prelude::*;

    /// One attempt to log in.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_loginattempt")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The e-mail that was tried.
        pub account: String,
        /// Where from.
        pub address: String,
        /// When.
        pub attempted_at: DateTimeUtc,
        /// Whether it went in.
        pub succeeded: bool,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
