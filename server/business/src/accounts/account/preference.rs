//! The table of preferences: one text of JSON per user and key.

use domain::UserId;
use sea_orm::entity::prelude::*;

/// What a user has set up under a key.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts_preference")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// What it is for, e.g. `list.sales_orders`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// JSON.
    pub value: String,
    /// When it was last set.
    pub updated_at: DateTimeUtc,
}

platform::plain_table!();
