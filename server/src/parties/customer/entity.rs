//! The table of customers.

use domain::{CustomerId, Money};
use sea_orm::entity::prelude::*;

/// A customer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "erp_customer")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: CustomerId,
    /// Its short name; unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `company` or `person`.
    pub customer_type: String,
    /// Where to write to.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Its tax number.
    pub tax_number: Option<String>,
    /// Whether one may trade with it.
    pub is_active: bool,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// How much it may owe or be promised; none for no limit.
    pub credit_limit: Option<Money>,
    /// What it owes or has been promised.
    pub exposure: Money,
    /// Its id in another system; unique.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// Code, name and city, folded, for search.
    pub search: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
    /// Raised by each change of its own fields (not of its exposure).
    pub version: i64,
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
