//! Customers in the API.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Actor, CustomerId, Money, Percent, Permission};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, QueryFilter, Select};

use super::entity::{Column, Entity, Model};
use super::service::{self, Details, Standing};
use crate::graphql::{Connection, ContextExt, InPlace, SortDirection, UserError};
use crate::sales::order::graphql::customers_inactive_since;
use platform::db::{Keyset, KeysetValue, PageRequest, RowKey, count_capped};
use platform::error::Result;

/// A customer.
#[derive(Clone, Debug)]
pub struct Customer(pub Arc<Model>);

#[Object]
impl Customer {
    /// Its id.
    async fn id(&self) -> CustomerId {
        self.0.id
    }
    /// Its short name; unique.
    async fn code(&self) -> &str {
        &self.0.code
    }
    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// Whether it is a person, not a company.
    async fn is_person(&self) -> bool {
        self.0.customer_type == "person"
    }
    /// Where to write to.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }
    /// Where to call.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }
    /// Street and number.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }
    /// City.
    async fn city(&self) -> Option<&str> {
        self.0.city.as_deref()
    }
    /// Country.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_deref()
    }
    /// Its tax number.
    async fn tax_number(&self) -> Option<&str> {
        self.0.tax_number.as_deref()
    }
    /// Whether one may trade with it.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }
    /// Whether nothing is to be promised to it for now.
    async fn on_stop(&self) -> bool {
        self.0.on_stop
    }
    /// How much it may owe or be promised; null for no limit.
    async fn credit_limit(&self) -> Option<Money> {
        self.0.credit_limit
    }
    /// What it owes or has been promised.
    async fn exposure(&self) -> Money {
        self.0.exposure
    }
    /// How much of the limit is used, in percent; null without a limit.
    async fn credit_used(&self) -> Option<Percent> {
        self.0.credit_limit.map(|limit| Percent::share(self.0.exposure.raw(), limit.raw()))
    }
    /// The business day of the newest order that was promised to it; null for none, and without `SALES_ORDER_READ`.
    async fn last_order_on(&self, ctx: &Context<'_>) -> Result<Option<NaiveDate>> {
        if ctx.actor()?.may(Permission::SalesOrderRead).is_err() {
            return Ok(None);
        }
        ctx.loaders().last_orders.load(self.0.id).await
    }
    /// Its id in another system; unique.
    async fn external_ref(&self) -> Option<&str> {
        self.0.external_ref.as_deref()
    }
    /// What one should know.
    async fn notes(&self) -> Option<&str> {
        self.0.notes.as_deref()
    }
    /// When it was made.
    async fn created_at(&self) -> DateTime<Utc> {
        self.0.created_at
    }
    /// Raised by each change; hand it back as `expectedVersion`.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// Which customers.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CustomerFilter {
    /// Only those one may trade with, or only the others.
    is_active: Option<bool>,
    /// Only persons, or only companies.
    is_person: Option<bool>,
    /// Only those to whom nothing is to be promised for now, or only the others.
    on_stop: Option<bool>,
    /// Only those that owe or have been promised more than their limit.
    #[graphql(default)]
    over_limit: bool,
    /// Only those to whom nothing has been promised on this business day or later. Requires `SALES_ORDER_READ`.
    inactive_since: Option<NaiveDate>,
}

/// What customers are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum CustomerSortField {
    /// The name.
    Name,
    /// The short name.
    Code,
    /// When it was made.
    CreatedAt,
}

/// How customers are sorted; the id is the last word.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct CustomerSort {
    /// By what.
    field: CustomerSortField,
    /// Which way.
    direction: SortDirection,
}

