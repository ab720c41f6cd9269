//! Records that a form picks: customers, products and warehouses, looked for by what one types of them.
use std::any::Any;

use domain::fold;

use super::json::stored;
use super::query::Query;

include!(concat!(env!("OUT_DIR"), "/api/choices.rs"));

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

stored!(CustomerChoice { id, code, name, city, on_stop: "onStop", credit_limit: "creditLimit", exposure });
stored!(ProductChoice {
    id,
    code,
    name,
    barcode,
    unit,
    is_service: "isService",
    unit_price: "unitPrice",
    tax_percent: "taxPercent"
});

/// Names that are looked up in one call at most.
pub const NAMES_MAX: usize = 500;

/// Customers one may trade with, by words of code, name and city; the first few by name without words.
pub fn customers(words: &str) -> Query<Vec<CustomerChoice>> {
    customer_choices(given(words))
}

/// Products that are traded, by words of code, name and barcode; the first few by name without words.
pub fn products(words: &str) -> Query<Vec<ProductChoice>> {
    product_choices(given(words))
}

fn given(words: &str) -> Option<&str> {
    Some(words).filter(|words| !words.trim().is_empty())
}

/// Warehouses that goods may move in and out of, by words of code and name; all of them without words.
pub fn warehouses(words: &str) -> Query<Vec<WarehouseChoice>> {
    let words = words.to_owned();
    warehouse_choices().map(move |all| all.into_iter().filter(|one| one.is_active && has_words(one, &words)).collect())
}

/// Whether code and name hold each word of the text.
fn has_words(choice: &impl Choice, text: &str) -> bool {
    let has = fold(&format!("{} {}", choice.code(), choice.name()));
    fold(text).split(' ').all(|word| has.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::scalar::Id;
    use super::*;
    use domain::{Money, Percent};

    #[test]
    fn a_product_is_meant_by_its_code_name_or_barcode() {
        let product = ProductChoice {
            id: Id::new("prd_1"),
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
            id: Id::new("whs_1"),
            code: "HALL".to_owned(),
            name: "İzmir great hall".to_owned(),
            is_active: true,
        };
        assert!(has_words(&warehouse, "") && has_words(&warehouse, "izmir hall"));
        assert!(!has_words(&warehouse, "izmir shop"));
    }
}
