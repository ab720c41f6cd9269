//! Totals of a document: lines, discounts, tax, and where each cent goes.
//!
//! The rule, in this order:
//! 1. Line: quantity × unit price, rounded to the currency's smallest coin, less the line's discount (rounded).
//! 2. Document discount: spread over the lines by their amounts, each share rounded; the residual goes to the largest
//!    line (the first of equals).
//! 3. Tax, per rate over the whole document, rounded once: exclusive on the sum of the rate's lines; inclusive taken
//!    out of it. A rate's tax is spread over its lines in the same way as the discount.
//!
//! So Σ line net + Σ line tax = total, to the smallest coin; `rounding` is what a later cash rounding may add.

use crate::{Currency, Money, Percent, Quantity, Refusal, RefusalCode, required};

/// A reduction of a line or of the whole document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discount {
    /// A share, 0 to 100 %.
    Percent(Percent),
    /// An amount, at most what it reduces.
    Amount(Money),
}

/// Characters of a reason at most.
const REASON_MAX: usize = 2000;

/// A reduction and why it is given: whoever reads the document later asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonedDiscount {
    /// How much.
    pub discount: Discount,
    /// Why.
    pub reason: String,
}

crate::stored_enum! {
    /// Which kind of reduction a column has.
    DiscountKind {
        /// Thousandths of a percent.
        Percent => "percent",
        /// Ten-thousandths of the currency.
        Amount => "amount",
    }
}

impl ReasonedDiscount {
    /// Whether a reason is given.
    ///
    /// # Errors
    /// `REASON_REQUIRED`, `TOO_LONG` at `reason` of the discount that `field` names.
    pub fn check(&self, field: &str) -> Result<(), Refusal> {
        let field = format!("{field}.reason");
        if self.reason.trim().is_empty() {
            return Err(Refusal::new(RefusalCode::ReasonRequired).at(field));
        }
        required(&field, &self.reason, REASON_MAX)?;
        Ok(())
    }
}

/// What a line is priced from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// How much of it.
    pub quantity: Quantity,
    /// The price of one, with or without tax as the document says.
    pub unit_price: Money,
    /// Its own reduction.
    pub discount: Option<Discount>,
    /// Its tax rate.
    pub tax: Percent,
}

/// What a document is priced from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its currency.
    pub currency: Currency,
    /// Whether unit prices contain the tax.
    pub prices_include_tax: bool,
    /// Its reduction, over all lines.
    pub discount: Option<Discount>,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What a line comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineTotals {
    /// Without tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub gross: Money,
}

/// What one tax rate comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxGroup {
    /// The rate.
    pub rate: Percent,
    /// What it is taken on.
    pub net: Money,
    /// What it comes to.
    pub tax: Money,
}

/// What a document comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Line by line, in the document's order.
    pub lines: Vec<LineTotals>,
    /// Rate by rate, lowest first.
    pub taxes: Vec<TaxGroup>,
    /// Without tax.
    pub net: Money,
    /// All taxes.
    pub tax: Money,
    /// Cash rounding; none so far.
    pub rounding: Money,
    /// What is to be paid.
    pub total: Money,
}

/// Prices a document by the module's rule.
///
/// # Errors
/// `INVALID` for a discount outside its range, `MUST_NOT_BE_NEGATIVE` for a negative price or tax,
/// `MUST_BE_POSITIVE` for a quantity, `AMOUNT_OUT_OF_RANGE`; the field names the line.
pub fn price(document: &Document) -> Result<Totals, Refusal> {
    let currency = document.currency;
    let mut amounts = Vec::with_capacity(document.lines.len());
    for (index, line) in document.lines.iter().enumerate() {
        amounts.push(line_amount(line, currency).map_err(|refusal| {
            let field = refusal.field.clone().map_or(String::new(), |field| format!(".{field}"));
            refusal.at(format!("lines.{index}{field}"))
        })?);
    }
    if let Some(discount) = document.discount {
        let sum = Money::sum(amounts.iter().copied())?;
        let reduction = reduction(sum, discount, currency).map_err(|refusal| refusal.at("discount"))?;
        let shares = spread(reduction, &amounts, currency)?;
        for (amount, share) in amounts.iter_mut().zip(shares) {
            *amount = amount.minus(share)?;
        }
    }
    taxed(document, &amounts)
}

