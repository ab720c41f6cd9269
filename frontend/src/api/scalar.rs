//! Scalars of the API. Amounts and quantities are the exact types of the rules; days and instants stay text, which is
//! what the browser's formatters read.
use super::json::{FromJson, Node, ToJson};

macro_rules! texts {
    ($($(#[$about:meta])* $name:ident),+ $(,)?) => {
        $(
            $(#[$about])*
            #[derive(Clone, Debug, Default, PartialEq, Eq)]
            pub struct $name(pub String);

            impl FromJson for $name {
                fn read(it: Node<'_>) -> Self {
                    Self(it.text().to_owned())
                }
            }

            impl ToJson for $name {
                fn write(&self, text: &mut String) {
                    self.0.write(text);
                }
            }
        )+
    };
}

texts! {
    /// An id, `so_12`.
    Id,
    /// A business day, `2026-01-31`.
    Day,
    /// An instant, RFC 3339.
    Instant,
}

impl Id {
    /// The id that is written so.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it is written.
    pub fn inner(&self) -> &str {
        &self.0
    }

    /// As it is written.
    pub fn into_inner(self) -> String {
        self.0
    }
}

/// A whole number of up to 64 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Long(pub i64);

impl FromJson for Long {
    fn read(it: Node<'_>) -> Self {
        Self(FromJson::read(it))
    }
}
