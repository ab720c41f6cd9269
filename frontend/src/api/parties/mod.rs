//! Customers: the list, one of them, and what is written about them.
use super::error::Problem;
use super::page::Choice;
use super::query::Query;
use super::scalar::Id;

include!(concat!(env!("OUT_DIR"), "/api/parties.rs"));

/// A customer, and the currency that its money is in.
pub fn customer(id: String) -> Query<(Customer, String)> {
    customer_detail(&Id::new(id))
        .and_then(|found| Ok((found.customer.ok_or(Problem::NotFound)?, found.company.currency)))
}

/// The few customers that words find best.
pub fn found(words: &str) -> Query<Vec<Choice>> {
    let words = Some(words).filter(|words| !words.trim().is_empty());
    customers_found(words).map(|found| found.into_iter().map(CustomerName::choice).collect())
}

/// The customer with an id, or none.
pub fn named(id: &str) -> Query<Vec<Choice>> {
    customer_named(&Id::new(id)).map(|found| found.into_iter().map(CustomerName::choice).collect())
}

impl CustomerName {
    fn choice(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}
