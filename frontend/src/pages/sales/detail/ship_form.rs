//! What is to be shipped, as it is typed: prefilled with all that is open, checked before it is sent.
use domain::Quantity;

use crate::api::input::ShipmentLineInput;
use crate::api::sales::{Item, Warehouse};
use crate::api::scalar::Id;
use crate::number;

/// One row of the form: a line's goods from one warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    item: Id,
    /// What it is.
    pub(super) name: String,
    /// What is open of the line.
    pub(super) open: Quantity,
    /// As typed.
    pub(super) quantity: String,
    /// Id of the chosen warehouse; empty for none.
    pub(super) warehouse: String,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not a number, or a negative one.
    Quantity,
    /// No warehouse chosen.
    Warehouse,
}

/// The rows for an order's lines: what is set aside, warehouse by warehouse, and the rest from the first warehouse.
pub(super) fn rows(items: &[Item], warehouses: &[Warehouse]) -> Vec<Row> {
    let first = warehouses.first().map(|warehouse| warehouse.id.inner().to_owned()).unwrap_or_default();
    items.iter().filter(|item| item.open().is_positive()).flat_map(|item| rows_of(item, &first)).collect()
}

fn rows_of(item: &Item, first: &str) -> Vec<Row> {
    let mut left = item.open().raw();
    let mut rows = Vec::new();
    let mut add = |quantity: i64, warehouse: &str| {
        rows.push(Row {
            item: item.id.clone(),
            name: item.description.clone(),
            open: item.open(),
            quantity: number::in_field(Quantity::from_raw(quantity)),
            warehouse: warehouse.to_owned(),
        });
    };
    for reserved in &item.reserved {
        let part = reserved.quantity.raw().min(left);
        if part > 0 {
            add(part, reserved.warehouse_id.inner());
            left -= part;
        }
    }
    let is_service = item.product.as_ref().is_some_and(|product| product.is_service);
    if left > 0 {
        let home = item.reserved.first().map_or(first, |reserved| reserved.warehouse_id.inner());
        // Goods that are not set aside are probably not there: offered, but not filled in.
        add(if is_service { left } else { 0 }, home);
    }
    rows
}

/// The lines to send, or what is wrong by row.
pub(super) fn checked(rows: &[Row]) -> Result<Vec<ShipmentLineInput>, Vec<(usize, Fault)>> {
    let mut lines = Vec::new();
    let mut faults = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match row.checked() {
            Ok(line) => lines.extend(line),
            Err(fault) => faults.push((index, fault)),
        }
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

impl Row {
    /// The line to send; none when nothing is to be sent of it.
    fn checked(&self) -> Result<Option<ShipmentLineInput>, Fault> {
        let quantity = number::optional::<Quantity>(&self.quantity).ok_or(Fault::Quantity)?;
        let Some(quantity) = quantity.filter(|quantity| *quantity != Quantity::ZERO) else { return Ok(None) };
        // How much more than is open may be shipped is the server's to say.
        if quantity.is_negative() {
            return Err(Fault::Quantity);
        }
        if self.warehouse.is_empty() {
            return Err(Fault::Warehouse);
        }
        Ok(Some(ShipmentLineInput { item_id: self.item.clone(), quantity, warehouse_id: Id::new(&self.warehouse) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::sales::Reserved;
    use crate::number::fixture::each_typed;

    fn item(quantity: &str, shipped: &str, reserved: &[(&str, &str)]) -> Item {
        Item {
            id: Id::new("soi_1"),
            product: None,
            description: "Cup".to_owned(),
            quantity: quantity.parse().unwrap(),
            shipped_quantity: shipped.parse().unwrap(),
            reserved: reserved
                .iter()
                .map(|(warehouse, quantity)| Reserved {
                    warehouse_id: Id::new(*warehouse),
                    quantity: quantity.parse().unwrap(),
                })
                .collect(),
            unit_price: domain::Money::ZERO,
            discount: None,
            tax_percent: domain::Percent::ZERO,
            net_amount: domain::Money::ZERO,
        }
    }

    fn typed(quantity: &str, warehouse: &str) -> Result<Vec<ShipmentLineInput>, Vec<(usize, Fault)>> {
        let mut rows = rows(&[item("10", "2.5", &[(warehouse, "7.5")])], &[]);
        rows[0].quantity = quantity.to_owned();
        checked(&rows)
    }

    #[test]
    fn what_is_set_aside_is_filled_in_warehouse_by_warehouse() {
        let rows = rows(&[item("10", "1", &[("whs_1", "4"), ("whs_2", "3")]), item("5", "5", &[])], &[]);
        let shown: Vec<_> = rows.iter().map(|row| (row.quantity.as_str(), row.warehouse.as_str())).collect();
        assert_eq!(shown, [("4", "whs_1"), ("3", "whs_2"), ("0", "whs_1")]);
    }

    #[test]
    fn nonsense_and_negative_are_refused() {
        for quantity in ["-1", "abc", "1.2345", "1e3", "99999999999999999999999999"] {
            assert_eq!(typed(quantity, "whs_1"), Err(vec![(0, Fault::Quantity)]), "{quantity}");
        }
        assert_eq!(typed("7.5", ""), Err(vec![(0, Fault::Warehouse)]));
    }

    #[test]
    fn what_is_typed_is_shipped_and_nothing_else() {
        each_typed(
            |quantity: &Quantity| quantity.is_positive(),
            |quantity| typed(quantity, "whs_1").ok()?.into_iter().map(|line| line.quantity).next(),
        );
    }

    #[test]
    fn more_than_is_open_is_the_servers_to_judge() {
        assert_eq!(typed("7.501", "whs_1").unwrap()[0].quantity.to_string(), "7.501");
    }

    #[test]
    fn a_decimal_comma_is_read_and_nothing_is_left_out() {
        assert_eq!(typed("7,5", "whs_1").unwrap()[0].quantity.to_string(), "7.5");
        assert_eq!(typed("0", "whs_1"), Ok(Vec::new()));
        assert_eq!(typed(" ", "whs_1"), Ok(Vec::new()));
    }
}
