//! Movements of stock.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::stock::MovementKind;
use domain::{Money, Permission, ProductId, Quantity, Refusal, RefusalCode, WarehouseId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{level, movement};
use crate::catalog::product::{entity as product, service as products};
use crate::documents::reason_given;
use crate::stock::warehouse::service as warehouses;
use platform::db::{Change, WriteTx, insert_max};
use platform::error::{Error, Result};

/// What has a stock level; the order of keys is the order of locking.
pub type StockKey = (ProductId, WarehouseId);

/// A change of a stock level and the movement that it is posted as.
#[derive(Clone, Debug)]
pub struct Movement {
    /// What and where.
    pub key: StockKey,
    /// What kind.
    pub kind: MovementKind,
    /// How much; negative for what goes out.
    pub quantity: Quantity,
    /// How much of `quantity` was reserved before, and is no more; never negative.
    pub unreserved: Quantity,
    /// What one has cost, where known.
    pub unit_cost: Option<Money>,
}

/// What movements have in common.
#[derive(Clone, Copy, Debug, Default)]
pub struct Posting<'a> {
    /// Why, for adjustments.
    pub reason: Option<&'a str>,
    /// The kind and id of the document behind them.
    pub document: Option<(&'a str, i64)>,
    /// The business day they count for; today when absent.
    pub occurred_on: Option<NaiveDate>,
}

/// Goods that come in.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// What.
    pub product_id: ProductId,
    /// How much, above zero.
    pub quantity: Quantity,
    /// What one has cost; moves the average.
    pub unit_cost: Option<Money>,
}

/// Books goods into a warehouse.
///
/// # Errors
/// `MUST_BE_POSITIVE`, `NOT_STOCKED`, `WAREHOUSE_INACTIVE`, not found.
pub async fn receive(tx: &WriteTx, warehouse: WarehouseId, lines: &[Receipt], posting: &Posting<'_>) -> Result<()> {
    tx.actor().may(Permission::StockReceive)?;
    warehouses::expect_active(tx, [warehouse]).await?;
    for (index, line) in lines.iter().enumerate() {
        if !line.quantity.is_positive() {
            return Err(Refusal::new(RefusalCode::MustBePositive).at(format!("lines.{index}.quantity")).into());
        }
    }
    let ids: Vec<ProductId> = lines.iter().map(|line| line.product_id).collect();
    let products = lock_stocked(tx, &ids, |line| format!("lines.{line}.productId")).await?;
    let movements: Vec<Movement> = lines
        .iter()
        .map(|line| Movement {
            key: (line.product_id, warehouse),
            kind: MovementKind::Receipt,
            quantity: line.quantity,
            unreserved: Quantity::ZERO,
            unit_cost: line.unit_cost,
        })
        .collect();
    open(tx, movements.iter().map(|movement| movement.key)).await?;
    let levels = lock(tx, movements.iter().map(|movement| movement.key)).await?;
    post(tx, &levels, &movements, posting).await?;
    note_movements(tx, &products, &levels, &movements, ("receive", posting.reason))?;
    average_costs(tx, lines).await
}

/// Corrects a stock level, with a reason.
///
/// # Errors
/// `REASON_REQUIRED`, `INVALID` for nothing, `INSUFFICIENT_STOCK` when free stock would fall below zero.
pub async fn adjust(tx: &WriteTx, key: StockKey, by: Quantity, reason: &str) -> Result<ProductId> {
    tx.actor().may(Permission::StockAdjust)?;
    let reason = reason_given(reason)?;
    if by == Quantity::ZERO {
        return Err(Refusal::new(RefusalCode::Invalid).at("by").into());
    }
    warehouses::expect_active(tx, [key.1]).await?;
    let products = lock_stocked(tx, &[key.0], own).await?;
    open(tx, [key]).await?;
    let levels = lock(tx, [key]).await?;
    let movements =
        [Movement { key, kind: MovementKind::Adjust, quantity: by, unreserved: Quantity::ZERO, unit_cost: None }];
    post(tx, &levels, &movements, &Posting { reason: Some(reason), ..Posting::default() }).await?;
    note_movements(tx, &products, &levels, &movements, ("adjust", Some(reason)))?;
    Ok(key.0)
}

