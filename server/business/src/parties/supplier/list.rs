//! The list of suppliers.

use async_graphql::InputObject;
use domain::Permission;
use platform::error::Result;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, Select};

use super::entity::{Column, Entity};
use crate::graphql::{FileColumn, List, Scope, search_words};
use crate::{file, sorts};

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
    type Entity = Entity;
    type Filter = SupplierFilter;
    type Sort = SupplierSort;

    const NAME: &'static str = "suppliers";
    const READ: Permission = Permission::SupplierRead;
    const ID: Column = Column::Id;
    const FILE: &'static [FileColumn<Column>] = file![Column:
        Id, Code, Name, ContactName, Email, Phone, Address, City, Country, TaxNumber, Currency, PaymentDays,
        LeadDays, IsActive as "active", ExternalRef, Notes,
    ];

    async fn select(scope: Scope<'_>, filter: SupplierFilter, search: Option<&str>) -> Result<Select<Entity>> {
        let condition = Condition::all()
            .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(filter.currency.map(|currency| Column::Currency.eq(currency)));
        let query = Entity::find().filter(condition);
        Ok(match search {
            Some(text) => search_words(scope.db, query, text),
            None => query,
        })
    }
}
