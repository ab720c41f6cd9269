//! Records: rows that people change, and the one way to lock, create, update and delete them.
//!
//! Each write of a record books what it did in the audit trail and the outbox in the same transaction: what changed is
//! found by comparing the row before with the row after, so no slice writes that down by hand. A write that changes
//! nothing writes nothing, and raises no version.
//!
//! Invariants: a record has a `version`, raised by one with each change; the outbox has for each record a sequence of
//! events without gap or repetition; a broken constraint is a refusal that names the input's field
//! ([`super::constraint`]).

use domain::{Permission, RefusalCode, TypedId, fold};
use sea_orm::ActiveValue::{self, Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, EntityTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait, PrimaryKeyTrait, QuerySelect,
    Value,
};
use serde::Serialize;
use serde_json::Map;

use super::audit::AuditEntry;
use super::bulk::insert_max;
use super::constraint;
use super::outbox::Event;
use super::version::At;
use super::write::WriteTx;
use crate::cache::{Cached, Class};
use crate::error::{Error, Result};

/// Bookkeeping columns of a row: their change is no change that people made.
const BOOKKEEPING: [&str; 5] = ["id", "version", "created_at", "updated_at", "search"];

/// A table whose rows people change. Declared by [`crate::record!`].
pub trait Record:
    EntityTrait<
        Model: Cached + IntoActiveModel<Self::ActiveModel>,
        ActiveModel: Send,
        PrimaryKey: PrimaryKeyTrait<ValueType: From<Self::Id>>,
    >
{
    /// Its id.
    type Id: TypedId + Into<Value>;

    /// What it is called in the audit trail and the outbox, e.g. `sales_order`.
    const KIND: &'static str;
    /// What somebody needs to see one.
    const READ: Permission;
    /// The class under which its rows are cached one by one; none for rows that are not.
    const CACHE: Option<Class> = None;
    /// Columns whose values no trail and no event shows: secrets, and sums that other documents move.
    const SILENT: &'static [&'static str] = &[];
    /// The columns whose words a search finds; folded into the column `search`.
    const SEARCH: &'static [Self::Column] = &[];
    /// What the database's own rules mean, by the name under which they fail: the code and the input's field.
    const RULES: &'static [(&'static str, RefusalCode, &'static str)] = &[];

    /// The row's id.
    fn id(row: &Self::Model) -> Self::Id;
    /// The row's version.
    fn version(row: &Self::Model) -> i64;
}

/// Ends the declaration of a table: its rows are related by loaders, not by the mapper.
#[macro_export]
macro_rules! plain_table {
    () => {
        /// None.
        #[derive(Copy, Clone, Debug, sea_orm::EnumIter, sea_orm::DeriveRelation)]
        pub enum Relation {}

        impl sea_orm::ActiveModelBehavior for ActiveModel {}
    };
}

/// Declares a record, in the module of its `Model`: `record!(Entity: CustomerId, "customer", read CustomerRead);`, with
/// `cached in ProductList`, `search [Code, Name]`, `silent ["exposure"]` and `rules [("name", RefusalCode, "field")]`
/// behind it where there are any, and `version |row| …` where the table has no column for it.
#[macro_export]
macro_rules! record {
    (
        $entity:ty: $id:ty, $kind:literal, read $read:ident
        $(, cached in $class:ident)? $(, search [$($search:ident),+])? $(, silent [$($silent:literal),+])?
        $(, rules [$($rule:expr),+])? $(, version |$row:ident| $version:expr)?
    ) => {
        impl $crate::db::Record for $entity {
            type Id = $id;
            const KIND: &'static str = $kind;
            const READ: domain::Permission = domain::Permission::$read;
            $(const CACHE: Option<$crate::cache::Class> = Some($crate::cache::Class::$class);)?
            $(const SEARCH: &'static [Self::Column] = &[$(<Self as sea_orm::EntityTrait>::Column::$search),+];)?
            $(const SILENT: &'static [&'static str] = &[$($silent),+];)?
            $(const RULES: &'static [(&'static str, domain::RefusalCode, &'static str)] = &[$($rule),+];)?

            fn id(row: &Self::Model) -> $id {
                row.id
            }

            fn version(row: &Self::Model) -> i64 {
                macro_rules! version {
                    () => { row.version };
                    $(($row) => {{ let $row = row; $version }};)?
                }
                version!($($row)?)
            }
        }

        impl $crate::cache::Footprint for Model {
            fn heap_bytes(&self) -> usize {
                $crate::db::heap_bytes(self)
            }
        }
    };
}

/// What was done to a record beside its columns: the action, why, and facts that are in no column of it.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    action: &'a str,
    reason: Option<&'a str>,
    facts: Map<String, serde_json::Value>,
}

impl<'a> Change<'a> {
    /// An action, e.g. `confirm`.
    pub fn of(action: &'a str) -> Self {
        Self { action, reason: None, facts: Map::new() }
    }

