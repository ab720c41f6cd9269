//! What is done with products.

use std::collections::HashMap;

use domain::{
    Actor, CategoryId, Money, Percent, Permission, ProductId, Quantity, Refusal, RefusalCode, TEXT_MAX, fold, required,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, Select,
};

use super::entity::{ActiveModel, Column, Entity, GOODS, Model};
use platform::db::{AuditEntry, WriteTx, expect_version, holds, insert_max, on_unique};
use platform::error::{Error, Result};

/// A product's own fields.
#[derive(Clone, Debug)]
pub struct Details {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The category it lies in.
    pub category_id: Option<CategoryId>,
    /// Whether it is a service, without stock.
    pub is_service: bool,
    /// What its quantities count.
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Free stock below which it is to be bought.
    pub reorder_point: Option<Quantity>,
    /// Whether it is traded.
    pub is_active: bool,
    /// Its id in another system.
    pub external_ref: Option<String>,
}

/// The products that the actor may see: the base of every list, count and search.
///
/// # Errors
/// The missing permission.
pub fn visible(actor: &Actor) -> Result<Select<Entity>> {
    actor.may(Permission::CatalogRead)?;
    Ok(Entity::find())
}

/// Narrows `query` to what `text` is found in: each of its words.
pub fn matching(db: &DatabaseConnection, query: Select<Entity>, text: &str) -> Select<Entity> {
    fold(text).split(' ').filter(|word| !word.is_empty()).fold(query, |query, word| {
        query.filter(holds::<Entity>(db, "idx_product_search", Column::Id, Column::Search, word))
    })
}

/// Narrows `query` to what is traded and has one of `names` for its code, in whatever case it was typed, or barcode.
pub fn named(query: Select<Entity>, names: &[String]) -> Select<Entity> {
    let names = names.iter().map(|name| name.trim());
    let codes = names.clone().flat_map(|name| [name.to_owned(), name.to_uppercase()]);
    query.filter(Column::IsActive.eq(true)).filter(Column::Code.is_in(codes).or(Column::Barcode.is_in(names)))
}

/// Products that lie in a category or below it.
pub fn within(category: CategoryId) -> SimpleExpr {
    let below = Query::select()
        .column("descendant_id")
        .from("erp_productcategory_closure")
        .and_where(Expr::col("ancestor_id").eq(category))
        .to_owned();
    Column::CategoryId.in_subquery(below)
}

/// Makes a product.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `MUST_NOT_BE_NEGATIVE`, `INVALID`, `TAKEN`, each with its field.
pub async fn create(tx: &WriteTx, details: &Details) -> Result<ProductId> {
    let made = create_all(tx, std::slice::from_ref(details)).await?;
    made.first().copied().ok_or_else(|| Error::internal("an inserted product was not returned"))
}

/// Adds products, a few hundred in a statement; their ids stand in the order of `all`.
///
/// # Errors
/// As [`create`]; `TAKEN` names the code of the only one, since of many the database does not tell which it was.
pub async fn create_all(tx: &WriteTx, all: &[Details]) -> Result<Vec<ProductId>> {
    tx.actor().may(Permission::CatalogWrite)?;
    let mut made: HashMap<String, ProductId> = HashMap::with_capacity(all.len());
    for chunk in all.chunks(insert_max::<Entity>()) {
        let row = |details| {
            let columns = columns(details, tx)?;
            Ok(ActiveModel { average_cost: Set(Money::ZERO), created_at: Set(tx.now()), version: Set(1), ..columns })
        };
        let rows: Vec<ActiveModel> = chunk.iter().map(row).collect::<Result<_>>()?;
        let inserted = Entity::insert_many(rows).exec_with_returning(&**tx).await;
        for product in inserted.map_err(|error| on_unique(error, || taken(chunk)))? {
            audit(tx, product.id, "create");
            made.insert(product.code, product.id);
        }
    }
    let id = |details: &Details| made.get(details.code.trim()).copied();
    all.iter().map(id).collect::<Option<_>>().ok_or_else(|| Error::internal("an inserted product was not returned"))
}

/// Changes a product.
///
/// # Errors
/// As [`create`]; a conflict.
pub async fn change(tx: &WriteTx, id: ProductId, expected_version: i64, details: &Details) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let before = lock(tx, id, expected_version).await?;
    let row = ActiveModel { id: Unchanged(id), version: Set(before.version + 1), ..columns(details, tx)? };
    row.update(&**tx).await.map_err(|error| on_unique(error, || taken(std::slice::from_ref(details))))?;
    audit(tx, id, "change");
    Ok(id)
}

