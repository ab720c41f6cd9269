//! What stands before an order's actions: the lock, and the guards that its page shows.

use domain::sales_order::{self, Action, CustomerFacts, Facts, Fulfilment, Status};
use domain::{PermissionSet, Refusal, SalesOrderId};
use platform::db::{At, WriteTx};
use platform::error::Result;

use super::entity::{item, order};
use super::items::{fulfilment, items};
use crate::documents;
use crate::parties::customer::entity as customer;

/// What the guards look at, from an order, how far it is, and its customer.
///
/// # Errors
/// When an amount is out of range.
pub fn facts(
    order: &order::Model,
    line_count: usize,
    fulfilment: Fulfilment,
    customer: &customer::Model,
    permissions: PermissionSet,
) -> Result<Facts, Refusal> {
    Ok(Facts {
        status: order.status,
        line_count,
        fulfilment,
        exposure_added: order.total_amount.minus(order.shipped_amount)?,
        currency: order.currency.clone(),
        customer: CustomerFacts {
            is_active: customer.is_active,
            on_stop: customer.on_stop,
            credit_limit: customer.credit_limit,
            exposure: customer.exposure,
        },
        permissions,
    })
}

/// An order that an action has begun on: locked, and allowed.
#[derive(Debug)]
pub(in crate::sales) struct Begun {
    pub(in crate::sales) order: order::Model,
    pub(in crate::sales) lines: Vec<item::Model>,
    /// Its status after the action.
    pub(in crate::sales) next: Status,
}

/// Locks the order and checks `action` against it as it is now.
pub(in crate::sales) async fn begin(tx: &WriteTx, at: At<SalesOrderId>, action: Action) -> Result<Begun> {
    let (order, _) = documents::begin::<order::Entity>(tx, at, action).await?;
    let lines = items(tx, at.id).await?;
    let customer = tx.find::<customer::Entity>(order.customer_id).await?;
    let facts = facts(&order, lines.len(), fulfilment(&lines), &customer, tx.actor().permissions)?;
    let next = sales_order::check(action, &facts)?;
    Ok(Begun { order, lines, next })
}
