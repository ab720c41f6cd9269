//! Parties: whom the company trades with. Customers so far.
//!
//! A customer's `exposure` is what he owes or has been promised: the totals of his open orders, less what of them has
//! been shipped and billed. It moves in the transaction that moves the order, under the customer's row lock, and may
//! exceed the credit limit only with a recorded override.

pub mod customer;
