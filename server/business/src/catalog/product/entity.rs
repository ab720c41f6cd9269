//! The table of products, and what people write of one.

use async_graphql::SimpleObject;
use domain::{CategoryId, Money, Percent, ProductId, Quantity, TEXT_MAX};
use platform::record;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::details;
use crate::graphql::NOTES_MAX;

/// What kind of product it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, EnumIter, DeriveActiveEnum)]
#[serde(rename_all = "lowercase")]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProductKind {
    /// Lies in warehouses.
    #[sea_orm(string_value = "goods")]
    Goods,
    /// Has no stock.
    #[sea_orm(string_value = "service")]
    Service,
}

/// A product or service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
#[sea_orm(table_name = "erp_product")]
#[graphql(name = "Product", complex)]
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
    /// Goods or service.
    #[graphql(skip)]
    pub kind: ProductKind,
    /// What its quantities count.
    pub unit: String,
    /// Its barcode.
    pub barcode: Option<String>,
    /// The price of one.
    pub unit_price: Money,
    /// Its tax rate.
    pub tax_percent: Percent,
    /// Free stock below which it is to be bought; null for never.
    pub reorder_point: Option<Quantity>,
    /// What one has cost on average.
    #[graphql(skip)]
    pub average_cost: Money,
    /// Whether it is traded.
    pub is_active: bool,
    /// Its id in another system; unique.
    pub external_ref: Option<String>,
    /// Code, name and barcode, folded, for search.
    #[graphql(skip)]
    pub search: String,
    /// When it was created.
    #[graphql(skip)]
    pub created_at: DateTimeUtc,
    /// When it was last changed.
    #[graphql(skip)]
    pub updated_at: DateTimeUtc,
    /// Raised by each change; hand it back as `expectedVersion`.
    pub version: i64,
}

impl Model {
    /// Whether it lies in warehouses.
    pub fn is_stocked(&self) -> bool {
        self.kind == ProductKind::Goods
    }
}

platform::plain_table!();

// Receipts move the average cost: it is no change that somebody made of the product.
record!(
    Entity: ProductId, "product", read CatalogRead, cached in ProductList, search [Code, Name, Barcode],
    silent ["average_cost"]
);

details! {
    /// What people write of a product.
    ProductDetails for ActiveModel {
        /// Its short name; unique.
        code: String = text(TEXT_MAX);
        /// Its name.
        name: String = text(TEXT_MAX);
        /// More about it.
        description: String = optional_text(NOTES_MAX);
        /// The category it lies in.
        category_id: CategoryId = optional;
        /// What its quantities count; `pcs` when it is created without.
        unit: String = text_or_default(TEXT_MAX);
        /// Its barcode.
        barcode: String = optional_text(TEXT_MAX);
        /// The price of one.
        unit_price: Money = value, not_negative;
        /// Its tax rate, 0 to 100.
        tax_percent: Percent = value, share;
        /// Free stock below which it is to be bought; null for never.
        reorder_point: Quantity = optional, not_negative;
        /// Whether it is traded; it is when it is created without.
        is_active: bool = value_or_default;
        /// Its id in another system; unique.
        external_ref: String = optional_text(TEXT_MAX);
        beside {
            /// Whether it is a service, without stock; it is not when it is created without.
            is_service: bool;
        }
    }
}
