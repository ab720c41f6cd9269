//! Many rows at once, as a loader's batch asks for them: from memory, what is not there in one round trip from the
//! shared tier, what is not there either in one load.
//!
//! A batch loads in its request's own task and nobody joins it; whatever it brings is cached under each row's own tag.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::envelope::Codec;
use super::fill::Sharing;
use super::flight::Loaded;
use super::key::{Key, Slot};
use super::record::{record, with_tags};
use super::stats::{Outcome, add};
use super::tags::{Tag, TagSet};
use super::{Cache, Cached, Class, Inner, typed};
use crate::error::Result;
use crate::telemetry::ledger;
use crate::telemetry::step::What;

/// Rows asked for in one round trip to the shared tier at most; the others are loaded.
const SHARED_MOST: usize = 256;

/// A table whose rows are cached one by one.
#[derive(Debug)]
pub struct Rows<K> {
    /// The class under which they are cached and counted.
    pub class: Class,
    /// The table; the commit log must tag its rows by this key.
    pub table: &'static str,
    /// The key as the database's triggers write it.
    pub number: fn(K) -> i64,
}

impl<K: Copy> Rows<K> {
    fn slot<T: Cached>(&self, key: K) -> Slot {
        let key = Key::of(&[b"row", self.table.as_bytes(), &(self.number)(key).to_le_bytes()]);
        Slot { class: self.class, key, of: std::any::TypeId::of::<T>() }
    }

    fn tag(&self, key: K) -> Tag {
        Tag::row(self.table, (self.number)(key))
    }
}

impl Cache {
    /// Those of the rows with `keys` that there are. `load` gets the keys of which neither tier has a good row, and is
    /// to read nothing but these rows. Failures, and that there is no such row, are not cached.
    ///
    /// # Errors
    /// What `load` returns.
    pub async fn rows<K, T, F, Fut>(&self, rows: &Rows<K>, keys: &[K], load: F) -> Result<HashMap<K, Arc<T>>>
    where
        K: Copy + Eq + Hash,
        T: Cached,
        F: FnOnce(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, T)>>>,
    {
        let begun = Instant::now();
        keys.iter().for_each(|key| record(rows.tag(*key)));
        let lookup = async {
            let mut found = HashMap::with_capacity(keys.len());
            let (in_memory, shared) = self.0.find_rows(rows, keys, &mut found).await?;
            let rest: Vec<K> = keys.iter().copied().filter(|key| !found.contains_key(key)).collect();
            if !rest.is_empty() {
                found.extend(self.0.load_rows(rows, rest, load).await?);
            }
            Ok((found, in_memory, shared))
        };
        let what = |found: &Result<(_, usize, usize)>| {
            let (hits, shared) = found.as_ref().map_or((0, 0), |(_, in_memory, shared)| (*in_memory, *shared));
            What::CacheRows { class: rows.class.name(), keys: keys.len(), hits, shared }
        };
        let (found, in_memory, shared) = ledger::step(lookup, what).await?;
        let hits = in_memory + shared;
        ledger::record_cache_gets(hits, keys.len().saturating_sub(hits), begun.elapsed());
        Ok(found)
    }
}

impl Inner {
    /// What the two tiers have; how many rows came from which.
    async fn find_rows<K, T>(
        &self,
        rows: &Rows<K>,
        keys: &[K],
        found: &mut HashMap<K, Arc<T>>,
    ) -> Result<(usize, usize)>
    where
        K: Copy + Eq + Hash,
        T: Cached,
    {
        let mut missing = Vec::new();
        for key in keys {
            let slot = rows.slot::<T>(*key);
            match self.hit(&slot) {
                Ok(value) => {
                    self.stats.of(rows.class).count(Outcome::Hit);
                    found.insert(*key, typed(value)?);
                }
                Err(outcome) => missing.push((*key, slot, outcome)),
            }
        }
        let in_memory = found.len();
        let ask = missing.iter().filter(|(_, _, outcome)| *outcome != Outcome::Bypass).take(SHARED_MOST);
        let slots: Vec<Slot> = ask.map(|(_, slot, _)| *slot).collect();
        let mut landed = self.fetch(&slots, Codec::of::<T>()).await.into_iter();
        for (key, _, outcome) in missing {
            // In the order in which they were asked for.
            let row = if outcome == Outcome::Bypass { None } else { landed.next().flatten() };
            self.stats.of(rows.class).count(if row.is_some() { Outcome::Shared } else { outcome });
            if let Some(row) = row {
                found.insert(key, typed(row.result?)?);
            }
        }
        Ok((in_memory, found.len() - in_memory))
    }

    async fn load_rows<K, T, F, Fut>(&self, rows: &Rows<K>, keys: Vec<K>, load: F) -> Result<Vec<(K, Arc<T>)>>
    where
        K: Copy,
        T: Cached,
        F: FnOnce(Vec<K>) -> Fut,
        Fut: Future<Output = Result<Vec<(K, T)>>>,
    {
        let usable = self.usable();
        // Before the load: what changes from here on makes a row stale, whether the load saw it or not.
        let (as_of, position) = self.log.begin();
        add(&self.stats.of(rows.class).loads, 1);
        let began = Instant::now();
        let loaded = with_tags([], load(keys)).await;
        ledger::record_cache_load(began.elapsed());
        let mut sharing = Sharing::new(position);
        let mut all = Vec::new();
        for (key, row) in loaded? {
            let (slot, loaded) = (rows.slot::<T>(key), Loaded::of(row));
            if usable {
                let mut tags = TagSet::default();
                tags.insert(rows.tag(key));
                self.store(slot, &loaded, as_of, &tags, Duration::MAX);
                self.share(&mut sharing, &slot, Codec::of::<T>(), &loaded, &tags);
            }
            all.push((key, typed(loaded.value)?));
        }
        self.send(sharing);
        Ok(all)
    }
}