fn line_amount(line: &Line, currency: Currency) -> Result<Money, Refusal> {
    if !line.quantity.is_positive() {
        return Err(Refusal::new(RefusalCode::MustBePositive).at("quantity"));
    }
    if line.unit_price.is_negative() {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("unitPrice"));
    }
    if line.tax.is_negative() {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("taxPercent"));
    }
    let amount = line.unit_price.times(line.quantity, currency)?;
    match line.discount {
        None => Ok(amount),
        Some(discount) => {
            let reduction = reduction(amount, discount, currency).map_err(|refusal| refusal.at("discount"))?;
            amount.minus(reduction)
        }
    }
}

fn reduction(amount: Money, discount: Discount, currency: Currency) -> Result<Money, Refusal> {
    let reduction = match discount {
        Discount::Percent(percent) if percent.is_share() => amount.percent(percent, currency)?,
        Discount::Percent(_) => return Err(Refusal::new(RefusalCode::Invalid)),
        Discount::Amount(reduction) => reduction.rounded(currency)?,
    };
    if reduction.is_negative() || reduction > amount {
        return Err(Refusal::new(RefusalCode::Invalid));
    }
    Ok(reduction)
}

/// Shares of `whole` by `weights`, each rounded to the coin; the residual lies on the largest weight.
///
/// A share never exceeds its weight when `whole` does not exceed their sum: shares are rounded towards zero, and the
/// residual, fewer coins than there are lines, is given out coin by coin, largest weight first.
fn spread(whole: Money, weights: &[Money], currency: Currency) -> Result<Vec<Money>, Refusal> {
    let sum = Money::sum(weights.iter().copied())?;
    if sum == Money::ZERO {
        return Ok(vec![Money::ZERO; weights.len()]);
    }
    let coin = i128::from(currency.coin());
    let mut shares = Vec::with_capacity(weights.len());
    for weight in weights {
        let exact = i128::from(whole.raw()) * i128::from(weight.raw()) / i128::from(sum.raw());
        shares.push(Money::from_wide(exact / coin * coin)?);
    }
    let mut rest = whole.minus(Money::sum(shares.iter().copied())?)?;
    let mut largest_first: Vec<usize> = (0..weights.len()).collect();
    largest_first.sort_by_key(|index| std::cmp::Reverse(weights.get(*index).copied()));
    // The largest line takes what it can carry; the rest, if any, goes on to the next.
    for index in largest_first {
        if let (Some(share), Some(weight)) = (shares.get_mut(index), weights.get(index)) {
            let room = if whole <= sum { weight.minus(*share)? } else { rest };
            let taken = rest.min(room);
            *share = share.plus(taken)?;
            rest = rest.minus(taken)?;
        }
    }
    Ok(shares)
}

