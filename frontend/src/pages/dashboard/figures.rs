//! The smaller tiles: a figure each, which leads to the list behind it.
use domain::Money;
use leptos::prelude::*;

use super::Scarcity;
use super::tiles::Tile;
use crate::api::reports::{Company, Dashboard, Sales};
use crate::components::icon::{Glyph, Icon};
use crate::format;
use crate::routes::href;
use crate::text;

/// The states of orders that count as sales.
const SOLD: &str = "CONFIRMED,ON_HOLD,SHIPPED,COMPLETED,CLOSED";

/// A figure: what it says beside its name, and where it leads.
struct Figure {
    glyph: Glyph,
    value: Signal<String>,
    note: String,
    to: String,
    is_alert: Signal<bool>,
}

impl Figure {
    fn count(glyph: Glyph, count: i32, to: String) -> Self {
        let value = Signal::stored(format::count(count.into()));
        Self { glyph, value, note: String::new(), to, is_alert: Signal::stored(false) }
    }

    fn alert(self, is_alert: bool) -> Self {
        Self { is_alert: Signal::stored(is_alert), ..self }
    }
}

/// The tile of a figure; none for a tile that is none.
pub(super) fn figure(tile: Tile, board: &Dashboard, company: &Company, scarce: Scarcity) -> Option<AnyView> {
    let orders = |query: String| format!("{}?{query}", href::SALES_ORDERS);
    let money = |amount: Money| format::money(&amount.to_string(), &company.currency);
    let sold = |now: &Sales, before: &Sales, days: String| Figure {
        glyph: Glyph::Pulse,
        value: Signal::stored(money(now.total)),
        note: text::dashboard::last_year(&money(before.total)),
        to: orders(format!("status={SOLD}&date={days}")),
        is_alert: Signal::stored(false),
    };
    let today = format::today(&company.time_zone);
    let month = format!("{}-01", today.get(..7).unwrap_or_default());
    let (counts, sales, credit) = (&board.counts, &board.sales, &board.credit);
    let it = match tile {
        Tile::Today => sold(&sales.today, &sales.today_last_year, format!("{today}..{today}")),
        Tile::Month => sold(&sales.month, &sales.month_last_year, format!("{month}..{today}")),
        Tile::Open => Figure::count(Glyph::Truck, counts.open_orders, orders("status=CONFIRMED,ON_HOLD".to_owned())),
        Tile::Drafts => Figure::count(Glyph::Cart, counts.draft_orders, orders("status=DRAFT".to_owned())),
        Tile::OverLimit => Figure {
            note: text::dashboard::exposure(&money(credit.exposure)),
            ..Figure::count(Glyph::Alert, credit.customers_over_limit, format!("{}?over=yes", href::CUSTOMERS))
        }
        .alert(credit.customers_over_limit > 0),
        Tile::LowStock => {
            let count =
                move || scarce.with(|answer| answer.and_then(|answer| answer.as_ref().ok()).map(|(_, count)| *count));
            Figure {
                glyph: Glyph::Box,
                value: Signal::derive(move || {
                    count().map_or_else(|| "–".to_owned(), |count| format::count(count.into()))
                }),
                note: String::new(),
                to: format!("{}?below=yes&active=yes", href::PRODUCTS),
                is_alert: Signal::derive(move || count().is_some_and(|count| count > 0)),
            }
        }
        Tile::Customers => {
            Figure::count(Glyph::People, counts.active_customers, format!("{}?active=yes", href::CUSTOMERS))
        }
        Tile::Products => Figure::count(Glyph::Box, counts.active_products, format!("{}?active=yes", href::PRODUCTS)),
        Tile::Months | Tile::Scarce | Tile::Recent => return None,
    };
    let Figure { glyph, value, note, to, is_alert } = it;
    let view = view! {
        <a href=to class="panel figure" class:alert=is_alert>
            <span class="figure-label">
                <Icon glyph />
                {tile.name()}
            </span>
            <span class="figure-value" style:--chars=move || value.with(|value| value.chars().count().to_string())>{value}</span>
            <span class="small quiet">{note}</span>
        </a>
    };
    Some(view.into_any())
}
