//! The company at a glance: figures that lead to lists, sales by month, newest orders, scarce products; each user
//! arranges these tiles.
mod figures;
mod panels;
mod tiles;

use domain::Permission;
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use self::panels::{Months, Recent, Scarce};
use self::tiles::{Arrange, Tile, Tiles};
use crate::api::reports::{self, LowStock};
use crate::components::states::{Failure, SkeletonRows};
use crate::page::{Made, Page, Visit};
use crate::state::remote::Remote;
use crate::state::session::{Session, Who};
use crate::text;

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(dashboard, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    let overview = reports::overview();
    if visit.is_ahead(&overview) {
        return Ok(().into_any());
    }
    let board = DashboardPage { overview: Remote::new(), scarce: Remote::new(), tiles: Tiles::open() };
    board.overview.visit(overview);
    Ok(view! { <Page board /> }.into_any())
}

#[derive(Clone, Copy)]
struct DashboardPage {
    overview: Remote<reports::Overview>,
    scarce: Scarcity,
    tiles: Tiles,
}

/// What is scarce, the scarcest first, and how much there is of it.
type Scarcity = Remote<(Vec<LowStock>, i32)>;

#[component]
fn Page(board: DashboardPage) -> impl IntoView {
    let session = Session::get();
    Effect::new(move |asked: Option<bool>| {
        // Known a moment after the page, when the page is the first of the visit.
        let may = session.may(Permission::StockRead);
        if may && asked != Some(true) {
            board.scarce.visit(reports::low_stock());
        }
        may || asked == Some(true)
    });
    let greeting = move || match session.who() {
        Who::Known(user) => text::dashboard::greeting(&user.name),
        Who::Unknown | Who::Nobody => text::dashboard::title().to_owned(),
    };
    view! {
        <div class="page">
            <div class="page-head">
                <h1>{greeting}</h1>
                <Arrange tiles=board.tiles />
            </div>
            {move || {
                board.overview
                    .with(|answer| match answer {
                        None => view! { <Waiting tiles=board.tiles /> }.into_any(),
                        Some(Ok(overview)) => {
                            view! { <Overview overview=overview.clone() board /> }
                                .into_any()
                        }
                        Some(Err(error)) => {
                            let retry = move |()| board.overview.load(reports::overview());
                            view! { <div class="panel"><Failure error=error.clone() retry /></div> }.into_any()
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Waiting(tiles: Tiles) -> impl IntoView {
    let session = Session::get();
    let figure = |_: Tile| view! { <div class="panel figure waiting"><span class="skeleton"></span><span class="skeleton"></span></div> };
    let panel = |tile: Tile| match tile {
        Tile::Months => {
            view! { <div class="panel panel-pad months"><span class="skeleton tall"></span></div> }.into_any()
        }
        Tile::Scarce => view! { <div class="panel scarce"><SkeletonRows count=4 /></div> }.into_any(),
        _ => view! { <div class="panel recent"><SkeletonRows count=8 /></div> }.into_any(),
    };
    view! {
        <div class="figures">{move || tiles.shown(false, session).into_iter().map(figure).collect_view()}</div>
        <div class="board">{move || tiles.shown(true, session).into_iter().map(panel).collect_view()}</div>
    }
}

#[component]
fn Overview(overview: reports::Overview, board: DashboardPage) -> impl IntoView {
    let session = Session::get();
    let data = StoredValue::new(overview);
    let figure =
        move |tile: Tile| data.with_value(|it| figures::figure(tile, &it.dashboard, &it.company, board.scarce));
    let panel = move |tile: Tile| {
        let reports::Overview { dashboard, company } = data.get_value();
        match tile {
            Tile::Months => view! { <Months months=dashboard.monthly_sales currency=company.currency /> }.into_any(),
            Tile::Scarce => view! { <Scarce scarce=board.scarce /> }.into_any(),
            _ => view! { <Recent orders=dashboard.recent_orders /> }.into_any(),
        }
    };
    view! {
        <section aria-label=text::dashboard::metrics() class="figures">
            {move || board.tiles.shown(false, session).into_iter().map(figure).collect_view()}
        </section>
        <div class="board">{move || board.tiles.shown(true, session).into_iter().map(panel).collect_view()}</div>
    }
}
