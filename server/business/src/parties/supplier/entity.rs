//! The table of suppliers, and what people write of one.

use async_graphql::SimpleObject;
use domain::{SupplierId, TEXT_MAX};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;
use crate::graphql::NOTES_MAX;

/// A supplier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "erp_supplier")]
#[graphql(name = "Supplier")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: SupplierId,
    /// Its short name; unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The person to ask for.
    pub contact_name: Option<String>,
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
    /// The currency that it is paid in (ISO 4217).
    pub currency: String,
    /// Days after its invoice in which it is to be paid; null where nothing is agreed.
    pub payment_days: Option<i64>,
    /// Days from an order to its goods; null where it is not known.
    pub lead_days: Option<i64>,
    /// Whether one buys from it.
    pub is_active: bool,
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
    pub updated_at: DateTimeUtc,
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
}

platform::plain_table!();

record!(Entity: SupplierId, "supplier", read SupplierRead, cached in Other, search [Code, Name, City]);

details! {
    /// What people write of a supplier.
    SupplierDetails for ActiveModel {
        /// Its short name; unique.
        code: String = text(TEXT_MAX);
        /// Its name.
        name: String = text(TEXT_MAX);
        /// The person to ask for.
        contact_name: String = optional_text(TEXT_MAX);
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
        /// The currency that it is paid in (ISO 4217); the company's when it is created without.
        currency: String = text_or_default(TEXT_MAX), currency;
        /// Days after its invoice in which it is to be paid, 0 to 365.
        payment_days: i64 = optional, days_of_year;
        /// Days from an order to its goods, 0 to 365.
        lead_days: i64 = optional, days_of_year;
        /// Whether one buys from it; one does when it is created without.
        is_active: bool = value_or_default;
        /// Its id in another system; unique.
        external_ref: String = optional_text(TEXT_MAX);
        /// What one should know.
        notes: String = optional_text(NOTES_MAX);
    }
}
