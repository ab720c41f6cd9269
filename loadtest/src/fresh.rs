//! Lists and documents of the web app, asked anew each time and about anything in the company.

use anyhow::Context;
use rand::Rng;
use serde_json::{Value, json};

use crate::documents::Documents;
use crate::scenario::{Material, Step, any, page};

/// A document and its variables.
type Question = (&'static str, &'static str, Value);

/// One of the questions, about anything.
pub(crate) fn next(material: &Material) -> anyhow::Result<Step> {
    let (kind, document, variables) = one_of(material)?;
    Ok(Step { kind, body: Documents::fresh_body(&material.documents, document, &variables)?, is_attack: false })
}

fn one_of(Material { orders, numbers, customers, products, .. }: &Material) -> anyhow::Result<Question> {
    let (order, customer, product) = (any_up_to(orders)?, any_up_to(customers)?, any_up_to(products)?);
    let by_date = |search: Option<&str>| page("ORDER_DATE", "DESC", search);
    let filtered = |filter: Value| {
        let mut variables = by_date(None);
        if let Some(all) = variables.as_object_mut() {
            all.insert("filter".to_owned(), filter);
        }
        variables
    };
    let named = |search: Option<&str>| {
        json!({ "filter": {}, "search": search, "after": null, "stock": true,
        "sort": { "field": "NAME", "direction": "ASC" } })
    };
    let words = any(&["gifts", "design", "steel", "soap", "vogt", "walker", "white"]).copied();
    let rare = format!("K{:05}", rand::rng().random_range(1..100));
    Ok(match rand::rng().random_range(0..13) {
        0 => ("orders, newest", "Orders", by_date(None)),
        1 => ("orders, dearest", "Orders", page("TOTAL_AMOUNT", "DESC", None)),
        2 => ("of a customer", "Orders", filtered(json!({ "customerId": customer }))),
        3 => ("in a status", "Orders", filtered(json!({ "status": ["CONFIRMED"] }))),
        4 => ("by number", "Orders", by_date(any(numbers).map(String::as_str))),
        5 => ("order", "SalesOrderDetail", json!({ "id": order })),
        6 => ("customers", "Customers", named(None)),
        7 => ("by words", "Customers", named(words)),
        8 => ("by code", "Customers", named(Some(&rare))),
        9 => ("products", "Products", named(words)),
        10 => ("product", "ProductDetail", json!({ "id": product })),
        11 => ("movements", "StockMovements", json!({ "filter": { "productId": product }, "after": null })),
        _ => ("palette", "FindRecords", json!({ "text": words })),
    })
}

/// Any id up to the highest of some: a demo company has them all.
fn any_up_to(ids: &[String]) -> anyhow::Result<String> {
    let numbered = |id: &String| {
        let (prefix, number) = id.split_once('_')?;
        Some((number.parse::<u64>().ok()?, prefix.to_owned()))
    };
    let (highest, prefix) = ids.iter().filter_map(numbered).max().context("the server has nothing to ask about")?;
    Ok(format!("{prefix}_{}", rand::rng().random_range(1..=highest)))
}
