//! The table of API tokens.

use domain::{ApiTokenId, PermissionSet, UserId};
use sea_orm::entity::prelude::*;

/// An API token.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts_apitoken")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: ApiTokenId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of its secret, hexadecimal.
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
    pub fn permissions(&self) -> PermissionSet {
        self.permissions.split_ascii_whitespace().filter_map(|text| text.parse().ok()).collect()
    }
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