    /// The same, with the reason in the actor's words.
    #[must_use]
    pub fn because(mut self, reason: Option<&'a str>) -> Self {
        self.reason = reason;
        self
    }

    /// The same, with a fact that is in no column, when it differs.
    #[must_use]
    pub fn fact(mut self, field: &str, before: impl Serialize, after: impl Serialize) -> Self {
        let pair = (serde_json::to_value(before), serde_json::to_value(after));
        if let (Ok(before), Ok(after)) = pair
            && before != after
        {
            self.facts.insert(field.to_owned(), serde_json::Value::Array(vec![before, after]));
        }
        self
    }
}

impl WriteTx {
    /// The record as it is now.
    ///
    /// # Errors
    /// Not found.
    pub async fn find<E: Record>(&self, id: E::Id) -> Result<E::Model> {
        E::find_by_id(id).one(&**self).await?.ok_or_else(|| Error::not_found(id))
    }

    /// The record as it is now, locked until the transaction ends.
    ///
    /// # Errors
    /// Not found.
    pub async fn lock<E: Record>(&self, id: E::Id) -> Result<E::Model> {
        E::find_by_id(id).lock_exclusive().one(&**self).await?.ok_or_else(|| Error::not_found(id))
    }

    /// The record, locked, at the version that the client has read.
    ///
    /// # Errors
    /// Not found; a conflict.
    pub async fn lock_at<E: Record>(&self, at: At<E::Id>) -> Result<E::Model> {
        let row = self.lock::<E>(at.id).await?;
        self.expect_version::<E>(&row, at.version).await?;
        Ok(row)
    }

    /// Creates a record, at version 1 and dated now.
    ///
    /// # Errors
    /// `TAKEN`, `NOT_FOUND` and the record's own rules, at the input's field.
    pub async fn create<E: Record>(&self, row: E::ActiveModel, change: Change<'_>) -> Result<E::Model> {
        let mut row = row;
        let has_new_id = E::Column::iter().any(|column| column.as_str() == "id" && row.is_not_set(column));
        stamp::<E>(self, &mut row, 1, true);
        fold_search::<E>(None, &mut row);
        let written = E::insert(row.clone()).exec_with_returning(&**self).await;
        let written = match written {
            Ok(written) => written,
            Err(error) => return Err(constraint::refusal::<E>(self, error, &row).await),
        };
        self.book::<E>(None, &written, change, has_new_id)?;
        Ok(written)
    }

    /// Creates many records under new ids, at version 1 and dated now.
    ///
    /// # Errors
    /// As [`Self::create`], without the field when there is more than one.
    pub async fn create_all<E: Record>(&self, rows: Vec<E::ActiveModel>, action: &str) -> Result<Vec<E::Model>> {
        let mut rows = rows;
        for row in &mut rows {
            stamp::<E>(self, row, 1, true);
            fold_search::<E>(None, row);
        }
        let mut created = Vec::with_capacity(rows.len());
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(insert_max::<E>()));
            let only = if let [only] = rows.as_slice() { Some(only.clone()) } else { None };
            match E::insert_many(rows).exec_with_returning(&**self).await {
                Ok(written) => created.extend(written),
                Err(error) => {
                    let row = only.unwrap_or_else(<E::ActiveModel as ActiveModelTrait>::default);
                    return Err(constraint::refusal::<E>(self, error, &row).await);
                }
            }
            rows = rest;
        }
        for row in &created {
            self.book::<E>(None, row, Change::of(action), true)?;
        }
        Ok(created)
    }

    /// Writes what differs of a locked record, one version on; nothing when nothing does.
    ///
    /// # Errors
    /// As [`Self::create`].
    pub async fn update<E: Record>(
        &self,
        before: &E::Model,
        row: E::ActiveModel,
        change: Change<'_>,
    ) -> Result<E::Model> {
        let mut row = row;
        fold_search::<E>(Some(before), &mut row);
        if !unset_unchanged::<E>(before, &mut row) && change.facts.is_empty() {
            return Ok(before.clone());
        }
        stamp::<E>(self, &mut row, E::version(before) + 1, false);
        for column in E::Column::iter().filter(|column| column.as_str() == "id") {
            row.set(column, before.get(column));
        }
        let written = match E::update(row.clone()).exec(&**self).await {
            Ok(written) => written,
            Err(error) => return Err(constraint::refusal::<E>(self, error, &row).await),
        };
        self.book::<E>(Some(before), &written, change, false)?;
        Ok(written)
    }

    /// Deletes a locked record.
    ///
    /// # Errors
    /// `IN_USE` when others name it.
    pub async fn delete<E: Record>(&self, before: &E::Model, change: Change<'_>) -> Result<()> {
        E::delete_by_id(E::id(before)).exec(&**self).await.map_err(constraint::in_use)?;
        self.journal_entry::<E>(before, &change, difference::<E>(Some(before), None)?, false);
        Ok(())
    }

    /// Books something that happened to a locked record and changed no column of it.
    pub fn note<E: Record>(&self, row: &E::Model, change: Change<'_>) {
        self.journal_entry::<E>(row, &change, Map::new(), false);
    }

    fn book<E: Record>(
        &self,
        before: Option<&E::Model>,
        after: &E::Model,
        change: Change<'_>,
        is_new: bool,
    ) -> Result<()> {
        let changes = difference::<E>(before, Some(after))?;
        self.journal_entry::<E>(after, &change, changes, is_new);
        Ok(())
    }

    fn journal_entry<E: Record>(
        &self,
        row: &E::Model,
        change: &Change<'_>,
        changes: Map<String, serde_json::Value>,
        is_new: bool,
    ) {
        let mut changes = changes;
        changes.extend(change.facts.clone());
        let changes = (!changes.is_empty()).then_some(serde_json::Value::Object(changes));
        let (id, version) = (E::id(row), E::version(row));
        let payload = serde_json::json!({ "id": id.to_string(), "version": version, "changes": changes });
        let topic = format!("{}.{}", E::KIND, change.action);
        self.emit(Event { topic: &topic, entity: E::KIND, entity_id: id.get(), payload, is_new });
        self.audit(AuditEntry {
            entity: E::KIND,
            entity_id: id.get(),
            action: change.action,
            changes,
            reason: change.reason,
        });
    }
}

