//! What is typed, as the rules understand it: the order to be sent, or what is wrong and where.
use domain::pricing::{self, Discount, Document, Line};
use domain::{Currency, Money, Percent, Quantity};

use super::typed::{Typed, TypedLine, read_discount};
use crate::api::sales::{Written, WrittenLine};
use crate::text::Language;
use crate::{number, text};

pub(super) use domain::sales_order::LINES_MAX;

/// A field of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Product,
    Quantity,
    Price,
    Discount,
    Reason,
    Tax,
}

impl Cell {
    /// Every cell, in the order of the Tab key.
    pub(super) const ALL: [Self; 6] =
        [Self::Product, Self::Quantity, Self::Price, Self::Discount, Self::Reason, Self::Tax];

    /// Its part of an element's id.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Quantity => "quantity",
            Self::Price => "price",
            Self::Discount => "discount",
            Self::Reason => "reason",
            Self::Tax => "tax",
        }
    }

    /// Its path in the API's input of a line.
    pub(super) const fn field(self) -> &'static str {
        match self {
            Self::Product => "productId",
            Self::Quantity => "quantity",
            Self::Price => "unitPrice",
            Self::Discount => "discount",
            Self::Reason => "discount.reason",
            Self::Tax => "taxPercent",
        }
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Nothing is there, and something must be.
    Missing,
    /// It names no product.
    Unknown,
    /// It is no number, or too fine or too large a one.
    Number,
    /// It must be above zero.
    Positive,
    /// It must not be below zero.
    Negative,
    /// It takes off more than there is.
    TooMuch,
}

impl Wrong {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Missing => text::form::required(),
            Self::Unknown => text::editor::product_unknown(),
            Self::Number => text::editor::not_a_number(),
            Self::Positive => text::editor::not_positive(),
            Self::Negative => text::editor::negative(),
            Self::TooMuch => text::editor::discount_too_large(),
        }
    }

    /// Whether it is wrong whatever comes next; a field that is merely empty may be filled in yet.
    pub(super) const fn is_for_sure(self) -> bool {
        !matches!(self, Self::Missing)
    }
}

/// A line as it is understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    /// Nothing has been typed.
    pub(super) is_blank: bool,
    /// What it is priced from, when that much is clear.
    pub(super) line: Option<Line>,
    /// What is wrong.
    pub(super) wrong: Vec<(Cell, Wrong)>,
}

impl Read {
    pub(super) fn wrong_at(&self, cell: Cell) -> Option<Wrong> {
        self.wrong.iter().find(|(it, _)| *it == cell).map(|(_, wrong)| *wrong)
    }
}

impl TypedLine {
    /// Understands the line.
    pub(super) fn read(&self, currency: Currency, language: Language) -> Read {
        if self.is_blank() {
            return Read { is_blank: true, ..Read::default() };
        }
        let mut wrong = Vec::new();
        match &self.product {
            // Something else is being typed over the product's name.
            Some(product) if !self.text.is_empty() && self.text != product.name => {
                wrong.push((Cell::Product, Wrong::Unknown));
            }
            Some(_) => {}
            None if self.text.trim().is_empty() => wrong.push((Cell::Product, Wrong::Missing)),
            None => wrong.push((Cell::Product, Wrong::Unknown)),
        }
        let has_product = wrong.is_empty();
        let mut take = |cell, text: &str| {
            if text.trim().is_empty() {
                // Price and tax come with the product: without it they are not what is missing.
                if has_product || cell == Cell::Quantity {
                    wrong.push((cell, Wrong::Missing));
                }
                return None;
            }
            Some(text.to_owned())
        };
        let texts = (take(Cell::Quantity, &self.quantity), take(Cell::Price, &self.price), take(Cell::Tax, &self.tax));
        let quantity = numbered(texts.0, language, Cell::Quantity, &mut wrong, |it: Quantity| {
            (!it.is_positive()).then_some(Wrong::Positive)
        });
        let price = numbered(texts.1, language, Cell::Price, &mut wrong, |it: Money| {
            it.is_negative().then_some(Wrong::Negative)
        });
        let tax = numbered(texts.2, language, Cell::Tax, &mut wrong, |it: Percent| {
            it.is_negative().then_some(Wrong::Negative)
        });
        let discount = self.read_discount(language, &mut wrong);
        let line = match (quantity, price, tax, discount) {
            (Some(quantity), Some(unit_price), Some(tax), Ok(discount)) => {
                Some(Line { quantity, unit_price, discount, tax })
            }
            _ => None,
        };
        let line = line.filter(|line| priced(*line, currency, &mut wrong));
        Read { is_blank: false, line, wrong }
    }

