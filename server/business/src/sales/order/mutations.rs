//! Sales orders in the API: what can be done.

use async_graphql::{Context, InputObject, Object, OneofObject, SimpleObject};
use chrono::NaiveDate;
use domain::pricing::{Discount, ReasonedDiscount};
use domain::sales_order::LINES_MAX;
use domain::{CustomerId, Money, Percent, ProductId, Quantity, SalesOrderId};

use super::draft::{self, Draft, Line};
use super::graphql::{SalesOrder, sales_order};
use super::service;
use crate::graphql::{ContextExt, Outcome, UserError};
use platform::error::Result;

/// How much is taken off.
#[derive(Clone, Debug, OneofObject)]
pub enum DiscountValue {
    /// A share, 0 to 100.
    Percent(Percent),
    /// An amount.
    Amount(Money),
}

/// A reduction and its reason.
#[derive(Clone, Debug, InputObject)]
pub struct DiscountInput {
    /// How much.
    value: DiscountValue,
    /// Why.
    reason: String,
}

/// A line as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderLineInput {
    /// What.
    product_id: ProductId,
    /// How much, above zero.
    quantity: Quantity,
    /// The price of one; the product's when absent.
    unit_price: Option<Money>,
    /// Its tax rate; the product's when absent.
    tax_percent: Option<Percent>,
    /// What it is called; the product's name when absent.
    description: Option<String>,
    /// Its reduction.
    discount: Option<DiscountInput>,
}

/// A draft as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderDraft {
    /// Who orders.
    customer_id: CustomerId,
    /// The business day it is placed on; today when absent.
    order_date: Option<NaiveDate>,
    /// The customer's own number for it.
    customer_reference: Option<String>,
    /// Its id in another system; unique, kept when the draft is changed.
    external_ref: Option<String>,
    /// What one should know.
    notes: Option<String>,
    /// The reduction of the whole.
    discount: Option<DiscountInput>,
    /// Its lines; at most 500.
    lines: Vec<SalesOrderLineInput>,
}

impl TryFrom<SalesOrderDraft> for Draft {
    type Error = domain::Refusal;

    fn try_from(draft: SalesOrderDraft) -> Result<Self, domain::Refusal> {
        if draft.lines.len() > LINES_MAX {
            return Err(domain::Refusal::new(domain::RefusalCode::TooMany).at("draft.lines").param("max", LINES_MAX));
        }
        let lines = draft.lines.into_iter().map(|line| Line {
            product_id: line.product_id,
            quantity: line.quantity,
            unit_price: line.unit_price,
            tax_percent: line.tax_percent,
            description: line.description,
            discount: line.discount.map(ReasonedDiscount::from),
        });
        Ok(Self {
            customer_id: draft.customer_id,
            order_date: draft.order_date,
            customer_reference: draft.customer_reference,
            external_ref: draft.external_ref,
            notes: draft.notes,
            discount: draft.discount.map(ReasonedDiscount::from),
            lines: lines.collect(),
        })
    }
}

impl From<DiscountInput> for ReasonedDiscount {
    fn from(discount: DiscountInput) -> Self {
        let value = match discount.value {
            DiscountValue::Percent(percent) => Discount::Percent(percent),
            DiscountValue::Amount(amount) => Discount::Amount(amount),
        };
        Self { discount: value, reason: discount.reason }
    }
}

