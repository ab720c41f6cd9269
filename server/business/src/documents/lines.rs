//! Priced lines: products by quantity, with prices, taxes and reductions, and the totals of their document.

use std::collections::HashMap;

use async_graphql::InputObject;
use domain::pricing::{self, LineTotals, ReasonedDiscount, Totals};
use domain::{Currency, Money, Percent, ProductId, Quantity, Refusal, RefusalCode, TEXT_MAX, required};
use platform::db::WriteTx;
use platform::error::Result;

use super::discount::{self, DiscountColumns, DiscountInput};
use crate::catalog::product::entity::Model as Product;
use crate::catalog::product::service as products;

/// Lines of one document at most, when people or programs write it; imports take what the other system had.
pub const LINES_MAX: usize = 500;

/// A line as people write it.
#[derive(Clone, Debug, InputObject)]
#[graphql(name = "SalesOrderLineInput")]
pub struct LineInput {
    /// What.
    product_id: ProductId,
    /// How much, above zero.
    quantity: Quantity,
    /// The price of one; the product's when absent.
    unit_price: Option<Money>,
    /// Its tax rate; the product's when absent.
    tax_percent: Option<Percent>,
    /// What it is called; the product's name when absent.
    description: Option<String>,
    /// Its reduction.
    discount: Option<DiscountInput>,
}

/// A line as it is to be.
#[derive(Clone, Debug)]
pub struct Line {
    /// What.
    pub product_id: ProductId,
    /// How much.
    pub quantity: Quantity,
    /// The price of one; the product's when absent.
    pub unit_price: Option<Money>,
    /// Its tax rate; the product's when absent.
    pub tax_percent: Option<Percent>,
    /// What it is called; the product's name when absent.
    pub description: Option<String>,
    /// Its reduction.
    pub discount: Option<ReasonedDiscount>,
}

impl From<LineInput> for Line {
    fn from(line: LineInput) -> Self {
        Self {
            product_id: line.product_id,
            quantity: line.quantity,
            unit_price: line.unit_price,
            tax_percent: line.tax_percent,
            description: line.description,
            discount: line.discount.map(ReasonedDiscount::from),
        }
    }
}

/// The lines that people have written.
///
/// # Errors
/// `TOO_MANY`.
pub fn lines_of(inputs: Vec<LineInput>) -> Result<Vec<Line>, Refusal> {
    if inputs.len() > LINES_MAX {
        return Err(Refusal::new(RefusalCode::TooMany).at("lines").param("max", LINES_MAX));
    }
    Ok(inputs.into_iter().map(Line::from).collect())
}

/// A line with everything that its document's table stores of it.
#[derive(Clone, Debug)]
pub struct PricedLine {
    /// Its place, from 0.
    pub position: i64,
    /// What.
    pub product_id: ProductId,
    /// What it is called.
    pub description: String,
    /// How much.
    pub quantity: Quantity,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Its reduction.
    pub discount: DiscountColumns,
    /// Its amounts.
    pub totals: LineTotals,
}

/// A row of a table of priced lines; the other columns follow behind.
#[macro_export]
macro_rules! priced_row {
    ($row:ident from $line:expr, { $($column:ident: $value:expr),* $(,)? }) => {{
        let line = $line;
        let (kind, value, reason) = line.discount;
        $row {
            position: Set(line.position),
            product_id: Set(line.product_id),
            description: Set(line.description),
            quantity: Set(line.quantity),
            unit_price: Set(line.unit_price),
            discount_kind: Set(kind),
            discount_value: Set(value),
            discount_reason: Set(reason),
            tax_percent: Set(line.tax_percent),
            net_amount: Set(line.totals.net),
            tax_amount: Set(line.totals.tax),
            gross_amount: Set(line.totals.gross),
            $($column: Set($value),)*
            ..Default::default()
        }
    }};
}

/// Prices the lines of a document: each with its product's price, tax and name where it has none of its own.
///
/// # Errors
/// `NOT_FOUND`, `PRODUCT_INACTIVE` at the line's product; what [`pricing::price`] refuses; `REASON_REQUIRED` for a
/// reduction without one; `TOO_LONG`.
pub async fn priced(
    tx: &WriteTx,
    (currency, prices_include_tax): (Currency, bool),
    discount: Option<&ReasonedDiscount>,
    lines: &[Line],
) -> Result<(Totals, Vec<PricedLine>)> {
    let ids: Vec<ProductId> = lines.iter().map(|line| line.product_id).collect();
    let field = |index| format!("lines.{index}.productId");
    let found = if ids.is_empty() { Vec::new() } else { products::load_all(&**tx, &ids, field).await? };
    let found: HashMap<ProductId, &Product> = found.iter().map(|product| (product.id, product)).collect();
    let mut resolved = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        resolved.push(resolve(line, index, &found)?);
    }
    let document = pricing::Document {
        currency,
        prices_include_tax,
        discount: discount.map(|discount| discount.discount),
        lines: resolved.iter().map(|(line, _)| *line).collect(),
    };
    let totals = pricing::price(&document)?;
    for (index, line) in lines.iter().enumerate() {
        if let Some(discount) = &line.discount {
            discount.check(&format!("lines.{index}.discount"))?;
        }
    }
    if let Some(discount) = discount {
        discount.check("discount")?;
    }
    let rows = lines.iter().zip(resolved).zip(&totals.lines).enumerate();
    let rows = rows.map(|(position, ((line, (priced, description)), totals))| {
        Ok(PricedLine {
            position: i64::try_from(position)?,
            product_id: line.product_id,
            description,
            quantity: line.quantity,
            unit_price: priced.unit_price,
            tax_percent: priced.tax,
            discount: discount::to_columns(line.discount.as_ref()),
            totals: *totals,
        })
    });
    let rows = rows.collect::<Result<Vec<_>>>()?;
    Ok((totals, rows))
}

fn resolve(line: &Line, index: usize, found: &HashMap<ProductId, &Product>) -> Result<(pricing::Line, String)> {
    let field = || format!("lines.{index}.productId");
    let Some(product) = found.get(&line.product_id) else {
        return Err(Refusal::new(RefusalCode::NotFound).at(field()).param("what", line.product_id).into());
    };
    if !product.is_active {
        return Err(Refusal::new(RefusalCode::ProductInactive).at(field()).param("product", &product.code).into());
    }
    let description = match line.description.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => required(&format!("lines.{index}.description"), text, TEXT_MAX)?.to_owned(),
        None => product.name.clone(),
    };
    let priced = pricing::Line {
        quantity: line.quantity,
        unit_price: line.unit_price.unwrap_or(product.unit_price),
        discount: line.discount.as_ref().map(|discount| discount.discount),
        tax: line.tax_percent.unwrap_or(product.tax_percent),
    };
    Ok((priced, description))
}
