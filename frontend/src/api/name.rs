//! Enums of the API as the names they are sent by: a value newer than this app still arrives, and texts and styles are
//! found by name anyway.
include!(concat!(env!("OUT_DIR"), "/api/name.rs"));

impl Permission {
    /// A permission of the rules by its name in the API: `sales_order.read` is `SALES_ORDER_READ`.
    pub fn of(permission: domain::Permission) -> Self {
        Self(permission.text().replace('.', "_").to_ascii_uppercase())
    }
}
