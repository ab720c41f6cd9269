//! The list of sales orders.

use std::collections::{BTreeSet, HashMap};

use async_graphql::InputObject;
use chrono::NaiveDate;
use domain::sales_order::Status;
use domain::{CustomerId, Money, ProductId};
use platform::db::id_in;
use platform::error::Result;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::entity::{item, order};
use crate::graphql::{List, Scope, listing, search_words};
use crate::parties::customer::entity as customer;
use crate::sorts;

/// Customers whose orders are found one by one, when a search finds them; those of more are met soon enough along the
/// list.
const CUSTOMERS_NAMED: u64 = 200;

/// Which orders. What is absent does not filter.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SalesOrderFilter {
    /// In one of these states; at most 8.
    #[graphql(validator(max_items = 8))]
    status: Option<Vec<Status>>,
    /// Of this customer.
    customer_id: Option<CustomerId>,
    /// With this product on a line.
    product_id: Option<ProductId>,
    /// Placed on this day or later.
    from: Option<NaiveDate>,
    /// Placed on this day or earlier.
    to: Option<NaiveDate>,
    /// With this total or more.
    total_min: Option<Money>,
    /// With this total or less.
    total_max: Option<Money>,
}

sorts!(SalesOrderSort, SalesOrderSortField of order::Column, "orders", Desc {
    /// The business day.
    OrderDate,
    /// The total.
    TotalAmount,
});

/// Sales orders.
#[derive(Debug)]
pub struct SalesOrders;

impl List for SalesOrders {
    listing! {
        "sales_orders" of order::Entity, filter SalesOrderFilter, sort SalesOrderSort, read SalesOrderRead, file [
            Id, Number, OrderDate, Status, CustomerId, + "customer", Currency, NetAmount, TaxAmount, TotalAmount,
            ShippedAmount, CustomerReference, ExternalRef, Notes,
        ]
    }

    async fn select(scope: Scope<'_>, filter: SalesOrderFilter, search: Option<&str>) -> Result<Select<order::Entity>> {
        use order::Column as C;
        let condition = Condition::all()
            .add_option(filter.status.map(|status| C::Status.is_in(status)))
            .add_option(filter.customer_id.map(|id| C::CustomerId.eq(id)))
            .add_option(filter.product_id.map(with_product))
            .add_option(filter.from.map(|day| C::OrderDate.gte(day)))
            .add_option(filter.to.map(|day| C::OrderDate.lte(day)))
            .add_option(filter.total_min.map(|amount| C::TotalAmount.gte(amount)))
            .add_option(filter.total_max.map(|amount| C::TotalAmount.lte(amount)));
        let query = order::Entity::find().filter(condition);
        Ok(match search {
            Some(text) => query.filter(search_predicate(scope.db, text).await?),
            None => query,
        })
    }

    async fn extras(db: &DatabaseConnection, rows: &[order::Model]) -> Result<Vec<Vec<Option<String>>>> {
        let ids: BTreeSet<CustomerId> = rows.iter().map(|row| row.customer_id).collect();
        let names: Vec<(CustomerId, String)> = customer::Entity::find()
            .select_only()
            .columns([customer::Column::Id, customer::Column::Name])
            .filter(customer::Column::Id.is_in(ids))
            .into_tuple()
            .all(db)
            .await?;
        let names: HashMap<CustomerId, String> = names.into_iter().collect();
        Ok(rows.iter().map(|row| vec![names.get(&row.customer_id).cloned()]).collect())
    }
}

/// Orders whose number, customer's number or outside number is `text`, or whose customer is found by it.
///
/// # Errors
/// When the database does not answer.
pub async fn search_predicate(db: &DatabaseConnection, text: &str) -> Result<Condition> {
    let text = text.trim();
    let found = search_words(db, customer::Entity::find(), Some(text)).select_only().column(customer::Column::Id);
    let few: Vec<CustomerId> = found.clone().limit(CUSTOMERS_NAMED + 1).into_tuple().all(db).await?;
    let named = Condition::any()
        .add(order::Column::Number.eq(text.to_uppercase()))
        .add(order::Column::CustomerReference.eq(text))
        .add(order::Column::ExternalRef.eq(text));
    if few.len() > usize::try_from(CUSTOMERS_NAMED)? {
        return Ok(named.add(order::Column::CustomerId.in_subquery(found.into_query())));
    }
    // An empty arm keeps SQLite from its indexes.
    let any = if few.is_empty() { named } else { named.add(order::Column::CustomerId.is_in(few)) };
    let orders = order::Entity::find().select_only().column(order::Column::Id).filter(any).into_query();
    Ok(Condition::all().add(id_in(db, order::Column::Id, orders)))
}

fn with_product(id: ProductId) -> SimpleExpr {
    let orders =
        item::Entity::find().select_only().column(item::Column::OrderId).filter(item::Column::ProductId.eq(id));
    order::Column::Id.in_subquery(orders.into_query())
}
