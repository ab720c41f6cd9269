//! What the engines' errors mean to us.

use sea_orm::{DbErr, RuntimeErr};

use crate::error::Error;

/// Serialization failure, deadlock, lock not available.
const POSTGRES_RETRYABLE: [&str; 3] = ["40001", "40P01", "55P03"];
/// The primary result codes `SQLITE_BUSY` and `SQLITE_LOCKED`; extended codes carry them in their low byte.
const SQLITE_RETRYABLE: [i32; 2] = [5, 6];

/// Whether the whole transaction may be tried again: the engine gave up on it for the sake of another.
pub fn is_retryable(error: &Error) -> bool {
    let Error::Internal(cause) = error else { return false };
    if cause.downcast_ref::<super::group::GroupLost>().is_some() {
        return true;
    }
    cause.downcast_ref::<DbErr>().and_then(code).is_some_and(|code| {
        POSTGRES_RETRYABLE.contains(&code.as_str())
            || code.parse::<i32>().is_ok_and(|code| SQLITE_RETRYABLE.contains(&(code & 0xff)))
    })
}

fn code(error: &DbErr) -> Option<String> {
    let (DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))) = error
    else {
        return None;
    };
    Some(cause.as_database_error()?.code()?.into_owned())
}
