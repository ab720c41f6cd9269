//! Importing master data (suppliers, customers, products) from CSV files.
//!
//! The header names the fields as the API or a file of `/export/…` does (`paymentDays`, `payment_days`). A row is keyed by
//! `external_ref` when the file has it, else by `code`: one that is not there is created, one that is there is changed by
//! what its row says; an empty cell leaves a field as it is. Each row is written by the service that users' changes go
//! through, in a transaction of its own: one that a rule refuses is rejected alone, with the rule's reason.

use std::collections::BTreeMap;
use std::path::Path;

use async_graphql::parser::types::{BaseType, TypeKind, TypeSystemDefinition};
use async_graphql::{InputType, Name, Value, indexmap::IndexMap};
use domain::{Actor, Refusal, fold};
use platform::db::{At, Record, WriteTx, camel_case};
use platform::error::{Error, Result};
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable, QueryFilter};

use super::rows::{self, Chunk, Rows};
use super::{MasterReport, Options, Progress, RejectedRow};
use business::app::App;
use business::catalog::product::{entity as product, service as products};
use business::parties::customer::{entity as customer, service as customers};
use business::parties::supplier::{entity as supplier, service as suppliers};

/// What files call otherwise than the API: the headers of `/export/…`.
const ALIASES: [(&str, &str); 1] = [("active", "isActive")];

/// Master data that can be imported: what people write of it, and the services that do.
pub trait Master {
    /// Its table.
    type Entity: Record;
    /// What people write of one.
    type Details: InputType + Sync;
    /// The name of that in the API.
    const DETAILS: &'static str;

    /// Creates one.
    fn create(tx: &WriteTx, details: &Self::Details) -> impl Future<Output = Result<<Self::Entity as Record>::Id>>;
    /// Changes one.
    fn change(
        tx: &WriteTx,
        at: At<<Self::Entity as Record>::Id>,
        details: &Self::Details,
    ) -> impl Future<Output = Result<<Self::Entity as Record>::Id>>;
}

