//! What is done with customers.

use domain::{Actor, CustomerId, Money, Permission, Refusal, RefusalCode, TEXT_MAX, fold, required};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect, Select,
};

use super::entity::{ActiveModel, Column, Entity, Model};
use platform::db::{AuditEntry, WriteTx, expect_version, holds, on_unique};
use platform::error::{Error, Result};

/// A customer's own fields.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// Its short name.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is a person, not a company.
    pub is_person: bool,
    /// Where to write to.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// Street and number.
    pub address: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// Its tax number.
    pub tax_number: Option<String>,
    /// Whether one may trade with it.
    pub is_active: bool,
    /// Whether nothing is to be promised to it for now.
    pub on_stop: bool,
    /// How much it may owe or be promised; none for no limit.
    pub credit_limit: Option<Money>,
    /// Its id in another system.
    pub external_ref: Option<String>,
    /// What one should know.
    pub notes: Option<String>,
}

/// The customers that the actor may see: the base of every list, count and search.
///
/// # Errors
/// The missing permission.
pub fn visible(actor: &Actor) -> Result<Select<Entity>> {
    actor.may(Permission::CustomerRead)?;
    Ok(Entity::find())
}

/// Narrows `query` to what `text` is found in: each of its words.
pub fn matching(db: &DatabaseConnection, query: Select<Entity>, text: &str) -> Select<Entity> {
    fold(text).split(' ').filter(|word| !word.is_empty()).fold(query, |query, word| {
        query.filter(holds::<Entity>(db, "idx_customer_search", Column::Id, Column::Search, word))
    })
}

/// Makes a customer.
///
/// # Errors
/// `REQUIRED`, `TOO_LONG`, `MUST_NOT_BE_NEGATIVE`, `TAKEN`, each with its field.
pub async fn create(tx: &WriteTx, details: &Details) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let row = ActiveModel { created_at: Set(tx.now()), version: Set(1), ..columns(details, tx)? };
    let id = Entity::insert(row).exec(&**tx).await.map_err(|error| on_unique(error, || taken(details)))?.last_insert_id;
    audit(tx, id, "create");
    Ok(id)
}

/// Changes a customer.
///
/// # Errors
/// As [`create`]; a conflict.
pub async fn change(tx: &WriteTx, id: CustomerId, expected_version: i64, details: &Details) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let before = lock(tx, id).await?;
    expect_version(before.version, expected_version)?;
    let row = ActiveModel { id: Unchanged(id), version: Set(before.version + 1), ..columns(details, tx)? };
    row.update(&**tx).await.map_err(|error| on_unique(error, || taken(details)))?;
    audit(tx, id, "change");
    Ok(id)
}

/// A word about a customer that is changed by itself.
#[derive(Clone, Copy, Debug)]
pub enum Standing {
    /// Whether one may trade with it.
    Active(bool),
    /// Whether nothing is to be promised to it for now.
    OnStop(bool),
}

/// Changes where a customer stands; nothing is written when it stands there already.
///
/// # Errors
/// Not found; a conflict.
pub async fn set_standing(
    tx: &WriteTx,
    id: CustomerId,
    expected_version: i64,
    standing: Standing,
) -> Result<CustomerId> {
    tx.actor().may(Permission::CustomerWrite)?;
    let before = lock(tx, id).await?;
    expect_version(before.version, expected_version)?;
    let (field, was, is, row) = match standing {
        Standing::Active(is) => {
            ("isActive", before.is_active, is, ActiveModel { is_active: Set(is), ..Default::default() })
        }
        Standing::OnStop(is) => ("onStop", before.on_stop, is, ActiveModel { on_stop: Set(is), ..Default::default() }),
    };
    if was == is {
        return Ok(id);
    }
    let version = Set(before.version + 1);
    ActiveModel { id: Unchanged(id), updated_at: Set(tx.now()), version, ..row }.update(&**tx).await?;
    let changes = Some(serde_json::json!({ field: [was, is] }));
    let (entity, entity_id) = ("customer", id.get());
    tx.audit(AuditEntry { entity, entity_id, action: "set_standing", changes, reason: None });
    Ok(id)
}

/// The customer, locked until the transaction ends: whoever moves his exposure waits here.
///
/// # Errors
/// Not found.
pub async fn lock(tx: &WriteTx, id: CustomerId) -> Result<Model> {
    Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or_else(|| Error::not_found(id))
}

/// Moves what a locked customer owes or has been promised.
///
/// # Errors
/// When the sum is out of range.
pub async fn move_exposure(tx: &WriteTx, customer: &Model, by: Money) -> Result<()> {
    let exposure = customer.exposure.plus(by)?;
    Entity::update_many()
        .col_expr(Column::Exposure, exposure.into())
        .filter(Column::Id.eq(customer.id))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The customer with this id in another system.
pub async fn by_external_ref(db: &impl ConnectionTrait, external_ref: &str) -> Result<Option<CustomerId>> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ExternalRef.eq(external_ref))
        .into_tuple()
        .one(db)
        .await?;
    Ok(found)
}

fn columns(details: &Details, tx: &WriteTx) -> Result<ActiveModel> {
    let (code, name) = (required("code", &details.code, TEXT_MAX)?, required("name", &details.name, TEXT_MAX)?);
    if details.credit_limit.is_some_and(Money::is_negative) {
        return Err(Refusal::new(RefusalCode::MustNotBeNegative).at("creditLimit").into());
    }
    let search = fold(&format!("{code} {name} {}", details.city.as_deref().unwrap_or_default()));
    Ok(ActiveModel {
        code: Set(code.to_owned()),
        name: Set(name.to_owned()),
        customer_type: Set(if details.is_person { "person" } else { "company" }.to_owned()),
        email: Set(details.email.clone()),
        phone: Set(details.phone.clone()),
        address: Set(details.address.clone()),
        city: Set(details.city.clone()),
        country: Set(details.country.clone()),
        tax_number: Set(details.tax_number.clone()),
        is_active: Set(details.is_active),
        on_stop: Set(details.on_stop),
        credit_limit: Set(details.credit_limit),
        external_ref: Set(details.external_ref.clone()),
        notes: Set(details.notes.clone()),
        search: Set(search),
        updated_at: Set(tx.now()),
        ..Default::default()
    })
}

fn taken(details: &Details) -> Refusal {
    Refusal::new(RefusalCode::Taken).at("code").param("value", &details.code)
}

fn audit(tx: &WriteTx, id: CustomerId, action: &str) {
    tx.audit(AuditEntry { entity: "customer", entity_id: id.get(), action, ..AuditEntry::default() });
}
