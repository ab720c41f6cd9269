//! How much memory a value takes, and whether it is worth caching.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The size of a value beyond its own `size_of`, in bytes; an estimate that must not grow slower than the truth.
pub trait Footprint {
    /// Bytes behind pointers.
    fn heap_bytes(&self) -> usize;

    /// For how long it may be cached.
    fn retention(&self) -> Retention {
        Retention::Whole
    }
}

/// For how long a value may be cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retention {
    /// As long as its class says.
    Whole,
    /// At most 30 seconds: it says that there is nothing, and anybody can ask for nothing in many ways.
    Briefly,
    /// Not at all.
    Not,
}

macro_rules! flat {
    ($($of:ty),+) => {$(
        impl Footprint for $of {
            fn heap_bytes(&self) -> usize {
                0
            }
        }
    )+};
}

flat!((), bool, i16, i32, i64, u8, u16, u32, u64, usize, chrono::NaiveDate);
flat!(chrono::DateTime<chrono::Utc>, domain::Money, domain::Quantity);

impl Footprint for String {
    fn heap_bytes(&self) -> usize {
        self.capacity()
    }
}

impl Footprint for bytes::Bytes {
    fn heap_bytes(&self) -> usize {
        self.len()
    }
}

impl<T: Footprint> Footprint for Option<T> {
    fn heap_bytes(&self) -> usize {
        self.as_ref().map_or(0, Footprint::heap_bytes)
    }

    fn retention(&self) -> Retention {
        self.as_ref().map_or(Retention::Briefly, Footprint::retention)
    }
}

impl<T: Footprint> Footprint for Vec<T> {
    fn heap_bytes(&self) -> usize {
        self.capacity() * size_of::<T>() + self.iter().map(Footprint::heap_bytes).sum::<usize>()
    }
}

impl<T: Footprint> Footprint for Arc<T> {
    fn heap_bytes(&self) -> usize {
        size_of::<T>() + 16 + T::heap_bytes(self)
    }

    fn retention(&self) -> Retention {
        T::retention(self)
    }
}

impl<K: Footprint, V: Footprint> Footprint for BTreeMap<K, V> {
    fn heap_bytes(&self) -> usize {
        self.iter().map(|(key, value)| pair(key, value)).sum()
    }
}

impl<K: Footprint, V: Footprint, S> Footprint for HashMap<K, V, S> {
    fn heap_bytes(&self) -> usize {
        self.iter().map(|(key, value)| pair(key, value)).sum()
    }
}

fn pair<K: Footprint, V: Footprint>(key: &K, value: &V) -> usize {
    // Tables and nodes are filled to half or more.
    2 * (size_of::<K>() + size_of::<V>() + 1) + key.heap_bytes() + value.heap_bytes()
}

impl<A: Footprint, B: Footprint> Footprint for (A, B) {
    fn heap_bytes(&self) -> usize {
        self.0.heap_bytes() + self.1.heap_bytes()
    }
}
