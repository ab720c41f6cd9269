//! Tags: the names by which the database logs what changed, and values record what they depend on.

use std::fmt::{self, Write};

use serde::{Deserialize, Serialize};

/// One tag. As text: `erp_salesorder:42` (a row), `erp_salesorder:*` (any change of the table),
/// `erp_salesorder:customer_id=7` (a change of rows that have or had that value). Stored as a 64-bit hash, the same on
/// every node and in every version; two tags with one hash cost a needless reload, never a stale value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tag {
    hash: u64,
    /// The hash's state after `table:`, from which the table's own tags follow.
    table: u64,
}

/// What stands behind the `=` of a predicate tag, written as the database's triggers write it. Ids go in as their
/// plain number (`id.get()`): their typed text (`cus_7`) is not what the triggers write, so it does not compile.
pub trait TagValue {
    /// Writes the value.
    fn write(&self, to: &mut dyn Write) -> fmt::Result;
}

impl TagValue for i64 {
    fn write(&self, to: &mut dyn Write) -> fmt::Result {
        write!(to, "{self}")
    }
}

impl TagValue for &str {
    fn write(&self, to: &mut dyn Write) -> fmt::Result {
        to.write_str(self)
    }
}

impl<V: TagValue> TagValue for Option<V> {
    fn write(&self, to: &mut dyn Write) -> fmt::Result {
        match self {
            Some(value) => value.write(to),
            None => to.write_str("null"),
        }
    }
}

impl Tag {
    /// Changed by every event of any table.
    pub(super) const ANY: Self = Self { hash: 0, table: 0 };

    /// The row of `table` with this key.
    pub fn row(table: &str, id: i64) -> Self {
        Self::build(table, |hash| write!(hash, "{id}"))
    }

    /// The row of `table` with a key of two columns, in the order of the primary key.
    pub fn row_of_two(table: &str, first: i64, second: i64) -> Self {
        Self::build(table, |hash| write!(hash, "{first}/{second}"))
    }

    /// Any change of `table`: what lists over the whole table depend on.
    pub fn set(table: &str) -> Self {
        Self::build(table, |hash| hash.write_str("*"))
    }

    /// The rows of `table` whose `column` is `value`, also when there are none.
    pub fn of(table: &str, column: &str, value: impl TagValue) -> Self {
        Self::build(table, |hash| {
            hash.write_str(column)?;
            hash.write_str("=")?;
            value.write(hash)
        })
    }

    /// The tag of this text.
    pub fn parse(text: &str) -> Self {
        let (table, rest) = text.split_once(':').unwrap_or((text, ""));
        Self::build(table, |hash| hash.write_str(rest))
    }

    /// The tags of a row of `cache_event`: texts with spaces between them.
    pub fn parse_all(texts: &str) -> impl Iterator<Item = Self> {
        texts.split_ascii_whitespace().map(Self::parse)
    }

    fn build(table: &str, rest: impl FnOnce(&mut Hash) -> fmt::Result) -> Self {
        let mut hash = Hash::new();
        hash.add(table.as_bytes());
        hash.add(b":");
        let table = hash.0;
        // Writing into a hash cannot fail.
        let _ = rest(&mut hash);
        Self { hash: hash.finish(), table }
    }

    /// The number under which the log knows the tag.
    pub(super) fn hash(self) -> u64 {
        self.hash
    }

    /// The number of the tag `table:**`, which says that every tag of the table changed, named or not.
    pub(super) fn whole_table(self) -> u64 {
        Hash(self.table).with(b"**")
    }

    /// Whether it is a `table:**`.
    pub(super) fn is_whole_table(self) -> bool {
        self.hash == self.whole_table()
    }

    fn of_table(self) -> Self {
        Self { hash: Hash(self.table).with(b"*"), table: self.table }
    }

    fn is_set(self) -> bool {
        self == self.of_table()
    }
}

/// FNV-1a with a final mix: short texts, no attacker to fear (see [`Tag`]).
struct Hash(u64);

