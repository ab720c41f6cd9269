//! The database: connections, tables, indexes, and what it remembers of its statements.
use leptos::prelude::*;

use super::{Stage, average, stage};
use crate::api::performance::{self, Connections, Database, Index, ServerStatement, Table};
use crate::components::states::{Failure, SkeletonRows};
use crate::state::remote::Remote;
use crate::{format, text};

#[component]
pub(super) fn DatabasePanel() -> impl IntoView {
    let database = Remote::new();
    database.load(performance::database());
    let stage = stage(database);
    view! {
        <section class="panel" aria-labelledby="database">
            <div class="panel-head">
                <h2 id="database">{text::performance::database()}</h2>
                <button class="button" aria-disabled=move || database.busy().to_string() on:click=move |_| database.load(performance::database())>
                    {text::performance::refresh()}
                </button>
            </div>
            {move || match stage.get() {
                Stage::Waiting => view! { <SkeletonRows count=5 /> }.into_any(),
                Stage::Failed(error) => {
                    let retry = move |()| database.load(performance::database());
                    view! { <Failure error retry /> }.into_any()
                }
                Stage::There => (move || {
                    database.with(|answer| answer.and_then(|answer| answer.as_ref().ok().map(content)))
                }).into_any(),
            }}
        </section>
    }
}

fn content(database: &Database) -> impl IntoView + use<> {
    let facts =
        database.figures.iter().map(|figure| fact(figure.name.replace('_', " "), format::count(figure.value.0)));
    let connections =
        database.connections.iter().map(|connection| fact(state(connection), format::count(connection.count.0)));
    let engine = format!("{} {}", database.engine, database.version);
    view! {
        <dl class="readings">
            {fact(text::performance::engine().to_owned(), engine)}
            {fact(text::performance::size().to_owned(), format::bytes(database.bytes.0))}
            {connections.collect_view()}
            {facts.collect_view()}
        </dl>
        {tables(&database.tables)}
        {indexes(&database.indexes)}
        {remembered(database.statements.as_deref())}
    }
}

fn state(connection: &Connections) -> String {
    match &connection.waits_for {
        Some(event) => format!("{} ({event})", connection.state),
        None => connection.state.clone(),
    }
}

fn fact(name: String, value: String) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
}

/// What the engine does not count is a dash.
fn counted(number: Option<i64>) -> String {
    number.map_or_else(|| "–".to_owned(), format::count)
}

fn tables(tables: &[Table]) -> impl IntoView + use<> {
    let row = |table: &Table| {
        view! {
            <tr>
                <th scope="row">{table.name.clone()}</th>
                <td class="number">{format::bytes(table.bytes.0)}</td>
                <td class="number">{counted(table.live_rows.map(|rows| rows.0))}</td>
                <td class="number">{counted(table.dead_rows.map(|rows| rows.0))}</td>
                <td class="number">{counted(table.sequential_scans.map(|scans| scans.0))}</td>
                <td class="number">{counted(table.index_scans.map(|scans| scans.0))}</td>
            </tr>
        }
    };
    let rows = tables.iter().map(row).collect_view();
    view! {
        <details class="fold">
            <summary>{text::performance::tables()}</summary>
            <div class="table-wrap tall" tabindex="0" role="group" aria-label=text::performance::tables()>
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::table()}</th>
                            <th scope="col" class="number">{text::performance::size()}</th>
                            <th scope="col" class="number">{text::performance::live_rows()}</th>
                            <th scope="col" class="number">{text::performance::dead_rows()}</th>
                            <th scope="col" class="number">{text::performance::full_scans()}</th>
                            <th scope="col" class="number">{text::performance::index_scans()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn indexes(indexes: &[Index]) -> impl IntoView + use<> {
    let rows = indexes.iter().map(index).collect_view();
    view! {
        <details class="fold">
            <summary>{text::performance::indexes()}</summary>
            <div class="table-wrap tall" tabindex="0" role="group" aria-label=text::performance::indexes()>
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::index()}</th>
                            <th scope="col">{text::performance::table()}</th>
                            <th scope="col" class="number">{text::performance::size()}</th>
                            <th scope="col" class="number">{text::performance::scans()}</th>
                            <th scope="col">{text::performance::remark()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

fn index(index: &Index) -> impl IntoView + use<> {
    let remark = match &index.duplicate_of {
        Some(other) => Some((text::performance::duplicate(other), "pill warn")),
        None if index.is_unique => Some((text::performance::unique().to_owned(), "pill")),
        None if index.scans.is_some_and(|scans| scans.0 == 0) => {
            Some((text::performance::unused().to_owned(), "pill warn"))
        }
        None => None,
    };
    view! {
        <tr>
            <th scope="row">{index.name.clone()}</th>
            <td>{index.table.clone()}</td>
            <td class="number">{format::bytes(index.bytes.0)}</td>
            <td class="number">{counted(index.scans.map(|scans| scans.0))}</td>
            <td>{remark.map(|(text, class)| view! { <span class=class>{text}</span> })}</td>
        </tr>
    }
}

fn remembered(statements: Option<&[ServerStatement]>) -> impl IntoView + use<> {
    let Some(statements) = statements else {
        return view! { <p class="panel-pad quiet">{text::performance::no_query_statistics()}</p> }.into_any();
    };
    let row = |statement: &ServerStatement| {
        view! {
            <tr>
                <th scope="row"><code class="shape" title=statement.shape.clone()>{statement.shape.clone()}</code></th>
                <td class="number">{format::count(statement.calls.0)}</td>
                <td class="number">{format::duration(statement.total_time.0)}</td>
                <td class="number">{format::duration(average(statement.total_time.0, statement.calls.0))}</td>
                <td class="number">{format::duration(statement.max_time.0)}</td>
            </tr>
        }
    };
    let rows = statements.iter().map(row).collect_view();
    view! {
        <details class="fold">
            <summary>{text::performance::slowest_queries()}</summary>
            <div class="table-wrap tall" tabindex="0" role="group" aria-label=text::performance::slowest_queries()>
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::query()}</th>
                            <th scope="col" class="number">{text::performance::calls()}</th>
                            <th scope="col" class="number">{text::performance::total()}</th>
                            <th scope="col" class="number">{text::performance::mean()}</th>
                            <th scope="col" class="number">{text::performance::maximum()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
