//! Unknown secrets, counted by the address that sends them.
//!
//! Nobody guesses 256 bits; but each guess would ask the database. In memory, for this process: a node more means a
//! few guesses more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Unknown secrets of one address in a window that cost nothing yet.
const FREE: u32 = 20;
/// How long an address's guesses count.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Addresses that are remembered at most.
const ADDRESSES_MAX: usize = 10_000;

/// How many unknown secrets came from where, and since when; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Guesses(Arc<Mutex<HashMap<String, Window>>>);

/// When an address's window began, and how many unknown secrets it has sent since.
type Window = (DateTime<Utc>, u32);

impl Guesses {
    /// The seconds for which nothing more from `address` is checked; none when it may try.
    pub(super) fn wait_s(&self, address: &str, now: DateTime<Utc>) -> Option<u64> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = all.get(address).copied()?;
        let left = (since + WINDOW - now).num_seconds();
        (count >= FREE && left > 0).then(|| u64::try_from(left).unwrap_or(1))
    }

    /// Counts an unknown secret.
    pub(super) fn count(&self, address: &str, now: DateTime<Utc>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= ADDRESSES_MAX {
            all.retain(|_, (since, _)| *since + WINDOW > now);
            if all.len() >= ADDRESSES_MAX {
                // So many addresses at once are no one's guesses that could be distinguished: begin anew.
                all.clear();
            }
        }
        let (since, count) = all.entry(address.to_owned()).or_insert((now, 0));
        if *since + WINDOW <= now {
            (*since, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_waits_until_its_window_has_passed() {
        let (guesses, begin) = (Guesses::default(), DateTime::UNIX_EPOCH);
        for second in 0..i64::from(FREE) {
            assert_eq!(guesses.wait_s("a", begin), None);
            guesses.count("a", begin + TimeDelta::seconds(second));
        }
        assert_eq!(guesses.wait_s("a", begin + TimeDelta::seconds(20)), Some(40));
        assert_eq!(guesses.wait_s("b", begin), None);
        assert_eq!(guesses.wait_s("a", begin + WINDOW), None);
        guesses.count("a", begin + WINDOW);
        assert_eq!(guesses.wait_s("a", begin + WINDOW), None);
    }

    #[test]
    fn memory_stays_bounded() {
        let (guesses, begin) = (Guesses::default(), DateTime::UNIX_EPOCH);
        for number in 0..25_000 {
            guesses.count(&number.to_string(), begin);
        }
        assert!(guesses.0.lock().unwrap().len() <= ADDRESSES_MAX);
    }
}
