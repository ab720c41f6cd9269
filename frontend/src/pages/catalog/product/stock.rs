//! What lies of a product in each warehouse.
use domain::Quantity;
use leptos::prelude::*;

use crate::api::catalog::{Level, levels};
use crate::components::icon::Glyph;
use crate::components::states::{Failure, SkeletonRows, State};
use crate::routes::href;
use crate::state::remote::Remote;
use crate::{format, text};

#[component]
pub(super) fn Stock(product: String) -> impl IntoView {
    let known = Remote::<Vec<Level>>::new();
    let ledger = href::stock_ledger_of(&product);
    let load = move |()| known.load(levels(product.clone()));
    load(());
    let load = Callback::new(load);
    let body = move || {
        known.with(|answer| match answer {
            None => view! { <SkeletonRows count=3 /> }.into_any(),
            Some(Err(error)) => view! { <Failure error=error.clone() retry=load /> }.into_any(),
            Some(Ok(rows)) if rows.is_empty() => {
                let (title, text) = (text::catalog::no_stock(), text::catalog::no_stock_text());
                view! { <State glyph=Glyph::Box title text /> }.into_any()
            }
            Some(Ok(rows)) => table(rows),
        })
    };
    view! {
        <section class="panel" aria-labelledby="stock">
            <div class="panel-head">
                <h2 id="stock">{text::catalog::stock()}</h2>
                <a href=ledger>{text::catalog::ledger()}</a>
            </div>
            {body}
        </section>
    }
}

fn table(rows: &[Level]) -> AnyView {
    let number = |quantity: Quantity| format::decimal(&quantity.to_string());
    let sum = |read: fn(&Level) -> Quantity| Quantity::sum(rows.iter().map(read)).ok().map(number);
    let totals = [sum(|row| row.on_hand), sum(|row| row.reserved), sum(|row| row.available)];
    let lines = rows.iter().cloned().map(|row| {
        let place = row.warehouse.map(|place| {
            let levels = href::stock_levels_in(place.id.inner());
            view! { <a href=levels>{place.name}</a> }
        });
        view! {
            <tr>
                <th scope="row">{place}</th>
                <td class="number">{number(row.on_hand)}</td>
                <td class="number">{number(row.reserved)}</td>
                <td class="number">{number(row.available)}</td>
            </tr>
        }
    });
    let totals = totals.map(|total| view! { <td class="number">{total}</td> });
    view! {
        <div class="table-wrap">
            <table class="table" aria-labelledby="stock">
                <thead>
                    <tr>
                        <th scope="col">{text::catalog::warehouse()}</th>
                        <th scope="col" class="number">{text::catalog::on_hand()}</th>
                        <th scope="col" class="number">{text::catalog::reserved()}</th>
                        <th scope="col" class="number">{text::catalog::available()}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{text::catalog::total()}</th>
                        {totals.collect_view()}
                    </tr>
                </tfoot>
            </table>
        </div>
    }
    .into_any()
}