/// Leaves of `row` what differs from `before`; whether anything does.
fn unset_unchanged<E: Record>(before: &E::Model, row: &mut E::ActiveModel) -> bool {
    let mut any = false;
    for column in E::Column::iter() {
        match row.get(column) {
            Set(value) if value == before.get(column) => row.not_set(column),
            Set(_) => any |= !BOOKKEEPING.contains(&column.as_str()),
            Unchanged(_) | ActiveValue::NotSet => {}
        }
    }
    any
}

/// Folds the words that a search finds into the column `search`.
fn fold_search<E: Record>(before: Option<&E::Model>, row: &mut E::ActiveModel) {
    let Some(search) = E::Column::iter().find(|column| !E::SEARCH.is_empty() && column.as_str() == "search") else {
        return;
    };
    let text = |column: &E::Column| match (row.get(*column), before) {
        (Set(Value::String(text)) | Unchanged(Value::String(text)), _) => text,
        (ActiveValue::NotSet, Some(before)) => match before.get(*column) {
            Value::String(text) => text,
            _ => None,
        },
        _ => None,
    };
    let words: Vec<String> = E::SEARCH.iter().filter_map(text).collect();
    row.set(search, fold(&words.join(" ")).into());
}

/// Sets version and dates where the table has them.
fn stamp<E: Record>(tx: &WriteTx, row: &mut E::ActiveModel, version: i64, is_new: bool) {
    for column in E::Column::iter() {
        match column.as_str() {
            "version" => row.set(column, version.into()),
            "updated_at" => row.set(column, tx.now().into()),
            "created_at" if is_new && row.is_not_set(column) => row.set(column, tx.now().into()),
            _ => {}
        }
    }
}

/// What differs between two states of a record: field → `[before, after]`; none stands for a record that is not there.
fn difference<E: Record>(
    before: Option<&E::Model>,
    after: Option<&E::Model>,
) -> Result<Map<String, serde_json::Value>> {
    let (before, after) = (fields(before)?, fields(after)?);
    let mut changes = Map::new();
    for column in E::Column::iter() {
        let name = column.as_str();
        if BOOKKEEPING.contains(&name) || E::SILENT.contains(&name) {
            continue;
        }
        let of = |fields: &Map<String, serde_json::Value>| fields.get(name).cloned().unwrap_or_default();
        let (old, new) = (of(&before), of(&after));
        if old != new {
            changes.insert(camel_case(name), serde_json::Value::Array(vec![old, new]));
        }
    }
    Ok(changes)
}

fn fields(row: Option<&impl Serialize>) -> Result<Map<String, serde_json::Value>> {
    match row.map(serde_json::to_value).transpose()? {
        Some(serde_json::Value::Object(fields)) => Ok(fields),
        _ => Ok(Map::new()),
    }
}

/// A column's name as the API writes it: `unit_price` is `unitPrice`.
pub fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        let initial = letters.next().map(|letter| letter.to_ascii_uppercase());
        text + &initial.into_iter().chain(letters).collect::<String>()
    })
}

/// Bytes of a row's texts.
pub fn heap_bytes<M: ModelTrait>(row: &M) -> usize {
    let texts = <M::Entity as EntityTrait>::Column::iter().map(|column| row.get(column));
    texts.map(|value| if let Value::String(Some(text)) = value { text.len() } else { 0 }).sum()
}