/// Moves free stock from one warehouse to another.
///
/// # Errors
/// `MUST_BE_POSITIVE`, `INVALID` for the same warehouse twice, `INSUFFICIENT_STOCK`.
pub async fn transfer(
    tx: &WriteTx,
    product: ProductId,
    from: WarehouseId,
    to: WarehouseId,
    quantity: Quantity,
) -> Result<ProductId> {
    tx.actor().may(Permission::StockTransfer)?;
    if !quantity.is_positive() {
        return Err(Refusal::new(RefusalCode::MustBePositive).at("quantity").into());
    }
    if from == to {
        return Err(Refusal::new(RefusalCode::Invalid).at("toWarehouseId").into());
    }
    warehouses::expect_active(tx, [from, to]).await?;
    let products = lock_stocked(tx, &[product], own).await?;
    open(tx, [(product, from), (product, to)]).await?;
    let levels = lock(tx, [(product, from), (product, to)]).await?;
    let leg = |key, kind, quantity| Movement { key, kind, quantity, unreserved: Quantity::ZERO, unit_cost: None };
    let out = leg((product, from), MovementKind::TransferOut, Quantity::ZERO.minus(quantity)?);
    let movements = [out, leg((product, to), MovementKind::TransferIn, quantity)];
    post(tx, &levels, &movements, &Posting::default()).await?;
    note_movements(tx, &products, &levels, &movements, ("transfer", None))?;
    Ok(product)
}

/// Locked stock levels. Those that do not exist are absent.
pub type LockedLevels = BTreeMap<StockKey, level::Model>;

/// Locks the stock levels of `keys`, in order, until the transaction ends.
pub async fn lock(tx: &WriteTx, keys: impl IntoIterator<Item = StockKey>) -> Result<LockedLevels> {
    let (products, warehouses): (Vec<_>, Vec<_>) = keys.into_iter().unzip();
    locked(tx, products, Some(warehouses)).await
}

/// Locks the stock levels of `products` in every warehouse, in order, until the transaction ends.
pub async fn lock_everywhere(tx: &WriteTx, products: Vec<ProductId>) -> Result<LockedLevels> {
    locked(tx, products, None).await
}

/// A superset of the keys may be locked (products × warehouses): in order all the same, so without deadlocks.
async fn locked(tx: &WriteTx, products: Vec<ProductId>, warehouses: Option<Vec<WarehouseId>>) -> Result<LockedLevels> {
    let mut query = level::Entity::find().filter(level::Column::ProductId.is_in(products));
    if let Some(warehouses) = warehouses {
        query = query.filter(level::Column::WarehouseId.is_in(warehouses));
    }
    let rows = query
        .order_by_asc(level::Column::ProductId)
        .order_by_asc(level::Column::WarehouseId)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    Ok(rows.into_iter().map(|row| ((row.product_id, row.warehouse_id), row)).collect())
}

/// Posts `movements` on the locked `levels`: one statement for the levels, one for the ledger.
///
/// # Errors
/// `INSUFFICIENT_STOCK` when what goes out beyond the reserved is not free.
pub async fn post(tx: &WriteTx, levels: &LockedLevels, movements: &[Movement], posting: &Posting<'_>) -> Result<()> {
    apply(tx, levels, movements).await?;
    write_ledger(tx, movements.iter().map(|movement| (movement, *posting))).await
}

