//! Permissions: what an actor may do. Roles are named sets of them.

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident => $text:literal;)+) => {
        /// Something that an actor may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "graphql", derive(async_graphql::Enum))]
        #[cfg_attr(feature = "graphql", graphql(rename_items = "SCREAMING_SNAKE_CASE"))]
        pub enum Permission {
            $($(#[$doc])* $name,)+
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its text in the database.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

permissions! {
    /// Users, roles, other people's sessions, API tokens.
    AccountsManage => "accounts.manage";
    /// The company's settings.
    SettingsManage => "settings.manage";
    /// See customers.
    CustomerRead => "customer.read";
    /// Create and change customers.
    CustomerWrite => "customer.write";
    /// See products and categories.
    CatalogRead => "catalog.read";
    /// Create and change products and categories.
    CatalogWrite => "catalog.write";
    /// See stock and its ledger.
    StockRead => "stock.read";
    /// Book goods in.
    StockReceive => "stock.receive";
    /// Correct stock, with a reason.
    StockAdjust => "stock.adjust";
    /// Move stock between warehouses.
    StockTransfer => "stock.transfer";
    /// Create and change warehouses.
    WarehouseWrite => "warehouse.write";
    /// See sales orders.
    SalesOrderRead => "sales_order.read";
    /// Write drafts of sales orders.
    SalesOrderWrite => "sales_order.write";
    /// Confirm sales orders.
    SalesOrderConfirm => "sales_order.confirm";
    /// Ship sales orders.
    SalesOrderShip => "sales_order.ship";
    /// Hold and resume sales orders.
    SalesOrderHold => "sales_order.hold";
    /// Close sales orders short, and reopen them.
    SalesOrderClose => "sales_order.close";
    /// Cancel sales orders.
    SalesOrderCancel => "sales_order.cancel";
    /// Confirm beyond a customer's credit limit.
    SalesOrderOverrideCredit => "sales_order.override_credit";
    /// See the dashboard and reports.
    ReportRead => "report.read";
    /// Import data.
    ImportRun => "import.run";
    /// See how the system runs: traces, statistics, the schema.
    Operate => "operate";
    /// Decide how much a customer may owe: set, change or lift a credit limit.
    CustomerCredit => "customer.credit";
    /// See suppliers.
    SupplierRead => "supplier.read";
    /// Create and change suppliers.
    SupplierWrite => "supplier.write";
    /// See tasks.
    TodoRead => "todo.read";
    /// Write tasks, take them up, end them, give them to others.
    TodoWrite => "todo.write";
}

impl std::str::FromStr for Permission {
    type Err = UnknownPermission;

    fn from_str(text: &str) -> Result<Self, UnknownPermission> {
        Self::ALL.iter().copied().find(|permission| permission.text() == text).ok_or(UnknownPermission)
    }
}

/// A text that no permission has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPermission;

impl std::fmt::Display for UnknownPermission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a permission")
    }
}

impl std::error::Error for UnknownPermission {}

/// A set of permissions. Written down as the bits of one build: not for files or other programs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PermissionSet(u64);

impl PermissionSet {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// Every permission there is.
    pub fn all() -> Self {
        Permission::ALL.iter().copied().collect()
    }

    /// Whether it has `permission`.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & Self::bit(permission) != 0
    }

    /// What both have.
    #[must_use]
    pub const fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Its bits: equal for equal sets of one build.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Its members.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.has(*permission))
    }

    const fn bit(permission: Permission) -> u64 {
        1 << permission as u64
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        Self(all.into_iter().fold(0, |bits, permission| bits | Self::bit(permission)))
    }
}

/// The roles that a new company starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RolePreset {
    /// Everything.
    Admin,
    /// Customers and sales orders.
    Sales,
    /// Products and goods in.
    Purchasing,
    /// Stock and shipping.
    Warehouse,
    /// Looks at goods.
    Quality,
    /// Looks at customers, orders and reports; overrides credit and decides on its limits.
    Accounting,
    /// Looks at everything but settings.
    Viewer,
}

impl RolePreset {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::Sales, Self::Purchasing, Self::Warehouse, Self::Quality, Self::Accounting, Self::Viewer];

    /// The role's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Sales => "sales",
            Self::Purchasing => "purchasing",
            Self::Warehouse => "warehouse",
            Self::Quality => "quality",
            Self::Accounting => "accounting",
            Self::Viewer => "viewer",
        }
    }

    /// What the role may do.
    pub fn permissions(self) -> PermissionSet {
        use Permission as P;
        let read = [
            P::CustomerRead,
            P::SupplierRead,
            P::CatalogRead,
            P::StockRead,
            P::SalesOrderRead,
            P::ReportRead,
            P::TodoRead,
        ];
        let more: &[Permission] = match self {
            Self::Admin => Permission::ALL,
            Self::Sales => &[
                P::TodoWrite,
                P::CustomerWrite,
                P::CustomerCredit,
                P::SalesOrderWrite,
                P::SalesOrderConfirm,
                P::SalesOrderHold,
                P::SalesOrderClose,
                P::SalesOrderCancel,
            ],
            Self::Purchasing => &[P::TodoWrite, P::SupplierWrite, P::CatalogWrite, P::StockReceive],
            Self::Warehouse => {
                &[P::TodoWrite, P::StockReceive, P::StockAdjust, P::StockTransfer, P::WarehouseWrite, P::SalesOrderShip]
            }
            Self::Accounting => &[P::TodoWrite, P::CustomerCredit, P::SalesOrderOverrideCredit, P::SalesOrderHold],
            Self::Quality => &[P::TodoWrite],
            Self::Viewer => &[],
        };
        read.into_iter().chain(more.iter().copied()).collect()
    }
}
