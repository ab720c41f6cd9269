//! The rules of the ERP: pure, without input or output, compiled into the server and into the browser.
//!
//! Money and quantities are fixed-point integers with checked arithmetic: an overflow is a [`Refusal`], never a wrap.
//! A document's life is one transition table ([`sales_order`]) that guards the write and shows the user what he may
//! do and why not.
//!
//! Features: `sea-orm` makes the types columns, `graphql` makes them scalars and enums of the API; the browser uses
//! neither.

mod actor;
mod currency;
mod decimal;
mod id;
pub mod lifecycle;
mod money;
mod percent;
mod permission;
pub mod pricing;
mod quantity;
mod refusal;
mod required;
pub mod sales_order;
mod search;
pub mod shipment;
pub mod stock;
pub mod todo;

pub use actor::{Actor, Denied, IdentityUse};
pub use currency::Currency;
pub use decimal::BadDecimal;
pub use id::{
    ApiTokenId, AuditEntryId, BadId, CategoryId, CompanyId, CustomerId, ID_PREFIXES, ProductId, ReservationId, RoleId,
    SalesOrderId, SalesOrderItemId, SessionId, ShipmentId, ShipmentItemId, StockTransactionId, SupplierId, TodoId,
    TypedId, UserId, WarehouseId,
};
pub use money::Money;
pub use percent::Percent;
pub use permission::{Permission, PermissionSet, RolePreset};
pub use quantity::Quantity;
pub use refusal::{Refusal, RefusalCode};
pub use required::{TEXT_MAX, required};
pub use search::fold;
