//! A line's fields: a signal each, and what they are understood as.
use std::sync::Arc;

use domain::{Currency, Money};
use leptos::prelude::*;

use super::read::{Cell, Read};
use super::typed::TypedLine;
use crate::api::choices::ProductChoice;
use crate::api::scalar::Id;
use crate::text::Language;
use crate::{live, number};

/// A line's fields. Copies share them.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// Tells it from the others for as long as the form is there.
    pub(super) key: u32,
    pub(super) product: RwSignal<Option<ProductChoice>>,
    /// What stands in the product's field.
    pub(super) text: RwSignal<String>,
    pub(super) quantity: RwSignal<String>,
    pub(super) price: RwSignal<String>,
    pub(super) discount: RwSignal<String>,
    pub(super) reason: RwSignal<String>,
    pub(super) tax: RwSignal<String>,
    /// The line as it is understood.
    pub(super) read: Memo<Arc<Read>>,
    /// What is wrong for sure is told: a field has been left.
    pub(super) checked: RwSignal<bool>,
    /// What it comes to, as far as it is clear.
    pub(super) amount: RwSignal<Option<Money>>,
    /// Its text has been looked up and names no product, or several.
    pub(super) unfound: RwSignal<bool>,
    description: StoredValue<Option<String>>,
    /// The product that its price was filled in for.
    priced_for: StoredValue<Option<Id>>,
}

impl Row {
    /// A line with what is typed in it. Its signals belong to whoever is the owner now.
    pub(super) fn new(key: u32, line: TypedLine, currency: Currency, language: Language) -> Self {
        let text = || RwSignal::new(String::new());
        let fields = RowFields {
            product: RwSignal::new(None),
            text: text(),
            quantity: text(),
            price: text(),
            discount: text(),
            reason: text(),
            tax: text(),
        };
        let RowFields { product, text, quantity, price, discount, reason, tax } = fields;
        let row = Self {
            key,
            product,
            text,
            quantity,
            price,
            discount,
            reason,
            tax,
            read: live::memo(move || Arc::new(understood(&fields, currency, language))),
            checked: RwSignal::new(false),
            amount: RwSignal::new(None),
            unfound: RwSignal::new(false),
            description: StoredValue::new(None),
            priced_for: StoredValue::new(None),
        };
        row.put(line);
        live::effect(move || {
            if let Some(product) = product.get() {
                row.price(&product, language);
            }
        });
        row
    }

    /// What is typed in it.
    pub(super) fn typed(self) -> TypedLine {
        TypedLine {
            product: self.product.get_untracked(),
            text: self.text.get_untracked(),
            description: self.description.get_value(),
            quantity: self.quantity.get_untracked(),
            price: self.price.get_untracked(),
            discount: self.discount.get_untracked(),
            reason: self.reason.get_untracked(),
            tax: self.tax.get_untracked(),
        }
    }

    fn put(self, line: TypedLine) {
        self.priced_for.set_value(line.product.as_ref().map(|product| product.id.clone()));
        self.description.set_value(line.description);
        self.text.set(line.text);
        self.quantity.set(line.quantity);
        self.price.set(line.price);
        self.discount.set(line.discount);
        self.reason.set(line.reason);
        self.tax.set(line.tax);
        self.product.set(line.product);
    }

    /// A field's text.
    pub(super) fn field(self, cell: Cell) -> RwSignal<String> {
        match cell {
            Cell::Product => self.text,
            Cell::Quantity => self.quantity,
            Cell::Price => self.price,
            Cell::Discount => self.discount,
            Cell::Reason => self.reason,
            Cell::Tax => self.tax,
        }
    }

    /// The id of a field's element.
    pub(super) fn id(self, cell: Cell) -> String {
        format!("line-{}-{}", self.key, cell.name())
    }

    /// Fills in what a product that has just been picked brings along.
    fn price(self, product: &ProductChoice, language: Language) {
        if self.priced_for.get_value().as_ref() == Some(&product.id) {
            return;
        }
        self.priced_for.set_value(Some(product.id.clone()));
        self.description.set_value(None);
        self.price.set(number::write(&product.unit_price.to_string(), language));
        self.tax.set(number::write(&product.tax_percent.to_string(), language));
        if self.quantity.get_untracked().trim().is_empty() {
            self.quantity.set("1".to_owned());
        }
    }

    /// Takes a product for the text in its field. A price that is there already, from a spreadsheet, stays.
    pub(super) fn find(self, product: ProductChoice, language: Language) {
        let price = self.price.get_untracked();
        let tax = self.tax.get_untracked();
        self.price(&product, language);
        for (field, before) in [(self.price, price), (self.tax, tax)] {
            if !before.trim().is_empty() {
                field.set(before);
            }
        }
        self.text.set(product.name.clone());
        self.product.set(Some(product));
    }

    pub(super) fn is_blank(self) -> bool {
        self.read.get().is_blank
    }
}

/// What a row's text is understood as; asks for each field by name, so that it is redone when one changes.
fn understood(row: &RowFields, currency: Currency, language: Language) -> Read {
    let line = TypedLine {
        product: row.product.get(),
        text: row.text.get(),
        description: None,
        quantity: row.quantity.get(),
        price: row.price.get(),
        discount: row.discount.get(),
        reason: row.reason.get(),
        tax: row.tax.get(),
    };
    line.read(currency, language)
}

/// A row's fields before they are understood.
#[derive(Clone, Copy)]
struct RowFields {
    product: RwSignal<Option<ProductChoice>>,
    text: RwSignal<String>,
    quantity: RwSignal<String>,
    price: RwSignal<String>,
    discount: RwSignal<String>,
    reason: RwSignal<String>,
    tax: RwSignal<String>,
}
