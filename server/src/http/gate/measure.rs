//! One memoised pass over a parsed document.
//!
//! A selection set's weight does not depend on where it stands, so each fragment is weighed once per operation and
//! reused by every spread. All sums saturate: an expansion of 20⁶ selections is a number here, not work.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Value as ConstValue, Variables};

use super::{GateLimits, Refused};

/// What a selection set amounts to when every fragment in it is expanded.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    selections: u64,
    depth: u32,
    introspection_depth: u32,
    introspection_lists: u32,
    aliases: u64,
    root_fields: u64,
    root_aliases: u64,
    rows: u64,
    is_connection: bool,
    introspects: Option<Pos>,
}

impl Weight {
    fn add(&mut self, other: Weight) {
        self.selections = self.selections.saturating_add(other.selections);
        self.depth = self.depth.max(other.depth);
        self.introspection_depth = self.introspection_depth.max(other.introspection_depth);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.root_aliases = self.root_aliases.saturating_add(other.root_aliases);
        self.rows = self.rows.saturating_add(other.rows);
        self.is_connection |= other.is_connection;
        self.introspects = self.introspects.or(other.introspects);
    }
}

#[derive(Clone, Copy)]
enum Memo {
    Open,
    Done(Weight),
}

struct Pass<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    limits: &'a GateLimits,
    operation: Option<&'a OperationDefinition>,
    memo: HashMap<&'a Name, Memo>,
    steps: u64,
}

/// Weighs every operation and every fragment; returns how many selections were visited.
pub fn check_limits(document: &ExecutableDocument, variables: &Variables, limits: &GateLimits) -> Result<u64, Refused> {
    let mut pass = Pass { document, variables, limits, operation: None, memo: HashMap::new(), steps: 0 };
    let mut selections = 0_u64;
    let operations: Vec<&OperationDefinition> = match &document.operations {
        DocumentOperations::Single(one) => vec![&one.node],
        DocumentOperations::Multiple(many) => many.values().map(|operation| &operation.node).collect(),
    };
    for operation in operations {
        // Variables' defaults belong to the operation, and so does what a fragment weighs in it.
        pass.operation = Some(operation);
        pass.memo.clear();
        let root = limits.lists.root(operation.ty);
        let weight = pass.set(&operation.selection_set.node, root)?;
        selections = selections.saturating_add(weight.selections);
        pass.check(operation, &weight, selections)?;
    }
    // Fragments that no operation uses are validated as well, so their loops and sizes count.
    for (name, fragment) in &document.fragments {
        let weight = pass.fragment(name, fragment.pos)?;
        if weight.selections > limits.selections_max {
            return Err(Refused::TooComplex("selections"));
        }
    }
    Ok(pass.steps)
}

impl<'a> Pass<'a> {
    fn check(&self, operation: &OperationDefinition, weight: &Weight, selections: u64) -> Result<(), Refused> {
        let limits = self.limits;
        if let (Some(position), false) = (weight.introspects, limits.introspection) {
            return Err(Refused::IntrospectionOff(position));
        }
        let mutations = if operation.ty == OperationType::Mutation { weight.root_fields } else { 0 };
        let passed = [
            ("selections", selections > limits.selections_max),
            ("depth", weight.depth > limits.depth_max),
            ("introspection depth", weight.introspection_depth > limits.introspection_depth_max),
            (
                "introspection lists",
                weight.introspects.is_some() && weight.introspection_lists > limits.introspection_lists_max,
            ),
            ("aliases", weight.aliases > limits.aliases_max),
            ("root aliases", weight.root_aliases > limits.root_aliases_max),
            ("mutations", mutations > limits.mutations_max),
            ("rows", weight.rows > limits.rows_max),
        ];
        match passed.iter().find(|(_, passed)| *passed) {
            Some((name, _)) => Err(Refused::TooComplex(name)),
            None => Ok(()),
        }
    }

    // Recursion is bounded: within a set by the lexer's brackets, over fragments by their number (each is open once).
    /// `of` is the type of the objects that are selected from, as far as it is known.
    fn set(&mut self, set: &'a SelectionSet, of: Option<&'a str>) -> Result<Weight, Refused> {
        let mut sum = Weight::default();
        for item in &set.items {
            self.steps += 1;
            let weight = match &item.node {
                Selection::Field(field) => self.field(&field.node, field.pos, of)?,
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    self.set(&inline.node.selection_set.node, condition.or(of))?
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node, spread.pos)?,
            };
            sum.add(weight);
            if !matches!(item.node, Selection::Field(_)) {
                sum.selections = sum.selections.saturating_add(1);
            }
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &Name, position: Pos) -> Result<Weight, Refused> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name.as_str()) else {
            return Err(Refused::UnknownFragment(position));
        };
        match self.memo.get(name) {
            Some(Memo::Done(weight)) => return Ok(*weight),
            Some(Memo::Open) => return Err(Refused::FragmentCycle(position)),
            None => {}
        }
        self.memo.insert(name, Memo::Open);
        let condition = fragment.node.type_condition.node.on.node.as_str();
        let weight = self.set(&fragment.node.selection_set.node, Some(condition))?;
        self.memo.insert(name, Memo::Done(weight));
        Ok(weight)
    }

    fn field(&mut self, field: &'a Field, position: Pos, of: Option<&'a str>) -> Result<Weight, Refused> {
        let name = field.name.node.as_str();
        let known = of.and_then(|of| self.limits.lists.field(of, name));
        let below = self.set(&field.selection_set.node, known.map(|known| known.returns.as_str()))?;
        let alias = u64::from(field.alias.is_some());
        let introspects = matches!(name, "__schema" | "__type");
        let unsaid = known.and_then(|known| known.rows);
        let unsaid = unsaid.or(below.is_connection.then_some(self.limits.page_size_default));
        let page = self.page(field)?.or(unsaid);
        let mut weight = Weight {
            selections: below.selections.saturating_add(1),
            depth: below.depth.saturating_add(1),
            introspection_depth: below.introspection_depth,
            introspection_lists: below.introspection_lists,
            aliases: below.aliases.saturating_add(alias).saturating_add(u64::from(name == "__typename")),
            root_fields: 1,
            root_aliases: alias,
            rows: page.map_or(below.rows, |size| size.saturating_mul(below.rows.max(1))),
            is_connection: matches!(name, "nodes" | "edges"),
            introspects: introspects.then_some(position).or(below.introspects),
        };
        if introspects {
            // Deep by nature and answered from memory: its depth is judged on its own.
            weight.introspection_depth = weight.depth;
            weight.depth = 1;
        } else if matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes") {
            weight.introspection_lists = below.introspection_lists.saturating_add(1);
        }
        Ok(weight)
    }

    /// The page size that a field states; `None` when it states none.
    fn page(&self, field: &Field) -> Result<Option<u64>, Refused> {
        let mut page = None;
        for (name, value) in &field.arguments {
            if !matches!(name.node.as_str(), "first" | "last") {
                continue;
            }
            // Other things than whole numbers are for the schema's validation to refuse.
            let known = value.node.clone().into_const_with(|name| self.variable(&name).cloned().ok_or(()));
            let Ok(ConstValue::Number(number)) = known else { continue };
            let Some(size) = number.as_u64() else { continue };
            if size > self.limits.page_size_max {
                return Err(Refused::TooComplex("page size"));
            }
            page = page.max(Some(size));
        }
        Ok(page)
    }

    fn variable(&self, name: &Name) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let definitions = &self.operation?.variable_definitions;
            let definition = definitions.iter().find(|one| one.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        })
    }
}
