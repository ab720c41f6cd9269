//! Operations as functions.
use apollo_compiler::executable::{Field, Operation as Definition, OperationType};
use apollo_compiler::{Node, ast};
use sha2::{Digest, Sha256};

use crate::Result;
use crate::load::Documents;
use crate::naming::snake;
use crate::shape::{Place, Placed, Shapes, described};
use crate::ty::Type;

/// A function that makes a query, a mutation or a subscription.
pub(crate) struct Operation {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) kind: OperationType,
    pub(crate) variables: Vec<Variable>,
    /// What it gives.
    pub(crate) result: Type,
    pub(crate) read: Read,
    pub(crate) hash: String,
    pub(crate) text: String,
}

/// A variable of an operation.
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) ty: ast::Type,
    pub(crate) has_default: bool,
}

/// How the result is read from the answer's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// The data is the result.
    Whole,
    /// It is a root field's value.
    Field(String),
    /// It is in a mutation's payload, under this root field, unless there are errors.
    Payload(String, Made),
}

/// What a payload holds beside the errors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    Nothing,
    Field(String),
    Fields,
}

/// Every operation of the documents, in the order of their names.
pub(crate) fn all<'a>(documents: &'a Documents, shapes: &mut Shapes<'a>) -> Result<Vec<Operation>> {
    let mut all = documents
        .document
        .operations
        .named
        .values()
        .map(|it| one(documents, shapes, it))
        .collect::<Result<Vec<_>>>()?;
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

fn one<'a>(documents: &'a Documents, shapes: &mut Shapes<'a>, operation: &'a Node<Definition>) -> Result<Operation> {
    let name = operation.name.as_ref().map(ToString::to_string).unwrap_or_default();
    let place = Place::new(documents.slice(operation), &name);
    let roots = shapes.flat(&place, &operation.selection_set);
    let (result, read) = match roots.as_slice() {
        [root] => single(shapes, &place, root)?,
        _ => {
            let path = shapes.structure(&place, &operation.selection_set, vec![format!("The answer to `{name}`.")])?;
            (Type::Named(path), Read::Whole)
        }
    };
    let comment = documents.comment(operation);
    let docs = match roots.first() {
        Some((_, field, _)) if comment.is_empty() => described(&field.definition.description, &name),
        _ => comment,
    };
    let text = documents.text(&name);
    let hash = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let variable = |it: &Node<ast::VariableDefinition>| Variable {
        name: it.name.to_string(),
        ty: (*it.ty).clone(),
        has_default: it.default_value.is_some(),
    };
    let variables = operation.variables.iter().map(variable).collect();
    let kind = operation.operation_type;
    let name = snake(&place.name);
    Ok(Operation { module: place.slice, name, docs, kind, variables, result, read, hash, text })
}

/// The result of an operation with one root field.
fn single<'a>(shapes: &mut Shapes<'a>, place: &Place, (owner, field, _): &Placed<'a>) -> Result<(Type, Read)> {
    let key = field.response_key().to_string();
    let fields = shapes.flat(owner, &field.selection_set);
    let is_payload = field.ty().inner_named_type().ends_with("Payload");
    if !is_payload || !fields.iter().any(|(_, field, _)| is_errors(field)) {
        return Ok((shapes.value(place, field)?, Read::Field(key)));
    }
    let made: Vec<_> = fields.into_iter().filter(|(_, field, _)| !is_errors(field)).collect();
    let (result, made) = match made.as_slice() {
        [] => (Type::Named("()".to_owned()), Made::Nothing),
        [(owner, made, _)] => {
            // Of what a fragment selects, its name is the better one: all who spread it share the type.
            let name = if owner.name == place.name { place.clone() } else { owner.clone() };
            (shapes.value(&name, made)?.required(), Made::Field(made.response_key().to_string()))
        }
        _ => {
            let docs = shapes.documented(field.ty().inner_named_type());
            (Type::Named(shapes.made(place, made, docs)?), Made::Fields)
        }
    };
    Ok((result, Read::Payload(key, made)))
}

fn is_errors(field: &Field) -> bool {
    field.response_key() == "userErrors"
}