impl Hash {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn with(mut self, bytes: &[u8]) -> u64 {
        self.add(bytes);
        self.finish()
    }

    fn finish(&self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        hash ^ (hash >> 33)
    }
}

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}

/// What a value was made of: at most [`TagSet::MOST`] tags. Beyond that the table with the most tags is put down to
/// its set tag, which every event of the table carries: coarser, never wrong.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TagSet(Vec<Tag>, bool);

impl TagSet {
    /// The most tags of a set.
    pub const MOST: usize = 64;

    /// Adds a tag, unless one that covers it is there.
    pub fn insert(&mut self, tag: Tag) {
        if self
            .0
            .iter()
            .any(|present| *present == tag || *present == Tag::ANY || (present.table == tag.table && present.is_set()))
        {
            return;
        }
        if tag.is_set() {
            self.0.retain(|present| present.table != tag.table);
        }
        self.0.push(tag);
        while self.0.len() > Self::MOST {
            self.collapse();
        }
    }

    /// Adds every tag of another set.
    pub fn extend(&mut self, other: &Self) {
        for tag in other.iter() {
            self.insert(tag);
        }
        self.1 |= other.1;
    }

    /// Says that no tags determine when the value is no longer good.
    pub fn set_volatile(&mut self) {
        self.1 = true;
    }

    /// Whether no tags determine when the value is no longer good.
    pub fn is_volatile(&self) -> bool {
        self.1
    }

    /// The tags, in no order.
    pub fn iter(&self) -> impl Iterator<Item = Tag> {
        self.0.iter().copied()
    }

    /// How many tags it has.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is empty: the value depends on no data.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn collapse(&mut self) {
        let count = |of: &Tag| self.0.iter().filter(|tag| tag.table == of.table).count();
        let fullest = self.0.iter().filter(|tag| !tag.is_set()).max_by_key(|tag| count(tag)).copied();
        if let Some(tag) = fullest {
            self.0.retain(|present| present.table != tag.table);
            self.0.push(tag.of_table());
        } else {
            self.0 = vec![Tag::ANY];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_and_parsed_tags_are_the_same() {
        assert_eq!(Tag::row("erp_salesorder", 42), Tag::parse("erp_salesorder:42"));
        assert_eq!(Tag::row_of_two("erp_stocklevel", 7, 3), Tag::parse("erp_stocklevel:7/3"));
        assert_eq!(Tag::set("erp_salesorder"), Tag::parse("erp_salesorder:*"));
        assert_eq!(Tag::of("erp_salesorder", "customer_id", 7), Tag::parse("erp_salesorder:customer_id=7"));
        assert_eq!(Tag::of("erp_salesorder", "status", "draft"), Tag::parse("erp_salesorder:status=draft"));
        assert_eq!(Tag::of("erp_product", "category_id", None::<i64>), Tag::parse("erp_product:category_id=null"));
        assert_eq!(Tag::parse_all(" a:1  a:* b:x=2 ").count(), 3);
        assert!(Tag::parse("a:**").is_whole_table() && !Tag::parse("a:*").is_whole_table());
        assert_eq!(Tag::row("a", 1).whole_table(), Tag::parse("a:**").hash());
    }

    #[test]
    fn too_many_rows_become_their_set_and_others_stay() {
        let mut tags = TagSet::default();
        tags.insert(Tag::row("b", 1));
        for id in 0..1000 {
            tags.insert(Tag::row("a", id));
        }
        assert_eq!(tags.len(), 2);
        assert!(tags.iter().any(|tag| tag == Tag::set("a")) && tags.iter().any(|tag| tag == Tag::row("b", 1)));
    }

    #[test]
    fn too_many_tables_become_everything() {
        let mut tags = TagSet::default();
        for table in 0..100 {
            tags.insert(Tag::row(&format!("t{table}"), 1));
        }
        assert!(tags.len() <= TagSet::MOST);
        for table in 0..100 {
            tags.insert(Tag::set(&format!("t{table}")));
        }
        assert_eq!(tags.iter().collect::<Vec<_>>(), [Tag::ANY]);
    }
}
