//! Every address once: what stands where, and what links point to.

/// A page of the app, with what its address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Log in.
    Login,
    /// Every component in every state.
    #[cfg(feature = "gallery")]
    Gallery,
    /// The company at a glance.
    Dashboard,
    /// The tree of categories.
    Categories,
    /// The list of products.
    Products,
    /// One product, by its API id (`prd_12`).
    Product(String),
    /// The list of customers.
    Customers,
    /// One customer, by its API id (`cus_12`).
    Customer(String),
    /// One's own account.
    Me,
    /// How the system runs.
    Performance,
    /// Roles and what they allow.
    Roles,
    /// The list of sales orders.
    SalesOrders,
    /// A sales order to be written.
    NewSalesOrder,
    /// One sales order, by its API id (`so_12`).
    SalesOrder(String),
    /// A draft to be rewritten.
    EditSalesOrder(String),
    /// A sales order on paper.
    PrintSalesOrder(String),
    /// The packing list of an order's shipment, by both ids, on paper.
    PackingList(String, String),
    /// What lies where.
    StockLevels,
    /// The ledger of stock.
    StockLedger,
    /// What lay where on a day.
    StockAsOf,
    /// The warehouses.
    Warehouses,
    /// The company's settings.
    Settings,
    /// The list of users.
    Users,
    /// One user, by its API id (`usr_12`).
    User(String),
}

impl Place {
    /// What stands at a path; none when nothing does.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        Some(match path {
            "" => Self::Dashboard,
            href::LOGIN => Self::Login,
            #[cfg(feature = "gallery")]
            href::GALLERY => Self::Gallery,
            href::CATEGORIES => Self::Categories,
            href::CUSTOMERS => Self::Customers,
            href::PRODUCTS => Self::Products,
            href::ME => Self::Me,
            href::PERFORMANCE => Self::Performance,
            href::ROLES => Self::Roles,
            href::SALES_ORDERS => Self::SalesOrders,
            href::SETTINGS => Self::Settings,
            href::STOCK_AS_OF => Self::StockAsOf,
            href::STOCK_LEDGER => Self::StockLedger,
            href::STOCK_LEVELS => Self::StockLevels,
            href::WAREHOUSES => Self::Warehouses,
            href::USERS => Self::Users,
            _ => return Self::of_record(path),
        })
    }

    /// The page of one record: its id behind the address of its list.
    fn of_record(path: &str) -> Option<Self> {
        let below = |list: &str| path.strip_prefix(list)?.strip_prefix('/').filter(|rest| !rest.is_empty());
        let id = |list: &str| below(list).filter(|id| !id.contains('/')).map(str::to_owned);
        id(href::CUSTOMERS)
            .map(Self::Customer)
            .or_else(|| id(href::PRODUCTS).map(Self::Product))
            .or_else(|| id(href::USERS).map(Self::User))
            .or_else(|| Self::of_sales_order(below(href::SALES_ORDERS)?))
    }

    fn of_sales_order(rest: &str) -> Option<Self> {
        let parts: Vec<_> = rest.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return None;
        }
        Some(match *parts {
            ["new"] => Self::NewSalesOrder,
            [id] => Self::SalesOrder(id.to_owned()),
            [id, "edit"] => Self::EditSalesOrder(id.to_owned()),
            [id, "print"] => Self::PrintSalesOrder(id.to_owned()),
            [id, "shipments", shipment] => Self::PackingList(id.to_owned(), shipment.to_owned()),
            _ => return None,
        })
    }
}

/// Addresses for links.
pub mod href {
    /// The dashboard.
    pub const DASHBOARD: &str = "/";
    /// Log in.
    pub const LOGIN: &str = "/login";
    /// Every component in every state.
    #[cfg(feature = "gallery")]
    pub const GALLERY: &str = "/gallery";
    /// The tree of categories.
    pub const CATEGORIES: &str = "/categories";
    /// The list of products.
    pub const PRODUCTS: &str = "/products";
    /// The list of customers.
    pub const CUSTOMERS: &str = "/customers";
    /// One's own account.
    pub const ME: &str = "/account";
    /// How the system runs.
    pub const PERFORMANCE: &str = "/operate/performance";
    /// Roles and what they allow.
    pub const ROLES: &str = "/roles";
    /// The list of sales orders.
    pub const SALES_ORDERS: &str = "/sales/orders";
    /// The company's settings.
    pub const SETTINGS: &str = "/settings";
    /// What lay where on a day.
    pub const STOCK_AS_OF: &str = "/stock/as-of";
    /// The ledger of stock.
    pub const STOCK_LEDGER: &str = "/stock/ledger";
    /// What lies where.
    pub const STOCK_LEVELS: &str = "/stock/levels";
    /// The warehouses.
    pub const WAREHOUSES: &str = "/stock/warehouses";
    /// The list of users.
    pub const USERS: &str = "/users";

    /// One sales order, by its API id (`so_12`).
    pub fn sales_order(id: &str) -> String {
        format!("{SALES_ORDERS}/{id}")
    }

    /// A sales order to be written.
    pub const NEW_SALES_ORDER: &str = "/sales/orders/new";

