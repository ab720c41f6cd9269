//! Every component in every state, for those who build the app: part of development builds alone (`cargo xtask dev`).
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use crate::api::choices::{ProductChoice, products};
use crate::api::error::{ApiError, Problem};
use crate::api::name::SalesOrderStatus;
use crate::components::chart::{Column, ColumnChart};
use crate::components::form::{CheckField, FormDialog, TextField};
use crate::components::icon::{Glyph, Icon};
use crate::components::menu::{Menu, Popup};
use crate::components::order_status::StatusPill;
use crate::components::picker::PickerField;
use crate::components::progress::Progress;
use crate::components::select::SelectField;
use crate::components::states::{Failure, Notice, SkeletonRows, State};
use crate::components::switches::{LanguageSwitch, ThemeSwitch};
use crate::components::tabs::{Tab, Tabs};
use crate::page::{Made, Page, Visit};
use crate::state::attempt::Attempt;
use crate::state::toasts::Toasts;
use crate::{format, text};

const STATUSES: [&str; 7] = ["DRAFT", "CONFIRMED", "ON_HOLD", "SHIPPED", "COMPLETED", "CANCELLED", "EXPIRED"];
const TONES: [&str; 5] = ["", "good", "info", "warn", "bad"];
const PROBLEMS: [Problem; 10] = [
    Problem::Network,
    Problem::Unauthenticated,
    Problem::Denied,
    Problem::NotFound,
    Problem::Conflict,
    Problem::Throttled,
    Problem::Busy,
    Problem::Input,
    Problem::Outdated,
    Problem::Internal,
];

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(gallery, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    Ok(view! { <Gallery /> }.into_any())
}

#[component]
fn Gallery() -> impl IntoView {
    view! {
        <div class="page">
            <div class="page-head">
                <h1>{text::gallery::title()}</h1>
                <div class="actions">
                    <ThemeSwitch />
                    <LanguageSwitch />
                </div>
            </div>
            <Part name=text::gallery::buttons()>
                <Buttons />
            </Part>
            <Part name=text::gallery::fields()>
                <Fields />
            </Part>
            <Part name=text::gallery::pills()>
                <div class="actions">
                    {STATUSES.map(|status| view! { <StatusPill status=SalesOrderStatus(status.to_owned()) /> }).collect_view()}
                </div>
                <Progress label=text::sales::shipped() percent=0 />
                <Progress label=text::sales::shipped() percent=42 />
                <Progress label=text::sales::shipped() percent=100 />
                <div class="progress-line" aria-hidden="true"></div>
            </Part>
            <Part name=text::gallery::notices()>
                {TONES.map(|tone| view! { <Notice tone>{text::app::error_busy()}</Notice> }).collect_view()}
            </Part>
            <Part name=text::gallery::states()>
                <SkeletonRows count=3 />
                <State glyph=Glyph::Inbox title=text::list::empty_title() text=text::list::empty_text() />
                {PROBLEMS.map(|problem| view! { <Failure error=ApiError::of(problem) retry=|()| () /> }).collect_view()}
            </Part>
            <Part name=text::gallery::tables()>
                <Table />
            </Part>
            <Part name=text::gallery::charts()>
                <Charts />
            </Part>
            <Part name=text::gallery::tabs()>
                <TwoTabs />
            </Part>
            <Part name=text::gallery::overlays()>
                <Overlays />
            </Part>
        </div>
    }
}

