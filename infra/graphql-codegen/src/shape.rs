//! Selections as structs.
use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::Node;
use apollo_compiler::executable::{DirectiveList, Field, Selection, SelectionSet};
use apollo_compiler::schema::ExtendedType;

use crate::load::Documents;
use crate::naming::{docs, local, pascal};
use crate::ty::Type;
use crate::{Config, Failure, Result};

/// A struct of selected fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) docs: Vec<String>,
    pub(crate) fields: Vec<Member>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Its name in the answer.
    pub(crate) key: String,
    pub(crate) ty: Type,
    pub(crate) docs: Vec<String>,
}

/// After what a struct is named: the definition that it stands in, and how it got there.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) slice: String,
    pub(crate) name: String,
}

impl Place {
    /// The place of a definition.
    pub(crate) fn new(slice: String, name: &str) -> Self {
        let name = local(&slice, name);
        Self { slice, name }
    }

    fn of(&self, part: &str) -> Self {
        Self { slice: self.slice.clone(), name: format!("{}{}", self.name, pascal(part)) }
    }
}

/// A field, and after what its own fields are named.
pub(crate) type Placed<'a> = (Place, &'a Node<Field>, bool);

/// What was made of selections so far.
pub(crate) struct Shapes<'a> {
    config: &'a Config<'a>,
    documents: &'a Documents,
    /// By slice and name.
    pub(crate) structs: BTreeMap<(String, String), Struct>,
    /// Enums that are read.
    pub(crate) enums: BTreeSet<String>,
}

impl<'a> Shapes<'a> {
    pub(crate) fn new(config: &'a Config<'a>, documents: &'a Documents) -> Self {
        Self { config, documents, structs: BTreeMap::new(), enums: BTreeSet::new() }
    }

