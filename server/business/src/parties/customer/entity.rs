//! The table of customers.

use domain::{CustomerId, Money};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use platform::cache::Footprint;

/// A customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
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

impl Footprint for Model {
    fn heap_bytes(&self) -> usize {
        let texts = [&self.code, &self.name, &self.customer_type, &self.search].map(Footprint::heap_bytes);
        let [email, phone, address, city] = [&self.email, &self.phone, &self.address, &self.city];
        let [country, tax, external, notes] = [&self.country, &self.tax_number, &self.external_ref, &self.notes];
        let optional = [email, phone, address, city, country, tax, external, notes].map(Footprint::heap_bytes);
        texts.into_iter().chain(optional).sum()
    }
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
