//! Every address once: what stands where, and what links point to.

/// A page of the app, with what its address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Log in.
    Login,
    /// The company at a glance.
    Dashboard,
    /// One's own account.
    Me,
    /// The list of sales orders.
    SalesOrders,
    /// One sales order, by its API id (`so_12`).
    SalesOrder(String),
}

impl Place {
    /// What stands at a path; none when nothing does.
    pub fn at(path: &str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        Some(match path {
            "" => Self::Dashboard,
            href::LOGIN => Self::Login,
            href::ME => Self::Me,
            href::SALES_ORDERS => Self::SalesOrders,
            _ => {
                let id = path.strip_prefix(href::SALES_ORDERS)?.strip_prefix('/')?;
                (!id.is_empty() && !id.contains('/')).then(|| Self::SalesOrder(id.to_owned()))?
            }
        })
    }
}

/// Addresses for links.
pub mod href {
    /// The dashboard.
    pub const DASHBOARD: &str = "/";
    /// Log in.
    pub const LOGIN: &str = "/login";
    /// One's own account.
    pub const ME: &str = "/account";
    /// The list of sales orders.
    pub const SALES_ORDERS: &str = "/sales/orders";

    /// One sales order, by its API id (`so_12`).
    pub fn sales_order(id: &str) -> String {
        format!("{SALES_ORDERS}/{id}")
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
        assert_eq!(Place::at(href::ME), Some(Place::Me));
        assert_eq!(Place::at(href::SALES_ORDERS), Some(Place::SalesOrders));
        assert_eq!(Place::at(&href::sales_order("so_7")), Some(Place::SalesOrder("so_7".to_owned())));
    }

    #[test]
    fn a_last_slash_does_not_matter_and_other_paths_lead_nowhere() {
        assert_eq!(Place::at("/sales/orders/"), Some(Place::SalesOrders));
        for nowhere in ["/sales", "/sales/ordersx", "/sales/orders/so_1/edit", "/x", "//"] {
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