    /// The fields of a selection, those of its fragments among them; whether each may be left out.
    pub(crate) fn flat(&self, place: &Place, selection: &'a SelectionSet) -> Vec<Placed<'a>> {
        let mut fields = Vec::new();
        for part in &selection.selections {
            match part {
                Selection::Field(field) => fields.push((place.clone(), field, is_conditional(&field.directives))),
                Selection::InlineFragment(inline) => {
                    let conditional = is_conditional(&inline.directives);
                    let inner = self.flat(place, &inline.selection_set);
                    fields.extend(inner.into_iter().map(|(place, field, is)| (place, field, is || conditional)));
                }
                Selection::FragmentSpread(spread) => {
                    let Some(fragment) = self.documents.document.fragments.get(&spread.fragment_name) else { continue };
                    let conditional = is_conditional(&spread.directives);
                    let place = Place::new(self.documents.slice(fragment), &spread.fragment_name);
                    let inner = self.flat(&place, &fragment.selection_set);
                    fields.extend(inner.into_iter().map(|(place, field, is)| (place, field, is || conditional)));
                }
            }
        }
        fields
    }

    /// Makes the struct of a selection, and gives its path.
    pub(crate) fn structure(
        &mut self,
        place: &Place,
        selection: &'a SelectionSet,
        docs: Vec<String>,
    ) -> Result<String> {
        let fields = self.flat(place, selection);
        self.made(place, fields, docs)
    }

    /// Makes the struct of these fields, and gives its path.
    pub(crate) fn made(&mut self, place: &Place, fields: Vec<Placed<'a>>, docs: Vec<String>) -> Result<String> {
        let mut members: Vec<Member> = Vec::new();
        for (owner, field, conditional) in fields {
            let key = field.response_key().to_string();
            if members.iter().any(|there| there.key == key) {
                if field.selection_set.selections.is_empty() {
                    continue;
                }
                let what = format!("`{key}` is selected twice; select it in one place");
                return Err(self.documents.mistake(field, &what));
            }
            members.push(self.member(&owner, field, conditional)?);
        }
        let Place { slice, name } = place;
        let made = Struct { name: name.clone(), docs, fields: members };
        let path = format!("{}::{slice}::{name}", self.config.root);
        let key = (slice.clone(), name.clone());
        if self.structs.get(&key).is_some_and(|there| there.fields != made.fields) {
            let what = format!("two types would be called {path}: name one of them by a fragment or an alias");
            return Err(Failure(what));
        }
        self.structs.insert(key, made);
        Ok(path)
    }

    fn member(&mut self, owner: &Place, field: &'a Node<Field>, conditional: bool) -> Result<Member> {
        let key = field.response_key().to_string();
        let ty = self.value(&owner.of(&key), field)?;
        let ty = if conditional { ty.optional() } else { ty };
        Ok(Member { docs: described(&field.definition.description, &key), key, ty })
    }

    /// The type of a field's value; `place` names what it selects.
    pub(crate) fn value(&mut self, place: &Place, field: &'a Node<Field>) -> Result<Type> {
        let inner = field.ty().inner_named_type().as_str();
        if field.selection_set.selections.is_empty() {
            let is_enum = matches!(field.inner_type_def(&self.documents.schema), Some(ExtendedType::Enum(_)));
            if is_enum {
                self.enums.insert(inner.to_owned());
            }
            if field.name.starts_with("__") {
                return Err(self.documents.mistake(field, "the app has no use for introspection"));
            }
            return Ok(Type::wrapped(field.ty(), &Type::Named(self.config.leaf(inner, is_enum))));
        }
        if !matches!(field.inner_type_def(&self.documents.schema), Some(ExtendedType::Object(_))) {
            return Err(self
                .documents
                .mistake(field, &format!("{inner} is of several types, which have no form here")));
        }
        if inner.ends_with("Connection") {
            let connection = self.connection(place, field)?;
            return Ok(Type::wrapped(field.ty(), &connection));
        }
        let path = self.object(place, &field.selection_set, inner)?;
        Ok(Type::wrapped(field.ty(), &Type::Named(path)))
    }

    /// The path of what is selected of an object: of the fragment when that is all, otherwise of a struct of its own.
    fn object(&mut self, place: &Place, selection: &'a SelectionSet, of: &str) -> Result<String> {
        if let [Selection::FragmentSpread(spread)] = selection.selections.as_slice()
            && spread.directives.is_empty()
        {
            let name = spread.fragment_name.as_str();
            if let Some(fragment) = self.documents.document.fragments.get(name) {
                let place = Place::new(self.documents.slice(fragment), name);
                let comment = self.documents.comment(fragment);
                let docs = if comment.is_empty() { self.documented(of) } else { comment };
                return self.structure(&place, &fragment.selection_set, docs);
            }
        }
        let docs = self.documented(of);
        self.structure(place, selection, docs)
    }

    /// The schema's words about a type.
    pub(crate) fn documented(&self, name: &str) -> Vec<String> {
        let definition = self.documents.schema.types.get(name);
        let description = definition.and_then(|definition| definition.description().cloned());
        described(&description, name)
    }

    /// A page of a list, or the list alone.
    fn connection(&mut self, place: &Place, field: &'a Node<Field>) -> Result<Type> {
        let mut found: Vec<Placed<'a>> = self.flat(place, &field.selection_set);
        found.sort_by(|(_, one, _), (_, other, _)| one.response_key().cmp(other.response_key()));
        let keys: Vec<&str> = found.iter().map(|(_, field, _)| field.response_key().as_str()).collect();
        let has = |at: usize, names: &[&str]| {
            let selected: Vec<_> =
                found.get(at).map(|(place, field, _)| self.flat(place, &field.selection_set)).unwrap_or_default();
            names.iter().all(|name| selected.iter().any(|(_, field, _)| field.response_key() == name))
        };
        let is_page = match keys.as_slice() {
            ["nodes"] => false,
            ["nodes", "pageInfo", "totalCount"]
                if has(1, &["endCursor", "hasNextPage"]) && has(2, &["count", "capped"]) =>
            {
                true
            }
            _ => {
                let what = "of a list select `nodes` alone, or `nodes`, `pageInfo { endCursor hasNextPage }` and \
                    `totalCount { count capped }`";
                return Err(self.documents.mistake(field, what));
            }
        };
        let Some((owner, nodes, _)) = found.into_iter().next() else { return Ok(Type::Named(String::new())) };
        let name = Place { slice: owner.slice, name: format!("{}Node", owner.name) };
        let rows = self.value(&name, nodes)?;
        Ok(match rows {
            Type::List(row) if is_page => Type::Generic(format!("{}::page::Page", self.config.root), row),
            rows => rows,
        })
    }
}

impl Config<'_> {
    /// The app's type for a scalar or an enum.
    pub(crate) fn leaf(&self, name: &str, is_enum: bool) -> String {
        if let Some((_, path)) = self.types.iter().find(|(known, _)| *known == name) {
            return (*path).to_owned();
        }
        match name {
            "String" => "String".to_owned(),
            "Boolean" => "bool".to_owned(),
            "Int" => "i32".to_owned(),
            "Float" => "f64".to_owned(),
            _ if is_enum => format!("{}::name::{name}", self.root),
            _ => format!("{}::scalar::{name}", self.root),
        }
    }
}

/// A description, or at least a name.
pub(crate) fn described(description: &Option<Node<str>>, name: &str) -> Vec<String> {
    match description {
        Some(text) => docs(text),
        None => vec![format!("`{name}` of the API.")],
    }
}

fn is_conditional(directives: &DirectiveList) -> bool {
    directives.has("include") || directives.has("skip")
}
