//! Quantities: thousandths of a product's unit.

use crate::decimal::fixed_point;

fixed_point! {
    /// A quantity as a decimal text, exact to three places (`"2.5"`), in the product's unit.
    Quantity, scale: 3, least: 0, overflow: QuantityOutOfRange, bad: "BAD_QUANTITY"
}
