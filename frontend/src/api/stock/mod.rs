//! Stock: what lies where, how it got there, and what moves it.
mod levels;
mod movements;
mod names;
mod warehouses;
mod write;

pub use levels::{Level, LevelFilter, level, levels, levels_file};
pub use movements::{Balance, Movement, MovementFilter, balances, movements, movements_file};
pub use names::{product_named, products_found, warehouse_named, warehouses_found};
pub use warehouses::{Warehouse, change_warehouse, create_warehouse, warehouses};
pub use write::{Receipt, adjust, receive, transfer};

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    [levels::documents(), movements::documents(), names::documents(), warehouses::documents(), write::documents()]
        .concat()
}
