//! Types of Rust, as far as documents need them.
use std::fmt;

use apollo_compiler::ast;

/// A type of a field, an argument or an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// By its path.
    Named(String),
    /// What may be missing.
    Option(Box<Self>),
    /// A list.
    List(Box<Self>),
    /// A type of the app around another: a page, a patch.
    Generic(String, Box<Self>),
}

impl Type {
    /// `inner`, in as many options and lists as the schema says.
    pub(crate) fn wrapped(ty: &ast::Type, inner: &Self) -> Self {
        match ty {
            ast::Type::Named(_) => inner.clone().optional(),
            ast::Type::NonNullNamed(_) => inner.clone(),
            ast::Type::List(of) => Self::List(Box::new(Self::wrapped(of, inner))).optional(),
            ast::Type::NonNullList(of) => Self::List(Box::new(Self::wrapped(of, inner))),
        }
    }

    /// It, or nothing.
    pub(crate) fn optional(self) -> Self {
        match self {
            there @ Self::Option(_) => there,
            other => Self::Option(Box::new(other)),
        }
    }

    /// It, when it is there.
    pub(crate) fn required(self) -> Self {
        match self {
            Self::Option(inner) => *inner,
            other => other,
        }
    }

    /// How a function takes it.
    pub(crate) fn borrowed(&self) -> String {
        match self {
            Self::Option(inner) => format!("Option<{}>", inner.borrowed()),
            Self::List(inner) => format!("&[{inner}]"),
            Self::Named(name) if name == "String" => "&str".to_owned(),
            Self::Named(name) if ["bool", "i32", "f64"].contains(&name.as_str()) => name.clone(),
            other => format!("&{other}"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Option(inner) => write!(f, "Option<{inner}>"),
            Self::List(inner) => write!(f, "Vec<{inner}>"),
            Self::Generic(name, inner) => write!(f, "{name}<{inner}>"),
        }
    }
}
