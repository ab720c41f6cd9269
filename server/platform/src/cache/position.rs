//! Where a poll of the commit log stood: comparable between nodes, so that what one node loaded another can judge.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a poll of the log could see: every transaction below `next` except the open ones. On PostgreSQL these are
/// transaction ids, on SQLite the ids of events, which are given in the order of commits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Everything below has ended.
    low: u64,
    /// Nothing from here on had begun.
    next: u64,
    /// What was under way between the two, in order.
    open: Vec<u64>,
}

impl Snapshot {
    /// The snapshot that sees everything up to `last`.
    pub fn up_to(last: u64) -> Self {
        Self { low: last + 1, next: last + 1, open: Vec::new() }
    }

    /// Whether all that `transaction` and those before it did can be seen here.
    pub(super) fn sees_all_through(&self, transaction: u64) -> bool {
        transaction < self.low
    }

    /// Whether everything that `other` sees can be seen here. May say no where a finer check would say yes.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let hidden_there = |id: &u64| *id >= other.next || other.open.binary_search(id).is_ok();
        if !self.open.iter().all(hidden_there) {
            return false;
        }
        // What begins here only later must have been under way there.
        let later = other.open.iter().filter(|id| **id >= self.next).count();
        other.next <= self.next || u64::try_from(later).is_ok_and(|later| later == other.next - self.next)
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.low, self.next)?;
        for (place, id) in self.open.iter().enumerate() {
            write!(f, "{}{id}", if place > 0 { "," } else { "" })?;
        }
        Ok(())
    }
}

/// A text that is no snapshot or position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPosition;

impl fmt::Display for NoPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a position in the commit log")
    }
}

impl std::error::Error for NoPosition {}

impl FromStr for Snapshot {
    type Err = NoPosition;

    /// As PostgreSQL writes it: `10:20:10,14`.
    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let mut parts = text.split(':');
        let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok()).ok_or(NoPosition);
        let (low, next) = (number()?, number()?);
        let open = match parts.next() {
            None | Some("") => Vec::new(),
            Some(list) => list.split(',').map(str::parse).collect::<Result<Vec<u64>, _>>().map_err(|_| NoPosition)?,
        };
        let ordered = open.windows(2).all(|pair| pair.first() < pair.last());
        let within = open.iter().all(|id| (low..next).contains(id));
        if parts.next().is_some() || low > next || !ordered || !within {
            return Err(NoPosition);
        }
        Ok(Self { low, next, open })
    }
}

/// A snapshot, and of which database: another server, another file, a restart that may have lost commits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Which database.
    pub epoch: u64,
    /// What could be seen.
    pub snapshot: Snapshot,
}

impl Position {
    /// Whether everything that `other` sees can be seen here.
    pub fn covers(&self, other: &Self) -> bool {
        self.epoch == other.epoch && self.snapshot.covers(&other.snapshot)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.epoch, self.snapshot)
    }
}

impl FromStr for Position {
    type Err = NoPosition;

    fn from_str(text: &str) -> Result<Self, NoPosition> {
        let (epoch, snapshot) = text.split_once('.').ok_or(NoPosition)?;
        Ok(Self { epoch: u64::from_str_radix(epoch, 16).map_err(|_| NoPosition)?, snapshot: snapshot.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snapshot(text: &str) -> Snapshot {
        text.parse().unwrap()
    }

    #[test]
    fn texts_parse_back_to_what_they_say() {
        for text in ["10:10:", "10:20:10,14", "1:2:1"] {
            assert_eq!(snapshot(text).to_string(), text);
        }
        for bad in ["", "10", "20:10:", "10:20:9", "10:20:14,12", "10:20:x", "10:20::", "-1:2:"] {
            assert!(bad.parse::<Snapshot>().is_err(), "{bad}");
        }
        let position = Position { epoch: 0xabc, snapshot: snapshot("10:20:10,14") };
        assert_eq!(position.to_string().parse(), Ok(position));
        assert!("10:20:".parse::<Position>().is_err());
    }

    fn any_snapshot() -> impl Strategy<Value = Snapshot> {
        (1..12_u64, prop::collection::btree_set(0..12_u64, 0..6)).prop_map(|(next, open)| {
            let open: Vec<u64> = open.into_iter().filter(|id| *id < next).collect();
            Snapshot { low: open.first().copied().unwrap_or(next), next, open }
        })
    }

    proptest! {
        #[test]
        fn covers_is_what_it_says(a in any_snapshot(), b in any_snapshot()) {
            let sees = |snapshot: &Snapshot, id: u64| id < snapshot.next && !snapshot.open.contains(&id);
            let all = (0..14).all(|id| !sees(&b, id) || sees(&a, id));
            prop_assert_eq!(a.covers(&b), all);
            prop_assert!((0..14).all(|id| !a.sees_all_through(id) || (0..=id).all(|below| sees(&a, below))));
        }
    }
}
