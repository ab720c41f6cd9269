//! Logins that are being looked at: a failure counts from the moment the guess comes in, not from when it is recorded.
//!
//! Without it, guesses sent all at once would each be counted against the failures before the first of them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many logins of each account and address are being looked at, in this process.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashMap<String, u64>>>);

/// One login that is being looked at, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered {
    all: InFlight,
    name: String,
    /// How many others there were when it came.
    pub(super) others: u64,
}

impl InFlight {
    /// Counts a login of `name` from now on.
    pub(super) fn enter(&self, name: &str) -> Entered {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(name.to_owned()).or_default();
        let others = *count;
        *count += 1;
        Entered { all: self.clone(), name: name.to_owned(), others }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut counts = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The last one out removes the name: the map holds no more than what is being looked at.
        match counts.get_mut(&self.name) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                counts.remove(&self.name);
            }
        }
    }
}
