//! Reductions: a share or an amount, with a reason; of a line or of a whole document.

use async_graphql::{InputObject, OneofObject, SimpleObject};
use domain::pricing::{Discount, DiscountKind, ReasonedDiscount};
use domain::{Money, Percent};

/// How much is taken off.
#[derive(Clone, Debug, OneofObject)]
pub enum DiscountValue {
    /// A share, 0 to 100.
    Percent(Percent),
    /// An amount.
    Amount(Money),
}

/// A reduction and its reason.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountInput {
    /// How much.
    value: DiscountValue,
    /// Why.
    reason: String,
}

impl From<DiscountInput> for ReasonedDiscount {
    fn from(discount: DiscountInput) -> Self {
        let value = match discount.value {
            DiscountValue::Percent(percent) => Discount::Percent(percent),
            DiscountValue::Amount(amount) => Discount::Amount(amount),
        };
        Self { discount: value, reason: discount.reason }
    }
}

/// A reduction: a share or an amount.
#[derive(Clone, Debug, SimpleObject)]
pub struct AppliedDiscount {
    /// The share, when it is one.
    percent: Option<Percent>,
    /// The amount, when it is one.
    amount: Option<Money>,
    /// Why.
    reason: String,
}

impl From<ReasonedDiscount> for AppliedDiscount {
    fn from(ReasonedDiscount { discount, reason }: ReasonedDiscount) -> Self {
        match discount {
            Discount::Percent(percent) => Self { percent: Some(percent), amount: None, reason },
            Discount::Amount(amount) => Self { percent: None, amount: Some(amount), reason },
        }
    }
}

/// The columns of a reduction: kind, value, reason.
pub type DiscountColumns = (Option<DiscountKind>, Option<i64>, Option<String>);

/// The columns that hold a reduction.
pub fn to_columns(discount: Option<&ReasonedDiscount>) -> DiscountColumns {
    let Some(ReasonedDiscount { discount, reason }) = discount else { return (None, None, None) };
    let (kind, value) = match discount {
        Discount::Percent(percent) => (DiscountKind::Percent, percent.raw()),
        Discount::Amount(amount) => (DiscountKind::Amount, amount.raw()),
    };
    (Some(kind), Some(value), Some(reason.clone()))
}

/// The reduction of these columns.
pub fn from_columns(kind: Option<DiscountKind>, value: Option<i64>, reason: Option<&str>) -> Option<ReasonedDiscount> {
    let discount = match kind? {
        DiscountKind::Percent => Discount::Percent(Percent::from_raw(value?)),
        DiscountKind::Amount => Discount::Amount(Money::from_raw(value?)),
    };
    Some(ReasonedDiscount { discount, reason: reason.unwrap_or_default().to_owned() })
}

/// A reduction as a trail shows it: `5 %`, `12.50`.
pub fn shown(discount: Option<&ReasonedDiscount>) -> Option<String> {
    discount.map(|discount| match discount.discount {
        Discount::Percent(percent) => format!("{percent} %"),
        Discount::Amount(amount) => amount.to_string(),
    })
}
