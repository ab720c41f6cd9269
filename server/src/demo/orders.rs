//! A year of orders: the older, the further they have come.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{Actor, CustomerId, ProductId, Quantity};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::catalog::{Company, DemoProduct};
use super::words::REASONS;
use crate::backfill::{self, HistoricalOrder, Outcome, receipt};
use business::app::App;
use business::documents::lines::Line;
use business::sales::order::input::Draft;
use platform::db::WriteTx;
use platform::error::Result;

/// Orders of one transaction.
const BATCH: usize = 100;
/// How far back the first order is.
const DAYS: u64 = 420;
/// From here on an order may still be under way.
const RECENT: u64 = 21;

/// What is traded, and with whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trade<'a> {
    pub(super) company: &'a Company,
    pub(super) products: &'a [DemoProduct],
    pub(super) customers: &'a [CustomerId],
}

/// Books `count` orders, oldest first, and the goods that they take; returns how many.
pub(super) async fn book(
    app: &App,
    actor: &Actor,
    trade: &Trade<'_>,
    count: i64,
    random: &mut StdRng,
    progress: impl Fn(usize, usize),
) -> Result<usize> {
    let today = app.db.today();
    // The larger of two: the company grows.
    let mut ages: Vec<u64> =
        (0..count).map(|_| random.random_range(0..DAYS).min(random.random_range(0..DAYS))).collect();
    ages.sort_unstable_by(|a, b| b.cmp(a));
    let orders: Vec<HistoricalOrder> = ages.into_iter().map(|age| order(today, age, trade, random)).collect();
    let mut done = 0;
    for batch in orders.chunks(BATCH) {
        let spare = Quantity::from_raw(random.random_range(0..3) * Quantity::UNIT);
        let reason = REASONS.choose(random).copied().unwrap_or_default();
        let work = async |tx: &WriteTx| -> Result<()> {
            stock_up(tx, trade, batch, spare).await?;
            for order in batch {
                backfill::order(tx, trade.company.main, order, reason).await?;
            }
            Ok(())
        };
        app.db.write(actor, None, work).await?;
        done += batch.len();
        progress(done, orders.len());
    }
    Ok(orders.len())
}

/// Books in what the orders take, with a little to spare, on the first of their days; some of it at the reserve.
async fn stock_up(tx: &WriteTx, trade: &Trade<'_>, orders: &[HistoricalOrder], spare: Quantity) -> Result<()> {
    let stocked: std::collections::HashSet<ProductId> =
        trade.products.iter().filter(|product| product.stocked).map(|product| product.id).collect();
    let mut goods: BTreeMap<ProductId, Quantity> = BTreeMap::new();
    let taken = orders.iter().filter(|order| !matches!(order.outcome, Outcome::Draft | Outcome::Cancelled));
    for line in taken.flat_map(|order| &order.draft.lines).filter(|line| stocked.contains(&line.product_id)) {
        let quantity = goods.entry(line.product_id).or_insert(spare);
        *quantity = quantity.plus(line.quantity)?;
    }
    let Some(day) = orders.iter().filter_map(|order| order.draft.order_date).min() else { return Ok(()) };
    if goods.is_empty() {
        return Ok(());
    }
    let reserve: Vec<(ProductId, Quantity)> =
        goods.keys().step_by(25).map(|id| (*id, Quantity::from_raw(10 * Quantity::UNIT))).collect();
    receipt(tx, trade.company.main, day, goods, "Supplier's delivery").await?;
    receipt(tx, trade.company.reserve, day, reserve, "Supplier's delivery").await
}

fn order(today: NaiveDate, age: u64, trade: &Trade<'_>, random: &mut StdRng) -> HistoricalOrder {
    let Trade { products, customers, .. } = trade;
    let day = |age: u64| today.checked_sub_days(Days::new(age)).unwrap_or(today);
    // Some customers order often, some goods sell well: the first ones.
    let often = |length: usize, random: &mut StdRng| {
        let length = length.max(1);
        random.random_range(0..length).min(random.random_range(0..length))
    };
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..random.random_range(1..8) {
        let Some(product) = products.get(often(products.len(), random)) else { continue };
        let quantity = if product.stocked { random.random_range(1..=product.batch) } else { 1 };
        if lines.iter().all(|line| line.product_id != product.id) {
            lines.push(Line {
                product_id: product.id,
                quantity: Quantity::from_raw(quantity * Quantity::UNIT),
                unit_price: None,
                tax_percent: None,
                description: None,
                discount: None,
            });
        }
    }
    let outcome = outcome(age, random);
    let shipped = matches!(outcome, Outcome::Shipped | Outcome::PartlyShipped | Outcome::Closed);
    let shipped_on = shipped.then(|| day(age.saturating_sub(random.random_range(0..4))));
    let customer_id = customers.get(often(customers.len(), random)).copied().unwrap_or(CustomerId::new(1));
    let draft = Draft {
        customer_id,
        order_date: Some(day(age)),
        customer_reference: Some(format!("PO-{}", random.random_range(10_000..99_999))),
        external_ref: None,
        notes: None,
        discount: None,
        lines,
    };
    HistoricalOrder { draft, outcome, shipped_on }
}

fn outcome(age: u64, random: &mut StdRng) -> Outcome {
    let chance = random.random_range(0..100);
    if age > RECENT {
        match chance {
            0..=92 => Outcome::Shipped,
            93..=96 => Outcome::Cancelled,
            _ => Outcome::Closed,
        }
    } else {
        match chance {
            0..=34 => Outcome::Shipped,
            35..=49 => Outcome::PartlyShipped,
            50..=74 => Outcome::Confirmed,
            75..=79 => Outcome::OnHold,
            80..=84 => Outcome::Cancelled,
            _ => Outcome::Draft,
        }
    }
}