/// Moves the locked `levels` by `movements`, in one statement. [`write_ledger`] must follow in the same transaction.
///
/// # Errors
/// As [`post`].
pub(super) async fn apply(tx: &WriteTx, levels: &LockedLevels, movements: &[Movement]) -> Result<()> {
    let mut deltas: BTreeMap<StockKey, (Quantity, Quantity)> = BTreeMap::new();
    for movement in movements {
        let (hand, unreserved) = deltas.entry(movement.key).or_default();
        *hand = hand.plus(movement.quantity)?;
        *unreserved = unreserved.plus(movement.unreserved)?;
    }
    if deltas.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::with_capacity(deltas.len());
    for (key, (hand, unreserved)) in &deltas {
        let (on_hand, reserved) =
            levels.get(key).map_or_else(Default::default, |level| (level.on_hand, level.reserved));
        let left = on_hand.plus(*hand)?.minus(reserved.minus(*unreserved)?)?;
        if left.is_negative() {
            let available = on_hand.minus(reserved)?.plus(*unreserved)?;
            return Err(insufficient(tx, key.0, available, Quantity::ZERO.minus(*hand)?).await);
        }
        rows.push([key.0.get(), key.1.get(), hand.raw(), unreserved.raw()]);
    }
    let moved = tx
        .update_from(
            "erp_stocklevel",
            "on_hand = on_hand + v.column3, reserved = reserved - v.column4, version = version + 1",
            "product_id = v.column1 AND warehouse_id = v.column2",
            &rows,
        )
        .await?;
    if moved != u64::try_from(rows.len())? {
        return Err(Error::internal("a movement has no stock level"));
    }
    Ok(())
}

/// Writes movements into the ledger, each with what it is posted for.
pub async fn write_ledger<'a>(
    tx: &WriteTx,
    movements: impl Iterator<Item = (&'a Movement, Posting<'a>)>,
) -> Result<()> {
    let rows = movements.map(|(movement, posting)| movement::ActiveModel {
        product_id: Set(movement.key.0),
        warehouse_id: Set(movement.key.1),
        transaction_type: Set(movement.kind),
        quantity: Set(movement.quantity),
        unit_cost: Set(movement.unit_cost),
        reason: Set(posting.reason.map(str::to_owned)),
        document_type: Set(posting.document.map(|(kind, _)| kind.to_owned())),
        document_id: Set(posting.document.map(|(_, id)| id)),
        reverses_id: Set(None),
        created_by: Set(tx.actor().user_id()),
        created_at: Set(tx.now()),
        occurred_on: Set(posting.occurred_on.unwrap_or_else(|| tx.today())),
        ..Default::default()
    });
    Ok(tx.insert_all(rows.collect()).await?)
}

/// The refusal for too little free stock, with the product's code.
pub async fn insufficient(tx: &WriteTx, product: ProductId, available: Quantity, wanted: Quantity) -> Error {
    match products::load_all(&**tx, &[product], own).await {
        Ok(found) => {
            let code = found.first().map_or_else(|| product.to_string(), |product| product.code.clone());
            Refusal::new(RefusalCode::InsufficientStock)
                .param("product", code)
                .param("available", Ord::max(available, Quantity::ZERO))
                .param("wanted", wanted)
                .into()
        }
        Err(error) => error,
    }
}

/// What lay where at the end of a business day, summed from the ledger.
pub async fn as_of(
    db: &impl ConnectionTrait,
    product: ProductId,
    day: NaiveDate,
) -> Result<Vec<(WarehouseId, Quantity)>> {
    #[derive(FromQueryResult)]
    struct Balance {
        warehouse_id: WarehouseId,
        quantity: Quantity,
    }
    let rows = movement::Entity::find()
        .select_only()
        .column(movement::Column::WarehouseId)
        .column_as(Expr::col(movement::Column::Quantity).sum().cast_as("BIGINT"), "quantity")
        .filter(movement::Column::ProductId.eq(product))
        .filter(movement::Column::OccurredOn.lte(day))
        .group_by(movement::Column::WarehouseId)
        .order_by_asc(movement::Column::WarehouseId)
        .into_model::<Balance>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.warehouse_id, row.quantity)).collect())
}