/// A customer's own fields.
#[derive(Clone, Debug, InputObject)]
pub struct CustomerDetails {
    /// Its short name; unique.
    code: String,
    /// Its name.
    name: String,
    /// Whether it is a person, not a company.
    #[graphql(default)]
    is_person: bool,
    /// Where to write to.
    email: Option<String>,
    /// Where to call.
    phone: Option<String>,
    /// Street and number.
    address: Option<String>,
    /// City.
    city: Option<String>,
    /// Country.
    country: Option<String>,
    /// Its tax number.
    tax_number: Option<String>,
    /// Whether one may trade with it.
    #[graphql(default = true)]
    is_active: bool,
    /// Whether nothing is to be promised to it for now.
    #[graphql(default)]
    on_stop: bool,
    /// How much it may owe or be promised; null for no limit.
    credit_limit: Option<Money>,
    /// Its id in another system; unique.
    external_ref: Option<String>,
    /// What one should know.
    notes: Option<String>,
}

impl From<CustomerDetails> for Details {
    fn from(details: CustomerDetails) -> Self {
        Self {
            code: details.code,
            name: details.name,
            is_person: details.is_person,
            email: details.email,
            phone: details.phone,
            address: details.address,
            city: details.city,
            country: details.country,
            tax_number: details.tax_number,
            is_active: details.is_active,
            on_stop: details.on_stop,
            credit_limit: details.credit_limit,
            external_ref: details.external_ref,
            notes: details.notes,
        }
    }
}

/// A customer to be made.
#[derive(Clone, Debug, InputObject)]
pub struct CustomerCreateInput {
    /// Its fields.
    details: CustomerDetails,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A customer as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct CustomerChangeInput {
    /// The customer.
    id: CustomerId,
    /// Its fields, all of them.
    details: CustomerDetails,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Whether one may trade with a customer.
#[derive(Clone, Debug, InputObject)]
pub struct CustomerSetActiveInput {
    /// The customer.
    id: CustomerId,
    /// Whether one may.
    is_active: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// Whether nothing is to be promised to a customer for now.
#[derive(Clone, Debug, InputObject)]
pub struct CustomerSetOnStopInput {
    /// The customer.
    id: CustomerId,
    /// Whether nothing is.
    on_stop: bool,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The customer, or why not.
#[derive(SimpleObject)]
pub struct CustomerPayload {
    /// The customer as it is now.
    customer: Option<Customer>,
    /// Why not.
    user_errors: Vec<UserError>,
}

/// What can be asked about customers.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// A customer by id; null when it is not there. Requires `CUSTOMER_READ`.
    async fn customer(&self, ctx: &Context<'_>, id: CustomerId) -> Result<Option<InPlace<Customer>>> {
        ctx.actor()?.may(Permission::CustomerRead)?;
        Ok(customer(ctx, id).await?.map(InPlace))
    }

    /// Customers, by name unless sorted otherwise. Requires `CUSTOMER_READ`.
    async fn customers(
        &self,
        ctx: &Context<'_>,
        filter: Option<CustomerFilter>,
        #[graphql(desc = "Words to find in code, name and city; accents and case do not matter.")] search: Option<
            String,
        >,
        sort: Option<CustomerSort>,
        #[graphql(desc = "Rows, 1 to 100; 50 when absent.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> Result<Connection<Customer>> {
        let query = listed(ctx.db(), ctx.actor()?, filter, search.as_deref())?;
        let page = keyset(sort).page(query.clone(), &PageRequest { first, after }, ctx.db()).await?;
        let db = ctx.db().clone();
        Ok(Connection::new(
            page,
            |row| Customer(Arc::new(row)),
            move || {
                let (db, query) = (db.clone(), query.clone());
                async move { count_capped(query, Column::Id, &db).await }
            },
        ))
    }
}

/// What can be done with customers.
#[derive(Clone, Copy, Debug, Default)]
pub struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Makes a customer. Requires `CUSTOMER_WRITE`.
    async fn customer_create(&self, ctx: &Context<'_>, input: CustomerCreateInput) -> Result<CustomerPayload> {
        let details = Details::from(input.details);
        let outcome = ctx.write(async |tx| service::create(tx, &details).await).await?;
        let (id, user_errors) = outcome.into_parts();
        Ok(CustomerPayload { customer: loaded(ctx, id).await?, user_errors })
    }

    /// Changes a customer. Requires `CUSTOMER_WRITE`.
    async fn customer_change(&self, ctx: &Context<'_>, input: CustomerChangeInput) -> Result<CustomerPayload> {
        let details = Details::from(input.details);
        let work = async |tx: &_| service::change(tx, input.id, input.expected_version, &details).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CustomerPayload { customer: loaded(ctx, id).await?, user_errors })
    }

    /// Begins or ends trading with a customer. Requires `CUSTOMER_WRITE`.
    async fn customer_set_active(&self, ctx: &Context<'_>, input: CustomerSetActiveInput) -> Result<CustomerPayload> {
        let standing = Standing::Active(input.is_active);
        let work = async |tx: &_| service::set_standing(tx, input.id, input.expected_version, standing).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CustomerPayload { customer: loaded(ctx, id).await?, user_errors })
    }

