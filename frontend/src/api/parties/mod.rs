//! Customers: the list, one of them, and what can be written about it.
mod list;

pub use list::{CustomerFilter, CustomerRow, CustomerSort, CustomerSortField, customers, customers_file, found, named};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    list::documents()
}
