//! What is written for which documents, and what is said of mistakes in them.
use std::path::Path;

use crate::{Config, Output, generate};

const PAGED: &str = "pageInfo { endCursor hasNextPage } totalCount { count capped }";

/// Writes the documents into a folder, each under its name, and generates.
fn generated(documents: &[(&str, &str)]) -> Result<Output, String> {
    let folder = tempfile::tempdir().unwrap();
    let mut all = documents.to_vec();
    if documents.iter().any(|(_, text)| text.contains("...UserError")) {
        all.push(("refusal.graphql", "fragment UserError on UserError { message }"));
    }
    for (name, text) in all {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    generate(&Config {
        schema: &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/schema.graphql"),
        documents: folder.path(),
        root: "crate::api",
        types: &[
            ("ID", "crate::Id"),
            ("Day", "crate::Day"),
            ("Money", "domain::Money"),
            ("Direction", "crate::Direction"),
        ],
    })
    .map_err(|failure| failure.to_string())
}

/// The code of a slice, without line breaks.
fn slice(documents: &[(&str, &str)], name: &str) -> String {
    let output = generated(documents).unwrap();
    output.modules.get(name).cloned().unwrap_or_default().replace('\n', " ")
}

#[track_caller]
fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "{part}\nis not in\n{code}");
    }
}

#[test]
fn a_list_is_a_page_of_the_fragments_struct() {
    let list = format!(
        "fragment Row on Order {{ id orderDate total type customer {{ name }} lines {{ quantity }} }}
         # The list.
         query Orders($filter: OrderFilter!, $search: String, $sort: OrderSort!, $after: String) {{
           orders(filter: $filter, search: $search, sort: $sort, after: $after) {{ nodes {{ ...Row }} {PAGED} }} }}"
    );
    let code = slice(&[("sales/list.graphql", &list)], "sales");
    assert_has(
        &code,
        &[
            "/// A sales order. #[derive(Clone, Debug, PartialEq, Eq)] pub struct Row { /// `id` of the API. pub id: crate::Id,",
            "/// Its business day; see `orderDate`. pub order_date: crate::Day,",
            "pub r#type: Option<String>,",
            "pub customer: Option<crate::api::sales::RowCustomer>,",
            "pub lines: Vec<crate::api::sales::RowLines>,",
            "Self { id: it.at(\"id\"), order_date: it.at(\"orderDate\"),",
            "/// The list. pub fn orders(filter: &crate::api::input::OrderFilter, search: Option<&str>, \
            sort: &crate::api::input::OrderSort, after: Option<&str>, ) \
            -> crate::api::query::Query<crate::api::page::Page<crate::api::sales::Row>>",
            "&[(\"filter\", &filter), (\"search\", &search), (\"sort\", &sort), (\"after\", &after), ], |it| it.at(\"orders\"))",
        ],
    );
}

#[test]
fn a_fragment_is_one_struct_for_all_slices_that_spread_it() {
    let customers = "fragment Name on Customer { id name }";
    let order = "query Order($id: ID!) { order(id: $id) { id customer { ...Name } } company { currency } }";
    let documents = [("parties.graphql", customers), ("sales/order.graphql", order)];
    assert_has(&slice(&documents, "parties"), &["pub struct Name {"]);
    assert_has(
        &slice(&documents, "sales"),
        &[
            "pub struct Order { /// One order. pub order: Option<crate::api::sales::OrderOrder>,",
            "pub customer: Option<crate::api::parties::Name>,",
            "<crate::api::sales::Order as crate::api::json::FromJson>::read)",
        ],
    );
}

#[test]
fn of_a_list_the_rows_alone_can_be_asked_for() {
    let found = "query Found($sort: OrderSort!) { orders(sort: $sort) { nodes { id customer { orders { nodes { total } } } } } }";
    assert_has(
        &slice(&[("find.graphql", found)], "find"),
        &[
            "pub struct FoundNode { ",
            "pub struct FoundNodeCustomer { /// `orders` of the API. pub orders: Vec<crate::api::find::FoundNodeCustomerOrdersNode>,",
            "-> crate::api::query::Query<Vec<crate::api::find::FoundNode>>",
        ],
    );
}

