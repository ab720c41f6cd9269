//! Reading and writing decimals that are whole numbers of a small unit: exact, without floats.

use std::fmt;

/// A text that is not a decimal of the asked form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadDecimal {
    /// Not digits with at most one point.
    Malformed,
    /// More digits behind the point than the unit has.
    TooFine,
    /// Beyond the range of the type.
    OutOfRange,
}

impl fmt::Display for BadDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a decimal number such as 12.50",
            Self::TooFine => "too many digits behind the point",
            Self::OutOfRange => "out of range",
        })
    }
}

impl std::error::Error for BadDecimal {}

/// Reads `text` as a whole number of 10^-`scale`.
pub(crate) fn parse(text: &str, scale: u32) -> Result<i64, BadDecimal> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let malformed = whole.is_empty() || (fraction.is_empty() && digits.contains('.'));
    if malformed || !all_digits(whole) || !all_digits(fraction) {
        return Err(BadDecimal::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    let missing =
        usize::try_from(scale).ok().and_then(|scale| scale.checked_sub(fraction.len())).ok_or(BadDecimal::TooFine)?;
    let value = whole
        .bytes()
        .chain(fraction.bytes())
        .chain(std::iter::repeat_n(b'0', missing))
        .try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_sub(i64::from(digit - b'0')))
        .ok_or(BadDecimal::OutOfRange)?;
    // Folded downwards, since the negative range is the wider one.
    if negative { Ok(value) } else { value.checked_neg().ok_or(BadDecimal::OutOfRange) }
}

/// Writes `value` of unit 10^-`scale` with at least `least` digits behind the point.
pub(crate) fn write(f: &mut fmt::Formatter<'_>, value: i64, scale: u32, least: usize) -> fmt::Result {
    let unit = 10_u64.pow(scale);
    let magnitude = value.unsigned_abs();
    let width = usize::try_from(scale).unwrap_or(0);
    let fraction = format!("{:0width$}", magnitude % unit);
    let digits_kept = fraction.trim_end_matches('0').len().max(least);
    let digits = match fraction.get(..digits_kept) {
        None | Some("") => format!("{}", magnitude / unit),
        Some(fraction) => format!("{}.{fraction}", magnitude / unit),
    };
    f.pad_integral(value >= 0, "", &digits)
}

/// `numerator / denominator` to the nearest whole number, half away from zero. The denominator is positive.
pub(crate) fn divide_rounded(numerator: i128, denominator: i128) -> i128 {
    let half = denominator / 2;
    if numerator >= 0 { (numerator + half) / denominator } else { (numerator - half) / denominator }
}

macro_rules! fixed_point {
    ($(#[$doc:meta])* $name:ident, scale: $scale:literal, least: $least:literal, overflow: $overflow:ident, bad: $bad:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType))]
        pub struct $name(i64);

        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);
            /// Small units in one.
            pub const UNIT: i64 = 10_i64.pow($scale);

            /// From a number of small units.
            pub const fn from_raw(raw: i64) -> Self {
                Self(raw)
            }

            /// The number of small units.
            pub const fn raw(self) -> i64 {
                self.0
            }

            /// From a whole number.
            ///
            /// # Errors
            /// When it is out of range.
            pub fn whole(number: i64) -> Result<Self, $crate::Refusal> {
                number.checked_mul(Self::UNIT).map(Self).ok_or_else(Self::out_of_range)
            }

            /// The sum.
            ///
            /// # Errors
            /// When it is out of range.
            pub fn plus(self, other: Self) -> Result<Self, $crate::Refusal> {
                self.0.checked_add(other.0).map(Self).ok_or_else(Self::out_of_range)
            }

            /// The difference.
            ///
            /// # Errors
            /// When it is out of range.
            pub fn minus(self, other: Self) -> Result<Self, $crate::Refusal> {
                self.0.checked_sub(other.0).map(Self).ok_or_else(Self::out_of_range)
            }

            /// The sum of many.
            ///
            /// # Errors
            /// When it is out of range on the way.
            pub fn sum(all: impl IntoIterator<Item = Self>) -> Result<Self, $crate::Refusal> {
                all.into_iter().try_fold(Self::ZERO, Self::plus)
            }

            /// Whether it is above zero.
            pub const fn is_positive(self) -> bool {
                self.0 > 0
            }

            /// Whether it is below zero.
            pub const fn is_negative(self) -> bool {
                self.0 < 0
            }

            pub(crate) fn from_wide(raw: i128) -> Result<Self, $crate::Refusal> {
                i64::try_from(raw).map(Self).map_err(|_| Self::out_of_range())
            }

            fn out_of_range() -> $crate::Refusal {
                $crate::Refusal::new($crate::RefusalCode::$overflow)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::decimal::write(f, self.0, $scale, $least)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::BadDecimal;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::decimal::parse(text, $scale).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        $(#[$doc])*
        #[cfg(feature = "graphql")]
        #[async_graphql::Scalar]
        impl async_graphql::ScalarType for $name {
            fn parse(value: async_graphql::Value) -> async_graphql::InputValueResult<Self> {
                let bad = |error: $crate::BadDecimal| {
                    async_graphql::InputValueError::custom(error).with_extension("code", $bad)
                };
                match &value {
                    async_graphql::Value::String(text) => text.parse().map_err(bad),
                    _ => Err(bad($crate::BadDecimal::Malformed)),
                }
            }

            fn to_value(&self) -> async_graphql::Value {
                async_graphql::Value::String(self.to_string())
            }
        }
    };
}

pub(crate) use fixed_point;
