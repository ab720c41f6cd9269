//! Whole numbers that outgrow `Int`.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

/// The largest whole number that every reader of JSON holds exactly: 2^53 − 1 (RFC 8259, section 6).
const MAX: i64 = (1 << 53) - 1;

/// A whole number beyond the 32 bits of `Int`, from −(2^53 − 1) to 2^53 − 1, written as a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Int64(i64);

#[Scalar(name = "Long")]
impl ScalarType for Int64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::Number(number) => match number.as_i64() {
                Some(number) if (-MAX..=MAX).contains(&number) => Ok(Self(number)),
                _ => Err(InputValueError::custom("a whole number from -(2^53 - 1) to 2^53 - 1 is expected")),
            },
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

impl From<i64> for Int64 {
    /// The nearest that there is.
    fn from(number: i64) -> Self {
        Self(number.clamp(-MAX, MAX))
    }
}

impl From<u64> for Int64 {
    /// The nearest that there is.
    fn from(number: u64) -> Self {
        Self(i64::try_from(number).unwrap_or(MAX).min(MAX))
    }
}
