//! What is under way, counted by name.
//!
//! Logins that are being checked: a failure counts from the moment the guess comes in, not from when it is recorded.
//! Without it, guesses sent all at once would each be counted against the failures before the first of them. And last
//! uses that are being written down: one write is enough for all requests that come at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many of each name are under way, in this process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct InFlight(Arc<Mutex<HashMap<String, u64>>>);

/// One that is under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered {
    all: InFlight,
    name: String,
    /// How many others there were when it came.
    pub(super) others: u64,
}

impl InFlight {
    /// Counts one of `name` from now on.
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
        // The last one out removes the name: the map holds no more than what is under way.
        match counts.get_mut(&self.name) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                counts.remove(&self.name);
            }
        }
    }
}
