//! Sales orders: the list, one order, and what can be done to it.
mod detail;
mod list;
mod write;

pub use detail::{
    AllowedAction, Item, OrderDetail, Reserved, Shipment, ShipmentItem, TimelineEntry, Warehouse, order, warehouses,
};
pub use list::{Direction, Filter, OrderRow, Page, Sort, SortField, orders};
pub use write::{Answer, Command, ShipLine, Step, run, ship};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    [list::documents(), detail::documents(), write::documents()].concat()
}
