//! Parties: whom the company trades with: customers and suppliers.
//!
//! A customer's `exposure` is what he owes, and his open orders: the totals of his open orders, less what of them has
//! been shipped and billed. It moves in the transaction that moves the order, under the customer's row lock, and may
//! exceed the credit limit only with a recorded override.

use async_graphql::MergedObject;

pub mod customer;
pub mod supplier;

/// What can be asked about parties.
#[derive(Default, Debug, MergedObject)]
pub struct PartiesQuery(customer::graphql::CustomerQuery, supplier::graphql::SupplierQuery);

/// What can be done with parties.
#[derive(Default, Debug, MergedObject)]
pub struct PartiesMutation(customer::graphql::CustomerMutation, supplier::graphql::SupplierMutation);
