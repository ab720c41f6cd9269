//! What a broken constraint means to the client: a refusal at the input's field that is wrong.
//!
//! Nobody lists constraints: both engines name the columns of a broken one, and a column is called in the API as it is in
//! the table. SQLite does not say which foreign key was broken; it is asked then which of the row's has nothing behind it.

use domain::{Refusal, RefusalCode};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ConnectionTrait, DbBackend, DbErr, IdenStatic, Iterable, RuntimeErr, Statement,
    Value,
};
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::postgres::PgDatabaseError;

use super::record::{Record, camel_case};
use super::write::WriteTx;
use crate::error::Error;

/// The refusal that `error`, from writing `row`, stands for; any other error stays what it is.
pub(super) async fn refusal<E: Record>(tx: &WriteTx, error: DbErr, row: &E::ActiveModel) -> Error {
    let Some(cause) = database_error(&error) else { return error.into() };
    if let Some((_, code, field)) = E::RULES.iter().find(|(name, ..)| cause.message().contains(name)) {
        return Refusal::new(*code).at(*field).into();
    }
    let column = match cause.kind() {
        ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation if column_of(cause).is_some() => column_of(cause),
        ErrorKind::ForeignKeyViolation => match dangling::<E>(tx, row).await {
            Ok(column) => column,
            Err(error) => return error.into(),
        },
        _ => return error.into(),
    };
    let value = column.as_deref().and_then(|column| value_of::<E>(row, column));
    let refusal = match cause.kind() {
        ErrorKind::UniqueViolation => match value.as_ref() {
            Some(Value::String(Some(text))) => Refusal::new(RefusalCode::Taken).param("value", text),
            _ => Refusal::new(RefusalCode::Taken),
        },
        _ => Refusal::new(RefusalCode::NotFound).param("what", what(column.as_deref(), value.as_ref())),
    };
    match column {
        Some(column) => refusal.at(camel_case(&column)).into(),
        None => refusal.into(),
    }
}

/// The refusal of a delete that others stand against.
pub(super) fn in_use(error: DbErr) -> Error {
    match database_error(&error).map(DatabaseError::kind) {
        Some(ErrorKind::ForeignKeyViolation) => Refusal::new(RefusalCode::InUse).into(),
        _ => error.into(),
    }
}

fn database_error(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause))) = error else {
        return None;
    };
    cause.as_database_error()
}

/// The last column of the broken key: `Key (code)=(A) already exists.`, `UNIQUE constraint failed: erp_customer.code`.
fn column_of(cause: &dyn DatabaseError) -> Option<String> {
    let columns = match cause.try_downcast_ref::<PgDatabaseError>() {
        Some(cause) => cause.detail()?.split_once('(')?.1.split_once(")=(")?.0.to_owned(),
        None => cause.message().split_once("failed: ")?.1.to_owned(),
    };
    let last = columns.rsplit([',', '.', ' ']).next()?;
    Some(last.trim_matches('"').to_owned())
}

/// The column of `row` that names a row which is not there. SQLite only: PostgreSQL has said it, and its transaction
/// answers nothing more.
async fn dangling<E: Record>(tx: &WriteTx, row: &E::ActiveModel) -> Result<Option<String>, DbErr> {
    if tx.get_database_backend() != DbBackend::Sqlite {
        return Ok(None);
    }
    let sql = "SELECT \"from\" AS own, \"table\" AS other FROM pragma_foreign_key_list($1)";
    let statement = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [E::default().table_name().into()]);
    for key in tx.query_all_raw(statement).await? {
        let (own, other): (String, String) = (key.try_get("", "own")?, key.try_get("", "other")?);
        let Some(value) = value_of::<E>(row, &own) else { continue };
        let sql = format!("SELECT 1 FROM {other} WHERE id = $1");
        let there = tx.query_one_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [value])).await?;
        if there.is_none() {
            return Ok(Some(own));
        }
    }
    Ok(None)
}

fn value_of<E: Record>(row: &E::ActiveModel, column: &str) -> Option<Value> {
    let column = E::Column::iter().find(|known| known.as_str() == column)?;
    match row.get(column) {
        ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value).filter(|value| !is_null(value)),
        ActiveValue::NotSet => None,
    }
}

fn is_null(value: &Value) -> bool {
    matches!(value, Value::BigInt(None) | Value::String(None) | Value::Int(None))
}

fn what(column: Option<&str>, value: Option<&Value>) -> String {
    let name = column.unwrap_or("reference").trim_end_matches("_id").replace('_', " ");
    match value {
        Some(Value::BigInt(Some(id))) => format!("{name} {id}"),
        _ => name,
    }
}
