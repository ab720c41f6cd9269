//! Posting a batch of orders: customers and products that are missing, receipts, and each order from draft to shipped,
//! all through the slices' own services.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use domain::{CustomerId, Money, Percent, ProductId, Quantity, WarehouseId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

use super::mapping::Mapping;
use super::reading::{ImportPreview, IncomingOrder};
use super::run;
use crate::backfill::{self, HistoricalOrder, Outcome};
use business::catalog::product::entity::{self as product, ProductDetails, ProductKind};
use business::catalog::product::service as products;
use business::documents::lines::Line;
use business::graphql::given;
use business::parties::customer::entity::{self as customer, CustomerDetails};
use business::parties::customer::service as customers;
use business::sales::order::entity::order;
use business::sales::order::input::Draft;
use platform::db::WriteTx;
use platform::error::{Error, Result};

/// A product as the importer needs it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct KnownProduct {
    pub(super) id: ProductId,
    pub(super) stocked: bool,
}

/// What earlier batches have found out; bounded by the file's distinct codes and customers.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) products: HashMap<String, KnownProduct>,
    pub(super) customers: HashMap<String, CustomerId>,
}

/// What all batches of an import have in common.
#[derive(Debug)]
pub(super) struct Job<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) preview: &'a ImportPreview,
    pub(super) warehouse: WarehouseId,
    /// The journal's row; none in a dry run.
    pub(super) run: Option<i64>,
}

impl Job<'_> {
    /// What stands wherever a reason is asked for.
    fn reason(&self) -> String {
        format!("import {}", self.mapping.source)
    }
}

/// What a batch came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Posted {
    /// Places in the batch of orders that were there before.
    pub(super) unchanged: Vec<usize>,
    /// Products found or made, by code.
    pub(super) products: Vec<(String, KnownProduct)>,
    /// Customers found or made, by external reference.
    pub(super) customers: Vec<(String, CustomerId)>,
    /// Codes of the products made.
    pub(super) new_products: Vec<String>,
    /// External references of the customers made.
    pub(super) new_customers: Vec<String>,
}

/// Posts `orders`; those that are there stay as they are. `rows` is how far the file has been read.
pub(super) async fn post(
    tx: &WriteTx,
    job: &Job<'_>,
    known: &Known,
    orders: &[IncomingOrder],
    rows: u64,
) -> Result<Posted> {
    let mut posted = Posted::default();
    let there = present(tx, job.mapping, orders).await?;
    let mut new = Vec::with_capacity(orders.len());
    for (place, incoming) in orders.iter().enumerate() {
        if there.contains(&job.mapping.external_ref(&incoming.reference)) {
            posted.unchanged.push(place);
        } else {
            new.push(incoming);
        }
    }
    if !new.is_empty() {
        let customers = customers_of(tx, job, known, &new, &mut posted).await?;
        let products = products_of(tx, job, known, &new, &mut posted).await?;
        stock_up(tx, job, &products, &new).await?;
        for incoming in new {
            sell(tx, job, &customers, &products, incoming).await?;
        }
    }
    if let Some(run) = job.run {
        run::advance(tx, run, rows).await?;
    }
    Ok(posted)
}

/// The external references of `orders` that are in the database.
async fn present(tx: &WriteTx, mapping: &Mapping, orders: &[IncomingOrder]) -> Result<HashSet<String>> {
    let references = orders.iter().map(|incoming| mapping.external_ref(&incoming.reference));
    let found: Vec<Option<String>> = order::Entity::find()
        .select_only()
        .column(order::Column::ExternalRef)
        .filter(order::Column::ExternalRef.is_in(references))
        .into_tuple()
        .all(&**tx)
        .await?;
    Ok(found.into_iter().flatten().collect())
}

/// The external reference of the order's customer.
fn customer_ref(mapping: &Mapping, incoming: &IncomingOrder) -> String {
    mapping.external_ref(incoming.customer.as_deref().unwrap_or("walk-in"))
}

async fn customers_of(
    tx: &WriteTx,
    job: &Job<'_>,
    known: &Known,
    orders: &[&IncomingOrder],
    posted: &mut Posted,
) -> Result<HashMap<String, CustomerId>> {
    let mut wanted: BTreeMap<String, &IncomingOrder> = BTreeMap::new();
    for incoming in orders {
        wanted.entry(customer_ref(job.mapping, incoming)).or_insert(incoming);
    }
    let mut ids: HashMap<String, CustomerId> = HashMap::with_capacity(wanted.len());
    let unknown: Vec<&String> = wanted.keys().filter(|reference| !known.customers.contains_key(*reference)).collect();
    let found: Vec<(CustomerId, Option<String>)> = if unknown.is_empty() {
        Vec::new()
    } else {
        customer::Entity::find()
            .select_only()
            .columns([customer::Column::Id, customer::Column::ExternalRef])
            .filter(customer::Column::ExternalRef.is_in(unknown))
            .into_tuple()
            .all(&**tx)
            .await?
    };
    ids.extend(found.into_iter().filter_map(|(id, reference)| Some((reference?, id))));
    for (reference, incoming) in wanted {
        let id = match known.customers.get(&reference).or_else(|| ids.get(&reference)) {
            Some(id) => *id,
            None => {
                posted.new_customers.push(reference.clone());
                customers::create(tx, &new_customer(job.mapping, incoming)).await?
            }
        };
        posted.customers.push((reference.clone(), id));
        ids.insert(reference, id);
    }
    Ok(ids)
}

