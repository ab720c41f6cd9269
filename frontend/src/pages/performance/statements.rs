//! The statements of this node: which cost most, how the database runs them, and a trace of the longest.
use leptos::prelude::*;
use leptos::wasm_split::wasm_split;

use super::{Board, average};
use crate::api::performance::{self, StatementStatistics};
use crate::components::dialog::Dialog;
use crate::components::lazily::lazily_or;
use crate::components::states::{Failure, SkeletonRows};
use crate::page::Made;
use crate::state::remote::Remote;
use crate::state::toasts::Toasts;
use crate::{format, text};

#[component]
pub(super) fn Statements(board: Board) -> impl IntoView {
    let opened = RwSignal::new(None::<String>);
    let toasts = Toasts::get();
    let opened_plan = move || {
        let close = move || opened.set(None);
        let failed = move || {
            close();
            toasts.tell(text::app::error_network().to_owned());
        };
        Some(lazily_or(plan(opened.get()?, Callback::new(move |()| close())), failed))
    };
    let shapes = move || board.moving(|now| now.statements.iter().map(|row| row.shape.clone()).collect::<Vec<_>>());
    view! {
        <section class="panel" aria-labelledby="statements">
            <div class="panel-head">
                <h2 id="statements">{text::performance::queries()}</h2>
                <span class="small quiet">{text::performance::queries_lead()}</span>
            </div>
            <div class="table-wrap tall" tabindex="0" role="group" aria-labelledby="statements">
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::query()}</th>
                            <th scope="col" class="number">{text::performance::calls()}</th>
                            <th scope="col" class="number">{text::performance::total()}</th>
                            <th scope="col" class="number">{text::performance::mean()}</th>
                            <th scope="col" class="number">{text::performance::maximum()}</th>
                            <th scope="col">{text::performance::query_details()}</th>
                        </tr>
                    </thead>
                    <tbody>
                        <For each=shapes key=Clone::clone let(shape)>
                            <Row board shape opened />
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
        {opened_plan}
    }
}

#[component]
fn Row(board: Board, shape: String, opened: RwSignal<Option<String>>) -> impl IntoView {
    let own = shape.clone();
    let row = Memo::new(move |_| {
        board.moving(|now| now.statements.iter().find(|row| row.shape == own).map(StatementStatistics::key_figures))
    });
    let link = move || {
        let trace = row.get()?.slowest_trace;
        let template = board.moving(|now| now.trace_link.clone())?;
        Some(template.replace("{traceId}", &trace))
    };
    let cell = move |read: fn(&KeyFigures) -> String| move || row.get().as_ref().map(read);
    let asked = shape.clone();
    view! {
        <tr>
            <th scope="row"><code class="shape" title=shape.clone()>{shape.clone()}</code></th>
            <td class="number">{cell(|row| format::count(row.calls))}</td>
            <td class="number">{cell(|row| format::duration(row.total))}</td>
            <td class="number">{cell(|row| format::duration(average(row.total, row.calls)))}</td>
            <td class="number">{cell(|row| format::duration(row.longest))}</td>
            <td>
                <div class="actions">
                    <button class="button small" on:click=move |_| opened.set(Some(asked.clone()))>{text::performance::plan()}</button>
                    {move || {
                        link().map(|link| view! { <a class="button small" href=link target="_blank" rel="noopener">{text::performance::trace()}</a> })
                    }}
                </div>
            </td>
        </tr>
    }
}

/// What changes in a row.
#[derive(Clone, PartialEq, Eq)]
struct KeyFigures {
    calls: i64,
    total: i64,
    longest: i64,
    slowest_trace: String,
}

impl StatementStatistics {
    fn key_figures(&self) -> KeyFigures {
        KeyFigures {
            calls: self.calls.0,
            total: self.total_time.0,
            longest: self.max_time.0,
            slowest_trace: self.slowest_trace_id.clone(),
        }
    }
}

/// How the database would run a statement; its code comes when the first one is asked for.
#[wasm_split(performance__plan, wasm_split_path = ::leptos::wasm_split, fallible)]
fn plan(shape: String, on_close: Callback<()>) -> Made {
    Ok(view! { <Plan shape on_close /> }.into_any())
}

#[component]
fn Plan(shape: String, on_close: Callback<()>) -> impl IntoView {
    let plan = Remote::new();
    let ask = {
        let shape = shape.clone();
        move || plan.load(performance::plan(&shape))
    };
    ask();
    let body = move || {
        plan.with(|answer| match answer {
            None => view! { <SkeletonRows count=3 /> }.into_any(),
            Some(Ok(lines)) => view! { <pre class="plan" tabindex="0">{lines.join("\n")}</pre> }.into_any(),
            Some(Err(error)) => {
                let ask = ask.clone();
                view! { <Failure error=error.clone() retry=move |()| ask() /> }.into_any()
            }
        })
    };
    view! {
        <Dialog labelled_by="plan-title" wide=true on_close>
            <div class="dialog-form">
                <h2 id="plan-title">{text::performance::plan_title()}</h2>
                <pre class="plan">{shape}</pre>
                {body}
            </div>
            <form method="dialog" class="dialog-form dialog-actions">
                <button class="button">{text::performance::close()}</button>
            </form>
        </Dialog>
    }
}