#[component]
fn Part(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="panel panel-pad form" aria-label=name>
            <h2>{name}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let button = |class: &'static str, off: bool| {
        view! {
            <button class=format!("button {class}") type="button" aria-disabled=off.to_string()>
                <Icon glyph=Glyph::Plus />
                {text::form::save()}
            </button>
        }
    };
    let row = |off: bool| ["primary", "", "plain", "danger", "small"].map(|class| button(class, off)).collect_view();
    view! {
        <div class="actions">{row(false)}</div>
        <div class="actions">{row(true)}</div>
        <div class="actions">
            <button class="button icon-only" type="button" aria-label=text::app::dismiss()>
                <Icon glyph=Glyph::Cross />
            </button>
            <button class="link" type="button">
                {text::form::reload()}
            </button>
            <Menu glyph=Glyph::Columns label=text::list::columns()>
                <button class="button plain" type="button">
                    {text::list::columns_reset()}
                </button>
            </Menu>
        </div>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let fine = Signal::stored(None);
    let wrong = Signal::stored(Some(text::form::number_invalid().to_owned()));
    let typed = |text: &str| RwSignal::new(text.to_owned());
    let options = || vec![("light", text::app::theme_light()), ("dark", text::app::theme_dark())];
    let picked = RwSignal::new(None::<ProductChoice>);
    view! {
        <div class="pair">
            <TextField id="g-text" label=text::gallery::text() value=typed("") error=fine hint=text::gallery::hint() />
            <TextField id="g-wrong" label=text::gallery::number() value=typed("1,2,3") error=wrong inputmode="decimal" />
            <TextField id="g-password" label=text::gallery::password() value=typed("") error=fine kind="password" />
            <TextField id="g-day" label=text::gallery::day() value=typed("2026-03-02") error=fine kind="date" />
            <SelectField id="g-select" label=text::gallery::choice() value=typed("dark") options=options() />
            <SelectField id="g-select-wrong" label=text::gallery::choice() value=typed("light") options=options() error=wrong />
            <PickerField id="g-picker" label=text::gallery::record() value=picked find=products error=fine />
        </div>
        <CheckField label=text::gallery::choice() value=RwSignal::new(true) />
        <CheckField label=text::gallery::choice() value=RwSignal::new(false) />
    }
}

#[component]
fn Table() -> impl IntoView {
    let rows = ["1234.5", "0.00", "-70.25"].into_iter().zip(TONES).map(|(amount, tone)| {
        view! {
            <tr>
                <th scope="row" class="card-name">{text::gallery::text()}</th>
                <td class="card-status">
                    <span class=format!("pill {tone}")>{text::list::yes()}</span>
                </td>
                <td class="number card-amount">{format::money(amount, "EUR")}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table cards">
                <caption class="visually-hidden">{text::gallery::tables()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text::gallery::record()}</th>
                        <th scope="col">{text::gallery::choice()}</th>
                        <th scope="col" class="number">{text::gallery::number()}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Charts() -> impl IntoView {
    let columns = (1..=12_i64).map(|month| Column {
        label: format::month_short(&format!("2026-{month:02}-01")),
        name: format::month(&format!("2026-{month:02}-01")),
        value: month.saturating_mul(13) % 17,
        shown: format::count(month.saturating_mul(13) % 17),
        note: String::new(),
    });
    let scale = |value: i64, _: &str| format::count(value);
    let headings = [text::gallery::day(), text::gallery::number(), text::gallery::hint()];
    view! {
        <ColumnChart caption=text::gallery::charts() headings columns=columns.collect() scale target=12 />
        <ColumnChart caption=text::gallery::charts() headings columns=Vec::new() scale />
    }
}

#[component]
fn TwoTabs() -> impl IntoView {
    let tabs: Vec<Tab> = vec![
        (text::gallery::text(), (|| text::gallery::hint()).into()),
        (text::gallery::number(), (|| format::decimal("12345.678")).into()),
    ];
    view! { <Tabs id="g-tabs" label=text::gallery::tabs() tabs /> }
}

#[component]
fn Overlays() -> impl IntoView {
    let toasts = Toasts::get();
    let is_open = RwSignal::new(false);
    let close = move |()| is_open.set(false);
    let dialog = move || {
        let attempt = Attempt::new();
        let value = RwSignal::new(String::new());
        is_open.get().then(|| {
            view! {
                <FormDialog
                    title=text::gallery::overlays()
                    attempt
                    label=text::form::save()
                    reload=close
                    on_close=close
                    on_submit=close
                >
                    <TextField id="g-in-dialog" label=text::gallery::text() value error=Signal::stored(None) autofocus=true />
                </FormDialog>
            }
        })
    };
    view! {
        <div class="actions">
            <button class="button" type="button" on:click=move |_| is_open.set(true)>
                {text::gallery::dialog()}
            </button>
            <button class="button" type="button" on:click=move |_| toasts.tell(text::form::saved().to_owned())>
                {text::gallery::toast()}
            </button>
            <Popup class="button" face=text::gallery::menu().into_any() panel=text::gallery::hint().into_any() />
        </div>
        {dialog}
    }
}
