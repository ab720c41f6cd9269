//! What people write of a record, declared once for the API, the import and the demo.
//!
//! A field that is left out stays as it is, null clears it; when a record is created, what is left out has the table's
//! own default, and what has none is asked for. Every text has a bound.

use async_graphql::{InputType, MaybeUndefined};
use domain::{Currency, Money, Percent, Quantity, Refusal, RefusalCode, required};
use sea_orm::ActiveValue::{self, NotSet, Set};

/// Characters of a note at most.
pub const NOTES_MAX: usize = 2000;

/// Whether a record is created or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Created: what must be there is asked for.
    Create,
    /// Changed: what is left out stays.
    Change,
}

fn missing<T: Into<sea_orm::Value>>(stage: Stage, field: &str, is_null: bool) -> Result<ActiveValue<T>, Refusal> {
    if is_null || stage == Stage::Create {
        return Err(Refusal::new(RefusalCode::Required).at(field));
    }
    Ok(NotSet)
}

/// A text that must be there, at most `max` characters.
pub fn text(
    stage: Stage,
    field: &str,
    value: &MaybeUndefined<String>,
    max: usize,
) -> Result<ActiveValue<String>, Refusal> {
    match value {
        MaybeUndefined::Value(text) => Ok(Set(required(field, text, max)?.to_owned())),
        other => missing(stage, field, other.is_null()),
    }
}

/// A text that must be there where it is not left to the table's default.
pub fn text_or_default(
    _: Stage,
    field: &str,
    value: &MaybeUndefined<String>,
    max: usize,
) -> Result<ActiveValue<String>, Refusal> {
    text(Stage::Change, field, value, max)
}

/// One word, without spaces, in small letters, where it is not left to the table's default.
pub fn word_or_default(
    stage: Stage,
    field: &str,
    value: &MaybeUndefined<String>,
    max: usize,
) -> Result<ActiveValue<String>, Refusal> {
    match text_or_default(stage, field, value, max)? {
        Set(word) if word.contains(char::is_whitespace) => Err(Refusal::new(RefusalCode::Invalid).at(field)),
        Set(word) => Ok(Set(word.to_lowercase())),
        other => Ok(other),
    }
}

/// A text that may be missing; one of spaces is none.
pub fn optional_text(
    _: Stage,
    field: &str,
    value: &MaybeUndefined<String>,
    max: usize,
) -> Result<ActiveValue<Option<String>>, Refusal> {
    Ok(match value {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Value(text) if !text.trim().is_empty() => Set(Some(required(field, text, max)?.to_owned())),
        MaybeUndefined::Value(_) | MaybeUndefined::Null => Set(None),
    })
}

/// A value that must be there.
pub fn value<T: Clone + Into<sea_orm::Value>>(
    stage: Stage,
    field: &str,
    value: &MaybeUndefined<T>,
) -> Result<ActiveValue<T>, Refusal> {
    match value {
        MaybeUndefined::Value(value) => Ok(Set(value.clone())),
        other => missing(stage, field, other.is_null()),
    }
}

/// A value that the table has a default for.
pub fn value_or_default<T: Clone + Into<sea_orm::Value>>(
    _: Stage,
    field: &str,
    given: &MaybeUndefined<T>,
) -> Result<ActiveValue<T>, Refusal> {
    value(Stage::Change, field, given)
}

/// A value that may be missing.
pub fn optional<T: Clone>(_: Stage, _: &str, value: &MaybeUndefined<T>) -> Result<ActiveValue<Option<T>>, Refusal>
where
    Option<T>: Into<sea_orm::Value>,
{
    Ok(match value {
        MaybeUndefined::Undefined => NotSet,
        MaybeUndefined::Null => Set(None),
        MaybeUndefined::Value(value) => Set(Some(value.clone())),
    })
}

/// What a number must be.
pub trait Checked {
    /// Whether it is below zero.
    fn is_below_zero(&self) -> bool;
}

impl Checked for Money {
    fn is_below_zero(&self) -> bool {
        self.is_negative()
    }
}

impl Checked for Quantity {
    fn is_below_zero(&self) -> bool {
        self.is_negative()
    }
}

impl Checked for i64 {
    fn is_below_zero(&self) -> bool {
        *self < 0
    }
}

/// Refuses a number below zero.
pub fn not_negative<T: Checked>(field: &str, value: &MaybeUndefined<T>) -> Result<(), Refusal> {
    match value {
        MaybeUndefined::Value(value) if value.is_below_zero() => {
            Err(Refusal::new(RefusalCode::MustNotBeNegative).at(field))
        }
        _ => Ok(()),
    }
}

/// Refuses a percent outside 0 to 100.
pub fn share(field: &str, value: &MaybeUndefined<Percent>) -> Result<(), Refusal> {
    match value {
        MaybeUndefined::Value(value) if !value.is_share() => Err(Refusal::new(RefusalCode::Invalid).at(field)),
        _ => Ok(()),
    }
}

/// Refuses days outside 0 to 365.
pub fn days_of_year(field: &str, value: &MaybeUndefined<i64>) -> Result<(), Refusal> {
    match value {
        MaybeUndefined::Value(days) if !(0..=365).contains(days) => Err(Refusal::new(RefusalCode::Invalid).at(field)),
        _ => Ok(()),
    }
}

/// Refuses a text that is no currency (ISO 4217).
pub fn currency(field: &str, value: &MaybeUndefined<String>) -> Result<(), Refusal> {
    match value {
        MaybeUndefined::Value(text) if text.parse::<Currency>().is_err() => {
            Err(Refusal::new(RefusalCode::Invalid).at(field))
        }
        _ => Ok(()),
    }
}

/// A field as the code of import and demo gives it.
pub fn given<T: InputType>(value: impl Into<Option<T>>) -> MaybeUndefined<T> {
    value.into().map_or(MaybeUndefined::Null, MaybeUndefined::Value)
}

/// Declares what people write of a record: each field with its type, its rule and its checks.
///
/// ```text
/// details! {
///     /// What people write of a supplier.
///     SupplierDetails for ActiveModel {
///         /// Its short name; unique.
///         code: String = text(TEXT_MAX);
///         /// Days in which it is to be paid.
///         payment_days: i64 = optional, not_negative;
///     }
/// }
/// ```
#[macro_export]
macro_rules! details {
    ($(#[$doc:meta])+ $details:ident for $row:ident {
        $($(#[$of:meta])+ $field:ident: $type:ty = $rule:ident $(($max:expr))? $(, $check:ident)*;)+
        $(beside { $($(#[$beside_of:meta])+ $beside:ident: $beside_type:ty;)+ })?
    }) => {
        $(#[$doc])+
        #[derive(Clone, Debug, Default, async_graphql::InputObject)]
        pub struct $details {
            $($(#[$of])+ pub $field: async_graphql::MaybeUndefined<$type>,)+
            $($($(#[$beside_of])+ pub $beside: async_graphql::MaybeUndefined<$beside_type>,)+)?
        }

        impl $details {
            /// The row's columns, those that are given.
            ///
            /// # Errors
            /// `REQUIRED`, `TOO_LONG` and what the fields' checks say, at the field.
            pub fn columns(&self, stage: $crate::graphql::Stage) -> Result<$row, domain::Refusal> {
                $($($crate::graphql::details::$check(&platform::db::camel_case(stringify!($field)), &self.$field)?;)*)+
                Ok($row {
                    $($field: $crate::graphql::details::$rule(
                        stage,
                        &platform::db::camel_case(stringify!($field)),
                        &self.$field
                        $(, $max)?
                    )?,)+
                    ..Default::default()
                })
            }
        }
    };
}
