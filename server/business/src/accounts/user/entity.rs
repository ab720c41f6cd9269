//! The table of users, and what people write of one.

/// Users.
pub mod user {
    use domain::{TEXT_MAX, UserId};
    use platform::record;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::details;

    /// Bytes of an e-mail at most.
    const EMAIL_MAX: usize = 254;
    /// Characters of a language's or a theme's name at most.
    const WORD_MAX: usize = 20;

    /// A user account.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts_user")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: UserId,
        /// Its e-mail in small letters; unique.
        pub email: String,
        /// The person's name.
        pub name: String,
        /// argon2id, PHC form. Leaves the process in no trail, no event and no shared cache.
        #[serde(skip)]
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

    platform::plain_table!();

    // Not cached row by row: when somebody was last seen is no event of the commit log.
    record!(Entity: UserId, "user", read AccountsManage, silent ["password_hash", "last_seen_at"]);

    details! {
        /// What who manages accounts writes of a user.
        UserDetails for ActiveModel {
            /// The person's name.
            name: String = text(TEXT_MAX);
            /// Its e-mail.
            email: String = text(EMAIL_MAX);
        }
    }

    details! {
        /// What everybody writes of himself.
        ProfileDetails for ActiveModel {
            /// Your name.
            name: String = text(TEXT_MAX);
            /// Your language: `en` or `tr`.
            locale: String = text(WORD_MAX);
            /// `system`, `light` or `dark`.
            theme: String = text(WORD_MAX);
        }
    }
}
