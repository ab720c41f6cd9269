//! Enums of the API as the names they are sent by: a value newer than this app still arrives, and texts and styles are
//! found by name anyway.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl cynic::Enum for $name {
            type SchemaType = crate::api::schema::$name;
        }

        cynic::impl_coercions!($name, crate::api::schema::$name);

        impl crate::api::schema::variable::Variable for $name {
            const TYPE: cynic::variables::VariableType = cynic::variables::VariableType::Named(stringify!($name));
        }
    };
}

named! {
    /// Why a rule said no; texts in `locales/*/refusal.json`.
    RefusalCode
}
named! {
    /// What a user may do.
    Permission
}
impl Permission {
    /// A permission of the rules by its name in the API: `sales_order.read` is `SALES_ORDER_READ`.
    pub fn of(permission: domain::Permission) -> Self {
        Self(permission.text().replace('.', "_").to_ascii_uppercase())
    }
}
named! {
    /// Where an order stands; texts in `locales/*/status.json`.
    SalesOrderStatus
}
named! {
    /// What can be done to an order; texts in `locales/*/action.json`.
    SalesOrderAction
}