    fn read_discount(&self, language: Language, wrong: &mut Vec<(Cell, Wrong)>) -> Result<Option<Discount>, ()> {
        if self.discount.trim().is_empty() {
            return Ok(None);
        }
        if self.reason.trim().is_empty() {
            wrong.push((Cell::Reason, Wrong::Missing));
        }
        match read_discount(&self.discount, language) {
            Some(discount) => Ok(Some(discount)),
            None => {
                wrong.push((Cell::Discount, Wrong::Number));
                Err(())
            }
        }
    }
}

fn numbered<T: std::str::FromStr + Copy>(
    typed: Option<String>,
    language: Language,
    cell: Cell,
    wrong: &mut Vec<(Cell, Wrong)>,
    check: impl Fn(T) -> Option<Wrong>,
) -> Option<T> {
    let Some(number) = number::read::<T>(&typed?, language) else {
        wrong.push((cell, Wrong::Number));
        return None;
    };
    match check(number) {
        Some(fault) => {
            wrong.push((cell, fault));
            None
        }
        None => Some(number),
    }
}

/// Whether the rules price the line; tells where not.
fn priced(line: Line, currency: Currency, wrong: &mut Vec<(Cell, Wrong)>) -> bool {
    let alone = Document { currency, prices_include_tax: false, discount: None, lines: vec![line] };
    let Err(refusal) = pricing::price(&alone) else { return true };
    let is_discount = refusal.field.as_deref().is_some_and(|field| field.ends_with("discount"));
    wrong.push(if is_discount { (Cell::Discount, Wrong::TooMuch) } else { (Cell::Quantity, Wrong::Number) });
    false
}

/// The whole order's reduction: none, one, or what is wrong with it.
pub(super) fn whole_discount(text: &str, language: Language) -> Result<Option<Discount>, Wrong> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match read_discount(text, language) {
        Some(Discount::Percent(percent)) if !percent.is_share() => Err(Wrong::TooMuch),
        Some(Discount::Amount(amount)) if amount.is_negative() => Err(Wrong::Negative),
        Some(discount) => Ok(Some(discount)),
        None => Err(Wrong::Number),
    }
}

/// Where an order is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Customer,
    Discount,
    Reason,
    /// A field of a line, by the line's place.
    Line(usize, Cell),
    TooMany,
}

/// An order to be sent, and the places of the lines that it consists of.
pub(super) type Sendable = (Written, Vec<usize>);

impl Typed {
    /// The order to be sent, or the first thing that is wrong.
    pub(super) fn sendable(&self, currency: Currency, language: Language) -> Result<Sendable, Fault> {
        let customer = self.customer.as_ref().ok_or(Fault::Customer)?;
        let mut lines = Vec::new();
        let mut places = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            let read = line.read(currency, language);
            if let Some((cell, _)) = read.wrong.first() {
                return Err(Fault::Line(place, *cell));
            }
            if let (Some(priced), Some(product)) = (read.line, &line.product) {
                places.push(place);
                lines.push(WrittenLine {
                    product: product.id.clone(),
                    description: line.description.clone(),
                    quantity: priced.quantity,
                    unit_price: priced.unit_price,
                    tax_percent: priced.tax,
                    discount: priced.discount.map(|discount| (discount, line.reason.trim().to_owned())),
                });
            }
        }
        if lines.len() > LINES_MAX {
            return Err(Fault::TooMany);
        }
        let discount = whole_discount(&self.discount, language).map_err(|_| Fault::Discount)?;
        if discount.is_some() && self.reason.trim().is_empty() {
            return Err(Fault::Reason);
        }
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let written = Written {
            customer: customer.id.clone(),
            order_date: some(&self.order_date),
            reference: some(&self.reference),
            notes: some(&self.notes),
            discount: discount.map(|discount| (discount, self.reason.trim().to_owned())),
            lines,
        };
        Ok((written, places))
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::line;
    use super::*;
    use crate::number::fixture::each_typed;