fn new_customer(mapping: &Mapping, incoming: &IncomingOrder) -> CustomerDetails {
    let (code, name, country) = match (&incoming.customer, &incoming.country) {
        (Some(id), Some(country)) => (id.clone(), format!("Customer {id} ({country})"), Some(country.clone())),
        (Some(id), None) => (id.clone(), format!("Customer {id}"), None),
        (None, _) => (mapping.walk_in.code.clone(), mapping.walk_in.name.clone(), None),
    };
    CustomerDetails {
        code: given(code),
        name: given(name),
        country: given(country),
        external_ref: given(customer_ref(mapping, incoming)),
        ..CustomerDetails::default()
    }
}

async fn products_of(
    tx: &WriteTx,
    job: &Job<'_>,
    known: &Known,
    orders: &[&IncomingOrder],
    posted: &mut Posted,
) -> Result<HashMap<String, KnownProduct>> {
    // Code and the first price that is not zero.
    let mut wanted: BTreeMap<&str, Money> = BTreeMap::new();
    for line in orders.iter().flat_map(|incoming| &incoming.lines) {
        let price = wanted.entry(&line.code).or_insert(line.unit_price);
        if *price == Money::ZERO {
            *price = line.unit_price;
        }
    }
    let unknown: Vec<&str> = wanted.keys().copied().filter(|code| !known.products.contains_key(*code)).collect();
    let mut products: HashMap<String, KnownProduct> = HashMap::with_capacity(wanted.len());
    if !unknown.is_empty() {
        let found: Vec<(ProductId, String, ProductKind)> = product::Entity::find()
            .select_only()
            .columns([product::Column::Id, product::Column::Code, product::Column::Kind])
            .filter(product::Column::Code.is_in(unknown))
            .into_tuple()
            .all(&**tx)
            .await?;
        products.extend(
            found.into_iter().map(|(id, code, kind)| (code, KnownProduct { id, stocked: kind == ProductKind::Goods })),
        );
    }
    let missing =
        wanted.iter().filter(|(code, _)| !known.products.contains_key(**code) && !products.contains_key(**code));
    let missing: Vec<(&str, Money)> = missing.map(|(code, price)| (*code, *price)).collect();
    let new: Vec<ProductDetails> = missing.iter().map(|(code, price)| new_product(job, code, *price)).collect();
    for ((code, _), id) in missing.into_iter().zip(products::create_all(tx, &new).await?) {
        posted.new_products.push(code.to_owned());
        products.insert(code.to_owned(), KnownProduct { id, stocked: !job.mapping.is_fee(code) });
    }
    for code in wanted.into_keys() {
        if let Some(product) = known.products.get(code) {
            products.insert(code.to_owned(), *product);
        }
    }
    posted.products.extend(products.iter().map(|(code, product)| (code.clone(), *product)));
    Ok(products)
}

fn new_product(job: &Job<'_>, code: &str, unit_price: Money) -> ProductDetails {
    ProductDetails {
        code: given(code.to_owned()),
        name: given(job.preview.names.get(code).map_or_else(|| code.to_owned(), Clone::clone)),
        is_service: given(job.mapping.is_fee(code)),
        unit_price: given(unit_price),
        tax_percent: given(Percent::ZERO),
        external_ref: given(job.mapping.external_ref(code)),
        ..ProductDetails::default()
    }
}

/// Posts receipts of what the orders will take out, day by day: the file has sales only.
async fn stock_up(
    tx: &WriteTx,
    job: &Job<'_>,
    products: &HashMap<String, KnownProduct>,
    orders: &[&IncomingOrder],
) -> Result<()> {
    let mut days: BTreeMap<NaiveDate, BTreeMap<ProductId, Quantity>> = BTreeMap::new();
    for incoming in orders {
        for line in &incoming.lines {
            let Some(product) = products.get(&line.code).filter(|product| product.stocked) else { continue };
            let quantity = days.entry(incoming.day).or_default().entry(product.id).or_default();
            *quantity = quantity.plus(line.quantity)?;
        }
    }
    for (day, goods) in days {
        backfill::receipt(tx, job.warehouse, day, goods, &job.reason()).await?;
    }
    Ok(())
}

async fn sell(
    tx: &WriteTx,
    job: &Job<'_>,
    customers: &HashMap<String, CustomerId>,
    products: &HashMap<String, KnownProduct>,
    incoming: &IncomingOrder,
) -> Result<()> {
    let customer_id = customers
        .get(&customer_ref(job.mapping, incoming))
        .copied()
        .ok_or_else(|| Error::internal("a customer of the batch was not loaded"))?;
    let mut lines = Vec::with_capacity(incoming.lines.len());
    for line in &incoming.lines {
        let product =
            products.get(&line.code).ok_or_else(|| Error::internal("a product of the batch was not loaded"))?;
        lines.push(Line {
            product_id: product.id,
            quantity: line.quantity,
            unit_price: Some(line.unit_price),
            tax_percent: Some(Percent::ZERO),
            description: line.description.clone(),
            discount: None,
        });
    }
    let draft = Draft {
        customer_id,
        order_date: Some(incoming.day),
        customer_reference: None,
        external_ref: Some(job.mapping.external_ref(&incoming.reference)),
        notes: None,
        discount: None,
        lines,
    };
    let order = HistoricalOrder { draft, outcome: Outcome::Shipped, shipped_on: Some(incoming.day) };
    backfill::order(tx, job.warehouse, &order, &job.reason()).await?;
    Ok(())
}
