//! Whom one trades with: customers, their list and each one's page.
pub mod customer;
pub mod customers;
mod form;
