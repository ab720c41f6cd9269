//! This request's loaders: one for every relation of the schema. They know the rows of this request only.

use chrono::NaiveDate;
use domain::{
    CategoryId, CustomerId, ProductId, Quantity, RoleId, SalesOrderId, ShipmentId, StockTransactionId, UserId,
    WarehouseId,
};
use sea_orm::DatabaseConnection;

use crate::accounts::user;
use crate::catalog::{category, product};
use crate::parties::customer;
use crate::sales::{order, shipment};
use crate::stock::{level, warehouse};
use platform::cache::{Cache, Class};
use platform::db::{Figures, Kept, Many, One, kept, many, one};

/// One set per request; a new one after each write.
pub struct Loaders {
    /// Users by id.
    pub users: One<user::entity::user::Entity, UserId>,
    /// Which roles, by user.
    pub user_roles: Many<user::entity::user_role::Entity, UserId>,
    /// Roles by id.
    pub roles: One<user::entity::role::Entity, RoleId>,
    /// Permissions by role.
    pub role_permissions: Many<user::entity::role_permission::Entity, RoleId>,
    /// Which users, by role.
    pub role_users: Many<user::entity::user_role::Entity, RoleId>,
    /// Categories by id.
    pub categories: Kept<category::entity::Entity, CategoryId>,
    /// Categories by the one they lie in.
    pub category_children: Many<category::entity::Entity, Option<CategoryId>>,
    /// Customers by id.
    pub customers: Kept<customer::entity::Entity, CustomerId>,
    /// Products by id.
    pub products: Kept<product::entity::Entity, ProductId>,
    /// Warehouses by id.
    pub warehouses: Kept<warehouse::entity::Entity, WarehouseId>,
    /// Balances by product.
    pub stock_levels: Many<level::entity::level::Entity, ProductId>,
    /// What lies there, by warehouse.
    pub warehouse_contents: Figures<WarehouseId, level::loader::Content>,
    /// What lay there right after it, by movement.
    pub stock_balances: Figures<StockTransactionId, Quantity>,
    /// Orders by id.
    pub sales_orders: One<order::entity::order::Entity, SalesOrderId>,
    /// Lines by order.
    pub sales_order_items: Many<order::entity::item::Entity, SalesOrderId>,
    /// How many lines and how far they have been shipped, by order.
    pub sales_order_progress: Figures<SalesOrderId, order::loader::Progress>,
    /// The day of the newest promised order, by customer.
    pub last_orders: Figures<CustomerId, Option<NaiveDate>>,
    /// Reservations by order.
    pub reservations: Many<level::entity::reservation::Entity, SalesOrderId>,
    /// Shipments by order.
    pub shipments: Many<shipment::entity::shipment::Entity, SalesOrderId>,
    /// Shipments by id.
    pub shipments_by_id: One<shipment::entity::shipment::Entity, ShipmentId>,
    /// Lines by shipment.
    pub shipment_items: Many<shipment::entity::item::Entity, ShipmentId>,
    /// The audit trail by sales order.
    pub sales_order_timeline: order::loader::TimelineLoader,
}

impl std::fmt::Debug for Loaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Loaders")
    }
}

impl Loaders {
    /// Empty loaders over the pool that reads, and what is kept of it.
    pub fn new(db: &DatabaseConnection, cache: &Cache) -> Self {
        use category::entity::{Column as Category, Entity as Categories};
        use customer::entity::{Column as Customer, Entity as Customers};
        use level::entity::{level as balance, reservation};
        use product::entity::{Column as Product, Entity as Products};
        use user::entity::{role, role_permission, user as account, user_role};
        use warehouse::entity::{Column as Warehouse, Entity as Warehouses};
        let from = (db, cache);
        Self {
            users: one::<account::Entity, _>(db, account::Column::Id, |row| row.id),
            user_roles: many::<user_role::Entity, _>(db, user_role::Column::UserId, user_role::Column::RoleId, |row| {
                row.user_id
            }),
            roles: one::<role::Entity, _>(db, role::Column::Id, |row| row.id),
            role_permissions: many::<role_permission::Entity, _>(
                db,
                role_permission::Column::RoleId,
                role_permission::Column::Permission,
                |row| row.role_id,
            ),
            role_users: many::<user_role::Entity, _>(db, user_role::Column::RoleId, user_role::Column::UserId, |row| {
                row.role_id
            }),
            categories: kept::<Categories, _>(from, Class::ProductList, Category::Id, |row| row.id, CategoryId::get),
            category_children: many::<Categories, _>(db, Category::ParentId, Category::Name, |row| row.parent_id),
            customers: kept::<Customers, _>(from, Class::CustomerList, Customer::Id, |row| row.id, CustomerId::get),
            products: kept::<Products, _>(from, Class::ProductList, Product::Id, |row| row.id, ProductId::get),
            warehouses: kept::<Warehouses, _>(from, Class::Other, Warehouse::Id, |row| row.id, WarehouseId::get),
            stock_levels: many::<balance::Entity, _>(
                db,
                balance::Column::ProductId,
                balance::Column::WarehouseId,
                |row| row.product_id,
            ),
            warehouse_contents: level::loader::contents(db),
            stock_balances: level::loader::balances(db),
            sales_orders: one::<order::entity::order::Entity, _>(db, order::entity::order::Column::Id, |row| row.id),
            sales_order_items: many::<order::entity::item::Entity, _>(
                db,
                order::entity::item::Column::OrderId,
                order::entity::item::Column::Id,
                |row| row.order_id,
            ),
            sales_order_progress: order::loader::progress(db),
            last_orders: order::loader::last_orders(db),
            reservations: many::<reservation::Entity, _>(
                db,
                reservation::Column::OrderId,
                reservation::Column::Id,
                |row| row.order_id,
            ),
            shipments: many::<shipment::entity::shipment::Entity, _>(
                db,
                shipment::entity::shipment::Column::OrderId,
                shipment::entity::shipment::Column::Id,
                |row| row.order_id,
            ),
            shipments_by_id: one::<shipment::entity::shipment::Entity, _>(
                db,
                shipment::entity::shipment::Column::Id,
                |row| row.id,
            ),
            shipment_items: many::<shipment::entity::item::Entity, _>(
                db,
                shipment::entity::item::Column::ShipmentId,
                shipment::entity::item::Column::Id,
                |row| row.shipment_id,
            ),
            sales_order_timeline: order::loader::timeline(db),
        }
    }
}
