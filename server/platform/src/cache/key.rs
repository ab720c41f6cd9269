//! Keys of cached values.

use std::any::TypeId;

use super::class::Class;

/// What a value depends on besides the data: name of the question, arguments, scope. BLAKE3 over length-prefixed
/// parts, so that `("a:b", "")` and `("a", "b")` differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key([u8; 32]);

impl Key {
    /// The key of these parts, in this order.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// Eight bytes of the hash.
    pub(super) fn number(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_le_bytes([a, b, c, d, e, f, g, h])
    }

    /// All of it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// In hexadecimal.
    pub(super) fn text(&self) -> String {
        blake3::Hash::from_bytes(self.0).to_hex().to_string()
    }

    /// Two bytes of the hash, to spread expiry times.
    pub(super) fn spread(&self) -> u16 {
        let [first, second, ..] = self.0;
        u16::from_le_bytes([first, second])
    }
}

/// Where a value lies: the type is part of it, so that no key can be read as two types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    pub(super) class: Class,
    pub(super) key: Key,
    pub(super) of: TypeId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(Key::of(&[b"a:b", b""]), Key::of(&[b"a", b"b"]));
        assert_ne!(Key::of(&[b"ab"]), Key::of(&[b"a", b"b"]));
        assert_eq!(Key::of(&[b"a", b"b"]), Key::of(&[b"a", b"b"]));
    }
}
