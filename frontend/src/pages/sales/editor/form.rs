//! The form: a signal a field, so that a keystroke redraws what hangs on it and nothing else.
use std::sync::Arc;

use domain::pricing::{self, Discount, Document, Totals};
use domain::{Currency, Money};
use leptos::prelude::*;

use super::fields::Row;
use super::read::{Wrong, whole_discount};
use super::typed::{Typed, TypedLine};
use crate::api::choices::CustomerChoice;
use crate::api::sales::Company;
use crate::live;
use crate::text::{self, Language};

/// What the order adds up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sums {
    /// Lines with something in them.
    pub(super) count: usize,
    /// What is clear of them, in their order.
    amounts: Vec<(u32, Money)>,
    /// What is priced so far; none when it is beyond all amounts.
    pub(super) totals: Option<Totals>,
    /// What is wrong with the whole order's reduction.
    pub(super) wrong_discount: Option<Wrong>,
}

/// The fields of the order. Copies share them.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) language: Language,
    pub(super) currency: Currency,
    pub(super) customer: RwSignal<Option<CustomerChoice>>,
    pub(super) customer_text: RwSignal<String>,
    pub(super) order_date: RwSignal<String>,
    pub(super) reference: RwSignal<String>,
    pub(super) notes: RwSignal<String>,
    pub(super) discount: RwSignal<String>,
    pub(super) reason: RwSignal<String>,
    pub(super) rows: RwSignal<Arc<Vec<Row>>>,
    pub(super) sums: Memo<Arc<Sums>>,
    /// It has been tried to save: what is missing is told from now on.
    pub(super) tried: RwSignal<bool>,
    next_key: StoredValue<u32>,
    /// The page: its signals end with it, whoever made them.
    owner: StoredValue<Owner>,
}

impl Form {
    /// An empty form of the page that is being made.
    pub(super) fn new(company: &Company) -> Self {
        let language = text::language();
        let currency = company.currency.parse::<Currency>().unwrap_or(Currency::EUR);
        let text = || RwSignal::new(String::new());
        let (discount, rows) = (text(), RwSignal::new(Arc::new(Vec::new())));
        let prices_include_tax = company.prices_include_tax;
        let sums = live::memo(move || {
            let discount = whole_discount(&discount.get(), language);
            Arc::new(summed(&rows.get(), currency, prices_include_tax, discount))
        });
        let form = Self {
            language,
            currency,
            customer: RwSignal::new(None),
            customer_text: text(),
            order_date: text(),
            reference: text(),
            notes: text(),
            discount,
            reason: text(),
            rows,
            sums,
            tried: RwSignal::new(false),
            next_key: StoredValue::new(0),
            owner: StoredValue::new(Owner::current().unwrap_or_default()),
        };
        // A keystroke changes few amounts: only those are set, and the rest of the lines hears nothing of it.
        live::effect(move || {
            let sums = sums.get();
            let mut amounts = sums.amounts.iter().peekable();
            for row in rows.get().iter() {
                let amount = amounts.next_if(|(key, _)| *key == row.key).map(|(_, amount)| *amount);
                if row.amount.get_untracked() != amount {
                    row.amount.set(amount);
                }
            }
        });
        // There is always an empty line to go on in.
        live::effect(move || {
            if rows.get().last().is_none_or(|row| !row.is_blank()) {
                form.insert(usize::MAX, TypedLine::default());
            }
        });
        form
    }

    /// All that is typed.
    pub(super) fn typed(self) -> Typed {
        Typed {
            customer: self.customer.get_untracked(),
            customer_text: self.customer_text.get_untracked(),
            order_date: self.order_date.get_untracked(),
            reference: self.reference.get_untracked(),
            notes: self.notes.get_untracked(),
            discount: self.discount.get_untracked(),
            reason: self.reason.get_untracked(),
            lines: self.rows.get_untracked().iter().map(|row| row.typed()).collect(),
        }
    }

    /// Fills the form.
    pub(super) fn put(self, typed: Typed) {
        self.customer_text.set(typed.customer_text);
        self.customer.set(typed.customer);
        self.order_date.set(typed.order_date);
        self.reference.set(typed.reference);
        self.notes.set(typed.notes);
        self.discount.set(typed.discount);
        self.reason.set(typed.reason);
        let rows = typed.lines.into_iter().map(|line| self.row(line)).collect();
        self.rows.set(Arc::new(rows));
    }

    fn row(self, line: TypedLine) -> Row {
        let key = self.next_key.get_value();
        self.next_key.set_value(key.wrapping_add(1));
        self.owner.get_value().with(|| Row::new(key, line, self.currency, self.language))
    }

    /// Puts a line at a place, or at the end.
    pub(super) fn insert(self, place: usize, line: TypedLine) -> Row {
        let row = self.row(line);
        let mut rows = Vec::clone(&self.rows.get_untracked());
        rows.insert(place.min(rows.len()), row);
        self.rows.set(Arc::new(rows));
        row
    }

    /// Takes a line away; gives the one that is in its place then.
    pub(super) fn remove(self, key: u32) -> Option<Row> {
        let place = self.place(key)?;
        let mut rows = Vec::clone(&self.rows.get_untracked());
        rows.remove(place);
        let next = rows.get(place).or_else(|| rows.last()).copied();
        self.rows.set(Arc::new(rows));
        next
    }

    pub(super) fn place(self, key: u32) -> Option<usize> {
        self.rows.get_untracked().iter().position(|row| row.key == key)
    }

    /// The line so many places away from another.
    pub(super) fn beside(self, key: u32, by: isize) -> Option<Row> {
        let place = self.place(key)?.checked_add_signed(by)?;
        self.rows.get_untracked().get(place).copied()
    }
}

/// The lines that are clear, priced by the rules.
fn summed(
    rows: &[Row],
    currency: Currency,
    prices_include_tax: bool,
    discount: Result<Option<Discount>, Wrong>,
) -> Sums {
    let mut keys = Vec::with_capacity(rows.len());
    let mut lines = Vec::with_capacity(rows.len());
    let mut count = 0_usize;
    for row in rows {
        let read = row.read.get();
        count = count.saturating_add(usize::from(!read.is_blank));
        if let Some(line) = read.line {
            keys.push(row.key);
            lines.push(line);
        }
    }
    let mut document = Document { currency, prices_include_tax, discount: discount.unwrap_or_default(), lines };
    let mut wrong_discount = discount.err();
    let totals = pricing::price(&document).or_else(|_| {
        // Only the reduction of the whole can be wrong yet: it takes off more than there is.
        wrong_discount = document.discount.take().map(|_| Wrong::TooMuch);
        pricing::price(&document)
    });
    let totals = totals.ok();
    let amounts = totals.iter().flat_map(|totals| keys.iter().copied().zip(totals.lines.iter().map(|line| line.net)));
    Sums { count, amounts: amounts.collect(), totals, wrong_discount }
}