/// Creates the levels that do not exist yet.
async fn open(tx: &WriteTx, keys: impl IntoIterator<Item = StockKey>) -> Result<()> {
    let distinct: std::collections::BTreeSet<StockKey> = keys.into_iter().collect();
    let row = |(product, warehouse): &StockKey| level::ActiveModel {
        product_id: Set(*product),
        warehouse_id: Set(*warehouse),
        on_hand: Set(Quantity::ZERO),
        reserved: Set(Quantity::ZERO),
        version: Set(0),
    };
    let distinct: Vec<StockKey> = distinct.into_iter().collect();
    let there = OnConflict::columns([level::Column::ProductId, level::Column::WarehouseId]).do_nothing().to_owned();
    for places in distinct.chunks(insert_max::<level::Entity>()) {
        let rows = level::Entity::insert_many(places.iter().map(row)).on_conflict(there.clone());
        rows.try_insert().exec_without_returning(&**tx).await?;
    }
    Ok(())
}

/// The field of an input that names one product.
fn own(_: usize) -> String {
    "productId".to_owned()
}

/// These products, which the input's `field` names and which must lie in warehouses, locked.
async fn lock_stocked(tx: &WriteTx, ids: &[ProductId], field: impl Fn(usize) -> String) -> Result<Vec<product::Model>> {
    let products = products::lock_all(tx, ids, field).await?;
    match products.iter().find(|product| !product.is_stocked()) {
        Some(service) => Err(Refusal::new(RefusalCode::NotStocked).param("product", &service.code).into()),
        None => Ok(products),
    }
}

/// Notes on the trail of locked products what somebody did to their stock by hand. What the system books in bulk has the
/// ledger alone.
fn note_movements(
    tx: &WriteTx,
    products: &[product::Model],
    levels: &LockedLevels,
    movements: &[Movement],
    (action, reason): (&str, Option<&str>),
) -> Result<()> {
    if tx.actor().user_id().is_none() {
        return Ok(());
    }
    for product in products {
        let mut change = Change::of(action).because(reason);
        let own: BTreeSet<StockKey> =
            movements.iter().map(|movement| movement.key).filter(|(id, _)| *id == product.id).collect();
        for key in own {
            let before = levels.get(&key).map_or(Quantity::ZERO, |level| level.on_hand);
            let moved = movements.iter().filter(|movement| movement.key == key).map(|movement| movement.quantity);
            change = change.fact(&format!("onHand.{}", key.1), before, before.plus(Quantity::sum(moved)?)?);
        }
        tx.note::<product::Entity>(product, change);
    }
    Ok(())
}

/// The moving average after goods with a known cost have come in: (value before + value in) / quantity after.
async fn average_costs(tx: &WriteTx, lines: &[Receipt]) -> Result<()> {
    let mut incoming: BTreeMap<ProductId, (i128, i128)> = BTreeMap::new();
    for line in lines {
        if let Some(cost) = line.unit_cost {
            let (quantity, value) = incoming.entry(line.product_id).or_default();
            *quantity += i128::from(line.quantity.raw());
            *value += i128::from(line.quantity.raw()) * i128::from(cost.raw());
        }
    }
    if incoming.is_empty() {
        return Ok(());
    }
    let ids: Vec<ProductId> = incoming.keys().copied().collect();
    let products = products::load_all(&**tx, &ids, |line| format!("lines.{line}.productId")).await?;
    let levels = level::Entity::find().filter(level::Column::ProductId.is_in(ids)).all(&**tx).await?;
    let mut rows = Vec::with_capacity(products.len());
    for product in &products {
        let Some((quantity, value)) = incoming.get(&product.id) else { continue };
        let on_hand: i128 = levels
            .iter()
            .filter(|level| level.product_id == product.id)
            .map(|level| i128::from(level.on_hand.raw()))
            .sum();
        let before = Ord::max(on_hand - quantity, 0);
        let average = (before * i128::from(product.average_cost.raw()) + value) / Ord::max(before + quantity, 1);
        rows.push([product.id.get(), i64::try_from(average)?]);
    }
    products::set_average_costs(tx, &rows).await
}
