//! The single values of an input: where they are, and the input with another one there.

use serde_json::Value;

use super::sdl::{Mutation, named, sdl};

/// A value of an input that is no object: where it is, and its scalar type.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    pub(super) pointer: String,
    pub(super) scalar: &'static str,
}

/// The values of an input that are no objects.
pub(super) fn leaves(mutation: Mutation, input: &Value) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect(mutation.input.unwrap(), input, "", &mut found);
    found
}

fn collect(name: &'static str, value: &Value, at: &str, found: &mut Vec<Leaf>) {
    match value {
        Value::Array(all) => {
            for (n, value) in all.iter().enumerate() {
                collect(name, value, &format!("{at}/{n}"), found);
            }
        }
        Value::Object(fields) => {
            for field in sdl().inputs(name).filter(|field| fields.contains_key(field.name.node.as_str())) {
                let field_name = field.name.node.as_str();
                collect(named(&field.ty.node), &fields[field_name], &format!("{at}/{field_name}"), found);
            }
        }
        _ => found.push(Leaf { pointer: at.to_owned(), scalar: name }),
    }
}

/// The input with another value at a leaf.
pub(super) fn with(input: &Value, leaf: &Leaf, value: impl Into<Value>) -> Value {
    let mut input = input.clone();
    *input.pointer_mut(&leaf.pointer).unwrap() = value.into();
    input
}
