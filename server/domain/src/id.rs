//! Typed ids: a number in the database, `so_123` on the wire, so that an id of another kind is an error, not a row.

use std::fmt;

/// A text that is not an id of the asked kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadId {
    /// The prefix that was asked for.
    pub expected: &'static str,
}

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an id of the form {}_123", self.expected)
    }
}

impl std::error::Error for BadId {}

fn parse(text: &str, prefix: &'static str) -> Result<i64, BadId> {
    let bad = BadId { expected: prefix };
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or_else(|| bad.clone())?;
    let canonical = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if canonical { digits.parse().map_err(|_| bad) } else { Err(bad) }
}

/// An id of one kind of thing.
pub trait TypedId: Copy + Eq + Ord + std::hash::Hash + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// What its text starts with.
    const PREFIX: &'static str;

    /// The id with this number.
    fn new(number: i64) -> Self;

    /// Its number in the database.
    fn get(self) -> i64;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident => $prefix:literal),+ $(,)?) => {
        /// What the text of an id starts with, of every kind.
        pub const ID_PREFIXES: &[&str] = &[$($prefix),+];

        $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sea-orm", derive(sea_orm::DeriveValueType))]
        pub struct $name(i64);

        impl $name {
            /// What its text starts with.
            pub const PREFIX: &'static str = $prefix;

            /// The id with this number.
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Its number in the database.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl TypedId for $name {
            const PREFIX: &'static str = $prefix;

            fn new(number: i64) -> Self {
                Self(number)
            }

            fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                parse(text, $prefix).map(Self)
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

        #[cfg(feature = "graphql")]
        #[async_graphql::Scalar(name = "ID")]
        impl async_graphql::ScalarType for $name {
            fn parse(value: async_graphql::Value) -> async_graphql::InputValueResult<Self> {
                let bad = |error: BadId| {
                    async_graphql::InputValueError::custom(error).with_extension("code", "BAD_ID")
                };
                match &value {
                    async_graphql::Value::String(text) => text.parse().map_err(bad),
                    _ => Err(bad(BadId { expected: $prefix })),
                }
            }

            fn to_value(&self) -> async_graphql::Value {
                async_graphql::Value::String(self.to_string())
            }
        }
        )+
    };
}

ids! {
    /// A user account.
    UserId => "usr",
    /// A role: a named set of permissions.
    RoleId => "rol",
    /// A browser session.
    SessionId => "ses",
    /// The company.
    CompanyId => "com",
    /// An API token.
    ApiTokenId => "tok",
    /// A customer.
    CustomerId => "cus",
    /// A supplier.
    SupplierId => "sup",
    /// A task.
    TodoId => "tdo",
    /// A product category.
    CategoryId => "cat",
    /// A product or service.
    ProductId => "prd",
    /// A warehouse.
    WarehouseId => "whs",
    /// A row of the stock ledger.
    StockTransactionId => "stx",
    /// Stock reserved for an order line.
    ReservationId => "rsv",
    /// A sales order.
    SalesOrderId => "so",
    /// A line of a sales order.
    SalesOrderItemId => "soi",
    /// A shipment.
    ShipmentId => "shp",
    /// A line of a shipment.
    ShipmentItemId => "shi",
    /// An entry of the audit trail.
    AuditEntryId => "aud",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_the_round_trip() {
        assert_eq!("so_123".parse(), Ok(SalesOrderId::new(123)));
        assert_eq!(SalesOrderId::new(123).to_string(), "so_123");
    }

    #[test]
    fn another_kind_or_form_is_refused() {
        for text in ["cus_1", "so_", "so_01", "so_-1", "so_1x", "so1", "", "so_99999999999999999999", "soi_1"] {
            assert!(text.parse::<SalesOrderId>().is_err(), "{text}");
        }
    }
}
