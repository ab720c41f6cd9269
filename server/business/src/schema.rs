//! The roots, merged from the slices.

use async_graphql::MergedObject;

use crate::accounts::{AccountsMutation, AccountsQuery};
use crate::catalog::{CatalogMutation, CatalogQuery};
use crate::parties::{PartiesMutation, PartiesQuery};
use crate::performance::graphql::PerformanceQuery;
use crate::performance::mutations::PerformanceMutation;
use crate::performance::subscription::Subscription;
use crate::reports::graphql::ReportsQuery;
use crate::sales::{SalesMutation, SalesQuery};
use crate::settings::graphql::{SettingsMutation, SettingsQuery};
use crate::stock::{StockMutation, StockQuery};
use crate::todos::graphql::{TodoMutation, TodoQuery};

/// Everything that can be asked.
#[derive(Default, Debug, MergedObject)]
pub struct Query(
    AccountsQuery,
    SettingsQuery,
    PartiesQuery,
    CatalogQuery,
    StockQuery,
    SalesQuery,
    TodoQuery,
    ReportsQuery,
    PerformanceQuery,
);

/// Everything that can be done.
#[derive(Default, Debug, MergedObject)]
pub struct Mutation(
    AccountsMutation,
    SettingsMutation,
    PartiesMutation,
    CatalogMutation,
    StockMutation,
    SalesMutation,
    TodoMutation,
    PerformanceMutation,
);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema. The gate in `http` has checked a document before it comes here.
pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), Subscription).disable_suggestions().finish()
}

/// The schema's text, sorted, as `schema.graphql` at the repository's root holds it.
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    schema().sdl_with_options(options)
}
