//! What a mutation answers: the thing it touched, or why not, as data.

use async_graphql::{Enum, SimpleObject};
use domain::{Refusal, RefusalCode};

use platform::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// Why a mutation did not do what it was asked to. Nothing was written.
#[derive(Clone, Debug, SimpleObject, Serialize, Deserialize)]
pub struct UserError {
    /// What is wrong, as a stable code.
    code: RefusalCode,
    /// The path of the input field that is wrong; empty when it is not one field.
    field: Vec<String>,
    /// What is wrong, in English; clients translate by `code` and `params`.
    message: String,
    /// The facts of the message.
    params: Vec<Param>,
}

/// A named fact of a message.
#[derive(Clone, Debug, SimpleObject, Serialize, Deserialize)]
pub struct Param {
    /// The fact's name.
    name: String,
    /// Its value.
    value: String,
}

/// The result of a write: done, or refused with reasons.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It is done and durable.
    Done(T),
    /// It is not done; nothing was written.
    Refused(Vec<UserError>),
}

impl<T> Outcome<T> {
    /// Takes what is the client's to solve as data; what is not stays an error.
    ///
    /// # Errors
    /// Protocol errors only.
    pub fn of(result: Result<T>) -> Result<Self> {
        let refusal = match result {
            Ok(value) => return Ok(Self::Done(value)),
            Err(Error::Refused(refusal)) => *refusal,
            Err(Error::NotFound { what }) => Refusal::new(RefusalCode::NotFound).param("what", what),
            Err(Error::Conflict(conflict)) => {
                let mut refusal = Refusal::new(RefusalCode::Conflict).param("currentVersion", conflict.current_version);
                if let Some(name) = conflict.changed_by {
                    refusal = refusal.param("changedBy", name);
                }
                if let Some(at) = conflict.changed_at {
                    refusal = refusal.param("changedAt", at.to_rfc3339());
                }
                refusal
            }
            Err(error) => return Err(error),
        };
        Ok(Self::Refused(vec![refusal.into()]))
    }

    /// The parts of a payload: the result if there is one, and the reasons.
    pub fn into_parts(self) -> (Option<T>, Vec<UserError>) {
        match self {
            Self::Done(value) => (Some(value), Vec::new()),
            Self::Refused(errors) => (None, errors),
        }
    }
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        Self {
            code: refusal.code,
            message: refusal.message(),
            field: refusal.field.map(|field| field.split('.').map(str::to_owned).collect()).unwrap_or_default(),
            params: refusal.params.into_iter().map(|(name, value)| Param { name: name.to_owned(), value }).collect(),
        }
    }
}

/// The direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "platform::db::Direction")]
pub enum SortDirection {
    /// Smallest first.
    Asc,
    /// Largest first.
    Desc,
}
