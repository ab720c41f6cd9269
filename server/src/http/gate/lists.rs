//! The lists of the API: how many rows a field is counted with when the document does not say.
//!
//! Read from the schema, so that no list can be missed: one with a default for `first` or `last` has that many rows,
//! one that takes them without a default has a full page, and any other list of objects has `ASSUMED` rows unless
//! `KNOWN` says otherwise. The lists of a connection have none of their own: its page is counted at the connection's
//! field.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use async_graphql::Value;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, OperationType, Type, TypeKind, TypeSystemDefinition};

/// Rows of a list that nothing is known of.
const ASSUMED: u64 = 10;
/// Rows of a list that takes a page size without a default.
const FULL_PAGE: u64 = 100;
/// Lists that are longer as a rule: type, field, rows.
const KNOWN: [(&str, &str, u64); 6] = [
    ("Category", "children", 20),
    ("Query", "categories", 50),
    ("Query", "warehouses", 20),
    ("SalesOrder", "items", 20),
    ("Shipment", "items", 20),
    ("TodoAssignManyPayload", "results", 50),
];

static OF_THE_API: LazyLock<Arc<Lists>> = LazyLock::new(|| {
    // That it can be read is tested.
    let lists = Lists::read(&business::schema::sdl());
    Arc::new(lists.inspect_err(|error| tracing::error!(%error, "the schema cannot be read")).unwrap_or_default())
});

/// The lists of a schema.
#[derive(Debug, Default)]
pub struct Lists {
    roots: Vec<(OperationType, String)>,
    types: HashMap<String, HashMap<String, FieldRows>>,
}

/// What the gate knows of a field that returns objects.
#[derive(Debug)]
pub struct FieldRows {
    /// The type of the objects.
    pub returns: String,
    /// The rows it is counted with when the document does not say; none when it is no list.
    pub rows: Option<u64>,
}

impl Lists {
    /// Those of the API.
    pub fn of_the_api() -> Arc<Self> {
        Arc::clone(&OF_THE_API)
    }

    /// Those of a schema as SDL.
    ///
    /// # Errors
    /// When it is not valid SDL.
    pub fn read(sdl: &str) -> Result<Self, async_graphql::parser::Error> {
        let mut lists = Self::default();
        let mut objects = Vec::new();
        for definition in parse_schema(sdl)?.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    let roots = [
                        (OperationType::Query, schema.query),
                        (OperationType::Mutation, schema.mutation),
                        (OperationType::Subscription, schema.subscription),
                    ];
                    lists
                        .roots
                        .extend(roots.into_iter().filter_map(|(kind, name)| Some((kind, name?.node.to_string()))));
                }
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.to_string();
                    match definition.node.kind {
                        TypeKind::Object(object) => objects.push((name, object.fields)),
                        TypeKind::Interface(interface) => objects.push((name, interface.fields)),
                        _ => {}
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let names: HashSet<String> = objects.iter().map(|(name, _)| name.clone()).collect();
        for (name, fields) in objects {
            let is_connection = fields.iter().any(|field| field.node.name.node == "pageInfo");
            let of_objects = |field: FieldDefinition| {
                let returns = named(&field.ty.node).filter(|returns| names.contains(*returns))?.to_owned();
                let rows = if is_connection { None } else { rows(&name, &field) };
                Some((field.name.node.to_string(), FieldRows { returns, rows }))
            };
            let fields = fields.into_iter().filter_map(|field| of_objects(field.node)).collect();
            lists.types.insert(name, fields);
        }
        Ok(lists)
    }

    /// The type of an operation's root.
    pub fn root(&self, kind: OperationType) -> Option<&str> {
        self.roots.iter().find(|(root, _)| *root == kind).map(|(_, name)| name.as_str())
    }

    /// What is known of a field of a type.
    pub fn field(&self, of: &str, field: &str) -> Option<&FieldRows> {
        self.types.get(of)?.get(field)
    }
}

/// The name of a type within all lists.
fn named(of: &Type) -> Option<&str> {
    match &of.base {
        BaseType::Named(name) => Some(name.as_str()),
        BaseType::List(inner) => named(inner),
    }
}

/// The rows of a field of the type `of`; none when it is no list.
fn rows(of: &str, field: &FieldDefinition) -> Option<u64> {
    if matches!(field.ty.node.base, BaseType::Named(_)) {
        return None;
    }
    let name = field.name.node.as_str();
    if let Some((.., rows)) = KNOWN.iter().find(|(known_of, known_name, _)| (*known_of, *known_name) == (of, name)) {
        return Some(*rows);
    }
    let page = field.arguments.iter().find(|argument| matches!(argument.node.name.node.as_str(), "first" | "last"));
    Some(page.map_or(ASSUMED, |page| match page.node.default_value.as_ref().map(|value| &value.node) {
        Some(Value::Number(number)) => number.as_u64().unwrap_or(FULL_PAGE),
        _ => FULL_PAGE,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_come_from_the_schema() {
        let sdl = "type Query { a(first: Int): AConnection! one: A } type AConnection { pageInfo: PageInfo! nodes: [A!]! }
            type PageInfo { x: Int } type A { plain: [A!]! words: [String!]! page(last: Int): [A!]! few(first: Int! = 3): [A!] }
            schema { query: Query }";
        let lists = Lists::read(sdl).unwrap();
        assert_eq!(lists.root(OperationType::Query), Some("Query"));
        let rows = |of, name| lists.field(of, name).map(|field| field.rows);
        assert_eq!(
            (rows("Query", "a"), rows("Query", "one"), rows("AConnection", "nodes")),
            (Some(None), Some(None), Some(None))
        );
        assert_eq!(
            (rows("A", "plain"), rows("A", "page"), rows("A", "few")),
            (Some(Some(10)), Some(Some(100)), Some(Some(3)))
        );
        assert_eq!((rows("A", "words"), rows("B", "x")), (None, None));
    }

    #[test]
    fn the_table_names_lists_of_the_api() {
        let lists = Lists::read(&business::schema::sdl()).unwrap();
        for (of, name, rows) in KNOWN {
            assert_eq!(lists.field(of, name).and_then(|field| field.rows), Some(rows), "{of}.{name}");
        }
        assert_eq!(lists.field("SalesOrder", "timeline").and_then(|field| field.rows), Some(FULL_PAGE));
    }
}
