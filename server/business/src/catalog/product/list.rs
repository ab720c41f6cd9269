//! The list of products.

use std::collections::{BTreeSet, HashMap};

use async_graphql::InputObject;
use domain::{CategoryId, Permission, ProductId};
use platform::error::Result;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, Select};

use super::entity::{Column, Entity, ProductKind};
use super::service;
use crate::graphql::{List, Scope, listing, search_words};
use crate::sorts;

/// The list of products.
#[derive(Clone, Copy, Debug)]
pub struct Products;

/// Which products.
#[derive(Clone, Debug, Default, InputObject)]
pub struct ProductFilter {
    /// Only those that are traded, or only the others.
    is_active: Option<bool>,
    /// Only those that lie directly in this category.
    category_id: Option<CategoryId>,
    /// Only those that lie in this category or below it.
    within_category_id: Option<CategoryId>,
    /// Only those of which less is free than their reorder point. Requires `STOCK_READ`.
    #[graphql(default)]
    below_reorder_point: bool,
    /// Only goods of which nothing lies anywhere. Requires `STOCK_READ`.
    #[graphql(default)]
    out_of_stock: bool,
}

sorts!(ProductSort, ProductSortField of Column, "products", Asc {
    /// The name.
    Name,
    /// The short name.
    Code,
    /// The price of one.
    UnitPrice,
});

impl List for Products {
    listing! {
        "products" of Entity, filter ProductFilter, sort ProductSort, read CatalogRead, file [
            Id, Code, Name, Description, Kind, Unit, Barcode, UnitPrice, TaxPercent, ReorderPoint,
            IsActive as "active", ExternalRef,
        ]
    }

    async fn select(scope: Scope<'_>, filter: ProductFilter, search: Option<&str>) -> Result<Select<Entity>> {
        if filter.below_reorder_point || filter.out_of_stock {
            scope.actor.may(Permission::StockRead)?;
        }
        let condition = Condition::all()
            .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
            .add_option(filter.category_id.map(|category| Column::CategoryId.eq(category)))
            .add_option(filter.within_category_id.map(service::within))
            .add_option(filter.below_reorder_point.then(below_reorder_point))
            .add_option(filter.out_of_stock.then(out_of_stock));
        Ok(search_words(scope.db, Entity::find().filter(condition), search))
    }
}

/// Whether less of a product is free than its reorder point.
pub fn below_reorder_point() -> SimpleExpr {
    let free = "coalesce((SELECT sum(l.on_hand - l.reserved) FROM erp_stocklevel l \
                WHERE l.product_id = erp_product.id), 0)";
    Column::ReorderPoint.is_not_null().and(Expr::cust(format!("{free} < erp_product.reorder_point")))
}

/// Whether a product is goods of which nothing lies anywhere.
fn out_of_stock() -> SimpleExpr {
    let lies = "EXISTS (SELECT 1 FROM erp_stocklevel l WHERE l.product_id = erp_product.id AND l.on_hand > 0)";
    Column::Kind.eq(ProductKind::Goods).and(Expr::cust(format!("NOT {lies}")))
}

/// The codes of products, for the files of lists that name them.
///
/// # Errors
/// When the database does not answer.
pub async fn codes_of_products(
    db: &DatabaseConnection,
    ids: impl Iterator<Item = ProductId>,
) -> Result<HashMap<ProductId, String>> {
    let ids: BTreeSet<ProductId> = ids.collect();
    let query = Entity::find().select_only().columns([Column::Id, Column::Code]).filter(Column::Id.is_in(ids));
    let codes: Vec<(ProductId, String)> = query.into_tuple().all(db).await?;
    Ok(codes.into_iter().collect())
}
