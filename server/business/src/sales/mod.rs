//! Sales: what customers ask for, what we commit to, and what we send.
//!
//! The life of an order is the table of [`domain::sales_order`]; this slice runs it: lock, check, write, audit, event, in
//! one transaction. Invariants: the lines of a confirmed order never change; its total is the sum of its lines; what is
//! shipped of a line never exceeds what was ordered with the company's allowance; a confirmed order holds stock
//! (reservations) and credit (the customer's exposure); each transition raises `version` by one.

use async_graphql::MergedObject;

pub mod order;
pub mod shipment;

/// What can be asked about sales.
#[derive(Default, Debug, MergedObject)]
pub struct SalesQuery(order::graphql::SalesOrderQuery, order::grouping::graphql::SalesOrderGroupQuery);

/// What can be done in sales.
#[derive(Default, Debug, MergedObject)]
pub struct SalesMutation(order::mutations::SalesOrderMutation, shipment::graphql::ShipmentMutation);
