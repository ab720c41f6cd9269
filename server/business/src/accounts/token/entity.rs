//! The table of API tokens.

use domain::{ApiTokenId, Permission, PermissionSet, UserId};
use platform::cache::Footprint;
use platform::db::{Record, heap_bytes};
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
    pub fn permissions(&self) -> PermissionSet {
        self.permissions.split_ascii_whitespace().filter_map(|text| text.parse().ok()).collect()
    }
}

platform::plain_table!();

impl Record for Entity {
    type Id = ApiTokenId;
    const KIND: &'static str = "api_token";
    const READ: Permission = Permission::AccountsManage;
    const SILENT: &'static [&'static str] = &["secret_hash", "last_used_at"];

    fn id(row: &Model) -> ApiTokenId {
        row.id
    }

    /// It has no version of its own: it is made, and ended.
    fn version(row: &Model) -> i64 {
        if row.revoked_at.is_some() { 2 } else { 1 }
    }
}

impl Footprint for Model {
    fn heap_bytes(&self) -> usize {
        heap_bytes(self)
    }
}