fn taxed(document: &Document, amounts: &[Money]) -> Result<Totals, Refusal> {
    let currency = document.currency;
    let mut rates: Vec<Percent> = document.lines.iter().map(|line| line.tax).collect();
    rates.sort_unstable();
    rates.dedup();
    let mut totals = Totals { lines: vec![LineTotals::default(); amounts.len()], ..Totals::default() };
    for rate in rates {
        let (indexes, weights): (Vec<usize>, Vec<Money>) = document
            .lines
            .iter()
            .zip(amounts)
            .enumerate()
            .filter(|(_, (line, _))| line.tax == rate)
            .map(|(index, (_, amount))| (index, *amount))
            .unzip();
        let sum = Money::sum(weights.iter().copied())?;
        let tax = if document.prices_include_tax {
            sum.scaled(rate.raw(), Percent::HUNDRED.plus(rate)?.raw(), currency)?
        } else {
            sum.percent(rate, currency)?
        };
        let taxes = spread(tax, &weights, currency)?;
        for ((index, amount), tax) in indexes.into_iter().zip(weights).zip(taxes) {
            let net = if document.prices_include_tax { amount.minus(tax)? } else { amount };
            if let Some(line) = totals.lines.get_mut(index) {
                *line = LineTotals { net, tax, gross: net.plus(tax)? };
            }
        }
        let net = if document.prices_include_tax { sum.minus(tax)? } else { sum };
        totals.taxes.push(TaxGroup { rate, net, tax });
    }
    totals.net = Money::sum(totals.taxes.iter().map(|group| group.net))?;
    totals.tax = Money::sum(totals.taxes.iter().map(|group| group.tax))?;
    totals.total = totals.net.plus(totals.tax)?.plus(totals.rounding)?;
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn discount() -> impl Strategy<Value = Option<Discount>> {
        proptest::option::of((0..=100_000_i64).prop_map(|raw| Discount::Percent(Percent::from_raw(raw))))
    }

    fn line() -> impl Strategy<Value = Line> {
        let rate = prop_oneof![Just(0), Just(1_000), Just(8_000), Just(20_000), Just(19_600)];
        (1..500_000_i64, 0..50_000_000_i64, discount(), rate).prop_map(|(quantity, price, discount, rate)| Line {
            quantity: Quantity::from_raw(quantity),
            unit_price: Money::from_raw(price),
            discount,
            tax: Percent::from_raw(rate),
        })
    }

    fn document() -> impl Strategy<Value = Document> {
        let currency = prop_oneof![Just("EUR"), Just("JPY"), Just("KWD")].prop_map(|code| code.parse().unwrap());
        (currency, any::<bool>(), discount(), prop::collection::vec(line(), 0..40)).prop_map(
            |(currency, prices_include_tax, discount, lines)| Document {
                currency,
                prices_include_tax,
                discount,
                lines,
            },
        )
    }

    #[test]
    fn a_discount_needs_its_reason() {
        let given = |reason: &str| {
            let discount = Discount::Percent(Percent::HUNDRED);
            ReasonedDiscount { discount, reason: reason.to_owned() }.check("lines.2.discount")
        };
        assert_eq!(given("a friend"), Ok(()));
        let refusal = given(" ").unwrap_err();
        assert_eq!(
            (refusal.code, refusal.field.as_deref()),
            (RefusalCode::ReasonRequired, Some("lines.2.discount.reason"))
        );
    }

    proptest! {
        #[test]
        fn lines_and_tax_and_rounding_are_the_total(document in document()) {
            let totals = price(&document).unwrap();
            let sum = |of: fn(&LineTotals) -> Money| Money::sum(totals.lines.iter().map(of)).unwrap();
            prop_assert_eq!(sum(|line| line.net), totals.net);
            prop_assert_eq!(sum(|line| line.tax), totals.tax);
            prop_assert_eq!(sum(|line| line.gross).plus(totals.rounding).unwrap(), totals.total);
            prop_assert_eq!(totals.net.plus(totals.tax).unwrap().plus(totals.rounding).unwrap(), totals.total);
            for line in &totals.lines {
                prop_assert_eq!(line.gross.rounded(document.currency).unwrap(), line.gross);
                prop_assert!(!line.net.is_negative() && !line.tax.is_negative());
            }
        }

        #[test]
        fn an_amount_off_the_document_is_off_the_total(
            mut document in document(), share in 0..=100_000_i64,
        ) {
            document.discount = None;
            document.lines.iter_mut().for_each(|line| line.tax = Percent::ZERO);
            let before = price(&document).unwrap().total;
            let off = before.percent(Percent::from_raw(share), document.currency).unwrap();
            document.discount = Some(Discount::Amount(off));
            prop_assert_eq!(price(&document).unwrap().total, before.minus(off).unwrap());
        }

        #[test]
        fn decimal_texts_survive_the_round_trip(raw in any::<i64>()) {
            prop_assert_eq!(Money::from_raw(raw).to_string().parse(), Ok(Money::from_raw(raw)));
            prop_assert_eq!(Quantity::from_raw(raw).to_string().parse(), Ok(Quantity::from_raw(raw)));
        }
    }

    #[test]
    fn inclusive_tax_is_taken_out_of_the_price() {
        let line = Line {
            quantity: Quantity::whole(1).unwrap(),
            unit_price: "12.00".parse().unwrap(),
            discount: None,
            tax: "20".parse().unwrap(),
        };
        let document =
            Document { currency: Currency::EUR, prices_include_tax: true, discount: None, lines: vec![line] };
        let totals = price(&document).unwrap();
        assert_eq!(
            (totals.net, totals.tax, totals.total),
            ("10".parse().unwrap(), "2".parse().unwrap(), "12".parse().unwrap())
        );
    }

    #[test]
    fn an_overflow_is_refused() {
        let line = Line {
            quantity: Quantity::from_raw(i64::MAX),
            unit_price: Money::from_raw(i64::MAX),
            discount: None,
            tax: Percent::ZERO,
        };
        let document =
            Document { currency: Currency::EUR, prices_include_tax: false, discount: None, lines: vec![line] };
        assert_eq!(price(&document).unwrap_err().code, RefusalCode::AmountOutOfRange);
    }

    #[test]
    fn malformed_decimals_are_refused() {
        for text in ["", "-", "1.", ".5", "1e3", "1,5", " 1", "1.00001", "99999999999999999999", "--1", "+1"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }
}
