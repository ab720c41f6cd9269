//! The table of API tokens.

use domain::{ApiTokenId, PermissionSet, UserId};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An API token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "accounts_apitoken")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: ApiTokenId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of its secret, hexadecimal. Leaves the process in no trail and no event.
    #[serde(skip)]
    pub secret_hash: String,
    /// The last four characters of its secret, to tell it by.
    pub last_four: String,
    /// What it may do, as texts with spaces between them.
    pub permissions: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it ends in any case.
    pub expires_at: DateTimeUtc,
    /// When it was last used, to a minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was ended by hand.
    pub revoked_at: Option<DateTimeUtc>,
}

impl Model {
    /// What it may do at most. A permission that this version does not know gives nothing.
    pub fn permission_set(&self) -> PermissionSet {
        self.permissions.split_ascii_whitespace().filter_map(|text| text.parse().ok()).collect()
    }
}

platform::plain_table!();

// It has no version of its own: it is made, and ended.
record!(
    Entity: ApiTokenId, "api_token", read AccountsManage, silent ["secret_hash", "last_used_at"],
    version |token| if token.revoked_at.is_some() { 2 } else { 1 }
);
