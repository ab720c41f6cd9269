//! Records that a form picks: customers, products and warehouses, looked for by what one types of them.
use std::any::Any;

use cynic::QueryBuilder;
use domain::{Money, Percent, fold};

use super::query::Query;
use super::schema;

/// A record that can be picked.
pub trait Choice: Any + Send + Sync {
    /// Its id.
    fn id(&self) -> &str;
    /// Its short name.
    fn code(&self) -> &str;
    /// Its name.
    fn name(&self) -> &str;
    /// What tells it from its namesakes, when something does.
    fn note(&self) -> Option<&str> {
        None
    }
    /// Whether the text is its code, its name or its barcode, and so means it and no other.
    fn is_called(&self, text: &str) -> bool {
        let text = fold(text);
        fold(self.code()) == text || fold(self.name()) == text
    }
}

/// Who orders.
#[derive(cynic::QueryFragment, serde::Serialize, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
#[cynic(graphql_type = "Customer")]
pub struct CustomerChoice {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub city: Option<String>,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// How much it may owe; none for no limit.
    pub credit_limit: Option<Money>,
    /// What it owes or has been promised.
    pub exposure: Money,
}

/// What is sold and stored.
#[derive(cynic::QueryFragment, serde::Serialize, Clone, Debug, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
#[cynic(graphql_type = "Product")]
pub struct ProductChoice {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// Pieces, kilograms, …
    pub unit: String,
    /// Whether it has no stock.
    pub is_service: bool,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
}

/// Where goods lie.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Warehouse")]
pub struct WarehouseChoice {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether goods may move in and out.
    pub is_active: bool,
}

impl Choice for CustomerChoice {
    fn id(&self) -> &str {
        self.id.inner()
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn note(&self) -> Option<&str> {
        self.city.as_deref()
    }
}

impl Choice for ProductChoice {
    fn id(&self) -> &str {
        self.id.inner()
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn note(&self) -> Option<&str> {
        self.barcode.as_deref()
    }
    fn is_called(&self, text: &str) -> bool {
        self.barcode.as_deref() == Some(text.trim())
            || fold(self.code()) == fold(text)
            || fold(self.name()) == fold(text)
    }
}

impl Choice for WarehouseChoice {
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

#[derive(cynic::QueryVariables)]
struct Words {
    search: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct CustomerChoices {
    #[arguments(search: $search, filter: { isActive: true }, first: 8)]
    customers: CustomerNodes,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CustomerConnection")]
struct CustomerNodes {
    nodes: Vec<CustomerChoice>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct ProductChoices {
    #[arguments(search: $search, filter: { isActive: true }, first: 8)]
    products: ProductNodes,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ProductConnection")]
struct ProductNodes {
    nodes: Vec<ProductChoice>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query")]
struct WarehouseChoices {
    warehouses: Vec<WarehouseChoice>,
}

fn words(text: String) -> Words {
    Words { search: Some(text).filter(|text| !text.trim().is_empty()) }
}

#[derive(cynic::QueryVariables)]
struct Names {
    names: Vec<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Names")]
struct ProductsNamed {
    #[arguments(names: $names)]
    products_named: Vec<ProductChoice>,
}

#[derive(cynic::QueryVariables)]
struct IdVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "IdVariables")]
struct ProductChosen {
    #[arguments(id: $id)]
    product: Option<ProductChoice>,
}

/// The product with an id; none when it is not there.
pub fn product(id: String) -> Query<Option<ProductChoice>> {
    Query::of(&ProductChosen::build(IdVariables { id: cynic::Id::new(id) })).map(|answer| answer.product)
}

/// Names that are looked up in one call at most.
pub const NAMES_MAX: usize = 500;

/// The traded products that have one of these texts, [`NAMES_MAX`] at most, for their code or barcode.
pub fn products_named(names: Vec<String>) -> Query<Vec<ProductChoice>> {
    Query::of(&ProductsNamed::build(Names { names })).map(|answer| answer.products_named)
}

/// Customers one may trade with, by words of code, name and city; the first few by name without words.
pub fn customers(text: String) -> Query<Vec<CustomerChoice>> {
    Query::of(&CustomerChoices::build(words(text))).map(|answer| answer.customers.nodes)
}

/// Products that are traded, by words of code, name and barcode; the first few by name without words.
pub fn products(text: String) -> Query<Vec<ProductChoice>> {
    Query::of(&ProductChoices::build(words(text))).map(|answer| answer.products.nodes)
}

/// Warehouses that goods may move in and out of, by words of code and name; all of them without words.
pub fn warehouses(text: String) -> Query<Vec<WarehouseChoice>> {
    Query::of(&WarehouseChoices::build(()))
        .map(move |answer| answer.warehouses.into_iter().filter(|one| one.is_active && has_words(one, &text)).collect())
}

/// Whether code and name hold each word of the text.
fn has_words(choice: &impl Choice, text: &str) -> bool {
    let has = fold(&format!("{} {}", choice.code(), choice.name()));
    fold(text).split(' ').all(|word| has.contains(word))
}

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    use super::documents::query;
    vec![
        query::<CustomerChoices, Words>(),
        query::<ProductChoices, Words>(),
        query::<ProductsNamed, Names>(),
        query::<ProductChosen, IdVariables>(),
        query::<WarehouseChoices, ()>(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_meant_by_its_code_name_or_barcode() {
        let product = ProductChoice {
            id: cynic::Id::new("prd_1"),
            code: "ÇAY-01".to_owned(),
            name: "Ceylon tea".to_owned(),
            barcode: Some("4006381333931".to_owned()),
            unit: "pcs".to_owned(),
            is_service: false,
            unit_price: Money::ZERO,
            tax_percent: Percent::ZERO,
        };
        for text in ["çay-01", "CAY-01 ", "ceylon TEA", " 4006381333931"] {
            assert!(product.is_called(text), "{text}");
        }
        for text in ["", "çay", "4006381"] {
            assert!(!product.is_called(text), "{text}");
        }
    }

    #[test]
    fn words_of_code_and_name_find_a_warehouse() {
        let warehouse = WarehouseChoice {
            id: cynic::Id::new("whs_1"),
            code: "HALL".to_owned(),
            name: "İzmir great hall".to_owned(),
            is_active: true,
        };
        assert!(has_words(&warehouse, "") && has_words(&warehouse, "izmir hall"));
        assert!(!has_words(&warehouse, "izmir shop"));
    }
}
