//! Objects whose plain fields are answered in place, and in the order in which they were asked for.
//!
//! async-graphql makes a boxed future of each field and polls all fields of an object as a set: right for what loads,
//! and most of what a list of plain columns costs. Here a field is polled where it stands, and only when it has to wait
//! do the others become a future beside it; so loaders see the keys of all of them in one batch as before.

use std::borrow::Cow;
use std::pin::pin;
use std::task::Poll;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{Field, Selection, SelectionSet};
use async_graphql::registry::Registry;
use async_graphql::resolver_utils::resolve_container;
use async_graphql::{ContainerType, ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value};
use futures::future::{BoxFuture, join};
use futures::poll;

/// An object that lists and relations answer with.
#[derive(Clone, Copy, Debug)]
pub struct InPlace<T>(pub T);

impl<T: ContainerType> OutputType for InPlace<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _field: &Positioned<Field>) -> ServerResult<Value> {
        match plain(&ctx.item.node) {
            Some(fields) => Ok(answer(ctx, &self.0, &fields).await),
            None => resolve_container(ctx, &self.0).await,
        }
    }
}

/// The fields of a selection that holds nothing else: no fragment, no directive, no answer named twice.
fn plain(selection: &SelectionSet) -> Option<Vec<&Positioned<Field>>> {
    let mut fields: Vec<&Positioned<Field>> = Vec::with_capacity(selection.items.len());
    for item in &selection.items {
        let Selection::Field(field) = &item.node else { return None };
        let name = &field.node.response_key().node;
        if !field.node.directives.is_empty() || fields.iter().any(|other| other.node.response_key().node == *name) {
            return None;
        }
        fields.push(field);
    }
    Some(fields)
}

async fn answer<T: ContainerType>(ctx: &ContextSelectionSet<'_>, object: &T, fields: &[&Positioned<Field>]) -> Value {
    let mut values: Vec<Option<Value>> = vec![None; fields.len()];
    fill(ctx, object, fields, &mut values).await;
    let mut answers: IndexMap<Name, Value> = IndexMap::with_capacity(fields.len());
    for (field, value) in fields.iter().zip(values) {
        if let Some(value) = value {
            answers.insert(field.node.response_key().node.clone(), value);
        }
    }
    // As async-graphql has it: an object without any value is null.
    if answers.is_empty() { Value::Null } else { Value::Object(answers) }
}

/// Puts the values of `fields` to their places; what fails is an error, and its place stays empty. In a box: an
/// object's relations lead back to its type, so its future would hold itself.
fn fill<'a, T: ContainerType>(
    ctx: &'a ContextSelectionSet<'a>,
    object: &'a T,
    fields: &'a [&'a Positioned<Field>],
    values: &'a mut [Option<Value>],
) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let (mut fields, mut places) = (fields.iter(), values.iter_mut());
        while let (Some(field), Some(place)) = (fields.next(), places.next()) {
            if field.node.name.node == "__typename" {
                *place = Some(Value::String(object.introspection_type_name().into_owned()));
                continue;
            }
            let inner = ctx.with_field(field);
            let mut answered = pin!(object.resolve_field(&inner));
            match poll!(answered.as_mut()) {
                Poll::Ready(answered) => *place = value_or_error(ctx, answered),
                // It loads something: the others go on beside it.
                Poll::Pending => {
                    let others = fill(ctx, object, fields.as_slice(), places.into_slice());
                    let (answered, ()) = join(answered, others).await;
                    *place = value_or_error(ctx, answered);
                    return;
                }
            }
        }
    })
}

fn value_or_error(ctx: &ContextSelectionSet<'_>, answered: ServerResult<Option<Value>>) -> Option<Value> {
    match answered {
        Ok(value) => Some(value.unwrap_or_default()),
        Err(error) => {
            ctx.add_error(error);
            None
        }
    }
}
