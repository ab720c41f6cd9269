//! The records that the filters of stock lists are about.
use crate::api::page::Choice;
use crate::api::query::Query;
use crate::api::{accounts, sales, stock};
use crate::list::Wanted;

pub(super) fn product(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => stock::products_found(&words),
        Wanted::Id(id) => stock::product_choice(&id),
    }
}

pub(super) fn warehouse(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => stock::warehouses_found(&words),
        Wanted::Id(id) => stock::warehouse_choice(&id),
    }
}

pub(super) fn order(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => sales::found(&words),
        Wanted::Id(id) => sales::named(&id),
    }
}

pub(super) fn user(wanted: Wanted) -> Query<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => accounts::users_found(&words),
        Wanted::Id(id) => accounts::user_named(&id),
    }
}
