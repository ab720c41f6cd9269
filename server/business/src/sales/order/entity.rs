//! The tables of orders and their lines.

use domain::sales_order::Status;

/// The states of orders in which nothing is, or has been, promised to the customer.
pub(super) const NEVER_PROMISED: [Status; 3] = [Status::Draft, Status::Expired, Status::Cancelled];

/// Orders.
pub mod order {
    use domain::sales_order::Status;
    use domain::{CustomerId, Money, SalesOrderId, UserId};
    use sea_orm::entity::prelude::*;

    /// A sales order.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_salesorder")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SalesOrderId,
        /// Its human number; none for a draft.
        pub number: Option<String>,
        /// Who ordered.
        pub customer_id: CustomerId,
        /// The business day it was placed on.
        pub order_date: Date,
        /// Where it stands.
        pub status: Status,
        /// The currency of its amounts.
        pub currency: String,
        /// Whether its prices contain the tax.
        pub prices_include_tax: bool,
        /// `percent` or `amount`.
        pub document_discount_kind: Option<String>,
        /// Thousandths of a percent, or ten-thousandths of the currency.
        pub document_discount_value: Option<i64>,
        /// Why.
        pub document_discount_reason: Option<String>,
        /// Without tax.
        pub net_amount: Money,
        /// The tax.
        pub tax_amount: Money,
        /// Cash rounding.
        pub rounding_amount: Money,
        /// What is to be paid.
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
        /// When a draft lapses.
        pub expires_at: Option<DateTimeUtc>,
        /// When it was confirmed.
        pub confirmed_at: Option<DateTimeUtc>,
        /// Who wrote it; none for the system.
        pub created_by: Option<UserId>,
        /// When it was written.
        pub created_at: DateTimeUtc,
        /// When it was last changed.
        pub updated_at: DateTimeUtc,
        /// Raised by each change.
        pub version: i64,
    }

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Lines.
pub mod item {
    use domain::{Money, Percent, ProductId, Quantity, SalesOrderId, SalesOrderItemId};
    use sea_orm::entity::prelude::*;

    /// A line of a sales order.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "erp_salesorderitem")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key)]
        pub id: SalesOrderItemId,
        /// Its order.
        pub order_id: SalesOrderId,
        /// Its place, from 0.
        pub position: i64,
        /// What.
        pub product_id: ProductId,
        /// What it was called when it was written.
        pub description: String,
        /// How much.
        pub quantity: Quantity,
        /// How much of it has been shipped.
        pub shipped_quantity: Quantity,
        /// The price of one.
        pub unit_price: Money,
        /// `percent` or `amount`.
        pub discount_kind: Option<String>,
        /// Thousandths of a percent, or ten-thousandths of the currency.
        pub discount_value: Option<i64>,
        /// Why.
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

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Credit overrides.
pub mod credit_override {
    use domain::{Money, SalesOrderId};
    use sea_orm::entity::prelude::*;

    /// A promise beyond a customer's credit limit, and who answers for it.
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

    /// None.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
