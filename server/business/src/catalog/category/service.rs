//! What is done with categories.

use domain::{Actor, CategoryId, Permission, Refusal, RefusalCode, TEXT_MAX, fold, required};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, DatabaseConnection, DbErr, EntityTrait, QueryOrder, QuerySelect};

use super::entity::{ActiveModel, Column, Entity, Model};
use platform::db::{AuditEntry, WriteTx, expect_version, on_unique};
use platform::error::{Error, Result};

/// The name under which both engines report a move that would close a cycle.
const NO_CYCLE: &str = "erp_productcategory_no_cycle";

/// Categories that are looked through at most. A tree that people keep has hundreds; accents and case do not matter in
/// what they type, which no index of either engine answers for a table this small.
const LOOKED_THROUGH_MAX: u64 = 5_000;

/// The first few categories by name whose code or name holds every word.
///
/// # Errors
/// Forbidden without the permission to see the catalog.
pub async fn found(actor: &Actor, db: &DatabaseConnection, words: &str, first: usize) -> Result<Vec<Model>> {
    actor.may(Permission::CatalogRead)?;
    let all =
        Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).limit(LOOKED_THROUGH_MAX).all(db).await?;
    let words = fold(words);
    let holds = |category: &Model| {
        let text = fold(&format!("{} {}", category.code, category.name));
        words.split(' ').all(|word| text.contains(word))
    };
    Ok(all.into_iter().filter(holds).take(first).collect())
}

/// Makes a category.
///
/// # Errors
/// `REQUIRED`, `TAKEN` for the code.
pub async fn create(tx: &WriteTx, code: &str, name: &str, parent: Option<CategoryId>) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let (code, name) = (required("code", code, TEXT_MAX)?, required("name", name, TEXT_MAX)?);
    if let Some(parent) = parent {
        Entity::find_by_id(parent).one(&**tx).await?.ok_or_else(|| Error::not_found(parent))?;
    }
    let row = ActiveModel {
        parent_id: Set(parent),
        name: Set(name.to_owned()),
        code: Set(code.to_owned()),
        is_active: Set(true),
        version: Set(1),
        ..Default::default()
    };
    let id = Entity::insert(row)
        .exec(&**tx)
        .await
        .map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("code")))?
        .last_insert_id;
    audit(tx, id, "create");
    Ok(id)
}

/// Puts a category with all that lies below it under another, or to the roots.
///
/// # Errors
/// `CATEGORY_CYCLE` when the new parent lies below it; a conflict.
pub async fn move_to(
    tx: &WriteTx,
    id: CategoryId,
    expected_version: i64,
    parent: Option<CategoryId>,
) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let before = Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    expect_version(before.version, expected_version)?;
    if let Some(parent) = parent {
        Entity::find_by_id(parent).one(&**tx).await?.ok_or_else(|| Error::not_found(parent))?;
    }
    let row = ActiveModel {
        id: Unchanged(id),
        parent_id: Set(parent),
        version: Set(before.version + 1),
        ..Default::default()
    };
    row.update(&**tx).await.map_err(cycle)?;
    audit(tx, id, "move");
    Ok(id)
}

/// Changes a category's names, and whether products may be put into it.
///
/// # Errors
/// `REQUIRED`, `TAKEN` for the code; a conflict.
pub async fn change(
    tx: &WriteTx,
    id: CategoryId,
    expected_version: i64,
    (code, name): (&str, &str),
    is_active: bool,
) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let (code, name) = (required("code", code, TEXT_MAX)?, required("name", name, TEXT_MAX)?);
    let before = Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    expect_version(before.version, expected_version)?;
    let row = ActiveModel {
        id: Unchanged(id),
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        is_active: Set(is_active),
        version: Set(before.version + 1),
        ..Default::default()
    };
    row.update(&**tx).await.map_err(|error| on_unique(error, || Refusal::new(RefusalCode::Taken).at("code")))?;
    audit(tx, id, "change");
    Ok(id)
}

fn cycle(error: DbErr) -> Error {
    if error.to_string().contains(NO_CYCLE) {
        return Refusal::new(RefusalCode::CategoryCycle).at("parentId").into();
    }
    error.into()
}

fn audit(tx: &WriteTx, id: CategoryId, action: &str) {
    tx.audit(AuditEntry { entity: "category", entity_id: id.get(), action, ..AuditEntry::default() });
}
