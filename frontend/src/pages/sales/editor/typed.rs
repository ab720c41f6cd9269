//! An order as it is typed: texts and picks, as they are kept in the browser and compared when two people wrote at once.
use domain::pricing::Discount;
use domain::{Money, Percent};

use crate::api::choices::{CustomerChoice, ProductChoice};
use crate::api::json::stored;
use crate::api::sales::{AppliedDiscount, Draft, DraftItem};
use crate::number;
use crate::text::Language;

stored! {
    /// An order.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(super) struct Typed {
        pub(super) customer: Option<CustomerChoice>,
        /// What stands in the customer's field.
        pub(super) customer_text: String,
        pub(super) order_date: String,
        pub(super) reference: String,
        pub(super) notes: String,
        pub(super) discount: String,
        pub(super) reason: String,
        pub(super) lines: Vec<TypedLine>,
    }
}

stored! {
    /// A line.
    #[derive(Clone, Debug, Default, PartialEq, Eq)]
    pub(super) struct TypedLine {
        pub(super) product: Option<ProductChoice>,
        /// What stands in the product's field: its name, or what has not been understood.
        pub(super) text: String,
        /// What the line is called, where not as its product.
        pub(super) description: Option<String>,
        pub(super) quantity: String,
        pub(super) price: String,
        pub(super) discount: String,
        pub(super) reason: String,
        pub(super) tax: String,
    }
}

impl Typed {
    /// As the server has it.
    pub(super) fn of(draft: &Draft, language: Language) -> Self {
        Self {
            customer: draft.customer.clone(),
            customer_text: draft.customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default(),
            order_date: draft.order_date.0.clone(),
            reference: draft.customer_reference.clone().unwrap_or_default(),
            notes: draft.notes.clone().unwrap_or_default(),
            discount: discount(draft.discount.as_ref(), language),
            reason: reason(draft.discount.as_ref()),
            lines: draft.items.iter().map(|item| TypedLine::of(item, language)).collect(),
        }
    }

    /// Numbers as another language writes them.
    pub(super) fn translated(mut self, from: Language, to: Language) -> Self {
        if from != to {
            let turn = |text: &mut String| *text = turned(text, from, to);
            turn(&mut self.discount);
            for line in &mut self.lines {
                [&mut line.quantity, &mut line.price, &mut line.discount, &mut line.tax].into_iter().for_each(turn);
            }
        }
        self
    }

    /// Whether both say the same, whatever the spelling of their numbers.
    pub(super) fn says(&self, other: &Self, language: Language) -> bool {
        let id = |typed: &Self| typed.customer.as_ref().map(|customer| customer.id.clone());
        let lines = |typed: &Self| -> Vec<_> {
            typed.lines.iter().filter(|line| !line.is_blank()).map(|line| line.meaning(language)).collect()
        };
        id(self) == id(other)
            && self.order_date == other.order_date
            && self.reference.trim() == other.reference.trim()
            && self.notes.trim() == other.notes.trim()
            && meant(&self.discount, language) == meant(&other.discount, language)
            && (self.discount.is_empty() || self.reason.trim() == other.reason.trim())
            && lines(self) == lines(other)
    }
}

impl TypedLine {
    fn of(item: &DraftItem, language: Language) -> Self {
        let name = item.product.as_ref().map(|product| product.name.clone()).unwrap_or_default();
        Self {
            description: Some(item.description.clone()).filter(|description| *description != name),
            product: item.product.clone(),
            text: name,
            quantity: number::write(&item.quantity.to_string(), language),
            price: number::write(&item.unit_price.to_string(), language),
            discount: discount(item.discount.as_ref(), language),
            reason: reason(item.discount.as_ref()),
            tax: number::write(&item.tax_percent.to_string(), language),
        }
    }

    /// Whether nothing has been typed; then it is no line.
    pub(super) fn is_blank(&self) -> bool {
        self.product.is_none()
            && [&self.text, &self.quantity, &self.price, &self.discount].iter().all(|text| text.trim().is_empty())
    }

    /// What is equal when two lines say the same.
    pub(super) fn meaning(&self, language: Language) -> [String; 7] {
        let product = match &self.product {
            Some(product) => product.id.inner().to_owned(),
            None => self.text.trim().to_owned(),
        };
        // Without trailing zeros: 8.5 is 8.50.
        let exact = |text: &str| {
            let plain = meant(text, language);
            number::exact::<Money>(&plain).map_or(plain, |number| number.to_string())
        };
        let reason = if self.discount.trim().is_empty() { "" } else { self.reason.trim() };
        [
            product,
            self.description.clone().unwrap_or_default(),
            exact(&self.quantity),
            exact(&self.price),
            exact(&self.discount),
            reason.to_owned(),
            exact(&self.tax),
        ]
    }
}

