//! Sales orders: the list, and one order with what can be done to it.
pub mod detail;
pub mod list;