#[test]
fn what_may_be_left_out_is_an_option() {
    let order = "query One($id: ID!, $all: Boolean!) { order(id: $id) { total @include(if: $all) lines @skip(if: $all) { product } \
        ...More @include(if: $all) } } fragment More on Order { status customer { name } }";
    assert_has(
        &slice(&[("sales.graphql", order)], "sales"),
        &[
            "pub total: Option<domain::Money>,",
            "pub lines: Option<Vec<crate::api::sales::OneLines>>,",
            "pub status: Option<crate::api::name::Status>,",
            "pub customer: Option<crate::api::sales::MoreCustomer>,",
            "pub fn one(id: &crate::Id, all: bool, )",
        ],
    );
}

#[test]
fn a_mutation_gives_what_was_made_or_why_not() {
    let changes = "mutation Change($input: OrderChangeInput!) { orderChange(input: $input) { ...Outcome } }
        fragment Outcome on OrderPayload { order { id } userErrors { ...UserError } }
        mutation Create($input: OrderCreateInput!) { orderCreate(input: $input) { order { id } secret userErrors { ...UserError } } }
        mutation Delete($input: OrderDeleteInput!) { done: orderDelete(input: $input) { userErrors { ...UserError } } }
        mutation Logout { logout { done } }";
    let code = slice(&[("sales.graphql", changes)], "sales");
    assert_has(
        &code,
        &[
            "pub fn change(input: &crate::api::input::OrderChangeInput, ) -> crate::api::query::Mutation<crate::api::sales::Outcome>",
            "[(\"input\", &crate::api::json::Keyed(input)), ]",
            "|it| crate::api::refusal::answer(it.node(\"orderChange\"), |it| it.at(\"order\"))",
            "-> crate::api::query::Mutation<crate::api::sales::Create>",
            "pub order: Option<crate::api::sales::CreateOrder>, /// `secret` of the API. pub secret: Option<String>, }",
            "|it| crate::api::refusal::answer(it.node(\"done\"), |_| ())",
            "pub fn logout() -> crate::api::query::Mutation<crate::api::sales::Logout>",
            "&[], |it| Ok(it.at(\"logout\")))",
        ],
    );
}

#[test]
fn a_change_at_a_version_says_what_is_left_and_what_is_cleared() {
    let changes =
        "mutation Change($input: OrderChangeInput!) { orderChange(input: $input) { userErrors { ...UserError } } }
        mutation Create($input: OrderCreateInput!) { orderCreate(input: $input) { userErrors { ...UserError } } }";
    let code = slice(&[("sales.graphql", changes)], "input");
    assert_has(
        &code,
        &[
            "pub struct OrderChangeInput { /// `id` of the API. pub id: crate::Id, /// `expectedVersion` of the API. \
            pub expected_version: i32, /// `details` of the API. pub details: crate::api::input::OrderDetails, }",
            "pub notes: crate::api::input::Patch<String>,",
            "pub discount: crate::api::input::Patch<crate::api::input::DiscountValue>,",
            "pub lines: crate::api::input::Patch<Vec<crate::api::input::LineInput>>,",
            "pub quantity: i32, /// `note` of the API. pub note: Option<String>,",
            "pub enum DiscountValue { /// `amount` of the API. Amount(domain::Money), /// `percent` of the API. Percent(i32), }",
            "Self::Amount(it) => crate::api::json::object(text, &[(\"amount\", it)]),",
        ],
    );
    assert!(!code.contains("idempotency"), "the sender's: {code}");
}

