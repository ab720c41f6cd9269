//! The lists that there are files of, and their columns.

use std::collections::{BTreeSet, HashMap};

use axum::body::Body;
use domain::{Actor, CustomerId, ProductId, WarehouseId};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};

use super::cell::Cell;
use super::{Asked, Walk, Who, input};
use business::accounts::user;
use business::app::App;
use business::catalog::product;
use business::parties::customer;
use business::sales::order;
use business::sales::order::entity::order as head;
use business::stock::level::entity::{level, movement};
use business::stock::{level as stock, warehouse};
use platform::error::{Error, Result};

/// The file of a list.
///
/// # Errors
/// Not found, the missing permission, `BAD_USER_INPUT`.
pub(super) async fn body(app: &App, actor: &Actor, list: &str, asked: &Asked) -> Result<Body> {
    let who = (app, actor, asked);
    match list {
        "customers" => customers(who),
        "products" => products(who),
        "sales-orders" => sales_orders(who).await,
        "stock-levels" => stock_levels(who),
        "stock-transactions" => stock_transactions(who),
        "users" => users(who),
        other => Err(Error::not_found(other)),
    }
}

fn customers((app, actor, asked): Who<'_>) -> Result<Body> {
    let query =
        customer::graphql::listed(app.db.reader(), actor, input(asked.filter.as_deref())?, asked.search.as_deref())?;
    let keyset = customer::graphql::keyset(input(asked.sort.as_deref())?);
    let head = &[
        "id",
        "code",
        "name",
        "type",
        "email",
        "phone",
        "address",
        "city",
        "country",
        "tax_number",
        "active",
        "on_stop",
        "credit_limit",
        "exposure",
        "external_ref",
        "notes",
    ];
    let cells = |row: customer::entity::Model| {
        vec![
            Cell::plain(row.id),
            Cell::text(&row.code),
            Cell::text(&row.name),
            Cell::plain(&row.customer_type),
            Cell::maybe_text(row.email.as_ref()),
            Cell::maybe_text(row.phone.as_ref()),
            Cell::maybe_text(row.address.as_ref()),
            Cell::maybe_text(row.city.as_ref()),
            Cell::maybe_text(row.country.as_ref()),
            Cell::maybe_text(row.tax_number.as_ref()),
            Cell::plain(row.is_active),
            Cell::plain(row.on_stop),
            Cell::maybe(row.credit_limit),
            Cell::plain(row.exposure),
            Cell::maybe_text(row.external_ref.as_ref()),
            Cell::maybe_text(row.notes.as_ref()),
        ]
    };
    let rows = move |_, rows: Vec<customer::entity::Model>| async move { Ok(rows.into_iter().map(cells).collect()) };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

fn products((app, actor, asked): Who<'_>) -> Result<Body> {
    let query =
        product::graphql::listed(app.db.reader(), actor, input(asked.filter.as_deref())?, asked.search.as_deref())?;
    let keyset = product::graphql::keyset(input(asked.sort.as_deref())?);
    let head = &[
        "id",
        "code",
        "name",
        "description",
        "kind",
        "unit",
        "barcode",
        "unit_price",
        "tax_percent",
        "reorder_point",
        "active",
        "external_ref",
    ];
    let cells = |row: product::entity::Model| {
        vec![
            Cell::plain(row.id),
            Cell::text(&row.code),
            Cell::text(&row.name),
            Cell::maybe_text(row.description.as_ref()),
            Cell::plain(&row.kind),
            Cell::text(&row.unit),
            Cell::maybe_text(row.barcode.as_ref()),
            Cell::plain(row.unit_price),
            Cell::plain(row.tax_percent),
            Cell::maybe(row.reorder_point),
            Cell::plain(row.is_active),
            Cell::maybe_text(row.external_ref.as_ref()),
        ]
    };
    let rows = move |_, rows: Vec<product::entity::Model>| async move { Ok(rows.into_iter().map(cells).collect()) };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

async fn sales_orders((app, actor, asked): Who<'_>) -> Result<Body> {
    let filter = input(asked.filter.as_deref())?;
    let query = order::graphql::listed(app.db.reader(), actor, filter, asked.search.as_deref()).await?;
    let keyset = order::graphql::keyset(input(asked.sort.as_deref())?);
    let head = &[
        "id",
        "number",
        "order_date",
        "status",
        "customer_id",
        "customer",
        "currency",
        "net_amount",
        "tax_amount",
        "total_amount",
        "shipped_amount",
        "customer_reference",
        "external_ref",
        "notes",
    ];
    let rows = |db: DatabaseConnection, rows: Vec<head::Model>| async move {
        let names = customer_names(&db, rows.iter().map(|row| row.customer_id)).await?;
        let cells = |row: head::Model| {
            vec![
                Cell::plain(row.id),
                Cell::maybe(row.number),
                Cell::plain(row.order_date),
                Cell::plain(row.status.text()),
                Cell::plain(row.customer_id),
                Cell::maybe_text(names.get(&row.customer_id)),
                Cell::plain(&row.currency),
                Cell::plain(row.net_amount),
                Cell::plain(row.tax_amount),
                Cell::plain(row.total_amount),
                Cell::plain(row.shipped_amount),
                Cell::maybe_text(row.customer_reference.as_ref()),
                Cell::maybe_text(row.external_ref.as_ref()),
                Cell::maybe_text(row.notes.as_ref()),
            ]
        };
        Ok(rows.into_iter().map(cells).collect())
    };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

fn stock_levels((app, actor, asked): Who<'_>) -> Result<Body> {
    let query = stock::graphql::listed(actor, input(asked.filter.as_deref())?)?;
    let keyset = stock::graphql::keyset();
    let head = &["product_id", "product", "warehouse_id", "warehouse", "on_hand", "reserved", "available"];
    let rows = |db: DatabaseConnection, rows: Vec<level::Model>| async move {
        let products = product_codes(&db, rows.iter().map(|row| row.product_id)).await?;
        let warehouses = warehouse_codes(&db).await?;
        let cells = |row: level::Model| {
            Ok(vec![
                Cell::plain(row.product_id),
                Cell::maybe_text(products.get(&row.product_id)),
                Cell::plain(row.warehouse_id),
                Cell::maybe_text(warehouses.get(&row.warehouse_id)),
                Cell::plain(row.on_hand),
                Cell::plain(row.reserved),
                Cell::plain(row.on_hand.minus(row.reserved)?),
            ])
        };
        rows.into_iter().map(cells).collect::<Result<Vec<_>>>()
    };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

fn stock_transactions((app, actor, asked): Who<'_>) -> Result<Body> {
    let query = stock::graphql::listed_movements(actor, input(asked.filter.as_deref())?)?;
    let keyset = stock::graphql::movements_keyset();
    let head = &[
        "id",
        "created_at",
        "occurred_on",
        "kind",
        "product_id",
        "product",
        "warehouse_id",
        "warehouse",
        "quantity",
        "unit_cost",
        "reason",
    ];
    let rows = |db: DatabaseConnection, rows: Vec<movement::Model>| async move {
        let products = product_codes(&db, rows.iter().map(|row| row.product_id)).await?;
        let warehouses = warehouse_codes(&db).await?;
        let cells = |row: movement::Model| {
            vec![
                Cell::plain(row.id),
                Cell::plain(row.created_at.to_rfc3339()),
                Cell::plain(row.occurred_on),
                Cell::plain(&row.transaction_type),
                Cell::plain(row.product_id),
                Cell::maybe_text(products.get(&row.product_id)),
                Cell::plain(row.warehouse_id),
                Cell::maybe_text(warehouses.get(&row.warehouse_id)),
                Cell::plain(row.quantity),
                Cell::maybe(row.unit_cost),
                Cell::maybe_text(row.reason.as_ref()),
            ]
        };
        Ok(rows.into_iter().map(cells).collect())
    };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

fn users((app, actor, asked): Who<'_>) -> Result<Body> {
    let query = user::graphql::listed(actor, input(asked.filter.as_deref())?, asked.search.as_deref())?;
    let keyset = user::graphql::keyset(input(asked.sort.as_deref())?);
    let head = &["id", "name", "email", "active", "roles", "created_at", "last_seen_at"];
    let rows = |db: DatabaseConnection, rows: Vec<user::entity::user::Model>| async move {
        let roles = user::service::role_codes(&db, rows.iter().map(|row| row.id)).await?;
        let cells = |row: user::entity::user::Model| {
            vec![
                Cell::plain(row.id),
                Cell::text(&row.name),
                Cell::text(&row.email),
                Cell::plain(row.is_active),
                Cell::maybe_text(roles.get(&row.id).map(|codes| codes.join(" ")).as_ref()),
                Cell::plain(row.created_at.to_rfc3339()),
                Cell::maybe(row.last_seen_at.map(|at| at.to_rfc3339())),
            ]
        };
        Ok(rows.into_iter().map(cells).collect())
    };
    Ok(Walk { query, keyset, head }.body(app, asked.bom, rows))
}

async fn customer_names(
    db: &DatabaseConnection,
    ids: impl Iterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, String>> {
    let ids: BTreeSet<CustomerId> = ids.collect();
    let rows = customer::entity::Entity::find().filter(customer::entity::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn product_codes(
    db: &DatabaseConnection,
    ids: impl Iterator<Item = ProductId>,
) -> Result<HashMap<ProductId, String>> {
    let ids: BTreeSet<ProductId> = ids.collect();
    let rows = product::entity::Entity::find().filter(product::entity::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}

async fn warehouse_codes(db: &DatabaseConnection) -> Result<HashMap<WarehouseId, String>> {
    let rows = warehouse::entity::Entity::find().all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}
