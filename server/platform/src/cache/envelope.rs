//! A value as the shared tier stores it: its bytes, what they were made of, and as of when.

use std::any::Any;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::flight::Loaded;
use super::footprint::Footprint;
use super::position::Snapshot;
use super::tags::TagSet;

/// Above this many bytes an envelope is compressed.
const PLAIN_BYTES_MAX: usize = 1024;
/// Bytes of an envelope at most; larger values stay in memory alone.
pub(super) const BYTES_MAX: usize = 1 << 20;
/// Bytes of an opened envelope at most, whoever wrote it.
const OPENED_BYTES_MAX: usize = 8 << 20;
/// Fast: what is written here is read a few times.
const COMPRESSION_LEVEL: i32 = 1;

const PLAIN: u8 = 1;
const COMPRESSED: u8 = 2;

/// What can be cached: a plain value that can be serialized and read back.
pub trait Cached: Footprint + Serialize + DeserializeOwned + Send + Sync + 'static {}

impl<T: Footprint + Serialize + DeserializeOwned + Send + Sync + 'static> Cached for T {}

/// How values of one type are serialized and read back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Codec {
    /// The type; part of the name under which its values lie.
    pub(super) of: &'static str,
    pub(super) write: fn(&(dyn Any + Send + Sync)) -> Option<Vec<u8>>,
    pub(super) read: fn(&[u8]) -> Option<Loaded>,
}

impl Codec {
    pub(super) fn of<T: Cached>() -> Self {
        Self { of: std::any::type_name::<T>(), write: write::<T>, read: read::<T> }
    }
}

fn write<T: Cached>(value: &(dyn Any + Send + Sync)) -> Option<Vec<u8>> {
    postcard::to_stdvec(value.downcast_ref::<T>()?).ok()
}

fn read<T: Cached>(bytes: &[u8]) -> Option<Loaded> {
    Some(Loaded::of(postcard::from_bytes::<T>(bytes).ok()?))
}

/// What stands around the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Envelope {
    pub(super) as_of: Snapshot,
    pub(super) tags: TagSet,
    pub(super) body: Vec<u8>,
}

impl Envelope {
    /// The bytes to store; none when there are too many.
    pub(super) fn seal(&self) -> Option<Vec<u8>> {
        let plain = postcard::to_stdvec(self).ok()?;
        let (kind, mut content) = if plain.len() > PLAIN_BYTES_MAX {
            (COMPRESSED, zstd::bulk::compress(&plain, COMPRESSION_LEVEL).ok()?)
        } else {
            (PLAIN, plain)
        };
        content.push(kind);
        (content.len() <= BYTES_MAX).then_some(content)
    }

    /// What [`Envelope::seal`] wrote; none when it is anything else.
    pub(super) fn open(sealed: &[u8]) -> Option<Self> {
        match sealed.split_last()? {
            (&PLAIN, content) => postcard::from_bytes(content).ok(),
            (&COMPRESSED, content) => {
                postcard::from_bytes(&zstd::bulk::decompress(content, OPENED_BYTES_MAX).ok()?).ok()
            }
            _ => None,
        }
    }
}

impl Loaded {
    /// A value just read or loaded.
    pub(super) fn of<T: Cached>(value: T) -> Self {
        let (bytes, retention) = (size_of::<T>() + value.heap_bytes(), value.retention());
        Self { value: Arc::new(value), bytes, retention }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Tag;

    #[test]
    fn what_is_sealed_can_be_opened_and_nothing_else() {
        for size in [10, 10_000, 500_000] {
            let mut tags = TagSet::default();
            tags.insert(Tag::row("a", 7));
            let envelope = Envelope { as_of: "10:20:14".parse().unwrap(), tags, body: vec![7; size] };
            let sealed = envelope.seal().unwrap();
            assert!(size < 1024 || sealed.len() < size / 10, "not compressed");
            let opened = Envelope::open(&sealed).unwrap();
            assert_eq!((opened.as_of, opened.body), (envelope.as_of, envelope.body));
            assert_eq!(opened.tags.iter().collect::<Vec<_>>(), [Tag::row("a", 7)]);
            assert!(Envelope::open(&sealed[..sealed.len() - 1]).is_none());
        }
        let noise: Vec<u8> = (0..2 << 20).map(|_| rand::random()).collect();
        let large = Envelope { as_of: Snapshot::default(), tags: TagSet::default(), body: noise };
        assert!(large.seal().is_none());
        assert!(Envelope::open(&[]).is_none() && Envelope::open(&[9, 9]).is_none());
    }
}
