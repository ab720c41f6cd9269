//! A document of any kind, named by its typed id: `so_12`, `cus_3`.

use async_graphql::{MaybeUndefined, SimpleObject};
use domain::{Actor, Permission, Refusal, RefusalCode};
use platform::db::WriteTx;
use platform::error::Result;
use sea_orm::ActiveValue::{self, NotSet, Set};
use sea_orm::{ConnectionTrait, Statement};

/// A kind of document that others may name.
struct Kind {
    /// As in the audit trail.
    kind: &'static str,
    /// What its ids' texts start with.
    prefix: &'static str,
    table: &'static str,
    read: Permission,
}

const fn kind(kind: &'static str, prefix: &'static str, table: &'static str, read: Permission) -> Kind {
    Kind { kind, prefix, table, read }
}

/// A kit names no slice: these are names only. A test holds them against the records.
const KINDS: [Kind; 6] = [
    kind("customer", "cus", "erp_customer", Permission::CustomerRead),
    kind("supplier", "sup", "erp_supplier", Permission::SupplierRead),
    kind("product", "prd", "erp_product", Permission::CatalogRead),
    kind("warehouse", "whs", "erp_warehouse", Permission::StockRead),
    kind("sales_order", "so", "erp_salesorder", Permission::SalesOrderRead),
    kind("shipment", "shp", "erp_shipment", Permission::SalesOrderRead),
];

/// A document that another one names.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct DocumentLink {
    /// Its kind, e.g. `sales_order`.
    kind: String,
    /// Its id, e.g. `so_12`.
    id: async_graphql::ID,
}

/// The columns that hold a link: kind and number.
pub type LinkColumns = (ActiveValue<Option<String>>, ActiveValue<Option<i64>>);

impl DocumentLink {
    /// The link that these columns hold, for somebody who may see what it leads to.
    pub fn of(actor: &Actor, kind: Option<&str>, id: Option<i64>) -> Option<Self> {
        let of = KINDS.iter().find(|of| Some(of.kind) == kind)?;
        actor.may(of.read).ok()?;
        Some(Self { kind: of.kind.to_owned(), id: format!("{}_{}", of.prefix, id?).into() })
    }
}

/// The kind and the number of a typed id.
///
/// # Errors
/// `INVALID` at `field`.
pub fn parse(field: &str, id: &str) -> Result<(&'static str, i64), Refusal> {
    let found = id.split_once('_').and_then(|(prefix, number)| {
        let of = KINDS.iter().find(|of| of.prefix == prefix)?;
        Some((of.kind, number.parse().ok().filter(|number| *number > 0)?))
    });
    found.ok_or_else(|| Refusal::new(RefusalCode::Invalid).at(field))
}

/// Passes when the document is there, for somebody who may see it.
async fn expect(tx: &WriteTx, field: &str, (kind, id): (&str, i64)) -> Result<()> {
    let missing = |what: String| Refusal::new(RefusalCode::NotFound).at(field).param("what", what);
    let Some(of) = KINDS.iter().find(|of| of.kind == kind) else { return Err(missing(kind.to_owned()).into()) };
    let what = format!("{}_{id}", of.prefix);
    if tx.actor().may(of.read).is_err() {
        return Err(missing(what).into());
    }
    let sql = format!("SELECT 1 FROM {} WHERE id = $1", of.table);
    let found = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [id.into()])).await?;
    if found.is_none() { Err(missing(what).into()) } else { Ok(()) }
}

/// The columns of the document that an input's field names: kind and number.
///
/// # Errors
/// `INVALID`, `NOT_FOUND` at `field`.
pub async fn columns(tx: &WriteTx, field: &str, id: &MaybeUndefined<String>) -> Result<LinkColumns> {
    match id {
        MaybeUndefined::Undefined => Ok((NotSet, NotSet)),
        MaybeUndefined::Null => Ok((Set(None), Set(None))),
        MaybeUndefined::Value(id) => {
            let (kind, id) = parse(field, id)?;
            expect(tx, field, (kind, id)).await?;
            Ok((Set(Some(kind.to_owned())), Set(Some(id))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::product::entity as product;
    use crate::parties::{customer::entity as customer, supplier::entity as supplier};
    use crate::sales::{order::entity::order, shipment::entity::shipment};
    use crate::stock::warehouse::entity as warehouse;
    use domain::TypedId;
    use platform::db::Record;

    fn of<E: Record>() -> (&'static str, &'static str, &'static str, Permission) {
        (E::KIND, E::Id::PREFIX, E::default().table_name(), E::READ)
    }

    #[test]
    fn the_names_are_those_of_the_records() {
        let records = [
            of::<customer::Entity>(),
            of::<supplier::Entity>(),
            of::<product::Entity>(),
            of::<warehouse::Entity>(),
            of::<order::Entity>(),
            of::<shipment::Entity>(),
        ];
        assert_eq!(KINDS.map(|kind| (kind.kind, kind.prefix, kind.table, kind.read)), records);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        assert_eq!(parse("linkedId", "so_12").unwrap(), ("sales_order", 12));
        for text in ["", "so", "so_", "so_0", "so_-1", "so_x", "usr_1", "12"] {
            assert_eq!(parse("linkedId", text).unwrap_err().code, RefusalCode::Invalid, "{text}");
        }
    }
}
