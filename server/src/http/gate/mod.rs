//! The gate before the schema: a document is bounded before anything expensive reads it.
//!
//! Order, each step bounded by the one before: bytes → [`lexer`] (tokens, brackets, directives; stops at the limit) →
//! the one parse → [`measure`] (one memoised pass: every fragment is measured once per operation, so a fragment bomb
//! costs its text, not its expansion). What passes is the parsed document, handed on so that nobody parses again.
//!
//! Invariants: a refusal never names the limit (an attacker would tune to it) and never repeats the source; the work
//! done here is linear in the document's tokens times its operations. [`json`] bounds the request's JSON the same way.

pub mod json;
pub mod lexer;
pub mod lists;
pub mod measure;

use std::sync::Arc;

use async_graphql::Variables;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Pos, ServerError};

/// Hard limits on one request. All counts are inclusive.
#[derive(Debug, Clone)]
pub struct GateLimits {
    /// Bytes of a request body.
    pub body_bytes_max: usize,
    /// Bytes of a document.
    pub document_bytes_max: usize,
    /// Bytes of spaces, commas and (eight times as heavy) comments in a document.
    pub ignored_bytes_max: usize,
    /// Lexical tokens of a document.
    pub tokens_max: usize,
    /// Open brackets of any kind at one point of a document.
    pub brackets_max: usize,
    /// Selections after every fragment is expanded, over all operations.
    pub selections_max: u64,
    /// Nested fields; a root field is at depth 1.
    pub depth_max: u32,
    /// The same within `__schema` and `__type`, which nest deeper by nature.
    pub introspection_depth_max: u32,
    /// Lists of types or fields within each other in introspection (each multiplies the answer).
    pub introspection_lists_max: u32,
    /// Aliases and `__typename`s, expanded.
    pub aliases_max: u64,
    /// Aliases of root fields, expanded.
    pub root_aliases_max: u64,
    /// Directives of a document.
    pub directives_max: usize,
    /// Operations of a document.
    pub operations_max: usize,
    /// Fragments of a document.
    pub fragments_max: usize,
    /// Root fields of a mutation, expanded.
    pub mutations_max: u64,
    /// Bytes of the variables (and of the extensions) as JSON.
    pub variables_bytes_max: usize,
    /// Nested lists and objects in variables.
    pub variables_depth_max: usize,
    /// `first` and `last`, literal or from a variable.
    pub page_size_max: u64,
    /// The page size that a connection without `first` or `last` is counted with.
    pub page_size_default: u64,
    /// Rows that the document could return: sizes of pages and lists multiplied along a path, summed over the paths.
    pub rows_max: u64,
    /// How many rows a list without `first` or `last` is counted with.
    pub lists: Arc<lists::Lists>,
    /// Whether `__schema` and `__type` may be asked at all.
    pub introspection: bool,
}

impl Default for GateLimits {
    fn default() -> Self {
        GateLimits {
            body_bytes_max: 256 * 1024,
            document_bytes_max: 64 * 1024,
            ignored_bytes_max: 32 * 1024,
            tokens_max: 2000,
            brackets_max: 64,
            selections_max: 5000,
            depth_max: 12,
            introspection_depth_max: 20,
            introspection_lists_max: 2,
            aliases_max: 50,
            root_aliases_max: 20,
            directives_max: 50,
            operations_max: 10,
            fragments_max: 50,
            mutations_max: 4,
            variables_bytes_max: 64 * 1024,
            variables_depth_max: 16,
            page_size_max: 100,
            page_size_default: 50,
            rows_max: 10_000,
            lists: Arc::default(),
            introspection: true,
        }
    }
}

/// Why a document does not reach the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Some limit is passed. Which one is for the log only.
    TooComplex(&'static str),
    /// Not a GraphQL document; where, if known.
    Syntax(Option<Pos>),
    /// Fragments that contain each other; a loop can have no answer.
    FragmentCycle(Pos),
    /// A spread of a fragment that is not there.
    UnknownFragment(Pos),
    /// The named operation is not in the document, or none is named and there are several.
    UnknownOperation,
    /// The schema may not be read.
    IntrospectionOff(Pos),
}

impl Refused {
    /// The refusal as the client gets it.
    pub fn into_error(self) -> ServerError {
        let (message, code, position) = match self {
            Refused::TooComplex(_) => ("The request is too complex.", "COST_EXCEEDED", None),
            Refused::Syntax(position) => ("The document is not valid GraphQL.", "BAD_USER_INPUT", position),
            Refused::FragmentCycle(position) => ("A fragment contains itself.", "BAD_USER_INPUT", Some(position)),
            Refused::UnknownFragment(position) => {
                ("The fragment is not in the document.", "BAD_USER_INPUT", Some(position))
            }
            Refused::UnknownOperation => ("The operation to run is not in the document.", "BAD_USER_INPUT", None),
            Refused::IntrospectionOff(position) => ("The schema is not readable here.", "FORBIDDEN", Some(position)),
        };
        let mut error = ServerError::new(message, position);
        let mut extensions = async_graphql::ErrorExtensionValues::default();
        extensions.set("code", code);
        error.extensions = Some(extensions);
        error
    }
}

/// A document that may reach the schema.
#[derive(Debug)]
pub struct Admitted {
    /// The parsed document.
    pub document: ExecutableDocument,
    /// What the operation that will run is.
    pub operation_type: OperationType,
    /// The name of that operation.
    pub operation_name: Option<String>,
    /// Selections and spreads that the gate visited: its own work.
    pub steps: u64,
}

/// Measures `source` against `limits` and parses it once.
pub fn admit(
    limits: &GateLimits,
    source: &str,
    operation_name: Option<&str>,
    variables: &Variables,
) -> Result<Admitted, Refused> {
    if source.len() > limits.document_bytes_max {
        return Err(Refused::TooComplex("document bytes"));
    }
    lexer::check_limits(source, limits)?;
    let document = async_graphql::parser::parse_query(source).map_err(|error| {
        let position = error.positions().next();
        match error {
            async_graphql::parser::Error::RecursionLimitExceeded => Refused::TooComplex("parser depth"),
            _ => Refused::Syntax(position),
        }
    })?;
    if document.operations.iter().count() > limits.operations_max {
        return Err(Refused::TooComplex("operations"));
    }
    if document.fragments.len() > limits.fragments_max {
        return Err(Refused::TooComplex("fragments"));
    }
    let steps = measure::check_limits(&document, variables, limits)?;
    let mut wanted = document
        .operations
        .iter()
        .filter(|(name, _)| operation_name.is_none_or(|wanted| name.is_some_and(|name| name == wanted)));
    let (Some((name, operation)), None) = (wanted.next(), wanted.next()) else {
        return Err(Refused::UnknownOperation);
    };
    let (operation_type, operation_name) = (operation.node.ty, name.map(ToString::to_string));
    Ok(Admitted { document, operation_type, operation_name, steps })
}

#[cfg(test)]
mod tests;
