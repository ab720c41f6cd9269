//! The records that the palette finds, as its items.
use super::item::{Act, Item, Kind};
use crate::api::find;
use crate::api::query::Query;
use crate::components::icon::Glyph;
use crate::components::order_status::order_name;
use crate::routes::href;
use crate::text;

/// The few records that words find best.
pub(super) fn records(words: &str) -> Query<Vec<Item>> {
    find::records(words).map(items)
}

fn items(found: find::Records) -> Vec<Item> {
    let orders = found.sales_orders.into_iter().map(|order| {
        let id = order.id.inner();
        let customer = order.customer.map(|customer| customer.name).unwrap_or_default();
        let status = text::status::of(&order.status.0).unwrap_or_default();
        Item {
            kind: Kind::Order,
            glyph: Glyph::Cart,
            name: order_name(order.number.as_deref(), id),
            note: format!("{customer} · {status}"),
            act: Act::Go(href::sales_order(id)),
        }
    });
    let customers = found.customers.into_iter().map(|customer| Item {
        kind: Kind::Customer,
        glyph: Glyph::People,
        name: customer.name,
        note: customer.code,
        act: Act::Go(href::customer(customer.id.inner())),
    });
    let products = found.products.into_iter().map(|product| Item {
        kind: Kind::Product,
        glyph: Glyph::Box,
        name: product.name,
        note: product.code,
        act: Act::Go(href::product(product.id.inner())),
    });
    orders.chain(customers).chain(products).collect()
}