#[test]
fn enums_that_are_read_are_open_and_others_closed() {
    let list = format!(
        "query Orders($filter: OrderFilter!, $sort: OrderSort!) {{ orders(filter: $filter, sort: $sort) {{ nodes {{ status }} {PAGED} }} }}"
    );
    let output = generated(&[("sales.graphql", &list)]).unwrap();
    let (input, name) = (output.modules["input"].replace('\n', " "), output.modules["name"].replace('\n', " "));
    assert_has(
        &name,
        &["/// Where an order stands. #[derive(Clone, Debug, Default, PartialEq, Eq)] pub struct Status(pub String);"],
    );
    assert_has(
        &input,
        &[
            "pub enum OrderSortField { /// The business day. OrderDate,",
            "Self::OrderDate => \"ORDER_DATE\",",
            "#[derive(Clone, Debug, PartialEq, Eq)] pub struct OrderSort {",
            "#[derive(Clone, Debug, PartialEq, Eq, Default)] pub struct OrderFilter {",
            "pub status: Option<Vec<crate::api::name::Status>>,",
            "pub over: bool, /// `limit` of the API. pub limit: Option<i32>,",
            "pub direction: crate::Direction,",
        ],
    );
    assert!(!input.contains("enum Direction") && !input.contains("Status {"));
}

#[test]
fn a_document_is_known_by_the_hash_of_its_text_with_the_fragments_it_uses() {
    let text = "# A comment.\nquery   One($id: ID!) { order(id: $id) { ...A } }\nfragment A on Order { id customer { ...B } } \
        query Two { company { name } } fragment B on Customer { name }";
    let output = generated(&[("sales.graphql", text)]).unwrap();
    let texts: Vec<&String> = output.documents.values().collect();
    let one = texts.iter().find(|text| text.starts_with("query One($id: ID!)")).unwrap();
    assert!(one.contains("fragment A on Order") && one.contains("fragment B on Customer"), "{one}");
    assert!(!one.contains("query Two") && !one.contains('#'), "{one}");
    for (hash, text) in &output.documents {
        assert!(hash.len() == 64 && output.modules["sales"].contains(hash), "{text}");
    }
}

#[test]
fn a_subscription_is_one() {
    let code = slice(&[("company.graphql", "subscription Follow { company { name } }")], "company");
    assert_has(&code, &["pub fn follow() -> crate::api::stream::Subscription<crate::api::company::Follow>"]);
}

#[test]
fn a_mistake_names_file_line_and_field() {
    let of = |text: &str| generated(&[("sales/list.graphql", text)]).unwrap_err();
    let unknown = of("query One($id: ID!) {\n  order(id: $id) { id colour }\n}");
    assert_has(&unknown, &["sales/list.graphql:2", "colour"]);
    assert_has(&of("query One { order { id } }"), &["sales/list.graphql:1", "id"]);
    assert_has(&of("query One($id: Int!) { order(id: $id) { id } }"), &["sales/list.graphql:1", "$id"]);
    assert_has(&of("query One {"), &["sales/list.graphql:1"]);
    assert_has(&of("fragment A on Order { id } query One { company { name } }"), &["sales/list.graphql:1", "A"]);
}

#[test]
fn what_has_no_meaning_here_is_a_mistake() {
    let of = |text: &str| generated(&[("sales/list.graphql", text)]).unwrap_err();
    assert_has(&of("{ company { name } }"), &["sales/list.graphql:1", "needs a name"]);
    let half = "query Half($sort: OrderSort!) {\n orders(sort: $sort) { nodes { id } totalCount { count } }\n}";
    assert_has(&of(half), &["sales/list.graphql:2", "select `nodes` alone"]);
    let twice =
        "query Twice($id: ID!) { order(id: $id) { ...A customer { id } } } fragment A on Order { customer { name } }";
    assert_has(&of(twice), &["sales/list.graphql:1", "`customer` is selected twice"]);
    assert_has(&of("query Types { company {\n __typename } }"), &["sales/list.graphql:2", "introspection"]);
    let owner = "query Owners { company {\n owner { ... on Company { name } } } }";
    assert_has(&of(owner), &["sales/list.graphql:2", "Owner is of several types"]);
    let same = "query Same($id: ID!) { order(id: $id) { lines { product } customer { id } } } fragment SameLines on Line { quantity }
        query Other($id: ID!) { order(id: $id) { lines { ...SameLines } } }";
    assert_has(&of(same), &["two types would be called crate::api::sales::SameLines"]);
    assert_has(
        &generated(&[("Sales List.graphql", "query A { company { name } }")]).unwrap_err(),
        &["no name of a module"],
    );
}
