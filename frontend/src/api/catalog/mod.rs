//! The catalog: products, and the categories they lie in.
mod categories;
mod product;
mod products;

pub use categories::{
    Category, CategoryChoice, categories, categories_found, category_named, change_category, create_category,
    move_category,
};
pub use product::{
    Details, Level, Product, change_price, change_product, create_product, levels, product, set_product_active,
};
pub use products::{ProductFilter, ProductRow, ProductSort, ProductSortField, products, products_file};

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    [categories::documents(), product::documents(), products::documents()].concat()
}
