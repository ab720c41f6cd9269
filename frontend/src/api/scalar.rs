//! Scalars of the API. Amounts and quantities are the exact types of the rules; days and instants stay text, which is
//! what the browser's formatters read.
use super::schema;

/// A business day, `2026-01-31`.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "NaiveDate")]
pub struct Day(pub String);

/// An instant, RFC 3339.
#[derive(cynic::Scalar, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "DateTime")]
pub struct Instant(pub String);

/// A whole number of up to 64 bits.
#[derive(cynic::Scalar, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Long")]
pub struct Long(pub i64);

cynic::impl_scalar!(domain::Money, schema::Money);
cynic::impl_scalar!(domain::Quantity, schema::Quantity);
cynic::impl_scalar!(domain::Percent, schema::Percent);
