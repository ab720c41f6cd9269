//! The table of products.

use domain::{CategoryId, Money, Percent, ProductId, Quantity};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use platform::cache::Footprint;

/// A product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
#[sea_orm(table_name = "erp_product")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key)]
    pub id: ProductId,
    /// Its short name; unique.
    pub code: String,
    /// Its name.
    pub name: String,
    /// More about it.
    pub description: Option<String>,
    /// The category it lies in.
    pub category_id: Option<CategoryId>,
    /// `goods` or `service`.
    pub kind: String,
    /// What its quantities count.
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Free stock below which it is to be bought.
    pub reorder_point: Option<Quantity>,
    /// What one has cost on average.
    pub average_cost: Money,
    /// Whether it is traded.
    pub is_active: bool,
    /// Its id in another system; unique.
    pub external_ref: Option<String>,
    /// Code, name and barcode, folded, for search.
    pub search: String,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    pub updated_at: DateTimeUtc,
    /// Raised by each change of its own fields.
    pub version: i64,
}

/// The kind of what lies in warehouses.
pub(super) const GOODS: &str = "goods";

impl Model {
    /// Whether it lies in warehouses.
    pub fn is_stocked(&self) -> bool {
        self.kind == GOODS
    }
}

impl Footprint for Model {
    fn heap_bytes(&self) -> usize {
        let texts = [&self.code, &self.name, &self.kind, &self.unit, &self.search].map(Footprint::heap_bytes);
        let optional = [&self.description, &self.barcode, &self.external_ref].map(Footprint::heap_bytes);
        texts.into_iter().chain(optional).sum()
    }
}

/// None.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
