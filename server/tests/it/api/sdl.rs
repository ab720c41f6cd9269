//! The schema as its own text says it is: what the tests of this folder find their cases in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};

/// The types of the schema by their names.
pub(crate) struct Sdl(BTreeMap<String, TypeDefinition>);

/// A mutation: its field, the type of its input, and its payload's type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mutation {
    pub(crate) name: &'static str,
    pub(crate) input: Option<&'static str>,
    pub(crate) payload: &'static str,
}

/// The schema of this build.
pub(crate) fn sdl() -> &'static Sdl {
    static SDL: LazyLock<Sdl> = LazyLock::new(|| {
        let document = parse_schema(business::schema::sdl()).unwrap();
        let types = document.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(of) => Some((of.node.name.node.to_string(), of.node)),
            _ => None,
        });
        Sdl(types.collect())
    });
    &SDL
}

impl Sdl {
    /// Every type with its name.
    pub(crate) fn types(&'static self) -> impl Iterator<Item = (&'static str, &'static TypeKind)> {
        self.0.iter().map(|(name, of)| (name.as_str(), &of.kind))
    }

    /// What kind of type it is; none for the scalars of the language itself.
    pub(crate) fn kind(&'static self, name: &str) -> Option<&'static TypeKind> {
        self.0.get(name).map(|of| &of.kind)
    }

    /// The fields of an object type; none of another.
    pub(crate) fn fields(&'static self, name: &str) -> impl Iterator<Item = &'static FieldDefinition> {
        let fields = match self.kind(name) {
            Some(TypeKind::Object(object)) => object.fields.as_slice(),
            _ => &[],
        };
        fields.iter().map(|field| &field.node)
    }

    /// The fields of an input type; none of another. Of an input that takes one of its fields, the last.
    pub(crate) fn inputs(&'static self, name: &str) -> impl Iterator<Item = &'static InputValueDefinition> {
        let fields = match self.kind(name) {
            Some(TypeKind::InputObject(object)) => object.fields.as_slice(),
            _ => &[],
        };
        let is_one_of = self.0.get(name).is_some_and(|of| of.directives.iter().any(|of| of.node.name.node == "oneOf"));
        fields.iter().skip(if is_one_of { fields.len() - 1 } else { 0 }).map(|field| &field.node)
    }

    /// Everything that can be done.
    pub(crate) fn mutations(&'static self) -> impl Iterator<Item = Mutation> {
        self.fields("Mutation").map(|field| Mutation {
            name: field.name.node.as_str(),
            input: field.arguments.first().map(|input| named(&input.node.ty.node)),
            payload: named(&field.ty.node),
        })
    }

    /// The mutation of this name.
    pub(crate) fn mutation(&'static self, name: &str) -> Mutation {
        self.mutations().find(|of| of.name == name).unwrap_or_else(|| panic!("the schema has no mutation {name}"))
    }
}

impl Mutation {
    /// What its payload tells: the first field that is no refusal, and its type.
    pub(crate) fn entity(&self) -> (&'static str, &'static str) {
        let field = sdl().fields(self.payload).find(|field| field.name.node != "userErrors").unwrap();
        (field.name.node.as_str(), named(&field.ty.node))
    }

    /// The record whose mutation it is by its name (`salesOrder` of `salesOrderHold`): one that has a mutation which
    /// creates it.
    pub(crate) fn record(&self) -> Option<&'static str> {
        let records = sdl().mutations().filter_map(|of| of.name.strip_suffix("Create"));
        records.filter(|record| self.name.starts_with(record)).max_by_key(|record| record.len())
    }
}

/// The name of a type, whatever list it is in.
pub(crate) fn named(of: &'static Type) -> &'static str {
    match &of.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(of) => named(of),
    }
}
