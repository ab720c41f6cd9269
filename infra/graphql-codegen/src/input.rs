//! What is sent: input objects and enums, as far as operations have variables of them.
use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::ast;
use apollo_compiler::schema::{EnumType, ExtendedType, InputObjectType, InputValueDefinition};

use crate::load::Documents;
use crate::operation::Operation;
use crate::shape::{Member, Shapes, described};
use crate::ty::Type;
use crate::{Config, Failure, Result};

/// The field of an input that whoever sends it fills in.
pub(crate) const KEY: &str = "idempotencyKey";
/// The field that tells which version a change is of.
const VERSION: &str = "expectedVersion";

/// All inputs and enums.
pub(crate) struct Inputs<'a> {
    config: &'a Config<'a>,
    documents: &'a Documents,
    /// Enums that are read, and so are open.
    open: BTreeSet<String>,
    pub(crate) objects: BTreeMap<String, Input>,
    pub(crate) names: BTreeMap<String, Names>,
}

/// An input object.
pub(crate) struct Input {
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<Member>,
    /// Exactly one of the fields is sent.
    pub(crate) is_one_of: bool,
    /// Whether the sender adds a key.
    pub(crate) is_keyed: bool,
}

/// An enum.
pub(crate) struct Names {
    pub(crate) docs: Vec<String>,
    /// Each value with its description.
    pub(crate) values: Vec<(String, Vec<String>)>,
    pub(crate) is_open: bool,
}

impl<'a> Inputs<'a> {
    /// Everything that is reached from the variables of operations, and the enums that are read.
    pub(crate) fn collect(
        config: &'a Config<'a>,
        documents: &'a Documents,
        shapes: &Shapes<'_>,
        operations: &[Operation],
    ) -> Result<Self> {
        let open = shapes.enums.clone();
        let mut inputs = Self { config, documents, open, objects: BTreeMap::new(), names: BTreeMap::new() };
        for name in &shapes.enums {
            inputs.add(name, false)?;
        }
        for variable in operations.iter().flat_map(|operation| &operation.variables) {
            inputs.add(variable.ty.inner_named_type(), false)?;
        }
        Ok(inputs)
    }

    /// The type of a variable.
    pub(crate) fn argument(&self, ty: &ast::Type, has_default: bool) -> Type {
        let ty = Type::wrapped(ty, &Type::Named(self.path(ty.inner_named_type())));
        if has_default { ty.optional() } else { ty }
    }

    /// Whether a variable of this type carries the sender's key.
    pub(crate) fn is_keyed(&self, ty: &ast::Type) -> bool {
        self.objects.get(ty.inner_named_type().as_str()).is_some_and(|input| input.is_keyed)
    }

    fn path(&self, name: &str) -> String {
        let root = self.config.root;
        match self.documents.schema.types.get(name) {
            Some(ExtendedType::InputObject(_)) => format!("{root}::input::{name}"),
            Some(ExtendedType::Enum(_)) if !self.open.contains(name) && !self.is_own(name) => {
                format!("{root}::input::{name}")
            }
            Some(ExtendedType::Enum(_)) => self.config.leaf(name, true),
            _ => self.config.leaf(name, false),
        }
    }

    fn is_own(&self, name: &str) -> bool {
        self.config.types.iter().any(|(known, _)| *known == name)
    }

    /// Adds a type; `patches` when it is a part of what changes a record.
    fn add(&mut self, name: &str, patches: bool) -> Result<()> {
        match self.documents.schema.types.get(name) {
            Some(ExtendedType::Enum(definition)) if !self.is_own(name) => {
                let names = self.named(definition);
                self.names.insert(name.to_owned(), names);
                Ok(())
            }
            Some(ExtendedType::InputObject(definition)) => self.add_object(name, definition, patches),
            _ => Ok(()),
        }
    }

    fn named(&self, definition: &EnumType) -> Names {
        let name = definition.name.as_str();
        let value = |(value, it): (&apollo_compiler::Name, &apollo_compiler::schema::Component<_>)| {
            let it: &ast::EnumValueDefinition = it;
            (value.to_string(), described(&it.description, value))
        };
        Names {
            docs: described(&definition.description, name),
            values: definition.values.iter().map(value).collect(),
            is_open: self.open.contains(name),
        }
    }

    fn add_object(&mut self, name: &str, definition: &InputObjectType, patches: bool) -> Result<()> {
        let patches = patches || definition.fields.contains_key(VERSION);
        let is_one_of = definition.directives.has("oneOf");
        let mut fields = Vec::new();
        for (key, field) in definition.fields.iter().filter(|(key, _)| key.as_str() != KEY) {
            fields.push(Member {
                key: key.to_string(),
                ty: self.field(field, patches && !is_one_of, is_one_of)?,
                docs: described(&field.description, key),
            });
        }
        let docs = described(&definition.description, name);
        let is_keyed = definition.fields.contains_key(KEY);
        let input = Input { docs, fields, is_one_of, is_keyed };
        // What also creates records is written as what changes them: all of it is there, or left out.
        let is_there = |there: &Input| there.fields.iter().any(|field| matches!(field.ty, Type::Generic(..)));
        if patches || !self.objects.get(name).is_some_and(is_there) {
            self.objects.insert(name.to_owned(), input);
        }
        for field in definition.fields.values() {
            let is_list = matches!(&*field.ty, ast::Type::List(_) | ast::Type::NonNullList(_));
            let inner = field.ty.inner_named_type();
            if inner.as_str() == name {
                return Err(Failure(format!("{name} holds itself, which the app has no use for")));
            }
            // A list is replaced whole: of its members nothing is left as it was.
            self.add(inner, patches && !is_list)?;
        }
        Ok(())
    }

    fn field(&self, field: &InputValueDefinition, patches: bool, is_one_of: bool) -> Result<Type> {
        let ty = Type::wrapped(&field.ty, &Type::Named(self.path(field.ty.inner_named_type())));
        Ok(match ty {
            Type::Option(inner) if patches => Type::Generic(format!("{}::input::Patch", self.config.root), inner),
            Type::Option(inner) if is_one_of => *inner,
            // Left out, it is what the schema says; where that is nothing, so is ours.
            ty if field.default_value.is_some() && !is_nothing(field) => ty.optional(),
            ty => ty,
        })
    }

    /// Whether a type has a value that means nothing chosen yet: ids and closed enums have none.
    pub(crate) fn has_default(&self, ty: &Type) -> bool {
        let Type::Named(path) = ty else { return true };
        let own = self.config.types.iter().find(|(_, own)| own == path).map(|(name, _)| *name);
        let name = own.unwrap_or_else(|| path.rsplit("::").next().unwrap_or_default());
        match self.documents.schema.types.get(name) {
            _ if name == "ID" => false,
            Some(ExtendedType::Enum(_)) => self.open.contains(name),
            Some(ExtendedType::InputObject(_)) => self
                .objects
                .get(name)
                .is_none_or(|input| !input.is_one_of && input.fields.iter().all(|field| self.has_default(&field.ty))),
            _ => true,
        }
    }
}

/// Whether a default is what Rust has as one.
fn is_nothing(field: &InputValueDefinition) -> bool {
    field.default_value.as_ref().is_some_and(|value| match &**value {
        ast::Value::Boolean(is) => !is,
        ast::Value::List(values) => values.is_empty(),
        _ => false,
    })
}
