//! Every address once: what the router matches, and what links point to.

/// Addresses for links.
pub mod href {
    /// The dashboard.
    pub const DASHBOARD: &str = "/";
    /// Log in.
    pub const LOGIN: &str = "/login";
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
    use super::href::after_login;

    #[test]
    fn logging_in_never_leads_away_from_the_app() {
        assert_eq!(after_login(Some("/sales/orders?status=DRAFT")), "/sales/orders?status=DRAFT");
        for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
            assert_eq!(after_login(Some(elsewhere)), "/", "{elsewhere}");
        }
    }
}
