//! The list of customers.

use async_graphql::InputObject;
use chrono::NaiveDate;
use domain::Permission;
use platform::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::entity::{Column, CustomerType, Entity};
use crate::graphql::{List, Scope, listing, search_words};
use crate::sales::order::entity::{NEVER_COMMITTED, order};
use crate::sorts;

/// The list of customers.
#[derive(Clone, Copy, Debug)]
pub struct Customers;

/// Which customers.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CustomerFilter {
    /// Only those one may trade with, or only the others.
    is_active: Option<bool>,
    /// Only persons, or only companies.
    is_person: Option<bool>,
    /// Only those on stop, or only the others.
    on_stop: Option<bool>,
    /// Only those whose exposure is beyond their limit.
    #[graphql(default)]
    over_limit: bool,
    /// Only those without a confirmed order on this business day or later. Requires `SALES_ORDER_READ`.
    inactive_since: Option<NaiveDate>,
}

sorts!(CustomerSort, CustomerSortField of Column, "customers", Asc {
    /// The name.
    Name,
    /// The short name.
    Code,
    /// When it was created.
    CreatedAt,
});

impl List for Customers {
    listing! {
        "customers" of Entity, filter CustomerFilter, sort CustomerSort, read CustomerRead, file [
            Id, Code, Name, CustomerType as "type", Email, Phone, Address, City, Country, TaxNumber,
            IsActive as "active", OnStop, CreditLimit, Exposure, ExternalRef, Notes,
        ]
    }

    async fn select(scope: Scope<'_>, filter: CustomerFilter, search: Option<&str>) -> Result<Select<Entity>> {
        if filter.inactive_since.is_some() {
            scope.actor.may(Permission::SalesOrderRead)?;
        }
        let over_limit = filter.over_limit.then(|| Expr::col(Column::Exposure).gt(Expr::col(Column::CreditLimit)));
        let condition = Condition::all()
            .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(filter.is_person.map(|is_person| Column::CustomerType.eq(CustomerType::of(is_person))))
            .add_option(filter.on_stop.map(|on_stop| Column::OnStop.eq(on_stop)))
            .add_option(over_limit)
            .add_option(filter.inactive_since.map(inactive_since));
        Ok(search_words(scope.db, Entity::find().filter(condition), search))
    }
}

/// Whether a customer has no confirmed order on a business day or later.
fn inactive_since(day: NaiveDate) -> SimpleExpr {
    let lately = order::Entity::find()
        .select_only()
        .column(order::Column::CustomerId)
        .filter(order::Column::OrderDate.gte(day))
        .filter(order::Column::Status.is_not_in(NEVER_COMMITTED));
    Column::Id.not_in_subquery(lately.into_query())
}
