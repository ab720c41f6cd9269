//! The table families in the order in which they are built; each refers only to those before it.
//!
//! Money columns are ten-thousandths of the currency unit, quantities thousandths, percents thousandths of a percent,
//! all whole numbers. A column `created_by` or `actor_id` names an account without a foreign key: accounts are never
//! deleted (a trigger enforces that), and a foreign key would lock the same few rows in every write.

mod accounts;
mod cache_event;
mod catalog;
mod documents;
mod operations;
mod parties;
mod preferences;
mod records;
mod reporting;
pub(crate) mod reports;
mod sales;
mod search;
mod settings;
mod shipping;
mod stock;
mod suppliers;
mod todos;

use sea_orm_migration::MigrationTrait;

/// Every migration, oldest first.
pub(crate) fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(accounts::FAMILY),
        Box::new(parties::FAMILY),
        Box::new(catalog::FAMILY),
        Box::new(stock::FAMILY),
        Box::new(settings::FAMILY),
        Box::new(sales::FAMILY),
        Box::new(shipping::FAMILY),
        Box::new(documents::FAMILY),
        Box::new(reports::FAMILY),
        Box::new(reporting::FAMILY),
        Box::new(cache_event::CacheEvent),
        Box::new(preferences::Preferences),
        Box::new(operations::FAMILY),
        Box::new(search::FAMILY),
        Box::new(records::FAMILY),
        Box::new(suppliers::FAMILY),
        Box::new(todos::FAMILY),
    ]
}