    /// Stops promising anything to a customer, or takes that back. Requires `CUSTOMER_WRITE`.
    async fn customer_set_on_stop(&self, ctx: &Context<'_>, input: CustomerSetOnStopInput) -> Result<CustomerPayload> {
        let standing = Standing::OnStop(input.on_stop);
        let work = async |tx: &_| service::set_standing(tx, input.id, input.expected_version, standing).await;
        let (id, user_errors) = ctx.write(work).await?.into_parts();
        Ok(CustomerPayload { customer: loaded(ctx, id).await?, user_errors })
    }
}

/// The customer with this id through the request's loader.
pub async fn customer(ctx: &Context<'_>, id: CustomerId) -> Result<Option<Customer>> {
    Ok(ctx.loaders().customers.load(id).await?.map(Customer))
}

async fn loaded(ctx: &Context<'_>, id: Option<CustomerId>) -> Result<Option<Customer>> {
    match id {
        Some(id) => customer(ctx, id).await,
        None => Ok(None),
    }
}

/// The customers that a list shows to the actor: in the API and as a file.
///
/// # Errors
/// The missing permission.
pub fn listed(
    db: &DatabaseConnection,
    actor: &Actor,
    filter: Option<CustomerFilter>,
    search: Option<&str>,
) -> Result<Select<Entity>> {
    let filter = filter.unwrap_or_default();
    let query = narrowed(service::visible(actor)?, &filter);
    let query = match search {
        Some(text) => service::matching(db, query, text),
        None => query,
    };
    customers_inactive_since(query, actor, filter.inactive_since)
}

fn narrowed(query: Select<Entity>, filter: &CustomerFilter) -> Select<Entity> {
    let kind = |is_person| if is_person { "person" } else { "company" };
    let over_limit = filter.over_limit.then(|| Expr::col(Column::Exposure).gt(Expr::col(Column::CreditLimit)));
    let condition = Condition::all()
        .add_option(filter.is_active.map(|is_active| Column::IsActive.eq(is_active)))
        .add_option(filter.is_person.map(|is_person| Column::CustomerType.eq(kind(is_person))))
        .add_option(filter.on_stop.map(|on_stop| Column::OnStop.eq(on_stop)))
        .add_option(over_limit);
    query.filter(condition)
}

/// How a list of customers is walked through.
pub fn keyset(sort: Option<CustomerSort>) -> Keyset<Column, Model> {
    let sort = sort.unwrap_or(CustomerSort { field: CustomerSortField::Name, direction: SortDirection::Asc });
    let (name, column, of): (_, _, RowKey<Model>) = match sort.field {
        CustomerSortField::Name => {
            ("customers.name", Column::Name, |row| (KeysetValue::Text(row.name.clone()), row.id.get()))
        }
        CustomerSortField::Code => {
            ("customers.code", Column::Code, |row| (KeysetValue::Text(row.code.clone()), row.id.get()))
        }
        CustomerSortField::CreatedAt => {
            ("customers.created_at", Column::CreatedAt, |row| (KeysetValue::At(row.created_at), row.id.get()))
        }
    };
    Keyset { name, column, id: Column::Id, direction: sort.direction.into(), of }
}
