//! The tables of sessions and login attempts.

/// Sessions.
pub mod session {
    use domain::{Permission, SessionId, UserId};
    use platform::cache::Footprint;
    use platform::db::{Record, heap_bytes};
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One browser's session.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_session")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SessionId,
        /// Whose it is.
        pub user_id: UserId,
        /// SHA-256 of its secret, hexadecimal. Leaves the process in no trail and no event.
        #[serde(skip)]
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

    platform::plain_table!();

    impl Record for Entity {
        type Id = SessionId;
        const KIND: &'static str = "session";
        const READ: Permission = Permission::AccountsManage;
        const SILENT: &'static [&'static str] = &["secret_hash", "last_seen_at"];

        fn id(row: &Model) -> SessionId {
            row.id
        }

        /// It has no version of its own: it is begun, and ended.
        fn version(row: &Model) -> i64 {
            if row.revoked_at.is_some() { 2 } else { 1 }
        }
    }

    impl Footprint for Model {
        fn heap_bytes(&self) -> usize {
            heap_bytes(self)
        }
    }
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

    platform::plain_table!();
}
