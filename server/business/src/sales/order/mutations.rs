//! Sales orders in the API: what can be done.

use domain::SalesOrderId;

use super::entity::order;
use super::input::SalesOrderDraft;
use super::{draft, service};
use crate::{commands, inputs, payload};

inputs! {
    /// A draft to be written.
    create SalesOrderCreateInput {
        /// The draft.
        draft: SalesOrderDraft,
    }
    /// A draft to be rewritten.
    change SalesOrderChangeInput(SalesOrderId, "The order.") {
        /// The draft: what is left out stays as it is.
        draft: SalesOrderDraft,
    }
    /// An order to be confirmed.
    change SalesOrderConfirmInput(SalesOrderId, "The order.") {
        /// Why the credit limit may be exceeded; requires `SALES_ORDER_OVERRIDE_CREDIT`.
        override_reason: Option<String>,
    }
    /// An action that needs no reason.
    change SalesOrderActionInput(SalesOrderId, "The order.") {}
    /// An action that needs a reason.
    change SalesOrderReasonInput(SalesOrderId, "The order.") {
        /// Why.
        reason: String,
    }
    /// An order to be copied.
    again SalesOrderDuplicateInput(SalesOrderId, "The order.") {}
    /// A note on an order.
    again SalesOrderNoteInput(SalesOrderId, "The order.") {
        /// The note, up to 2000 characters.
        text: String,
    }
}

payload!(SalesOrderPayload, "The order", sales_order: order::Entity);

commands! {
    /// What can be done with sales orders.
    SalesOrderMutation -> SalesOrderPayload {
        /// Writes a draft. Requires `SALES_ORDER_WRITE`.
        sales_order_create(input: SalesOrderCreateInput) =>
            |tx| async { draft::create(tx, &input.draft.over(None)?).await };

        /// Rewrites a draft: what is left out stays as it is. Requires `SALES_ORDER_WRITE`.
        sales_order_change(input: SalesOrderChangeInput) => |tx| draft::change(tx, input.at(), &input.draft);

        /// Writes a draft with the customer, lines and reductions of another order, placed today. Requires
        /// `SALES_ORDER_WRITE`.
        sales_order_duplicate(input: SalesOrderDuplicateInput) => |tx| draft::duplicate(tx, input.id);

        /// Writes a note on an order's timeline. Requires `SALES_ORDER_WRITE` or `SALES_ORDER_SHIP`.
        sales_order_note(input: SalesOrderNoteInput) => |tx| service::note(tx, input.id, &input.text);

        /// Commits a draft to the customer: reserves stock, takes credit, gives the number. Requires
        /// `SALES_ORDER_CONFIRM`.
        sales_order_confirm(input: SalesOrderConfirmInput) =>
            |tx| service::confirm(tx, input.at(), input.override_reason.as_deref());

        /// Takes a closed order up again. Requires `SALES_ORDER_CLOSE`.
        sales_order_reopen(input: SalesOrderConfirmInput) =>
            |tx| service::reopen(tx, input.at(), input.override_reason.as_deref());

        /// Stops shipping for now. Requires `SALES_ORDER_HOLD`.
        sales_order_hold(input: SalesOrderReasonInput) => |tx| service::hold(tx, input.at(), &input.reason);

        /// Goes on after a hold. Requires `SALES_ORDER_HOLD`.
        sales_order_resume(input: SalesOrderActionInput) => |tx| service::resume(tx, input.at());

        /// Ends an order with what has been shipped. Requires `SALES_ORDER_CLOSE`.
        sales_order_close(input: SalesOrderReasonInput) => |tx| service::close(tx, input.at(), &input.reason);

        /// Calls an order off. Requires `SALES_ORDER_CANCEL`.
        sales_order_cancel(input: SalesOrderReasonInput) => |tx| service::cancel(tx, input.at(), &input.reason);
    }
}
