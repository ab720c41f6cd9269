use std::path::Path;

use super::*;

/// An address of the page, with `id_0`, `id_1` where it says something.
fn address(route: &Route) -> (String, Vec<String>) {
    let mut said = Vec::new();
    let parts = route.path.split('/').map(|part| {
        if !part.starts_with('{') {
            return part.to_owned();
        }
        said.push(format!("id_{}", said.len()));
        said.last().unwrap().clone()
    });
    (parts.collect::<Vec<_>>().join("/"), said)
}

/// The pages, each made anew from its line and what its address says, with its link.
macro_rules! links {
    ($(
        $(#[$meta:meta])*
        $place:ident $(($($said:ident),+))? $link:ident $path:literal $($door:ident)::+ { $($facts:tt)* }
    )*) => {
        fn linked() -> Vec<(Place, String)> {
            vec![$($(#[$meta])* linked_to!($place $link $($($said)+)?),)*]
        }
    };
}
macro_rules! linked_to {
    ($place:ident $link:ident) => {
        (Place::$place, href::$link.to_owned())
    };
    ($place:ident $link:ident $($said:ident)+) => {{
        let mut ids = (0..).map(|number| format!("id_{number}"));
        $(let $said = ids.next().unwrap();)+
        let link = href::$link($(&$said),+);
        (Place::$place($($said),+), link)
    }};
}
places!(links);

#[test]
fn each_page_stands_at_its_link_and_at_its_pattern() {
    let linked = linked();
    assert_eq!(linked.len(), PLACES.len());
    for (route, (place, link)) in PLACES.iter().zip(linked) {
        let (address, _) = address(route);
        assert_eq!(link, address, "{}", route.path);
        for address in [link.clone(), format!("{}/", without_slash(&link))] {
            let location = locate(&address).unwrap();
            assert_eq!(location.place, place, "{address}");
            assert_eq!(location.route.path, route.path, "{address}");
        }
    }
}

#[test]
fn other_paths_lead_nowhere() {
    for route in PLACES {
        let (address, said) = address(route);
        for wrong in [format!("{address}x/y"), format!("{address}//"), format!("/x{address}")] {
            assert!(Place::at(&wrong).is_none(), "{wrong}");
        }
        for id in said {
            let empty = address.replace(&id, "");
            assert_ne!(Place::at(&empty), Place::at(&address), "{empty}");
        }
    }
    for nowhere in ["/sales", "/sales/ordersx", "/sales/orders/so_1/x", "/sales/orders//edit", "/x", "//", "///"] {
        assert_eq!(Place::at(nowhere), None, "{nowhere}");
    }
    assert_eq!(Place::at("/sales/orders/new"), Some(Place::NewSalesOrder), "not an order called new");
}

#[test]
fn each_page_above_another_is_in_the_menu() {
    for route in PLACES {
        let entry = super::route(route.entry()).unwrap();
        let is_entry = matches!(entry.offer, Offer::Menu(..));
        assert!(is_entry || route.list.is_none(), "{} belongs to {}, which is not in the menu", route.path, entry.path);
        assert!(entry.list.is_none(), "{} stands below {}, which stands below another", route.path, entry.path);
    }
}

/// A page with the address of a record asks for the permission to see or change what its list shows.
#[test]
fn the_permission_of_each_page_is_the_one_that_is_written_here() {
    let found: Vec<_> = PLACES
        .iter()
        .filter(|route| route.path != "/gallery")
        .map(|route| format!("{} {}", route.path, route.permission.map_or("-", Permission::text)))
        .collect();
    let wanted = [
        "/login -",
        "/account -",
        "/ report.read",
        "/sales/orders sales_order.read",
        "/sales/orders/new sales_order.write",
        "/sales/orders/{order} sales_order.read",
        "/sales/orders/{order}/edit sales_order.write",
        "/sales/orders/{order}/print sales_order.read",
        "/sales/orders/{order}/shipments/{shipment} sales_order.read",
        "/customers customer.read",
        "/customers/{customer} customer.read",
        "/products catalog.read",
        "/products/{product} catalog.read",
        "/categories catalog.read",
        "/stock/levels stock.read",
        "/stock/ledger stock.read",
        "/stock/as-of stock.read",
        "/stock/warehouses stock.read",
        "/operate/performance operate",
        "/users accounts.manage",
        "/users/{user} accounts.manage",
        "/roles accounts.manage",
        "/settings settings.manage",
    ];
    assert_eq!(found, wanted);
}

#[test]
fn every_page_has_a_title() {
    assert!(PLACES.iter().all(|route| !(route.title)().is_empty()));
}

#[test]
fn logging_in_never_leads_away_from_the_app() {
    assert_eq!(href::after_login(Some("/sales/orders?status=DRAFT")), "/sales/orders?status=DRAFT");
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example", ""] {
        assert_eq!(href::after_login(Some(elsewhere)), "/", "{elsewhere}");
    }
}

/// The stories in a browser visit every page: `end2end/support/pages.mjs` reads them there.
#[test]
fn the_stories_know_every_page() {
    let pages = PLACES.iter().filter(|route| route.path != "/gallery").map(|route| {
        serde_json::json!({
            "path": route.path,
            "title": (route.title)(),
            "permission": route.permission.map(|permission| crate::api::name::Permission::of(permission).0),
            "menu": matches!(route.offer, Offer::Menu(..)),
        })
    });
    let wanted = format!("{:#}\n", serde_json::Value::Array(pages.collect()));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/support/pages.json");
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        std::fs::write(file, &wanted).unwrap();
    }
    assert!(found == wanted, "frontend/end2end/support/pages.json was out of date and has been written: commit it");
}
