//! The company itself: settings, warehouses, categories, products, customers.

use std::collections::HashSet;

use domain::{Actor, CategoryId, CustomerId, Money, Percent, ProductId, Quantity, WarehouseId};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::words::{CATALOG, CITIES, MATERIALS, NAMES, TRADES, VARIANTS};
use business::app::App;
use business::catalog::category::service as categories;
use business::catalog::product::service as products;
use business::parties::customer::service as customers;
use business::settings::service::{self as settings, Settings};
use business::stock::warehouse::service as warehouses;
use platform::db::WriteTx;
use platform::error::{Error, Result};

/// Records of one transaction.
const BATCH: usize = 200;
/// Money's small units in a cent.
const CENT: i64 = Money::UNIT / 100;

/// What orders need of the company.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Company {
    /// Where goods leave.
    pub(super) main: WarehouseId,
    /// Where more of them lie.
    pub(super) reserve: WarehouseId,
}

/// A product as orders need it.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct DemoProduct {
    pub(super) id: ProductId,
    /// How many are ordered at once, at most.
    pub(super) batch: i64,
    pub(super) stocked: bool,
}

/// Sets the company and its warehouses up.
pub(super) async fn company(tx: &WriteTx) -> Result<Company> {
    let main = warehouses::create(tx, "IST", "İstanbul, main").await?;
    let reserve = warehouses::create(tx, "ANK", "Ankara, reserve").await?;
    warehouses::create(tx, "HAM", "Hamburg, returns").await?;
    let new = Settings {
        name: "Kervan Home Trading".to_owned(),
        currency: "EUR".parse().map_err(Error::unexpected)?,
        time_zone: chrono_tz::Europe::Istanbul,
        over_delivery: Percent::ZERO,
        allow_partial_reservation: false,
        prices_include_tax: false,
        draft_expiry_minutes: None,
        default_warehouse: Some(main),
    };
    settings::create(tx, &new).await?;
    Ok(Company { main, reserve })
}

/// Makes the categories and `count` products in them, and the services.
pub(super) async fn products(app: &App, actor: &Actor, count: i64, random: &mut StdRng) -> Result<Vec<DemoProduct>> {
    let mut kinds: Vec<(CategoryId, &str, i64)> = Vec::new();
    for (number, (root, below)) in CATALOG.iter().enumerate() {
        let made = app.db.write(actor, None, async |tx: &WriteTx| {
            let parent = categories::create(tx, &format!("C{number}"), root, None).await?;
            let mut made = Vec::with_capacity(below.len());
            for (place, (name, _)) in below.iter().enumerate() {
                made.push(categories::create(tx, &format!("C{number}{place}"), name, Some(parent)).await?);
            }
            Ok(made)
        });
        for (id, (_, goods)) in made.await?.into_iter().zip(*below) {
            kinds.extend(goods.iter().map(|(name, cents)| (id, *name, *cents)));
        }
    }
    let mut details = vec![service("SHIP", "Shipping", 1200), service("GIFT", "Gift wrapping", 350)];
    let mut taken = HashSet::new();
    while i64::try_from(details.len())? < count.max(3) {
        let Some(&(category, noun, cents)) = kinds.choose(random) else { break };
        let (Some((material, percent)), Some(variant)) = (MATERIALS.choose(random), VARIANTS.choose(random)) else {
            break;
        };
        let mut name = format!("{material} {}, {variant}", noun.to_lowercase());
        if !taken.insert(name.clone()) {
            // The words are used up before the numbers are.
            name = format!("{name}, no. {}", details.len());
            taken.insert(name.clone());
        }
        let price = cents * percent / 100 + random.random_range(0..20) * 5;
        details.push(products::Details {
            code: format!("P{:05}", details.len()),
            name,
            description: None,
            category_id: Some(category),
            is_service: false,
            unit: "pcs".to_owned(),
            barcode: Some(barcode(details.len())),
            unit_price: Money::from_raw(price * CENT),
            tax_percent: Percent::from_raw(20_000),
            reorder_point: Some(Quantity::from_raw(random.random_range(1..12) * 5 * Quantity::UNIT)),
            is_active: true,
            external_ref: None,
        });
    }
    let mut made = Vec::with_capacity(details.len());
    for batch in details.chunks(BATCH) {
        let batch = app.db.write(actor, None, async |tx: &WriteTx| {
            let mut made = Vec::with_capacity(batch.len());
            for details in batch {
                let id = products::create(tx, details).await?;
                let dear = details.unit_price.raw() > 40 * Money::UNIT;
                made.push(DemoProduct { id, batch: if dear { 6 } else { 48 }, stocked: !details.is_service });
            }
            Ok(made)
        });
        made.extend(batch.await?);
    }
    Ok(made)
}