    fn read(change: impl Fn(&mut TypedLine)) -> Read {
        let mut line = line("A", "3");
        change(&mut line);
        line.read(Currency::EUR, Language::English)
    }

    #[test]
    fn a_whole_line_is_priced() {
        let read = read(|line| line.discount = "10%".to_owned());
        assert_eq!(read.line.map(|line| line.quantity.to_string()).as_deref(), Some("3"));
        assert_eq!(read.wrong, [(Cell::Reason, Wrong::Missing)], "a reduction needs its reason");
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let at = |change: fn(&mut TypedLine)| read(change).wrong;
        assert_eq!(at(|line| line.quantity = "0".to_owned()), [(Cell::Quantity, Wrong::Positive)]);
        assert_eq!(at(|line| line.quantity = "1.2345".to_owned()), [(Cell::Quantity, Wrong::Number)]);
        assert_eq!(at(|line| line.quantity = " ".to_owned()), [(Cell::Quantity, Wrong::Missing)]);
        assert_eq!(at(|line| line.price = "-1".to_owned()), [(Cell::Price, Wrong::Negative)]);
        assert_eq!(at(|line| line.tax = "x".to_owned()), [(Cell::Tax, Wrong::Number)]);
        assert_eq!(at(|line| line.text = "something else".to_owned()), [(Cell::Product, Wrong::Unknown)]);
        let unknown = |line: &mut TypedLine| {
            (line.product, line.price, line.tax) = (None, String::new(), String::new());
        };
        assert_eq!(at(unknown), [(Cell::Product, Wrong::Unknown)], "its price comes with it");
        let too_much = |line: &mut TypedLine| {
            (line.discount, line.reason) = ("26.26".to_owned(), "friend".to_owned());
        };
        assert_eq!(at(too_much), [(Cell::Discount, Wrong::TooMuch)]);
    }

    #[test]
    fn each_field_takes_what_is_meant_and_nothing_else() {
        let line = |change: &dyn Fn(&mut TypedLine)| {
            let mut line =
                TypedLine { price: "9".to_owned(), quantity: "1".to_owned(), tax: "9".to_owned(), ..line("A", "1") };
            change(&mut line);
            let read = line.read(Currency::EUR, crate::text::language());
            read.line.filter(|_| read.wrong.is_empty())
        };
        each_typed(
            |quantity: &Quantity| quantity.is_positive(),
            |typed| Some(line(&|line| line.quantity = typed.to_owned())?.quantity),
        );
        each_typed(
            |price: &Money| !price.is_negative(),
            |typed| Some(line(&|line| line.price = typed.to_owned())?.unit_price),
        );
        each_typed(|tax: &Percent| !tax.is_negative(), |typed| Some(line(&|line| line.tax = typed.to_owned())?.tax));
        each_typed(
            |_| true,
            |typed| match read_discount(typed, crate::text::language())? {
                Discount::Amount(amount) => Some(amount),
                Discount::Percent(_) => None,
            },
        );
    }

    #[test]
    fn blank_lines_are_left_out_and_places_are_kept() {
        let customer = crate::api::choices::CustomerChoice {
            id: crate::api::scalar::Id::new("cus_1"),
            code: "C".to_owned(),
            name: "C".to_owned(),
            city: None,
            on_stop: false,
            credit_limit: None,
            exposure: Money::ZERO,
        };
        let lines = vec![TypedLine::default(), line("A", "1"), TypedLine::default(), line("B", "2")];
        let mut typed = Typed { customer: Some(customer), lines, ..Typed::default() };
        let (written, places) = typed.sendable(Currency::EUR, Language::English).unwrap();
        assert_eq!((written.lines.len(), places), (2, vec![1, 3]));
        typed.lines[3].quantity = "?".to_owned();
        let fault = typed.sendable(Currency::EUR, Language::English).unwrap_err();
        assert_eq!(fault, Fault::Line(3, Cell::Quantity));
        typed.lines = vec![line("A", "1"); LINES_MAX + 1];
        assert_eq!(typed.sendable(Currency::EUR, Language::English).unwrap_err(), Fault::TooMany);
        typed.customer = None;
        assert_eq!(typed.sendable(Currency::EUR, Language::English).unwrap_err(), Fault::Customer);
    }
}
