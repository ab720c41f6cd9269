//! The company itself: settings, warehouses, categories, products, customers.

use std::collections::HashSet;

use domain::{Actor, CategoryId, CustomerId, Money, Percent, ProductId, Quantity, WarehouseId};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::words::{CATALOG, CITIES, MATERIALS, NAMES, TRADES, VARIANTS};
use business::app::App;
use business::catalog::category::entity::CategoryDetails;
use business::catalog::category::service as categories;
use business::catalog::product::entity::ProductDetails;
use business::catalog::product::service as products;
use business::graphql::given;
use business::parties::customer::entity::CustomerDetails;
use business::parties::customer::service as customers;
use business::settings::entity::CompanyDetails;
use business::settings::service::{self as settings, Settings};
use business::stock::warehouse::entity::WarehouseDetails;
use business::stock::warehouse::service as warehouses;
use platform::db::{At, WriteTx};
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
    let main = warehouses::create(tx, &warehouse("IST", "İstanbul, main")).await?;
    let reserve = warehouses::create(tx, &warehouse("ANK", "Ankara, reserve")).await?;
    warehouses::create(tx, &warehouse("HAM", "Hamburg, returns")).await?;
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
    settings::create(tx, &CompanyDetails::from(&new)).await?;
    Ok(Company { main, reserve })
}

fn warehouse(code: &str, name: &str) -> WarehouseDetails {
    WarehouseDetails { code: given(code.to_owned()), name: given(name.to_owned()), ..WarehouseDetails::default() }
}

fn category(code: String, name: &str) -> CategoryDetails {
    CategoryDetails { code: given(code), name: given(name.to_owned()), ..CategoryDetails::default() }
}

/// Makes the categories and `count` products in them, and the services.
pub(super) async fn products(app: &App, actor: &Actor, count: i64, random: &mut StdRng) -> Result<Vec<DemoProduct>> {
    let mut kinds: Vec<(CategoryId, &str, i64)> = Vec::new();
    for (number, (root, below)) in CATALOG.iter().enumerate() {
        let made = app.db.write(actor, None, async |tx: &WriteTx| {
            let parent = categories::create(tx, &category(format!("C{number}"), root), None).await?;
            let mut made = Vec::with_capacity(below.len());
            for (place, (name, _)) in below.iter().enumerate() {
                let details = category(format!("C{number}{place}"), name);
                made.push(categories::create(tx, &details, Some(parent)).await?);
            }
            Ok(made)
        });
        for (id, (_, goods)) in made.await?.into_iter().zip(*below) {
            kinds.extend(goods.iter().map(|(name, cents)| (id, *name, *cents)));
        }
    }
    let mut new = vec![service("SHIP", "Shipping", 1200), service("GIFT", "Gift wrapping", 350)];
    let mut taken = HashSet::new();
    while i64::try_from(new.len())? < count.max(3) {
        let Some(&(category, noun, cents)) = kinds.choose(random) else { break };
        let (Some((material, percent)), Some(variant)) = (MATERIALS.choose(random), VARIANTS.choose(random)) else {
            break;
        };
        let mut name = format!("{material} {}, {variant}", noun.to_lowercase());
        if !taken.insert(name.clone()) {
            // The words are used up before the numbers are.
            name = format!("{name}, no. {}", new.len());
            taken.insert(name.clone());
        }
        let price = cents * percent / 100 + random.random_range(0..20) * 5;
        let unit_price = Money::from_raw(price * CENT);
        let details = ProductDetails {
            code: given(format!("P{:05}", new.len())),
            name: given(name),
            category_id: given(category),
            barcode: given(barcode(new.len())),
            unit_price: given(unit_price),
            tax_percent: given(Percent::from_raw(20_000)),
            reorder_point: given(Quantity::from_raw(random.random_range(1..12) * 5 * Quantity::UNIT)),
            ..ProductDetails::default()
        };
        new.push(NewProduct { details, batch: batch_of(unit_price), stocked: true });
    }
    let mut made = Vec::with_capacity(new.len());
    for batch in new.chunks(BATCH) {
        let batch = app.db.write(actor, None, async |tx: &WriteTx| {
            let mut made = Vec::with_capacity(batch.len());
            for NewProduct { details, batch, stocked } in batch {
                let id = products::create(tx, details).await?;
                made.push(DemoProduct { id, batch: *batch, stocked: *stocked });
            }
            Ok(made)
        });
        made.extend(batch.await?);
    }
    Ok(made)
}

/// A product to be created, and what orders need of it.
struct NewProduct {
    details: ProductDetails,
    batch: i64,
    stocked: bool,
}

/// How many of a product are ordered at once, at most: few of what is dear.
fn batch_of(unit_price: Money) -> i64 {
    if unit_price.raw() > 40 * Money::UNIT { 6 } else { 48 }
}

fn service(code: &str, name: &str, cents: i64) -> NewProduct {
    let unit_price = Money::from_raw(cents * CENT);
    let details = ProductDetails {
        code: given(code.to_owned()),
        name: given(name.to_owned()),
        is_service: given(true),
        unit_price: given(unit_price),
        tax_percent: given(Percent::from_raw(20_000)),
        ..ProductDetails::default()
    };
    NewProduct { details, batch: batch_of(unit_price), stocked: false }
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
    let (details, stops): (Vec<CustomerDetails>, Vec<bool>) =
        (1..=count).map(|number| customer(number, random)).unzip();
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

/// Puts on stop those who are to be: no order of theirs is confirmed any more.
pub(super) async fn put_on_stop(app: &App, actor: &Actor, customers: &Customers) -> Result<()> {
    let work = async |tx: &WriteTx| {
        for id in &customers.stopped {
            customers::set_on_stop(tx, At { id: *id, version: 1 }, true).await?;
        }
        Ok(())
    };
    app.db.write(actor, None, work).await
}

/// A customer, and whether it is to be put on stop once it has ordered.
fn customer(number: i64, random: &mut StdRng) -> (CustomerDetails, bool) {
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
    let street = word(&["Market Street", "Çarşı Caddesi", "Hafenstraße"], random);
    let details = CustomerDetails {
        code: given(format!("K{number:05}")),
        name: given(format!("{name} {trade} {form}")),
        email: given(format!("orders{number}@customer.example")),
        phone: given(format!("+00 555 {number:06}")),
        address: given(format!("{street} {}", number % 150 + 1)),
        city: given(city.to_owned()),
        country: given(country.to_owned()),
        credit_limit: given(limit.map(|units| Money::from_raw(units * Money::UNIT))),
        ..CustomerDetails::default()
    };
    (details, random.random_range(0..100) == 0)
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