/// A draft to be written.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderCreateInput {
    /// The draft.
    draft: SalesOrderDraft,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A draft to be rewritten.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderChangeInput {
    /// The order.
    id: SalesOrderId,
    /// The draft, all of it.
    draft: SalesOrderDraft,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// An order to be promised.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderConfirmInput {
    /// The order.
    id: SalesOrderId,
    /// Why the credit limit may be exceeded; requires `SALES_ORDER_OVERRIDE_CREDIT`.
    override_reason: Option<String>,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// An action that needs no reason.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderActionInput {
    /// The order.
    id: SalesOrderId,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// An action that needs a reason.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderReasonInput {
    /// The order.
    id: SalesOrderId,
    /// Why.
    reason: String,
    /// The version that you read.
    expected_version: i64,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// An order to be copied.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderDuplicateInput {
    /// The order.
    id: SalesOrderId,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// A note on an order.
#[derive(Clone, Debug, InputObject)]
pub struct SalesOrderNoteInput {
    /// The order.
    id: SalesOrderId,
    /// The note, up to 2000 characters.
    text: String,
    /// Chosen by the client; the same key does it once.
    idempotency_key: String,
}

/// The order, or why not.
#[derive(SimpleObject)]
pub struct SalesOrderPayload {
    /// The order as it is now, with everything that hangs on it.
    pub sales_order: Option<SalesOrder>,
    /// Why not.
    pub user_errors: Vec<UserError>,
}

impl SalesOrderPayload {
    /// The payload of an outcome.
    pub async fn of(ctx: &Context<'_>, outcome: Outcome<SalesOrderId>) -> Result<Self> {
        let (id, user_errors) = outcome.into_parts();
        let sales_order = match id {
            Some(id) => sales_order(ctx, id).await?,
            None => None,
        };
        Ok(Self { sales_order, user_errors })
    }
}

/// What can be done with sales orders.
#[derive(Clone, Copy, Debug, Default)]
pub struct SalesOrderMutation;

#[Object]
impl SalesOrderMutation {
    /// Writes a draft. Requires `SALES_ORDER_WRITE`.
    async fn sales_order_create(&self, ctx: &Context<'_>, input: SalesOrderCreateInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| draft::create(tx, &Draft::try_from(input.draft.clone())?).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Rewrites a draft, lines and all. Requires `SALES_ORDER_WRITE`.
    async fn sales_order_change(&self, ctx: &Context<'_>, input: SalesOrderChangeInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| {
            draft::change(tx, input.id, input.expected_version, &Draft::try_from(input.draft.clone())?).await
        };
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Writes a draft with the customer, lines and reductions of another order, placed today. Requires
    /// `SALES_ORDER_WRITE`.
    async fn sales_order_duplicate(
        &self,
        ctx: &Context<'_>,
        input: SalesOrderDuplicateInput,
    ) -> Result<SalesOrderPayload> {
        let outcome = ctx.write(async |tx| draft::duplicate(tx, input.id).await).await?;
        SalesOrderPayload::of(ctx, outcome).await
    }

    /// Writes a note on an order's timeline. Requires `SALES_ORDER_WRITE` or `SALES_ORDER_SHIP`.
    async fn sales_order_note(&self, ctx: &Context<'_>, input: SalesOrderNoteInput) -> Result<SalesOrderPayload> {
        let outcome = ctx.write(async |tx| service::note(tx, input.id, &input.text).await).await?;
        SalesOrderPayload::of(ctx, outcome).await
    }

    /// Promises a draft to the customer: sets stock aside, takes credit, gives the number. Requires
    /// `SALES_ORDER_CONFIRM`.
    async fn sales_order_confirm(&self, ctx: &Context<'_>, input: SalesOrderConfirmInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| {
            service::confirm(tx, input.id, input.expected_version, input.override_reason.as_deref()).await
        };
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Takes a closed order up again. Requires `SALES_ORDER_CLOSE`.
    async fn sales_order_reopen(&self, ctx: &Context<'_>, input: SalesOrderConfirmInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| {
            service::reopen(tx, input.id, input.expected_version, input.override_reason.as_deref()).await
        };
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Stops shipping for now. Requires `SALES_ORDER_HOLD`.
    async fn sales_order_hold(&self, ctx: &Context<'_>, input: SalesOrderReasonInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| service::hold(tx, input.id, input.expected_version, &input.reason).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Goes on after a hold. Requires `SALES_ORDER_HOLD`.
    async fn sales_order_resume(&self, ctx: &Context<'_>, input: SalesOrderActionInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| service::resume(tx, input.id, input.expected_version).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Ends an order with what has been shipped. Requires `SALES_ORDER_CLOSE`.
    async fn sales_order_close(&self, ctx: &Context<'_>, input: SalesOrderReasonInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| service::close(tx, input.id, input.expected_version, &input.reason).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }

    /// Calls an order off. Requires `SALES_ORDER_CANCEL`.
    async fn sales_order_cancel(&self, ctx: &Context<'_>, input: SalesOrderReasonInput) -> Result<SalesOrderPayload> {
        let work = async |tx: &_| service::cancel(tx, input.id, input.expected_version, &input.reason).await;
        SalesOrderPayload::of(ctx, ctx.write(work).await?).await
    }
}
