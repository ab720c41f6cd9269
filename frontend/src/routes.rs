//! Every address: what stands where, what is known of it, and what links point to. Made from the lines of `places.rs`.
use domain::Permission;

use crate::api::session::User;
use crate::components::icon::Glyph;
use crate::places::places;
use crate::text;

/// A text in the user's language.
pub type Text = fn() -> &'static str;

/// What is known of a page without its code.
#[derive(Debug)]
pub struct Route {
    /// Its address, with what it says in braces: `/products/{product}`.
    pub path: &'static str,
    /// What it takes to see it; none when everybody may.
    pub permission: Option<Permission>,
    /// Its name: in the menu, and in the window's title until the page knows a better one.
    pub title: Text,
    /// Where it is offered.
    pub offer: Offer,
    /// The page above it, by its address.
    pub list: Option<&'static str>,
    place: fn(&[&str]) -> Option<Place>,
}

/// Where a page is offered.
#[derive(Clone, Copy, Debug)]
pub enum Offer {
    /// Nowhere: links lead to it.
    Nowhere,
    /// In the menu and the palette.
    Menu(Group, Glyph),
    /// In the palette.
    Palette(Glyph),
    /// In the palette, as something to do.
    Action(Glyph, Text),
}

/// A part of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The company at a glance.
    Overview,
    /// Customers and what they order.
    Sales,
    /// What is sold.
    Catalog,
    /// What lies where.
    Stock,
    /// How the system runs.
    Operate,
    /// Who may do what, and how the company works.
    System,
}

/// An address of the app: which page it is of, and what is known of that.
#[derive(Clone, Debug)]
pub struct Location {
    /// The page, with what the address says.
    pub place: Place,
    /// What is known of it.
    pub route: &'static Route,
}

impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Route {
    /// Whether a user may see the page.
    pub fn is_for(&self, user: &User) -> bool {
        self.permission.is_none_or(|permission| user.may(permission))
    }

    /// The address of the menu's entry that the page belongs to: its own, or that of the page above.
    pub fn entry(&self) -> &'static str {
        self.list.unwrap_or(self.path)
    }
}

impl Place {
    /// What stands at a path; none when nothing does.
    pub fn at(path: &str) -> Option<Self> {
        locate(path).map(|location| location.place)
    }
}

/// What stands at a path, and what is known of it; none when nothing does.
pub fn locate(path: &str) -> Option<Location> {
    let path = without_slash(path);
    PLACES.iter().find_map(|route| Some(Location { place: (route.place)(&said(route.path, path)?)?, route }))
}

/// What is known of the page with this address, which says nothing more.
pub fn route(path: &str) -> Option<&'static Route> {
    PLACES.iter().find(|route| route.path == path)
}

/// A last slash does not matter.
pub fn without_slash(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// What a path says in the places of a pattern's braces; none when it is not of the pattern.
fn said<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut said = Vec::new();
    let mut parts = path.split('/');
    for wanted in without_slash(pattern).split('/') {
        let part = parts.next()?;
        if wanted.starts_with('{') {
            said.push(Some(part).filter(|part| !part.is_empty())?);
        } else if part != wanted {
            return None;
        }
    }
    parts.next().is_none().then_some(said)
}

macro_rules! owned {
    ($said:ident) => {
        String
    };
}
macro_rules! made {
    ($place:ident) => {
        |_| Some(Place::$place)
    };
    ($place:ident $($said:ident)+) => {
        |said| {
            let mut said = said.iter();
            Some(Place::$place($({ let $said: &&str = said.next()?; (*$said).to_owned() }),+))
        }
    };
}
macro_rules! needed {
    (any) => {
        None
    };
    ($permission:ident) => {
        Some(Permission::$permission)
    };
}
macro_rules! offered {
    () => {
        Offer::Nowhere
    };
    (menu $group:ident $glyph:ident) => {
        Offer::Menu(Group::$group, Glyph::$glyph)
    };
    (palette $glyph:ident) => {
        Offer::Palette(Glyph::$glyph)
    };
    (action $glyph:ident text::$slice:ident::$name:ident) => {
        Offer::Action(Glyph::$glyph, text::$slice::$name)
    };
}
macro_rules! above {
    () => {
        None
    };
    ($link:ident) => {
        Some(href::$link)
    };
}
macro_rules! link {
    ($(#[$meta:meta])* $link:ident $path:literal) => {
        $(#[$meta])*
        #[doc = concat!("The page at `", $path, "`.")]
        pub const $link: &str = $path;
    };
    ($(#[$meta:meta])* $link:ident $path:literal $($said:ident)+) => {
        $(#[$meta])*
        #[doc = concat!("A page at `", $path, "`.")]
        pub fn $link($($said: &str),+) -> String {
            crate::text::fill($path, &[$((stringify!($said), $said)),+])
        }
    };
}
macro_rules! routes {
    ($(
        $(#[$meta:meta])*
        $place:ident $(($($said:ident),+))? $link:ident $path:literal $($door:ident)::+
            { $need:ident, text::$slice:ident::$title:ident $(, [$($offer:tt)*])? $(in $above:ident)? }
    )*) => {
        /// A page of the app, with what its address says: the ids of the API, such as `prd_12`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Place {
            $(
                $(#[$meta])*
                #[doc = concat!("At `", $path, "`.")]
                $place $(($(owned!($said)),+))?,
            )*
        }

        /// What is known of every page. The first whose pattern fits an address is the one that stands there.
        pub static PLACES: &[Route] = &[$(
            $(#[$meta])*
            Route {
                path: $path,
                permission: needed!($need),
                title: text::$slice::$title,
                offer: offered!($($($offer)*)?),
                list: above!($($above)?),
                place: made!($place $($($said)+)?),
            },
        )*];

        mod links {
            $(link! { $(#[$meta])* $link $path $($($said)+)? })*
        }
    };
}
places!(routes);

/// Addresses for links.
pub mod href {
    pub use super::links::*;

    /// A sales order to be written for a customer, by its code.
    pub fn new_sales_order_for(customer: &str) -> String {
        let encoded = js_sys::encode_uri_component(customer);
        format!("{NEW_SALES_ORDER}?customer={}", String::from(encoded))
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
mod tests;
