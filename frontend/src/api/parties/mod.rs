//! Customers: the list, one of them, and what can be written about it.
mod detail;
mod list;
mod standing;

pub use detail::{Customer, Details, change_customer, create_customer, customer};
pub use list::{CustomerFilter, CustomerRow, CustomerSort, CustomerSortField, customers, customers_file, found, named};
pub use standing::{Standing, set_standing};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    [detail::documents(), list::documents(), standing::documents()].concat()
}
