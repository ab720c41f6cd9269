//! Stock: what lies where, how it got there, and what moves it.
use domain::Quantity;

use super::choices;
use super::input::StockLevelFilter;
use super::page::Choice;
use super::query::Query;
use super::scalar::{Day, Id};

include!(concat!(env!("OUT_DIR"), "/api/stock.rs"));

/// What lay in a warehouse at the end of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// The warehouse's name.
    pub warehouse: String,
    /// How much.
    pub quantity: Quantity,
}

/// What lies of a product in a warehouse; none when nothing ever did.
pub fn level(product: Id, warehouse: Id) -> Query<Option<Level>> {
    let filter = StockLevelFilter { product_id: Some(product), warehouse_id: Some(warehouse) };
    level_of(&filter).map(|found| found.into_iter().next())
}

/// What lay of a product in each warehouse at the end of a day.
pub fn balances(product: &Id, day: &Day) -> Query<Vec<Balance>> {
    on_day(product, day).map(|OnDay { stock_as_of, warehouses }| {
        let name = |id: Id| {
            let warehouse = warehouses.iter().find(|warehouse| warehouse.id == id);
            warehouse.map_or_else(|| id.into_inner(), |warehouse| warehouse.name.clone())
        };
        stock_as_of
            .into_iter()
            .map(|row| Balance { warehouse: name(row.warehouse_id), quantity: row.quantity })
            .collect()
    })
}

/// The few products that words find best.
pub fn products_found(words: &str) -> Query<Vec<Choice>> {
    choices::products(words).map(named)
}

/// The warehouses that words find.
pub fn warehouses_found(words: &str) -> Query<Vec<Choice>> {
    choices::warehouses(words).map(named)
}

fn named<T: choices::Choice>(found: Vec<T>) -> Vec<Choice> {
    found.iter().map(|one| Choice { id: one.id().to_owned(), name: one.name().to_owned() }).collect()
}

/// The product with an id, or none.
pub fn product_choice(id: &str) -> Query<Vec<Choice>> {
    product_named(&Id::new(id)).map(|found| found.into_iter().map(|it| choice(it.id, it.name)).collect())
}

/// The warehouse with an id, or none.
pub fn warehouse_choice(id: &str) -> Query<Vec<Choice>> {
    warehouse_named(&Id::new(id)).map(|found| found.into_iter().map(|it| choice(it.id, it.name)).collect())
}

fn choice(id: Id, name: String) -> Choice {
    Choice { id: id.into_inner(), name }
}

#[cfg(test)]
mod tests {
    use super::super::input::{Patch, StockReceiveInput, StockReceiveLine, WarehouseChangeInput};
    use super::super::refusal::Answer;
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_page_of_levels_is_read_as_the_document_asks_for_it() {
        let level = json!({
            "product": { "id": "prd_1", "code": "MUG", "name": "Mug", "unit": "pcs" },
            "warehouse": null, "onHand": "5", "reserved": "1.5", "available": "3.5",
        });
        let page = json!({ "nodes": [level], "pageInfo": { "endCursor": "c", "hasNextPage": true },
            "totalCount": { "count": 7, "capped": false } });
        let read = levels(&StockLevelFilter::default(), Some("b"));
        let page = read.read(&json!({ "data": { "stockLevels": page } }).to_string()).unwrap();
        assert_eq!((page.next.as_deref(), page.total, page.capped), (Some("c"), 7, false));
        let product = LevelProduct {
            id: Id::new("prd_1"),
            code: "MUG".to_owned(),
            name: "Mug".to_owned(),
            unit: "pcs".to_owned(),
        };
        let decimal = |text: &str| text.parse::<Quantity>().unwrap();
        let (on_hand, reserved, available) = (decimal("5"), decimal("1.5"), decimal("3.5"));
        assert_eq!(page.rows, [Level { product: Some(product), warehouse: None, on_hand, reserved, available }]);
    }

    fn sent(body: &str) -> Value {
        serde_json::from_str::<Value>(body).unwrap()["variables"].take()
    }

    #[test]
    fn what_is_filtered_by_nothing_is_not_sent() {
        let filter = StockLevelFilter { warehouse_id: Some(Id::new("whs_1")), ..StockLevelFilter::default() };
        assert_eq!(sent(levels(&filter, None).body()), json!({ "filter": { "warehouseId": "whs_1" } }));
    }

    #[test]
    fn a_receipt_carries_a_key_and_is_refused_in_the_servers_words() {
        let line = StockReceiveLine { product_id: Id::new("prd_1"), quantity: Quantity::ZERO, unit_cost: None };
        let receipt = receive(&StockReceiveInput { warehouse_id: Id::new("whs_1"), lines: vec![line] });
        let mut input = sent(receipt.body())["input"].take();
        assert_eq!(input["idempotencyKey"].take().as_str().map(str::len), Some(36));
        let lines = json!([{ "productId": "prd_1", "quantity": "0" }]);
        assert_eq!(input, json!({ "warehouseId": "whs_1", "lines": lines, "idempotencyKey": null }));

        let read = |errors: Value| -> Answer<()> {
            receipt.read(&json!({ "data": { "stockReceive": { "userErrors": errors } } }).to_string())
        };
        assert_eq!(read(json!([])), Ok(Ok(())));
        let error = json!({ "code": "REQUIRED", "field": ["lines"], "message": "no", "params": [] });
        let refused = read(json!([error])).unwrap().unwrap_err();
        assert_eq!((refused[0].code.0.as_str(), refused[0].field[0].as_str()), ("REQUIRED", "lines"));
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name() {
        let change = WarehouseChangeInput {
            id: Id::new("whs_1"),
            expected_version: 3,
            code: Patch::Leave,
            name: Patch::Leave,
            is_active: false.into(),
        };
        let mut input = sent(warehouse_change(&change).body())["input"].take();
        input["idempotencyKey"].take();
        let wanted = json!({ "id": "whs_1", "expectedVersion": 3, "isActive": false, "idempotencyKey": null });
        assert_eq!(input, wanted);
    }
}