macro_rules! master {
    ($(#[$doc:meta])+ $name:ident, $entity:ty, $details:ty, $details_name:literal, $service:ident) => {
        $(#[$doc])+
        #[derive(Debug)]
        pub struct $name;

        impl Master for $name {
            type Entity = $entity;
            type Details = $details;
            const DETAILS: &'static str = $details_name;

            async fn create(tx: &WriteTx, details: &$details) -> Result<<$entity as Record>::Id> {
                $service::create(tx, details).await
            }

            async fn change(
                tx: &WriteTx,
                at: At<<$entity as Record>::Id>,
                details: &$details,
            ) -> Result<<$entity as Record>::Id> {
                $service::change(tx, at, details).await
            }
        }
    };
}

master!(/// Suppliers.
    Suppliers, supplier::Entity, supplier::SupplierDetails, "SupplierDetails", suppliers);
master!(/// Customers.
    Customers, customer::Entity, customer::CustomerDetails, "CustomerDetails", customers);
master!(/// Products.
    Products, product::Entity, product::ProductDetails, "ProductDetails", products);

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Outcome {
    Created,
    Changed,
    Unchanged,
}

/// Imports the rows of `file`; calls `progress` after each hundred.
///
/// # Errors
/// `BAD_USER_INPUT` when the file cannot be read or its header names no field; what the database reports.
pub async fn masters<M: Master>(
    app: &App,
    file: &Path,
    options: Options,
    progress: impl Fn(Progress),
) -> Result<MasterReport> {
    let Rows { header, bytes: bytes_total, mut chunks } = rows::read(file).await?;
    let fields = fields_of::<M>()?;
    let (columns, ignored) = columns(&header, &fields)?;
    let mut report = MasterReport { dry_run: options.dry_run, ignored, ..MasterReport::default() };
    while let Some(chunk) = chunks.recv().await {
        let Chunk { rows, bytes } = chunk?;
        for (line, row) in rows {
            report.rows += 1;
            let taken = match row {
                Ok(row) => take::<M>(app, &columns, &row, options).await,
                Err(reason) => Err(Error::bad_input(reason)),
            };
            match taken {
                Ok(Outcome::Created) => report.created += 1,
                Ok(Outcome::Changed) => report.changed += 1,
                Ok(Outcome::Unchanged) => report.unchanged += 1,
                Err(error) => report.reject(rejected(line, error)?),
            }
        }
        let records = report.created + report.changed + report.unchanged;
        progress(Progress { rows: report.rows, records, bytes, bytes_total });
    }
    Ok(report)
}

/// A field of the file: its name in the API and its type there.
type Column = Option<(String, String)>;

async fn take<M: Master>(app: &App, columns: &[Column], row: &csv::StringRecord, options: Options) -> Result<Outcome> {
    let mut given: IndexMap<Name, Value> = IndexMap::new();
    for (column, cell) in columns.iter().zip(row) {
        if let (Some((name, kind)), false) = (column, cell.is_empty()) {
            given.insert(Name::new(name), typed(name, kind, cell)?);
        }
    }
    let text = |name: &str| match given.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        _ => None,
    };
    let key = [("external_ref", text("externalRef")), ("code", text("code"))];
    let details = M::Details::parse(Some(Value::Object(given)))
        .map_err(|error| Error::bad_input(error.into_server_error(<_>::default()).message))?;
    let work = async |tx: &WriteTx| {
        for (column, value) in &key {
            let (Some(value), Some(column)) = (value, column_of::<M::Entity>(column)) else { continue };
            if let Some(before) = M::Entity::find().filter(column.eq(value.as_str())).one(&**tx).await? {
                let at = At { id: M::Entity::id(&before), version: M::Entity::version(&before) };
                M::change(tx, at, &details).await?;
                let after = tx.find::<M::Entity>(at.id).await?;
                let same = M::Entity::version(&after) == at.version;
                return Ok(if same { Outcome::Unchanged } else { Outcome::Changed });
            }
        }
        M::create(tx, &details).await?;
        Ok(Outcome::Created)
    };
    if options.dry_run {
        return app.db.rehearse(&Actor::system(), work).await;
    }
    app.db.write(&Actor::system(), None, work).await
}

fn column_of<E: EntityTrait>(name: &str) -> Option<E::Column> {
    E::Column::iter().find(|column| column.as_str() == name)
}

/// The fields of what people write, with their types, from the API's schema.
fn fields_of<M: Master>() -> Result<BTreeMap<String, String>> {
    let document = async_graphql::parser::parse_schema(business::schema::sdl()).map_err(Error::unexpected)?;
    for definition in document.definitions {
        let TypeSystemDefinition::Type(of) = definition else { continue };
        if of.node.name.node != M::DETAILS {
            continue;
        }
        if let TypeKind::InputObject(input) = of.node.kind {
            let field = |field: async_graphql::parser::types::InputValueDefinition| match field.ty.node.base {
                BaseType::Named(name) => (field.name.node.to_string(), name.to_string()),
                BaseType::List(_) => (field.name.node.to_string(), "List".to_owned()),
            };
            return Ok(input.fields.into_iter().map(|of| field(of.node)).collect());
        }
    }
    Err(Error::internal("the schema lacks what is imported"))
}

/// What each column of the file is, and the names of those that are none of ours.
fn columns(header: &csv::StringRecord, fields: &BTreeMap<String, String>) -> Result<(Vec<Column>, Vec<String>)> {
    let (mut columns, mut ignored) = (Vec::with_capacity(header.len()), Vec::new());
    for name in header {
        let plain = name.trim_start_matches('\u{feff}');
        let alias = ALIASES.iter().find(|(alias, _)| *alias == plain).map(|(_, field)| (*field).to_owned());
        let field = alias.unwrap_or_else(|| camel_case(&plain.replace([' ', '-'], "_")));
        let known = fields.iter().find(|(known, _)| fold(known) == fold(&field));
        if known.is_none() {
            ignored.push(plain.to_owned());
        }
        columns.push(known.map(|(name, kind)| (name.clone(), kind.clone())));
    }
    if columns.iter().flatten().next().is_none() {
        let known = fields.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(Error::bad_input(format!("the header names no field; there are {known}")));
    }
    Ok((columns, ignored))
}

fn typed(name: &str, kind: &str, cell: &str) -> Result<Value> {
    let wrong = |what: &str| Error::bad_input(format!("{name}: {what} is expected, not {cell:?}"));
    match kind {
        "Int" => Ok(cell.parse::<i64>().map_err(|_| wrong("a whole number"))?.into()),
        "Boolean" => match fold(cell).as_str() {
            "true" | "yes" | "1" | "evet" => Ok(true.into()),
            "false" | "no" | "0" | "hayir" => Ok(false.into()),
            _ => Err(wrong("true or false")),
        },
        _ => Ok(Value::String(cell.to_owned())),
    }
}

/// A row that was refused; any other error ends the import.
fn rejected(line: u64, error: Error) -> Result<RejectedRow> {
    let row = |column: Option<String>, reason: String, is_readable| RejectedRow {
        line,
        column: column.unwrap_or_default(),
        reason,
        is_readable,
    };
    match error {
        Error::Refused(refusal) => {
            let Refusal { field, .. } = &*refusal;
            Ok(row(field.clone(), refusal.message(), true))
        }
        Error::NotFound { what } => Ok(row(None, format!("{what} is not there"), true)),
        Error::BadInput { message, .. } => Ok(row(None, message, false)),
        error => Err(error),
    }
}
