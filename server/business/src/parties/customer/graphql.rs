//! Customers in the API.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::NaiveDate;
use domain::{CustomerId, Percent, Permission};
use platform::error::Result;

use super::entity::{CustomerDetails, CustomerType, Entity, Model};
use super::list::Customers;
use super::service;
use crate::graphql::ContextExt;
use crate::sales::order::loader::LastOrder;
use crate::{commands, inputs, payload, queries};

#[ComplexObject]
impl Model {
    /// Whether it is a person, not a company.
    async fn is_person(&self) -> bool {
        self.customer_type == CustomerType::Person
    }
    /// How much of the limit is used, in percent; null without a limit.
    async fn credit_used(&self) -> Option<Percent> {
        self.credit_limit.map(|limit| Percent::share(self.exposure.raw(), limit.raw()))
    }
    /// The business day of its newest confirmed order; null for none, and without `SALES_ORDER_READ`.
    async fn last_order_on(&self, ctx: &Context<'_>) -> Result<Option<NaiveDate>> {
        if ctx.actor()?.may(Permission::SalesOrderRead).is_err() {
            return Ok(None);
        }
        ctx.aggregate::<LastOrder>(self.id).await
    }
}

/// What a document shows of its customer, also to those who may not open customers.
#[derive(Clone, Debug, SimpleObject)]
pub struct CustomerRef {
    /// Its id.
    id: CustomerId,
    /// Its short name.
    code: String,
    /// Its name.
    name: String,
}

/// What a document shows of its customer. No permission is asked for: who may see the document may know whose it is.
///
/// # Errors
/// When the database does not answer.
pub async fn customer_ref(ctx: &Context<'_>, id: CustomerId) -> Result<Option<CustomerRef>> {
    let customer = ctx.loaders().record::<Entity>(id).await?;
    Ok(customer.map(|customer| CustomerRef {
        id: customer.id,
        code: customer.code.clone(),
        name: customer.name.clone(),
    }))
}

inputs! {
    details CustomerDetails of CustomerId, "customer": CustomerCreateInput, CustomerChangeInput;
    /// Whether one may trade with a customer.
    change CustomerSetActiveInput(CustomerId, "The customer.") {
        /// Whether one may.
        is_active: bool,
    }
    /// Whether a customer is on stop: no order of it is confirmed for now.
    change CustomerSetOnStopInput(CustomerId, "The customer.") {
        /// Whether nothing is.
        on_stop: bool,
    }
}

payload!(CustomerPayload, "The customer", customer: Entity);

queries! {
    /// What can be asked about customers.
    CustomerQuery {
        /// A customer by id; null when it is not there. Requires `CUSTOMER_READ`.
        customer: Entity;
        /// Customers, by name unless sorted otherwise. Requires `CUSTOMER_READ`.
        customers: Customers, search "Words to find in code, name and city; accents and case do not matter.";
    }
}

commands! {
    /// What can be done with customers.
    CustomerMutation -> CustomerPayload {
        /// Creates a customer. Requires `CUSTOMER_WRITE`, and `CUSTOMER_CREDIT` for a credit limit.
        customer_create(input: CustomerCreateInput) => |tx| service::create(tx, &input.details);

        /// Changes a customer. Requires `CUSTOMER_WRITE`, and `CUSTOMER_CREDIT` for another credit limit.
        customer_change(input: CustomerChangeInput) => |tx| service::change(tx, input.at(), &input.details);

        /// Begins or ends trading with a customer. Requires `CUSTOMER_WRITE`.
        customer_set_active(input: CustomerSetActiveInput) => |tx| service::set_active(tx, input.at(), input.is_active);

        /// Puts a customer on stop, or takes that back. Requires `CUSTOMER_WRITE`.
        customer_set_on_stop(input: CustomerSetOnStopInput) => |tx| service::set_on_stop(tx, input.at(), input.on_stop);
    }
}
