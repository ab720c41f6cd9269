//! Sales orders: the list, one order, and what can be done to it.
mod detail;
mod draft;
mod groups;
mod list;
mod paper;
mod write;

pub use detail::{
    AllowedAction, FieldChange, Item, OrderDetail, Reserved, Shipment, ShipmentItem, TimelineEntry, Warehouse, order,
    warehouses,
};
pub use draft::{
    AppliedDiscount, Company, Draft, DraftItem, Happened, Saved, Written, WrittenLine, begin, change, create, draft,
    duplicate, resume,
};
pub use groups::{Buyer, Grouping, OrderGroup, OrderGroups, groups};
pub use list::{Filter, OrderRow, Sort, SortField, found, named, orders, orders_file};
pub use paper::{
    Addressee, Letterhead, PaperItem, PaperOrder, PaperProduct, PaperShipment, PaperShipped, PaperWarehouse, on_paper,
};
pub use write::{Command, ShipLine, Step, note, resume_action, run, ship};

#[cfg(test)]
pub(in crate::api) fn documents() -> Vec<String> {
    [
        list::documents(),
        groups::documents(),
        detail::documents(),
        draft::documents(),
        paper::documents(),
        write::documents(),
    ]
    .concat()
}
