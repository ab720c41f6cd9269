//! One box for everything: what the palette finds. A statement for each kind, and one that tells whose orders are
//! meant.

use sea_orm::{EntityTrait, QueryOrder, QuerySelect, Select};

use crate::catalog::product::entity as product;
use crate::catalog::product::list::Products;
use crate::graphql::{List, Scope, visible};
use crate::parties::customer::entity as customer;
use crate::parties::customer::list::Customers;
use crate::sales::order::entity::order;
use crate::sales::order::list::SalesOrders;
use platform::error::{Error, Result};

/// Of each kind at most.
const MOST: u64 = 10;
/// Characters that are searched for at most.
const TEXT_MAX: usize = 100;

/// Customers by name; none for who may not see them.
///
/// # Errors
/// `BAD_USER_INPUT` for a long text or another number than 1 to 10.
pub async fn customers(scope: Scope<'_>, text: &str, first: u64) -> Result<Vec<customer::Model>> {
    found::<Customers>(scope, text, first, |query| query.order_by_asc(customer::Column::Name)).await
}

/// Products by name; none for who may not see them.
///
/// # Errors
/// As [`customers()`].
pub async fn products(scope: Scope<'_>, text: &str, first: u64) -> Result<Vec<product::Model>> {
    found::<Products>(scope, text, first, |query| query.order_by_asc(product::Column::Name)).await
}

/// Orders, the newest first; none for who may not see them.
///
/// # Errors
/// As [`customers()`].
pub async fn orders(scope: Scope<'_>, text: &str, first: u64) -> Result<Vec<order::Model>> {
    let newest =
        |query: Select<order::Entity>| query.order_by_desc(order::Column::OrderDate).order_by_desc(order::Column::Id);
    found::<SalesOrders>(scope, text, first, newest).await
}

async fn found<L: List>(
    scope: Scope<'_>,
    text: &str,
    first: u64,
    sorted: impl FnOnce(Select<L::Entity>) -> Select<L::Entity>,
) -> Result<Vec<<L::Entity as EntityTrait>::Model>> {
    if !(1..=MOST).contains(&first) {
        return Err(Error::bad_input("first takes 1 to 10"));
    }
    let text = text.trim();
    if text.chars().count() > TEXT_MAX {
        return Err(Error::bad_input("text takes up to 100 characters"));
    }
    if domain::fold(text).is_empty() || scope.actor.may(L::READ).is_err() {
        return Ok(Vec::new());
    }
    let query = visible::<L>(scope, None, Some(text)).await?;
    Ok(sorted(query).limit(first).all(scope.db).await?)
}
