//! The records that the filters of stock lists are about.
use crate::api::page::Choice;
use crate::api::{accounts, sales, stock};
use crate::list::{Call, Wanted};

pub(super) fn product(wanted: Wanted) -> Call<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(stock::products_found(words)),
        Wanted::Id(id) => Box::pin(stock::product_named(id)),
    }
}

pub(super) fn warehouse(wanted: Wanted) -> Call<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(stock::warehouses_found(words)),
        Wanted::Id(id) => Box::pin(stock::warehouse_named(id)),
    }
}

pub(super) fn order(wanted: Wanted) -> Call<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(sales::found(words)),
        Wanted::Id(id) => Box::pin(sales::named(id)),
    }
}

pub(super) fn user(wanted: Wanted) -> Call<Vec<Choice>> {
    match wanted {
        Wanted::Words(words) => Box::pin(accounts::users_found(words)),
        Wanted::Id(id) => Box::pin(accounts::user_named(id)),
    }
}
