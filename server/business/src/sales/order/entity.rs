//! The tables of orders and their lines.

use domain::sales_order::Status;

/// The states of orders in which nothing is, or has been, committed to the customer.
pub(crate) const NEVER_COMMITTED: [Status; 3] = [Status::Draft, Status::Expired, Status::Cancelled];

/// Orders.
pub mod order {
    use async_graphql::SimpleObject;
    use domain::pricing::DiscountKind;
    use domain::sales_order::{Action, Status};
    use domain::{CustomerId, Money, SalesOrderId, UserId};
    use platform::record;
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use crate::document;
    /// A sales order.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_salesorder")]
    #[graphql(name = "SalesOrder", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SalesOrderId,
        /// Its human number; null for a draft.
        pub number: Option<String>,
        /// Who ordered.
        #[graphql(skip)]
        pub customer_id: CustomerId,
        /// The business day it was placed on.
        pub order_date: Date,
        /// Where it stands.
        pub status: Status,
        /// The currency of its amounts (ISO 4217).
        pub currency: String,
        /// Whether its prices contain the tax.
        pub prices_include_tax: bool,
        /// The kind of the reduction of the whole.
        #[graphql(skip)]
        pub document_discount_kind: Option<DiscountKind>,
        /// Thousandths of a percent, or ten-thousandths of the currency.
        #[graphql(skip)]
        pub document_discount_value: Option<i64>,
        /// Why.
        #[graphql(skip)]
        pub document_discount_reason: Option<String>,
        /// Without tax.
        pub net_amount: Money,
        /// The tax.
        pub tax_amount: Money,
        /// Cash rounding.
        pub rounding_amount: Money,
        /// What is to be paid: net, tax and rounding.
        pub total_amount: Money,
        /// What of the total has been shipped.
        pub shipped_amount: Money,
        /// The customer's own number for it.
        pub customer_reference: Option<String>,
        /// Its id in another system; unique.
        pub external_ref: Option<String>,
        /// What one should know.
        pub notes: Option<String>,
        /// Why it is on hold.
        pub hold_reason: Option<String>,
        /// Why it was closed or cancelled.
        pub close_reason: Option<String>,
        /// When the draft expires; null for never.
        pub expires_at: Option<DateTimeUtc>,
        /// When it was confirmed.
        pub confirmed_at: Option<DateTimeUtc>,
        /// Who wrote it; none for the system.
        #[graphql(skip)]
        pub created_by: Option<UserId>,
        /// When it was written.
        pub created_at: DateTimeUtc,
        /// When it was last changed.
        pub updated_at: DateTimeUtc,
        /// Raised by each change; hand it back as `expectedVersion`.
        pub version: i64,
    }

    platform::plain_table!();

    /// Its numbers: `SO-2026-000123`.
    pub const SERIES: platform::db::Series = platform::db::Series("SO");
    record!(Entity: SalesOrderId, "sales_order", read SalesOrderRead);
    document!(Entity: Action);
}

/// Lines.
pub mod item {
    use async_graphql::SimpleObject;
    use domain::pricing::DiscountKind;
    use domain::{Money, Percent, ProductId, Quantity, SalesOrderId, SalesOrderItemId};
    use platform::rows_by;
    use sea_orm::entity::prelude::*;

    /// A line of a sales order.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, SimpleObject)]
    #[sea_orm(table_name = "erp_salesorderitem")]
    #[graphql(name = "SalesOrderItem", complex)]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SalesOrderItemId,
        /// Its order.
        #[graphql(skip)]
        pub order_id: SalesOrderId,
        /// Its place, from 0.
        #[graphql(skip)]
        pub position: i64,
        /// What.
        #[graphql(skip)]
        pub product_id: ProductId,
        /// What it was called when it was written.
        pub description: String,
        /// How much.
        pub quantity: Quantity,
        /// How much of it has been shipped.
        pub shipped_quantity: Quantity,
        /// The price of one.
        pub unit_price: Money,
        /// The kind of its reduction.
        #[graphql(skip)]
        pub discount_kind: Option<DiscountKind>,
        /// Thousandths of a percent, or ten-thousandths of the currency.
        #[graphql(skip)]
        pub discount_value: Option<i64>,
        /// Why.
        #[graphql(skip)]
        pub discount_reason: Option<String>,
        /// Its tax rate.
        pub tax_percent: Percent,
        /// Without tax.
        pub net_amount: Money,
        /// The tax.
        pub tax_amount: Money,
        /// With tax.
        pub gross_amount: Money,
    }

    platform::plain_table!();

    rows_by!(Entity: SalesOrderId, by OrderId order_id, order Id, read SalesOrderRead);
}

/// Credit overrides.
pub mod credit_override {
    use domain::{Money, SalesOrderId};
    use sea_orm::entity::prelude::*;

    /// A confirmation beyond a customer's credit limit, and who answers for it.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_creditoverride")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: i64,
        /// The order.
        pub order_id: SalesOrderId,
        /// Who.
        pub actor: String,
        /// By how much the limit was exceeded.
        pub amount_over: Money,
        /// Why.
        pub reason: String,
        /// When.
        pub created_at: DateTimeUtc,
    }

    platform::plain_table!();
}