/// The products with these ids, in one statement.
///
/// # Errors
/// Not found, naming the first that is not there.
pub async fn load_all(db: &impl ConnectionTrait, ids: &[ProductId]) -> Result<Vec<Model>> {
    let products = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    match ids.iter().find(|id| !products.iter().any(|product| product.id == **id)) {
        Some(missing) => Err(Error::not_found(missing)),
        None => Ok(products),
    }
}

/// What one of each has cost on average, of those of these products that lie in warehouses: services are left out.
///
/// # Errors
/// When the database does not answer.
pub async fn stocked(db: &impl ConnectionTrait, ids: &[ProductId]) -> Result<HashMap<ProductId, Money>> {
    let rows: Vec<(ProductId, Money)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::AverageCost])
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::Kind.eq(GOODS))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Sets what one has cost on average: rows of (product, ten-thousandths). Stock books it, under the balances' locks.
///
/// # Errors
/// When the database does.
pub async fn set_average_costs(tx: &WriteTx, rows: &[[i64; 2]]) -> Result<()> {
    tx.update_from("erp_product", "average_cost = v.column2", "erp_product.id = v.column1", rows).await?;
    Ok(())
}

fn columns(details: &Details, tx: &WriteTx) -> Result<ActiveModel> {
    let code = required("code", &details.code, TEXT_MAX)?;
    let name = required("name", &details.name, TEXT_MAX)?;
    let unit = required("unit", &details.unit, TEXT_MAX)?;
    if details.unit_price.is_negative() {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("unitPrice").into());
    }
    if !details.tax_percent.is_share() {
        return Err(Refusal::new(RefusalCode::Invalid).at("taxPercent").into());
    }
    if details.reorder_point.is_some_and(Quantity::is_negative) {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("reorderPoint").into());
    }
    Ok(ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        description: Set(details.description.clone()),
        category_id: Set(details.category_id),
        kind: Set(if details.is_service { "service" } else { "goods" }.to_owned()),
        unit: Set(unit.to_owned()),
        barcode: Set(details.barcode.clone()),
        unit_price: Set(details.unit_price),
        tax_percent: Set(details.tax_percent),
        reorder_point: Set(details.reorder_point),
        is_active: Set(details.is_active),
        external_ref: Set(details.external_ref.clone()),
        search: Set(fold(&format!("{code} {name} {}", details.barcode.as_deref().unwrap_or_default()))),
        updated_at: Set(tx.now()),
        ..Default::default()
    })
}

/// Changes the price of one.
///
/// # Errors
/// `MUST_NOT_BE_NEGATIVE`; a conflict.
pub async fn change_price(tx: &WriteTx, id: ProductId, expected_version: i64, price: Money) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    if price.is_negative() {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("unitPrice").into());
    }
    let before = lock(tx, id, expected_version).await?;
    let row = ActiveModel {
        id: Unchanged(id),
        unit_price: Set(price),
        updated_at: Set(tx.now()),
        version: Set(before.version + 1),
        ..Default::default()
    };
    row.update(&**tx).await?;
    let changes = Some(serde_json::json!({ "unitPrice": [before.unit_price, price] }));
    let (entity, entity_id) = ("product", id.get());
    tx.audit(AuditEntry { entity, entity_id, action: "change_price", changes, reason: None });
    Ok(id)
}

/// Begins or ends trading a product; nothing is written when it is so already.
///
/// # Errors
/// Not found; a conflict.
pub async fn set_active(tx: &WriteTx, id: ProductId, expected_version: i64, is_active: bool) -> Result<ProductId> {
    tx.actor().may(Permission::CatalogWrite)?;
    let before = lock(tx, id, expected_version).await?;
    if before.is_active == is_active {
        return Ok(id);
    }
    let row = ActiveModel {
        id: Unchanged(id),
        is_active: Set(is_active),
        updated_at: Set(tx.now()),
        version: Set(before.version + 1),
        ..Default::default()
    };
    row.update(&**tx).await?;
    let changes = Some(serde_json::json!({ "isActive": [before.is_active, is_active] }));
    let (entity, entity_id) = ("product", id.get());
    tx.audit(AuditEntry { entity, entity_id, action: "set_active", changes, reason: None });
    Ok(id)
}

async fn lock(tx: &WriteTx, id: ProductId, expected_version: i64) -> Result<Model> {
    let before = Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))?;
    expect_version(before.version, expected_version)?;
    Ok(before)
}

fn taken(all: &[Details]) -> Refusal {
    let refusal = Refusal::new(RefusalCode::Taken).at("code");
    if let [only] = all { refusal.param("value", &only.code) } else { refusal }
}

fn audit(tx: &WriteTx, id: ProductId, action: &str) {
    tx.audit(AuditEntry { entity: "product", entity_id: id.get(), action, ..AuditEntry::default() });
}
