//! The tree of categories, a level at a time.
use cynic::{MutationBuilder, QueryBuilder};

use crate::api::choices::Choice;
use crate::api::key::new_key;
use crate::api::page;
use crate::api::query::{Mutation, Query};
use crate::api::refusal::{UserError, outcome};
use crate::api::schema;

/// A category.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: cynic::Id,
    /// Raised by each change.
    pub version: i32,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether products may be put into it.
    pub is_active: bool,
    /// The category it lies in; none for a root.
    pub parent_id: Option<cynic::Id>,
    /// How many categories lie directly in it.
    pub child_count: i32,
}

/// A category to be picked.
#[derive(cynic::QueryFragment, Clone, Debug, PartialEq, Eq)]
#[cynic(graphql_type = "Category")]
pub struct CategoryChoice {
    /// Its id.
    pub id: cynic::Id,
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Choice for CategoryChoice {
    fn id(&self) -> &str {
        self.id.inner()
    }
    fn code(&self) -> &str {
        &self.code
    }
    fn name(&self) -> &str {
        &self.name
    }
}

#[derive(cynic::QueryVariables)]
struct Variables {
    parent_id: Option<cynic::Id>,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Variables")]
struct Categories {
    #[arguments(parentId: $parent_id)]
    categories: Vec<Category>,
}

#[derive(cynic::QueryVariables)]
struct Words {
    search: String,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "Words")]
struct CategoriesFound {
    #[arguments(search: $search, first: 8)]
    categories_found: Vec<CategoryChoice>,
}

#[derive(cynic::QueryVariables)]
struct IdVariables {
    id: cynic::Id,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Query", variables = "IdVariables")]
struct CategoryNamed {
    #[arguments(id: $id)]
    category: Option<CategoryChoice>,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CategoryCreateInput")]
struct CreateInput {
    code: String,
    name: String,
    parent_id: Option<cynic::Id>,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct CreateVariables {
    input: CreateInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "CreateVariables")]
struct CategoryCreate {
    #[arguments(input: $input)]
    category_create: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CategoryChangeInput")]
struct ChangeInput {
    id: cynic::Id,
    code: String,
    name: String,
    is_active: bool,
    expected_version: i32,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct ChangeVariables {
    input: ChangeInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "ChangeVariables")]
struct CategoryChange {
    #[arguments(input: $input)]
    category_change: Payload,
}

#[derive(cynic::InputObject)]
#[cynic(graphql_type = "CategoryMoveInput")]
struct MoveInput {
    id: cynic::Id,
    parent_id: Option<cynic::Id>,
    expected_version: i32,
    idempotency_key: String,
}

#[derive(cynic::QueryVariables)]
struct MoveVariables {
    input: MoveInput,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "Mutation", variables = "MoveVariables")]
struct CategoryMove {
    #[arguments(input: $input)]
    category_move: Payload,
}

#[derive(cynic::QueryFragment)]
#[cynic(graphql_type = "CategoryPayload")]
struct Payload {
    category: Option<Category>,
    user_errors: Vec<UserError>,
}

/// The categories that lie directly in one, or the roots.
pub fn categories(parent: Option<cynic::Id>) -> Query<Vec<Category>> {
    Query::of(&Categories::build(Variables { parent_id: parent })).map(|answer| answer.categories)
}

/// Categories by words of code and name; the first few by name without words.
pub fn categories_found(text: String) -> Query<Vec<CategoryChoice>> {
    Query::of(&CategoriesFound::build(Words { search: text })).map(|answer| answer.categories_found)
}

/// The category with an id, or none, for a filter.
pub fn category_named(id: String) -> Query<Vec<page::Choice>> {
    Query::of(&CategoryNamed::build(IdVariables { id: cynic::Id::new(id) })).map(|answer| {
        answer.category.into_iter().map(|one| page::Choice { id: one.id.into_inner(), name: one.name }).collect()
    })
}

/// Makes a category in another, or a root.
pub fn create_category(code: String, name: String, parent: Option<cynic::Id>) -> Mutation<Category> {
    let input = CreateInput { code, name, parent_id: parent, idempotency_key: new_key() };
    Mutation::of(&CategoryCreate::build(CreateVariables { input }), |answer| {
        outcome(answer.category_create.category, answer.category_create.user_errors)
    })
}

/// Lets a category be called as it is here, and be used or not.
pub fn change_category(category: Category) -> Mutation<Category> {
    let Category { id, version, code, name, is_active, .. } = category;
    let input = ChangeInput { id, code, name, is_active, expected_version: version, idempotency_key: new_key() };
    Mutation::of(&CategoryChange::build(ChangeVariables { input }), |answer| {
        outcome(answer.category_change.category, answer.category_change.user_errors)
    })
}

/// Puts a category with all that lies below it into another, or to the roots.
pub fn move_category(category: Category, parent: Option<cynic::Id>) -> Mutation<Category> {
    let Category { id, version, .. } = category;
    let input = MoveInput { id, parent_id: parent, expected_version: version, idempotency_key: new_key() };
    Mutation::of(&CategoryMove::build(MoveVariables { input }), |answer| {
        outcome(answer.category_move.category, answer.category_move.user_errors)
    })
}

#[cfg(test)]
pub(super) fn documents() -> Vec<String> {
    use crate::api::documents::{mutation, query};
    vec![
        query::<Categories, Variables>(),
        query::<CategoriesFound, Words>(),
        query::<CategoryNamed, IdVariables>(),
        mutation::<CategoryCreate, CreateVariables>(),
        mutation::<CategoryChange, ChangeVariables>(),
        mutation::<CategoryMove, MoveVariables>(),
    ]
}
