//! What is done with categories.

use domain::{Actor, CategoryId, Permission, Refusal, RefusalCode, fold};
use platform::db::{At, Change, WriteTx};
use platform::error::Result;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder, QuerySelect};

use super::entity::{ActiveModel, CategoryDetails, Column, Entity, Model};
use crate::graphql::Stage;

/// Categories that are searched at most. A tree that people maintain has hundreds; accents and case do not matter
/// in what they type, which no index of either engine answers for a table this small.
const SEARCHED_MAX: u64 = 5_000;

/// The first few categories by name whose code or name contains every word.
///
/// # Errors
/// Forbidden without the permission to see the catalog.
pub async fn found(actor: &Actor, db: &DatabaseConnection, words: &str, first: usize) -> Result<Vec<Model>> {
    actor.may(Permission::CatalogRead)?;
    let all = Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).limit(SEARCHED_MAX).all(db).await?;
    let words = fold(words);
    let search = move || {
        let is_match = |category: &Model| {
            let text = fold(&format!("{} {}", category.code, category.name));
            words.split(' ').all(|word| text.contains(word))
        };
        all.into_iter().filter(is_match).take(first).collect()
    };
    // Thousands of names take milliseconds, in which a thread of the runtime would serve nobody else.
    Ok(tokio::task::spawn_blocking(search).await?)
}

/// Creates a category.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `TAKEN` for the code; `NOT_FOUND` for the parent.
pub async fn create(tx: &WriteTx, details: &CategoryDetails, parent: Option<CategoryId>) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let row = ActiveModel { parent_id: Set(parent), ..details.columns(Stage::Create)? };
    expect_parent(tx, parent).await?;
    Ok(tx.create::<Entity>(row, Change::of("create")).await?.id)
}

/// Changes a category's names, and whether products may be put into it.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `TAKEN` for the code; a conflict.
pub async fn change(tx: &WriteTx, at: At<CategoryId>, details: &CategoryDetails) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let row = details.columns(Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    Ok(tx.update::<Entity>(&before, row, Change::of("change")).await?.id)
}

/// Puts a category with all that lies below it under another, or to the roots.
///
/// # Errors
/// `CATEGORY_CYCLE` when the new parent lies below it; `NOT_FOUND` for the parent; a conflict.
pub async fn move_to(tx: &WriteTx, at: At<CategoryId>, parent: Option<CategoryId>) -> Result<CategoryId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let before = tx.lock_at::<Entity>(at).await?;
    expect_parent(tx, parent).await?;
    let row = ActiveModel { parent_id: Set(parent), ..Default::default() };
    Ok(tx.update::<Entity>(&before, row, Change::of("move")).await?.id)
}

/// Refuses a parent that is not there. The tree's trigger would refuse it as well, but not as a foreign key on both
/// engines, so that the kit could not tell it from other errors.
async fn expect_parent(tx: &WriteTx, parent: Option<CategoryId>) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    match Entity::find_by_id(parent).one(&**tx).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::new(RefusalCode::NotFound).at("parentId").param("what", parent).into()),
    }
}
