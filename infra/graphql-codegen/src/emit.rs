//! The model as text of Rust. It is not formatted: nobody edits it.
//!
//! Into a text nothing can fail to be written.
use std::fmt::Write as _;

use apollo_compiler::executable::OperationType;

use crate::Config;
use crate::input::{Input, Inputs, Names};
use crate::naming::{pascal, snake};
use crate::operation::{Made, Operation, Read};
use crate::shape::{Member, Struct};

/// A struct of selected fields, and its reader.
pub(crate) fn structure(code: &mut String, config: &Config<'_>, item: &Struct) {
    let (root, name) = (config.root, &item.name);
    docs(code, &item.docs);
    let _ = writeln!(code, "#[derive(Clone, Debug, PartialEq, Eq)]\npub struct {name} {{");
    members(code, &item.fields);
    let _ = writeln!(code, "}}\nimpl {root}::json::FromJson for {name} {{");
    let _ = writeln!(code, "fn read(it: {root}::json::Node<'_>) -> Self {{ Self {{");
    for Member { key, .. } in &item.fields {
        let _ = writeln!(code, "{}: it.at({key:?}),", snake(key));
    }
    code.push_str("} } }\n");
}

/// A function that makes a query, a mutation or a subscription.
pub(crate) fn operation(code: &mut String, config: &Config<'_>, inputs: &Inputs<'_>, item: &Operation) {
    let (root, result) = (config.root, &item.result);
    let kind = match item.kind {
        OperationType::Query => "query::Query",
        OperationType::Mutation => "query::Mutation",
        OperationType::Subscription => "stream::Subscription",
    };
    let (mut parameters, mut values) = (String::new(), String::new());
    for variable in &item.variables {
        let parameter = snake(&variable.name);
        let ty = inputs.argument(&variable.ty, variable.has_default);
        let _ = write!(parameters, "{parameter}: {}, ", ty.borrowed());
        if inputs.is_keyed(&variable.ty) {
            let _ = write!(values, "({:?}, &{root}::json::Keyed({parameter})), ", variable.name);
        } else {
            let _ = write!(values, "({:?}, &{parameter}), ", variable.name);
        }
    }
    let read = match &item.read {
        Read::Field(key) if item.kind == OperationType::Mutation => format!("|it| Ok(it.at({key:?}))"),
        Read::Whole => format!("<{result} as {root}::json::FromJson>::read"),
        Read::Field(key) => format!("|it| it.at({key:?})"),
        Read::Payload(key, made) => {
            let made = match made {
                Made::Nothing => "|_| ()".to_owned(),
                Made::Field(key) => format!("|it| it.at({key:?})"),
                Made::Fields => format!("<{result} as {root}::json::FromJson>::read"),
            };
            format!("|it| {root}::refusal::answer(it.node({key:?}), {made})")
        }
    };
    docs(code, &item.docs);
    let _ = writeln!(code, "pub fn {}({parameters}) -> {root}::{kind}<{result}> {{", item.name);
    let _ = writeln!(code, "{root}::{kind}::trusted({:?}, &[{values}], {read}) }}", item.hash);
}

/// Input objects and the enums that are only sent.
pub(crate) fn inputs(config: &Config<'_>, inputs: &Inputs<'_>) -> String {
    let mut code = String::new();
    for (name, input) in &inputs.objects {
        if input.is_one_of {
            one_of(&mut code, config, name, input);
        } else {
            object(&mut code, config, inputs, name, input);
        }
    }
    for (name, names) in inputs.names.iter().filter(|(_, names)| !names.is_open) {
        closed(&mut code, config, name, names);
    }
    code
}

fn object(code: &mut String, config: &Config<'_>, inputs: &Inputs<'_>, name: &str, input: &Input) {
    let root = config.root;
    let has_default = input.fields.iter().all(|field| inputs.has_default(&field.ty));
    let default = if has_default { ", Default" } else { "" };
    docs(code, &input.docs);
    let _ = writeln!(code, "#[derive(Clone, Debug, PartialEq, Eq{default})]\npub struct {name} {{");
    members(code, &input.fields);
    let _ = writeln!(code, "}}\nimpl {root}::json::ToJson for {name} {{");
    let _ = write!(code, "fn write(&self, text: &mut String) {{ {root}::json::object(text, &[");
    for Member { key, .. } in &input.fields {
        let _ = write!(code, "({key:?}, &self.{}), ", snake(key));
    }
    code.push_str("]); } }\n");
}

fn one_of(code: &mut String, config: &Config<'_>, name: &str, input: &Input) {
    let root = config.root;
    docs(code, &input.docs);
    let _ = writeln!(code, "#[derive(Clone, Debug, PartialEq, Eq)]\npub enum {name} {{");
    for Member { key, ty, docs: about } in &input.fields {
        docs(code, about);
        let _ = writeln!(code, "{}({ty}),", pascal(key));
    }
    let _ = writeln!(code, "}}\nimpl {root}::json::ToJson for {name} {{");
    code.push_str("fn write(&self, text: &mut String) { match self {\n");
    for Member { key, .. } in &input.fields {
        let _ = writeln!(code, "Self::{}(it) => {root}::json::object(text, &[({key:?}, it)]),", pascal(key));
    }
    code.push_str("} } }\n");
}

fn closed(code: &mut String, config: &Config<'_>, name: &str, names: &Names) {
    let root = config.root;
    docs(code, &names.docs);
    let _ = writeln!(code, "#[derive(Clone, Copy, Debug, PartialEq, Eq)]\npub enum {name} {{");
    for (value, about) in &names.values {
        docs(code, about);
        let _ = writeln!(code, "{},", pascal(value));
    }
    let _ = writeln!(code, "}}\nimpl {root}::json::ToJson for {name} {{");
    code.push_str("fn write(&self, text: &mut String) { match self {\n");
    for (value, _) in &names.values {
        let _ = writeln!(code, "Self::{} => {value:?},", pascal(value));
    }
    code.push_str("}.write(text); } }\n");
}

/// The enums that are read: by the name they are sent by, so that a value newer than the app survives.
pub(crate) fn names(config: &Config<'_>, inputs: &Inputs<'_>) -> String {
    let (mut code, root) = (String::new(), config.root);
    for (name, names) in inputs.names.iter().filter(|(_, names)| names.is_open) {
        docs(&mut code, &names.docs);
        let _ = writeln!(code, "#[derive(Clone, Debug, Default, PartialEq, Eq)]\npub struct {name}(pub String);");
        let _ = writeln!(code, "impl {root}::json::FromJson for {name} {{");
        let _ = writeln!(code, "fn read(it: {root}::json::Node<'_>) -> Self {{ Self(it.text().to_owned()) }} }}");
        let _ = writeln!(code, "impl {root}::json::ToJson for {name} {{");
        code.push_str("fn write(&self, text: &mut String) { self.0.write(text); } }\n");
    }
    code
}

fn members(code: &mut String, fields: &[Member]) {
    for Member { key, ty, docs: about } in fields {
        docs(code, about);
        let _ = writeln!(code, "pub {}: {ty},", snake(key));
    }
}

fn docs(code: &mut String, lines: &[String]) {
    for line in lines {
        let _ = writeln!(code, "/// {line}");
    }
}