fn service(code: &str, name: &str, cents: i64) -> products::Details {
    products::Details {
        code: code.to_owned(),
        name: name.to_owned(),
        description: None,
        category_id: None,
        is_service: true,
        unit: "pcs".to_owned(),
        barcode: None,
        unit_price: Money::from_raw(cents * CENT),
        tax_percent: Percent::from_raw(20_000),
        reorder_point: None,
        is_active: true,
        external_ref: None,
    }
}

/// An EAN-13 of the range that is free for use within a company (prefix 200), with its check digit (GS1).
fn barcode(number: usize) -> String {
    let digits = format!("200{number:09}");
    let sum: u32 = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(place, digit)| if place % 2 == 0 { digit } else { 3 * digit })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// The customers of a company.
pub(super) struct Customers {
    pub(super) all: Vec<CustomerId>,
    /// Those that are to be put on stop once they have ordered.
    stopped: Vec<CustomerId>,
}

/// Makes `count` customers.
pub(super) async fn customers(app: &App, actor: &Actor, count: i64, random: &mut StdRng) -> Result<Customers> {
    let mut details: Vec<customers::Details> = (1..=count).map(|number| customer(number, random)).collect();
    let stops: Vec<bool> = details.iter_mut().map(|details| std::mem::take(&mut details.on_stop)).collect();
    let mut made = Vec::with_capacity(details.len());
    for batch in details.chunks(BATCH) {
        let batch = app.db.write(actor, None, async |tx: &WriteTx| {
            let mut made = Vec::with_capacity(batch.len());
            for details in batch {
                made.push(customers::create(tx, details).await?);
            }
            Ok(made)
        });
        made.extend(batch.await?);
    }
    let stopped = made.iter().zip(stops).filter_map(|(id, stop)| stop.then_some(*id)).collect();
    Ok(Customers { all: made, stopped })
}

/// Puts on stop those who are to be: nothing more is promised to them.
pub(super) async fn put_on_stop(app: &App, actor: &Actor, customers: &Customers) -> Result<()> {
    let work = async |tx: &WriteTx| {
        for id in &customers.stopped {
            customers::set_standing(tx, *id, 1, customers::Standing::OnStop(true)).await?;
        }
        Ok(())
    };
    app.db.write(actor, None, work).await
}

fn customer(number: i64, random: &mut StdRng) -> customers::Details {
    let word = |words: &[&'static str], random: &mut StdRng| words.choose(random).copied().unwrap_or_default();
    let (name, trade) = (word(&NAMES, random), word(&TRADES, random));
    let (city, country) = CITIES.choose(random).copied().unwrap_or_default();
    let form = match country {
        "Türkiye" => "Ltd. Şti.",
        "Germany" | "Austria" => "GmbH",
        "France" => "SARL",
        "Italy" => "S.r.l.",
        "Netherlands" => "B.V.",
        "Poland" => "sp. z o.o.",
        _ => "Ltd",
    };
    let limit = [None, Some(5_000), Some(10_000), Some(25_000), Some(100_000)].choose(random).copied().flatten();
    customers::Details {
        code: format!("K{number:05}"),
        name: format!("{name} {trade} {form}"),
        email: Some(format!("orders{number}@customer.example")),
        phone: Some(format!("+00 555 {number:06}")),
        address: Some(format!(
            "{} {}",
            word(&["Market Street", "Çarşı Caddesi", "Hafenstraße"], random),
            number % 150 + 1
        )),
        city: Some(city.to_owned()),
        country: Some(country.to_owned()),
        is_active: true,
        on_stop: random.random_range(0..100) == 0,
        credit_limit: limit.map(|units| Money::from_raw(units * Money::UNIT)),
        ..customers::Details::default()
    }
}

#[cfg(test)]
mod tests {
    use super::barcode;

    #[test]
    fn barcodes_have_their_check_digit() {
        assert_eq!(barcode(1), "2000000000015");
        assert_eq!(barcode(123_456_789), "2001234567893");
    }
}
