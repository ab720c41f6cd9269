//! Money: ten-thousandths of a currency unit.

use crate::decimal::{divide_rounded, fixed_point};
use crate::{Currency, Percent, Quantity, Refusal};

fixed_point! {
    /// An amount of money as a decimal text, exact to four places (`"12.50"`). Its currency is the document's.
    Money, scale: 4, least: 2, overflow: AmountOutOfRange, bad: "BAD_MONEY"
}

impl Money {
    /// Rounded to the currency's smallest coin, half away from zero.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn rounded(self, currency: Currency) -> Result<Self, Refusal> {
        let coin = i128::from(currency.coin());
        Self::from_wide(divide_rounded(i128::from(self.raw()), coin).saturating_mul(coin))
    }

    /// This unit price times `quantity`, rounded to the currency's smallest coin.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn times(self, quantity: Quantity, currency: Currency) -> Result<Self, Refusal> {
        self.scaled(quantity.raw(), Quantity::UNIT, currency)
    }

    /// What `quantity` of something is worth at this price, to the ten-thousandth, half away from zero: for looking at,
    /// not for documents.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn worth(self, quantity: Quantity) -> Result<Self, Refusal> {
        Self::from_worth(i128::from(self.raw()) * i128::from(quantity.raw()))
    }

    /// The same of a sum of prices times quantities, both in their small units.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn from_worth(sum: i128) -> Result<Self, Refusal> {
        Self::from_wide(divide_rounded(sum, i128::from(Quantity::UNIT)))
    }

    /// `percent` of this amount, rounded to the currency's smallest coin.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn percent(self, percent: Percent, currency: Currency) -> Result<Self, Refusal> {
        self.scaled(percent.raw(), Percent::HUNDRED.raw(), currency)
    }

    /// This price, higher by `percent` (lower by a negative one), to the ten-thousandth, half away from zero.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn changed_by(self, percent: Percent) -> Result<Self, Refusal> {
        let whole = i128::from(Percent::HUNDRED.raw());
        Self::from_wide(divide_rounded(i128::from(self.raw()) * (whole + i128::from(percent.raw())), whole))
    }

    /// This amount times `numerator / denominator`, rounded once to the currency's smallest coin.
    pub(crate) fn scaled(self, numerator: i64, denominator: i64, currency: Currency) -> Result<Self, Refusal> {
        let coin = i128::from(currency.coin());
        let exact = i128::from(self.raw()) * i128::from(numerator);
        Self::from_wide(divide_rounded(exact, i128::from(denominator) * coin).saturating_mul(coin))
    }
}
