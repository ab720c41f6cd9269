//! What is done with products.

use std::collections::{HashMap, HashSet};

use domain::{CategoryId, Money, Permission, ProductId, Refusal, RefusalCode};
use platform::db::{At, Change, WriteTx};
use platform::error::{Error, Result};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, SimpleExpr};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::entity::{ActiveModel, Column, Entity, Model, ProductDetails, ProductKind};
use crate::graphql::Stage;
use crate::graphql::details::value_or_default;

/// Those of `query` that are traded and have one of `names` for their code, in whatever case it was typed, or barcode.
pub fn named(query: Select<Entity>, names: &[String]) -> Select<Entity> {
    let names = names.iter().map(|name| name.trim());
    let codes = names.clone().flat_map(|name| [name.to_owned(), name.to_uppercase()]);
    query.filter(Column::IsActive.eq(true)).filter(Column::Code.is_in(codes).or(Column::Barcode.is_in(names)))
}

/// Whether a product lies in a category or below it.
pub fn within(category: CategoryId) -> SimpleExpr {
    let below = Query::select()
        .column("descendant_id")
        .from("erp_productcategory_closure")
        .and_where(Expr::col("ancestor_id").eq(category))
        .to_owned();
    Column::CategoryId.in_subquery(below)
}

/// The products with these ids, in one statement. `field` names the input's field of the id at a place.
///
/// # Errors
/// `NOT_FOUND` at the field of the first that is not there.
pub async fn load_all(
    db: &impl ConnectionTrait,
    ids: &[ProductId],
    field: impl Fn(usize) -> String,
) -> Result<Vec<Model>> {
    all_of(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?, ids, field)
}

/// The products with these ids, locked in the order of their ids: whoever moves their stock by hand or their average cost
/// waits here. Rows that refer to a product do not wait.
///
/// # Errors
/// As [`load_all`].
pub async fn lock_all(tx: &WriteTx, ids: &[ProductId], field: impl Fn(usize) -> String) -> Result<Vec<Model>> {
    let query = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).order_by_asc(Column::Id);
    all_of(query.lock(LockType::NoKeyUpdate).all(&**tx).await?, ids, field)
}

fn all_of(products: Vec<Model>, ids: &[ProductId], field: impl Fn(usize) -> String) -> Result<Vec<Model>> {
    let found: HashSet<ProductId> = products.iter().map(|product| product.id).collect();
    match ids.iter().enumerate().find(|(_, id)| !found.contains(id)) {
        Some((place, id)) => Err(Refusal::new(RefusalCode::NotFound).at(field(place)).param("what", id).into()),
        None => Ok(products),
    }
}

/// What one of each has cost on average, of those of these products that lie in warehouses: services are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn average_costs_of_stocked(
    db: &impl ConnectionTrait,
    ids: &[ProductId],
) -> Result<HashMap<ProductId, Money>> {
    let rows: Vec<(ProductId, Money)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::AverageCost])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::Kind.eq(ProductKind::Goods))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Sets what one has cost on average: rows of (product, ten-thousandths). Stock writes it, under the products' locks.
///
/// # Errors
/// When the database does.
pub async fn set_average_costs(tx: &WriteTx, rows: &[[i64; 2]]) -> Result<()> {
    tx.update_from("erp_product", "average_cost = v.column2", "erp_product.id = v.column1", rows).await?;
    Ok(())
}

/// Creates a product.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `MUST_NOT_BE_NEGATIVE`, `INVALID`, `TAKEN`, `NOT_FOUND`, each with its field.
pub async fn create(tx: &WriteTx, details: &ProductDetails) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    Ok(tx.create::<Entity>(row(details, Stage::Create)?, Change::of("create")).await?.id)
}

/// Creates products, a few hundred in a statement; their ids stand in the order of `all`.
///
/// # Errors
/// As [`create`]; of many the database does not tell which was refused.
pub async fn create_all(tx: &WriteTx, all: &[ProductDetails]) -> Result<Vec<ProductId>> {
    tx.actor().may(Permission::CatalogWrite)?;
    let rows: Vec<ActiveModel> = all.iter().map(complete_row).collect::<Result<_>>()?;
    let codes: Vec<String> = rows.iter().filter_map(|row| row.code.try_as_ref().cloned()).collect();
    let created = tx.create_all::<Entity>(rows, "create").await?;
    let ids: HashMap<String, ProductId> = created.into_iter().map(|product| (product.code, product.id)).collect();
    let id = |code: &String| ids.get(code).copied();
    codes.iter().map(id).collect::<Option<_>>().ok_or_else(|| Error::internal("an inserted product was not returned"))
}

/// Changes a product.
///
/// # Errors
/// As [`create`]; a conflict.
pub async fn change(tx: &WriteTx, at: At<ProductId>, details: &ProductDetails) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let row = row(details, Stage::Change)?;
    let before = tx.lock_at::<Entity>(at).await?;
    Ok(tx.update::<Entity>(&before, row, Change::of("change")).await?.id)
}

/// Changes the price of one.
///
/// # Errors
/// `MUST_NOT_BE_NEGATIVE`; a conflict.
pub async fn change_price(tx: &WriteTx, at: At<ProductId>, price: Money) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    if price.is_negative() {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("unitPrice").into());
    }
    let before = tx.lock_at::<Entity>(at).await?;
    let row = ActiveModel { unit_price: Set(price), ..Default::default() };
    Ok(tx.update::<Entity>(&before, row, Change::of("change_price")).await?.id)
}

/// Begins or ends trading a product; nothing is written when it is so already.
///
/// # Errors
/// Not found; a conflict.
pub async fn set_active(tx: &WriteTx, at: At<ProductId>, is_active: bool) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let before = tx.lock_at::<Entity>(at).await?;
    let row = ActiveModel { is_active: Set(is_active), ..Default::default() };
    Ok(tx.update::<Entity>(&before, row, Change::of("set_active")).await?.id)
}

/// The columns that are given.
fn row(details: &ProductDetails, stage: Stage) -> Result<ActiveModel> {
    let kind = match value_or_default(stage, "isService", &details.is_service)? {
        Set(is_service) => Set(if is_service { ProductKind::Service } else { ProductKind::Goods }),
        _ => NotSet,
    };
    Ok(ActiveModel { kind, ..details.columns(stage)? })
}

/// The columns of a new product, with the table's defaults: rows of one statement name the same columns.
fn complete_row(details: &ProductDetails) -> Result<ActiveModel> {
    let mut row = row(details, Stage::Create)?;
    or_default(&mut row.kind, ProductKind::Goods);
    or_default(&mut row.unit, "pcs".to_owned());
    or_default(&mut row.is_active, true);
    or_default(&mut row.description, None);
    or_default(&mut row.category_id, None);
    or_default(&mut row.barcode, None);
    or_default(&mut row.reorder_point, None);
    or_default(&mut row.external_ref, None);
    Ok(row)
}

fn or_default<T: Into<sea_orm::Value>>(column: &mut ActiveValue<T>, default: T) {
    if column.is_not_set() {
        *column = Set(default);
    }
}
