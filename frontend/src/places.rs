//! Every page of the app, one line each. What there is to know of a page without its code stands here, once.
//!
//! ```text
//! place and what its address says · its link in `href` · its address · its door below `pages` { who may see it, title
//!   [menu GROUP GLYPH]           it is in the menu, and in the palette
//!   [palette GLYPH]              it is in the palette
//!   [action GLYPH name]          the palette offers it as something to do
//!   in LINK                      the page above it: the menu shows that one as current, the way back leads there
//! ```
//! `any` may be seen by everybody. Each user of the table hands in a macro that makes of all lines what it needs:
//! `routes.rs` the addresses and what is known of each, `pages/mod.rs` the doors. So nothing here names a page's code,
//! and pages can link to each other without naming each other. A test writes `end2end/support/pages.json` from it.

macro_rules! places {
    ($then:ident) => {
        $then! {
            Login LOGIN "/login" login::PAGE { any, text::login::title }
            #[cfg(feature = "gallery")]
            Gallery GALLERY "/gallery" gallery::PAGE { any, text::gallery::title }
            Me ME "/account" accounts::me::PAGE { any, text::accounts::me_title, [palette Person] }

            Dashboard DASHBOARD "/" dashboard::PAGE { ReportRead, text::dashboard::title, [menu Overview Gauge] }

            SalesOrders SALES_ORDERS "/sales/orders" sales::list::PAGE
                { SalesOrderRead, text::sales::title, [menu Sales Cart] }
            NewSalesOrder NEW_SALES_ORDER "/sales/orders/new" sales::editor::NEW
                { SalesOrderWrite, text::editor::new, [action Plus text::sales::new] in SALES_ORDERS }
            SalesOrder(order) sales_order "/sales/orders/{order}" sales::detail::PAGE
                { SalesOrderRead, text::sales::title in SALES_ORDERS }
            EditSalesOrder(order) edit_sales_order "/sales/orders/{order}/edit" sales::editor::EDIT
                { SalesOrderWrite, text::sales::title in SALES_ORDERS }
            PrintSalesOrder(order) print_sales_order "/sales/orders/{order}/print" sales::paper::ORDER
                { SalesOrderRead, text::paper::order in SALES_ORDERS }
            PackingList(order, shipment) packing_list "/sales/orders/{order}/shipments/{shipment}"
                sales::paper::PACKING_LIST { SalesOrderRead, text::paper::packing_list in SALES_ORDERS }
            Customers CUSTOMERS "/customers" parties::customers::PAGE
                { CustomerRead, text::parties::customers, [menu Sales People] }
            Customer(customer) customer "/customers/{customer}" parties::customer::PAGE
                { CustomerRead, text::parties::customers in CUSTOMERS }

            Products PRODUCTS "/products" catalog::products::PAGE
                { CatalogRead, text::catalog::products, [menu Catalog Box] }
            Product(product) product "/products/{product}" catalog::product::PAGE
                { CatalogRead, text::catalog::products in PRODUCTS }
            Categories CATEGORIES "/categories" catalog::categories::PAGE
                { CatalogRead, text::catalog::categories, [menu Catalog Sort] }

            StockLevels STOCK_LEVELS "/stock/levels" stock::levels::PAGE
                { StockRead, text::stock::levels, [menu Stock Inbox] }
            StockLedger STOCK_LEDGER "/stock/ledger" stock::ledger::PAGE
                { StockRead, text::stock::ledger, [menu Stock Columns] }
            StockAsOf STOCK_AS_OF "/stock/as-of" stock::as_of::PAGE { StockRead, text::stock::as_of in STOCK_LEDGER }
            Warehouses WAREHOUSES "/stock/warehouses" stock::warehouses::PAGE
                { StockRead, text::stock::warehouses, [menu Stock Truck] }

            Performance PERFORMANCE "/operate/performance" performance::PAGE
                { Operate, text::performance::title, [menu Operate Pulse] }

            Users USERS "/users" accounts::users::PAGE { AccountsManage, text::accounts::users, [menu System Person] }
            User(user) user "/users/{user}" accounts::user::PAGE { AccountsManage, text::accounts::users in USERS }
            Roles ROLES "/roles" accounts::roles::PAGE { AccountsManage, text::accounts::roles, [menu System Key] }
            Settings SETTINGS "/settings" settings::PAGE
                { SettingsManage, text::settings::title, [menu System Sliders] }
        }
    };
}

pub(crate) use places;
