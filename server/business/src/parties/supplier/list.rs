//! The list of suppliers.

use async_graphql::InputObject;
use platform::error::Result;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use super::entity::{Column, Entity};
use crate::graphql::{List, Scope, listing, search_words};
use crate::sorts;

/// Which suppliers.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SupplierFilter {
    /// Only those one buys from, or only the others.
    is_active: Option<bool>,
    /// Only those paid in this currency.
    currency: Option<String>,
}

sorts!(SupplierSort, SupplierSortField of Column, "suppliers", Asc {
    /// The name.
    Name,
    /// The short name.
    Code,
    /// When it was created.
    CreatedAt,
});

/// The list of suppliers.
#[derive(Clone, Copy, Debug)]
pub struct Suppliers;

impl List for Suppliers {
    listing! {
        "suppliers" of Entity, filter SupplierFilter, sort SupplierSort, read SupplierRead, file [
            Id, Code, Name, ContactName, Email, Phone, Address, City, Country, TaxNumber, Currency, PaymentDays,
            LeadDays, IsActive as "active", ExternalRef, Notes,
        ]
    }

    async fn select(scope: Scope<'_>, filter: SupplierFilter, search: Option<&str>) -> Result<Select<Entity>> {
        let condition = Condition::all()
            .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(filter.currency.map(|currency| Column::Currency.eq(currency)));
        Ok(search_words(scope.db, Entity::find().filter(condition), search))
    }
}
