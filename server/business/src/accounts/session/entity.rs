//! The tables of sessions and login attempts.

/// Sessions.
pub mod session {
    use domain::{SessionId, UserId};
    use platform::record;
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

    // It has no version of its own: it is begun, and ended.
    record!(
        Entity: SessionId, "session", read AccountsManage, silent ["secret_hash", "last_seen_at"],
        version |session| if session.revoked_at.is_some() { 2 } else { 1 }
    );
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
