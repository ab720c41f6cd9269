//! The catalog: products, and the categories they lie in.
use super::choices;
use super::error::Problem;
use super::page::Choice;
use super::query::Query;
use super::scalar::Id;

include!(concat!(env!("OUT_DIR"), "/api/catalog.rs"));

impl choices::Choice for CategoryChoice {
    fn id(&self) -> &str {
        self.id.inner()
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
}

/// A product, and the currency of its price.
pub fn product(id: String) -> Query<(Product, String)> {
    product_detail(&Id::new(id)).and_then(|found| Ok((found.product.ok_or(Problem::NotFound)?, found.company.currency)))
}

/// What lies of a product in each warehouse.
pub fn levels(id: String) -> Query<Vec<Level>> {
    product_levels(&Id::new(id)).map(|found| found.map(|product| product.stock).unwrap_or_default())
}

/// The category with an id, or none, for a filter.
pub fn category_choice(id: &str) -> Query<Vec<Choice>> {
    category_named(&Id::new(id)).map(|found| found.into_iter().map(CategoryChoice::named).collect())
}

/// The few categories that words find best, for a filter.
pub fn category_choices(words: &str) -> Query<Vec<Choice>> {
    categories_found(words).map(|found| found.into_iter().map(CategoryChoice::named).collect())
}

impl CategoryChoice {
    fn named(self) -> Choice {
        Choice { id: self.id.into_inner(), name: self.name }
    }
}
