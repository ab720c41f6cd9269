//! The roots, merged from the slices.

use async_graphql::{EmptySubscription, MergedObject};

use crate::accounts::{AccountsMutation, AccountsQuery};

/// Everything that can be asked.
#[derive(Default, Debug, MergedObject)]
pub struct Query(AccountsQuery);

/// Everything that can be done.
#[derive(Default, Debug, MergedObject)]
pub struct Mutation(AccountsMutation);

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema. The gate in `http` has checked a document before it comes here.
pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription).disable_suggestions().finish()
}
