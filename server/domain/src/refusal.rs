//! Refusals: what a rule says no to, as a stable code with the facts of the message.

use std::collections::BTreeMap;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $text:literal, $message:literal;)+) => {
        /// Why a rule says no. Stable: clients translate by it. It only grows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
        #[cfg_attr(feature = "graphql", graphql(rename_items = "SCREAMING_SNAKE_CASE"))]
        pub enum RefusalCode {
            $($(#[$doc])* $name,)+
        }

        impl RefusalCode {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code as clients see it.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The English message, with `{param}` places.
            pub const fn template(self) -> &'static str {
                match self { $(Self::$name => $message,)+ }
            }
        }
    };
}

codes! {
    /// An amount of money beyond what the system can store.
    AmountOutOfRange => "AMOUNT_OUT_OF_RANGE", "the amount is out of range";
    /// A quantity beyond what the system can store.
    QuantityOutOfRange => "QUANTITY_OUT_OF_RANGE", "the quantity is out of range";
    /// A field that must have a value has none.
    Required => "REQUIRED", "a value is required";
    /// A value of the wrong form.
    Invalid => "INVALID", "the value is not valid";
    /// A text that is too long.
    TooLong => "TOO_LONG", "at most {max} characters";
    /// Too many entries.
    TooMany => "TOO_MANY", "at most {max} entries";
    /// A number that must be above zero.
    MustBePositive => "MUST_BE_POSITIVE", "must be above zero";
    /// A number that must not be below zero.
    MustNotBeNegative => "MUST_NOT_BE_NEGATIVE", "must not be below zero";
    /// Another row has this unique value.
    Taken => "TAKEN", "already taken";
    /// The thing is not there.
    NotFound => "NOT_FOUND", "{what} is not there";
    /// The document has changed since it was read.
    Conflict => "CONFLICT", "the document has changed since it was read";
    /// The status does not allow the action.
    WrongStatus => "WRONG_STATUS", "not possible while the document is {status}";
    /// The actor lacks the permission.
    PermissionMissing => "PERMISSION_MISSING", "requires the permission {permission}";
    /// An order without lines.
    NoLines => "NO_LINES", "the order has no lines";
    /// The same line twice in one input.
    DuplicateLine => "DUPLICATE_LINE", "the same line is named twice";
    /// The customer is not active.
    CustomerInactive => "CUSTOMER_INACTIVE", "the customer is not active";
    /// The customer is on stop.
    CustomerOnStop => "CUSTOMER_ON_STOP", "the customer is on stop";
    /// The customer's credit does not cover the order.
    CreditLimitExceeded => "CREDIT_LIMIT_EXCEEDED", "the credit limit is exceeded by {over}";
    /// Not enough free stock.
    InsufficientStock => "INSUFFICIENT_STOCK", "only {available} of {product} are free, {wanted} are wanted";
    /// More than was ordered, with the allowance.
    OverDelivery => "OVER_DELIVERY", "at most {open} are open";
    /// Nothing is left to ship.
    NothingToShip => "NOTHING_TO_SHIP", "nothing is left to ship";
    /// Something has been shipped already.
    AlreadyShipped => "ALREADY_SHIPPED", "something has been shipped already";
    /// A reason is asked for.
    ReasonRequired => "REASON_REQUIRED", "a reason is required";
    /// The product is not active.
    ProductInactive => "PRODUCT_INACTIVE", "{product} is not active";
    /// The warehouse is not active.
    WarehouseInactive => "WAREHOUSE_INACTIVE", "{warehouse} is not active";
    /// Services have no stock.
    NotStocked => "NOT_STOCKED", "{product} is a service and has no stock";
    /// A category would become its own ancestor.
    CategoryCycle => "CATEGORY_CYCLE", "a category cannot lie below itself";
    /// Still used by others.
    InUse => "IN_USE", "still in use";
    /// E-mail or password is wrong; which one is not said.
    BadCredentials => "BAD_CREDENTIALS", "e-mail or password is wrong";
    /// The password is too weak.
    WeakPassword => "WEAK_PASSWORD", "the password needs at least {min} characters and must not be a common one";
    /// One may not take one's own last way in.
    LastAdministrator => "LAST_ADMINISTRATOR", "somebody must remain who manages accounts";
    /// A token or role may not have what its maker lacks.
    BeyondOwnPermissions => "BEYOND_OWN_PERMISSIONS", "you cannot grant {permission}: you lack it";
}

impl serde::Serialize for RefusalCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl<'de> serde::Deserialize<'de> for RefusalCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|code| code.text() == text);
        known.ok_or_else(|| serde::de::Error::custom("not a refusal code"))
    }
}

/// A rule's no.
///
/// No `Display` and no `std::error::Error`: a refusal is an answer for the user, not an error to be masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub code: RefusalCode,
    /// The path of the input field that is wrong (`lines.0.quantity`), where it is one.
    pub field: Option<String>,
    /// The facts of the message.
    pub params: BTreeMap<&'static str, String>,
}

impl Refusal {
    /// A refusal without field or facts.
    pub fn new(code: RefusalCode) -> Self {
        Self { code, field: None, params: BTreeMap::new() }
    }

    /// The same, about the input field at `path`.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.field = Some(path.into());
        self
    }

    /// The same, with a fact of the message.
    #[must_use]
    pub fn param(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }

    /// The English message.
    pub fn message(&self) -> String {
        self.params.iter().fold(self.code.template().to_owned(), |message, (name, value)| {
            message.replace(&format!("{{{name}}}"), value)
        })
    }
}
