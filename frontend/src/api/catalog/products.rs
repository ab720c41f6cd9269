//! The list of products.
use cynic::QueryBuilder;
use domain::{Money, Percent, Quantity};

use crate::api::page::{Direction, Page, PageInfo, TotalCount, file};
use crate::api::query::Query;
use crate::api::schema;

/// A product in a list, with what lies of it.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Product")]
struct StockedRow {
    id: cynic::Id,
    version: i32,
    code: String,
    name: String,
    category: Option<CategoryName>,
    is_service: bool,
    is_active: bool,
    unit: String,
    barcode: Option<String>,
    unit_price: Money,
    tax_percent: Percent,
    reorder_point: Option<Quantity>,
    stock_total: Total,
}

/// The same for who may not see stock.
#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Product")]
struct PlainRow {
    id: cynic::Id,
    version: i32,
    code: String,
    name: String,
    category: Option<CategoryName>,
    is_service: bool,
    is_active: bool,
    unit: String,
    barcode: Option<String>,
    unit_price: Money,
    tax_percent: Percent,
    reorder_point: Option<Quantity>,
}

#[derive(cynic::QueryFragment, Clone, Debug)]
#[cynic(graphql_type = "Category")]
struct CategoryName {
    name: String,
}

/// What lies of a product everywhere.
#[derive(cynic::QueryFragment, Clone, Copy, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "StockTotal")]
pub struct Total {
    /// How much lies there.
    pub on_hand: Quantity,
    /// How much of it is set aside.
    pub reserved: Quantity,
    /// How much of it is free.
    pub available: Quantity,
}

/// A product in a list.
#[derive(Clone, Debug)]
pub struct ProductRow {
    /// Its id.
    pub id: String,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The category it lies in.
    pub category: Option<String>,
    /// Whether it has no stock.
    pub is_service: bool,
    /// Whether it is traded.
    pub is_active: bool,
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
    /// What lies of it; none for services, and for who may not see stock.
    pub total: Option<Total>,
}

impl From<PlainRow> for ProductRow {
    fn from(row: PlainRow) -> Self {
        Self {
            id: row.id.into_inner(),
            version: row.version,
            code: row.code,
            name: row.name,
            category: row.category.map(|category| category.name),
            is_service: row.is_service,
            is_active: row.is_active,
            unit: row.unit,
            barcode: row.barcode,
            unit_price: row.unit_price,
            tax_percent: row.tax_percent,
            reorder_point: row.reorder_point,
            total: None,
        }
    }
}

impl From<StockedRow> for ProductRow {
    fn from(row: StockedRow) -> Self {
        let total = Some(row.stock_total).filter(|_| !row.is_service);
        let plain = PlainRow {
            id: row.id,
            version: row.version,
            code: row.code,
            name: row.name,
            category: row.category,
            is_service: row.is_service,
            is_active: row.is_active,
            unit: row.unit,
            barcode: row.barcode,
            unit_price: row.unit_price,
            tax_percent: row.tax_percent,
            reorder_point: row.reorder_point,
        };
        Self { total, ..Self::from(plain) }
    }
}

/// Which products.
#[derive(cynic::InputObject, Clone, Debug, Default)]
pub struct ProductFilter {
    /// Only those that are traded, or only the others.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// Only those in this category or below it.
    #[cynic(skip_serializing_if = "Option::is_none")]
    pub within_category_id: Option<cynic::Id>,
    /// Only those of which less is free than their reorder point.
    pub below_reorder_point: bool,
    /// Only goods of which nothing lies anywhere.
    pub out_of_stock: bool,
}

/// By what products are sorted.
#[derive(cynic::Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductSortField {
    /// The short name.
    Code,
    /// The name.
    Name,
    /// The price of one.
    UnitPrice,
}

/// How products are sorted.
#[derive(cynic::InputObject, Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductSort {
    /// By what.
    pub field: ProductSortField,
    /// Which way.
    pub direction: Direction,
}

#[derive(cynic::QueryVariables)]
struct Variables {
    filter: ProductFilter,
    search: Option<String>,
    sort: ProductSort,
    after: Option<String>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct ProductsInStock {
    #[arguments(filter: $filter, search: $search, sort: $sort, after: $after, first: 50)]
    products: StockedConnection,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ProductConnection")]
struct StockedConnection {
    nodes: Vec<StockedRow>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct Products {
    #[arguments(filter: $filter, search: $search, sort: $sort, after: $after, first: 50)]
    products: PlainConnection,
    company: Currency,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "ProductConnection")]
struct PlainConnection {
    nodes: Vec<PlainRow>,
    page_info: PageInfo,
    total_count: TotalCount,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Company")]
struct Currency {
    currency: String,
}

/// One page of products, the first or the one after a cursor, and the currency of their prices; with what lies of them
/// when they are asked for, which takes the permission to see stock.
pub fn products(
    filter: ProductFilter,
    search: Option<String>,
    sort: ProductSort,
    after: Option<String>,
    with_stock: bool,
) -> Query<(Page<ProductRow>, String)> {
    let variables = Variables { filter, search, sort, after };
    if with_stock {
        return Query::of(&ProductsInStock::build(variables)).map(|answer| {
            let found = answer.products;
            let page = Page::new(found.nodes, found.page_info, found.total_count).map(ProductRow::from);
            (page, answer.company.currency)
        });
    }
    Query::of(&Products::build(variables)).map(|answer| {
        let found = answer.products;
        let page = Page::new(found.nodes, found.page_info, found.total_count).map(ProductRow::from);
        (page, answer.company.currency)
    })
}

/// The address of the list as a CSV file.
pub fn products_file(filter: &ProductFilter, search: Option<&str>, sort: ProductSort) -> String {
    file("products", filter, search, Some(&sort))
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::query;
    vec![query::<ProductsInStock, Variables>(), query::<Products, Variables>()]
}
