//! One box for everything: what the palette finds. A statement for each kind, and one that tells whose orders are meant.

use domain::Actor;
use sea_orm::{DatabaseConnection, QueryFilter, QueryOrder, QuerySelect};

use crate::catalog::product::{entity as product, service as products};
use crate::parties::customer::{entity as customer, service as customers};
use crate::sales::order::entity::order;
use crate::sales::order::service as orders;
use platform::error::{Error, Result};

/// Of each kind at most.
const MOST: u64 = 10;
/// Characters that are looked for at most.
const TEXT_MAX: usize = 100;

/// The text to look for; none when there is nothing in it.
fn asked(text: &str, first: u64) -> Result<Option<&str>> {
    if !(1..=MOST).contains(&first) {
        return Err(Error::bad_input("first takes 1 to 10"));
    }
    let text = text.trim();
    if text.chars().count() > TEXT_MAX {
        return Err(Error::bad_input("text takes up to 100 characters"));
    }
    Ok(Some(text).filter(|text| !domain::fold(text).trim().is_empty()))
}

/// Customers by name; none for who may not see them.
///
/// # Errors
/// `BAD_USER_INPUT` for a long text or another number than 1 to 10.
pub async fn customers(db: &DatabaseConnection, actor: &Actor, text: &str, first: u64) -> Result<Vec<customer::Model>> {
    let (Some(text), Ok(query)) = (asked(text, first)?, customers::visible(actor)) else { return Ok(Vec::new()) };
    Ok(customers::matching(db, query, text).order_by_asc(customer::Column::Name).limit(first).all(db).await?)
}

/// Products by name; none for who may not see them.
///
/// # Errors
/// As [`customers()`].
pub async fn products(db: &DatabaseConnection, actor: &Actor, text: &str, first: u64) -> Result<Vec<product::Model>> {
    let (Some(text), Ok(query)) = (asked(text, first)?, products::visible(actor)) else { return Ok(Vec::new()) };
    Ok(products::matching(db, query, text).order_by_asc(product::Column::Name).limit(first).all(db).await?)
}

/// Orders, the newest first; none for who may not see them.
///
/// # Errors
/// As [`customers()`].
pub async fn orders(db: &DatabaseConnection, actor: &Actor, text: &str, first: u64) -> Result<Vec<order::Model>> {
    let (Some(text), Ok(query)) = (asked(text, first)?, orders::visible(actor)) else { return Ok(Vec::new()) };
    let query = query.filter(orders::matching(db, text).await?).order_by_desc(order::Column::OrderDate);
    Ok(query.order_by_desc(order::Column::Id).limit(first).all(db).await?)
}