/// A reduction as its field shows it: `10%` or `5.00`.
fn discount(discount: Option<&AppliedDiscount>, language: Language) -> String {
    match discount {
        Some(AppliedDiscount { percent: Some(percent), .. }) => {
            format!("{}%", number::write(&percent.to_string(), language))
        }
        Some(AppliedDiscount { amount: Some(amount), .. }) => number::write(&amount.to_string(), language),
        _ => String::new(),
    }
}

fn reason(discount: Option<&AppliedDiscount>) -> String {
    discount.map(|discount| discount.reason.clone()).unwrap_or_default()
}

/// A field's number as plain text, with its percent sign in front.
fn meant(text: &str, language: Language) -> String {
    let (is_percent, rest) = without_sign(text);
    format!(
        "{}{}",
        if is_percent { "%" } else { "" },
        number::plain(rest, language).unwrap_or_else(|| rest.trim().to_owned())
    )
}

fn turned(text: &str, from: Language, to: Language) -> String {
    let (is_percent, rest) = without_sign(text);
    let Some(plain) = number::plain(rest, from) else { return text.to_owned() };
    format!("{}{}", number::write(&plain, to), if is_percent { "%" } else { "" })
}

/// Whether there is a percent sign, on either side as languages have it, and the rest.
fn without_sign(text: &str) -> (bool, &str) {
    let text = text.trim();
    match text.strip_suffix('%').or_else(|| text.strip_prefix('%')) {
        Some(rest) => (true, rest),
        None => (false, text),
    }
}

/// The reduction that a field means: a share with a percent sign, else an amount; none when it is neither.
pub(super) fn read_discount(text: &str, language: Language) -> Option<Discount> {
    let (is_percent, rest) = without_sign(text);
    if is_percent {
        number::read::<Percent>(rest, language).map(Discount::Percent)
    } else {
        number::read::<Money>(rest, language).map(Discount::Amount)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A product that costs so much.
    pub(in super::super) fn product(code: &str, price: &str) -> ProductChoice {
        ProductChoice {
            id: crate::api::scalar::Id::new(format!("prd_{code}")),
            code: code.to_owned(),
            name: format!("{code} mug"),
            barcode: None,
            unit: "pcs".to_owned(),
            is_service: false,
            unit_price: price.parse().unwrap(),
            tax_percent: "20".parse().unwrap(),
        }
    }

    /// A line of so many of it.
    pub(in super::super) fn line(code: &str, quantity: &str) -> TypedLine {
        let product = product(code, "8.75");
        TypedLine {
            text: product.name.clone(),
            product: Some(product),
            quantity: quantity.to_owned(),
            price: "8.75".to_owned(),
            tax: "20".to_owned(),
            ..TypedLine::default()
        }
    }

    #[test]
    fn a_percent_sign_makes_a_share() {
        let read = |text| read_discount(text, Language::Turkish);
        let ten = Some(Discount::Percent("10".parse().unwrap()));
        assert_eq!(read("10%"), ten);
        assert_eq!(read("%10"), ten);
        assert_eq!(read("2,50"), Some(Discount::Amount("2.5".parse().unwrap())));
        assert_eq!(read("a lot"), None);
    }

    #[test]
    fn spelling_is_no_change_and_blank_lines_are_no_lines() {
        let one = Typed { lines: vec![line("A", "1"), TypedLine::default()], ..Typed::default() };
        let mut other = Typed { lines: vec![line("A", "1.000")], ..Typed::default() };
        assert!(one.says(&other, Language::English));
        other.lines[0].quantity = "2".to_owned();
        assert!(!one.says(&other, Language::English));
    }

    #[test]
    fn numbers_change_their_language() {
        let line = TypedLine { discount: "2.5%".to_owned(), quantity: "?".to_owned(), ..line("A", "") };
        let typed = Typed { lines: vec![line], ..Typed::default() };
        let turkish = typed.translated(Language::English, Language::Turkish);
        let TypedLine { price, discount, quantity, .. } = &turkish.lines[0];
        assert_eq!((price.as_str(), discount.as_str(), quantity.as_str()), ("8,75", "2,5%", "?"));
    }

    #[test]
    fn what_is_kept_comes_back() {
        let typed = Typed {
            lines: vec![line("A", "1"), TypedLine::default()],
            notes: "\"ş\"\n".to_owned(),
            ..Typed::default()
        };
        let text = crate::api::json::text_of(&typed);
        assert_eq!(crate::api::json::from_text::<Typed>(&text), Some(typed));
    }
}