    /// A sales order to be written for a customer, by its code.
    pub fn new_sales_order_for(customer: &str) -> String {
        let encoded = js_sys::encode_uri_component(customer);
        format!("{NEW_SALES_ORDER}?customer={}", String::from(encoded))
    }

    /// A draft to be rewritten.
    pub fn edit_sales_order(id: &str) -> String {
        format!("{SALES_ORDERS}/{id}/edit")
    }

    /// A sales order on paper.
    pub fn print_sales_order(id: &str) -> String {
        format!("{SALES_ORDERS}/{id}/print")
    }

    /// The packing list of an order's shipment (`shp_12`).
    pub fn packing_list(order: &str, shipment: &str) -> String {
        format!("{SALES_ORDERS}/{order}/shipments/{shipment}")
    }

    /// One customer, by its API id (`cus_12`).
    pub fn customer(id: &str) -> String {
        format!("{CUSTOMERS}/{id}")
    }

    /// The ledger of a product.
    pub fn stock_ledger_of(product: &str) -> String {
        format!("{STOCK_LEDGER}?product={product}")
    }

    /// What lies in a warehouse.
    pub fn stock_levels_in(warehouse: &str) -> String {
        format!("{STOCK_LEVELS}?warehouse={warehouse}")
    }

    /// The sales orders of a customer.
    pub fn sales_orders_of(customer: &str) -> String {
        format!("{SALES_ORDERS}?customer={customer}")
    }

    /// One product, by its API id (`prd_12`).
    pub fn product(id: &str) -> String {
        format!("{PRODUCTS}/{id}")
    }

    /// One user, by its API id (`usr_12`).
    pub fn user(id: &str) -> String {
        format!("{USERS}/{id}")
    }

    /// Log in, then go on to `target`.
    pub fn login_then(target: &str) -> String {
        if target == DASHBOARD || target.starts_with(LOGIN) {
            return LOGIN.to_owned();
        }
        let encoded = js_sys::encode_uri_component(target);
        format!("{LOGIN}?to={}", String::from(encoded))
    }

    /// Where to go after logging in: only ever an address of this app, whatever the link said.
    pub fn after_login(to: Option<&str>) -> &str {
        match to {
            Some(to) if to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') => to,
            _ => DASHBOARD,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Place;
    use super::href::{self, after_login};

    #[test]
    fn each_link_leads_to_its_page() {
        assert_eq!(Place::at(href::DASHBOARD), Some(Place::Dashboard));
        assert_eq!(Place::at(href::LOGIN), Some(Place::Login));
        assert_eq!(Place::at(href::CATEGORIES), Some(Place::Categories));
        assert_eq!(Place::at(href::PRODUCTS), Some(Place::Products));
        assert_eq!(Place::at(&href::product("prd_7")), Some(Place::Product("prd_7".to_owned())));
        assert_eq!(Place::at(href::CUSTOMERS), Some(Place::Customers));
        assert_eq!(Place::at(&href::customer("cus_7")), Some(Place::Customer("cus_7".to_owned())));
        assert_eq!(Place::at(href::ME), Some(Place::Me));
        assert_eq!(Place::at(href::PERFORMANCE), Some(Place::Performance));
        assert_eq!(Place::at(href::ROLES), Some(Place::Roles));
        assert_eq!(Place::at(href::SETTINGS), Some(Place::Settings));
        assert_eq!(Place::at(href::STOCK_AS_OF), Some(Place::StockAsOf));
        assert_eq!(Place::at(href::STOCK_LEDGER), Some(Place::StockLedger));
        assert_eq!(Place::at(href::STOCK_LEVELS), Some(Place::StockLevels));
        assert_eq!(Place::at(href::WAREHOUSES), Some(Place::Warehouses));
        assert_eq!(Place::at(href::USERS), Some(Place::Users));
        assert_eq!(Place::at(&href::user("usr_7")), Some(Place::User("usr_7".to_owned())));
        assert_eq!(Place::at(href::SALES_ORDERS), Some(Place::SalesOrders));
        let id = || "so_7".to_owned();
        assert_eq!(Place::at(href::NEW_SALES_ORDER), Some(Place::NewSalesOrder));
        assert_eq!(Place::at(&href::sales_order("so_7")), Some(Place::SalesOrder(id())));
        assert_eq!(Place::at(&href::edit_sales_order("so_7")), Some(Place::EditSalesOrder(id())));
        assert_eq!(Place::at(&href::print_sales_order("so_7")), Some(Place::PrintSalesOrder(id())));
        let packing = Some(Place::PackingList(id(), "shp_1".to_owned()));
        assert_eq!(Place::at(&href::packing_list("so_7", "shp_1")), packing);
    }

    #[test]
    fn a_last_slash_does_not_matter_and_other_paths_lead_nowhere() {
        assert_eq!(Place::at("/sales/orders/"), Some(Place::SalesOrders));
        for nowhere in [
            "/sales",
            "/sales/ordersx",
            "/sales/orders/so_1/x",
            "/sales/orders//edit",
            "/customers/cus_1/x",
            "/x",
            "//",
        ] {
            assert_eq!(Place::at(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn logging_in_never_leads_away_from_the_app() {
        assert_eq!(after_login(Some("/sales/orders?status=DRAFT")), "/sales/orders?status=DRAFT");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(after_login(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
