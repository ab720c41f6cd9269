//! Percentages: thousandths of a percent.

use crate::decimal::{divide_rounded, fixed_point};
use crate::{Quantity, Refusal};

fixed_point! {
    /// A percentage as a decimal text, exact to three places (`"20"` is 20 %).
    Percent, scale: 3, least: 0, overflow: AmountOutOfRange, bad: "BAD_PERCENT"
}

impl Percent {
    /// All of it.
    pub const HUNDRED: Self = Self::from_raw(100 * Self::UNIT);

    /// Whether it lies between nothing and all.
    pub fn is_share(self) -> bool {
        (Self::ZERO..=Self::HUNDRED).contains(&self)
    }

    /// `quantity` with this percentage on top, rounded down: an allowance is never exceeded.
    ///
    /// # Errors
    /// When the result is out of range.
    pub fn on_top_of(self, quantity: Quantity) -> Result<Quantity, Refusal> {
        let whole = i128::from(Self::HUNDRED.raw());
        let exact = i128::from(quantity.raw()) * (whole + i128::from(self.raw()));
        Quantity::from_wide(exact / whole)
    }

    /// What share `part` is of `whole`, to the nearest thousandth of a percent; nothing of nothing is nothing.
    pub fn share(part: i64, whole: i64) -> Self {
        if whole <= 0 {
            return Self::ZERO;
        }
        let share = divide_rounded(i128::from(part) * i128::from(Self::HUNDRED.raw()), i128::from(whole));
        Self::from_wide(share).unwrap_or(Self::ZERO)
    }
}
