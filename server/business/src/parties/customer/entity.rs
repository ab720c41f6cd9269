//! The table of customers, and what people write of one.

use async_graphql::SimpleObject;
use domain::{CustomerId, Money, TEXT_MAX};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;
use crate::graphql::NOTES_MAX;

/// What a customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum)]
#[serde(rename_all = "lowercase")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum CustomerType {
    /// A company.
    #[sea_orm(string_value = "company")]
    Company,
    /// A person.
    #[sea_orm(string_value = "person")]
    Person,
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "erp_customer")]
#[graphql(name = "Customer", complex)]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: CustomerId,
    /// Its short name; unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Company or person.
    #[graphql(skip)]
    pub customer_type: CustomerType,
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
    /// Whether it is on stop: no order of it is confirmed for now.
    pub on_stop: bool,
    /// Its credit limit: how much its exposure may be; null for no limit.
    pub credit_limit: Option<Money>,
    /// Its exposure: what it owes, and its open orders.
    pub exposure: Money,
    /// Its id in another system; unique.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
    /// Code, name and city, folded, for search.
    #[graphql(skip)]
    pub search: String,
    /// When it was created.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    #[graphql(skip)]
    pub updated_at: DateTimeUtc,
    /// Raised by each change of its own fields, not of its exposure; hand it back as `expectedVersion`.
    pub version: i64,
}

impl CustomerType {
    /// Person or company.
    pub fn of(is_person: bool) -> Self {
        if is_person { Self::Person } else { Self::Company }
    }
}

platform::plain_table!();

// Orders move the exposure: it is no change that somebody made of the customer.
record!(
    Entity: CustomerId, "customer", read CustomerRead, cached in CustomerList, search [Code, Name, City],
    silent ["exposure"]
);

details! {
    /// What people write of a customer.
    CustomerDetails for ActiveModel {
        /// Its short name; unique.
        code: String = text(TEXT_MAX);
        /// Its name.
        name: String = text(TEXT_MAX);
        /// Where to write to.
        email: String = optional_text(TEXT_MAX);
        /// Where to call.
        phone: String = optional_text(TEXT_MAX);
        /// Street and number.
        address: String = optional_text(NOTES_MAX);
        /// City.
        city: String = optional_text(TEXT_MAX);
        /// Country.
        country: String = optional_text(TEXT_MAX);
        /// Its tax number.
        tax_number: String = optional_text(TEXT_MAX);
        /// Whether one may trade with it; one may when it is created without.
        is_active: bool = value_or_default;
        /// Whether it is on stop: no order of it is confirmed for now; not so when it is created without.
        on_stop: bool = value_or_default;
        /// Its credit limit: how much its exposure may be; null for no limit. Requires `CUSTOMER_CREDIT` where it differs.
        credit_limit: Money = optional, not_negative;
        /// Its id in another system; unique.
        external_ref: String = optional_text(TEXT_MAX);
        /// What one should know.
        notes: String = optional_text(NOTES_MAX);
        beside {
            /// Whether it is a person, not a company; it is a company when it is created without.
            is_person: bool;
        }
    }
}
