//! The operations of the last hour: which cost most.
use leptos::prelude::*;

use super::{Board, average};
use crate::api::performance::OperationStatistics;
use crate::{format, text};

#[component]
pub(super) fn Operations(board: Board) -> impl IntoView {
    let rows = move || board.moving(|activity| activity.operations.iter().map(row).collect_view());
    view! {
        <section class="panel" aria-labelledby="operations">
            <div class="panel-head">
                <h2 id="operations">{text::performance::operations()}</h2>
                <span class="small quiet">{text::performance::operations_lead()}</span>
            </div>
            <div class="table-wrap tall" tabindex="0" role="group" aria-labelledby="operations">
                <table class="table dense">
                    <thead>
                        <tr>
                            <th scope="col">{text::performance::operation()}</th>
                            <th scope="col" class="number">{text::performance::calls()}</th>
                            <th scope="col" class="number">{text::performance::p50()}</th>
                            <th scope="col" class="number">{text::performance::p95()}</th>
                            <th scope="col" class="number">{text::performance::p99()}</th>
                            <th scope="col" class="number">{text::performance::maximum()}</th>
                            <th scope="col" class="number">{text::performance::queries_per_call()}</th>
                            <th scope="col" class="number">{text::performance::failures()}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn row(operation: &OperationStatistics) -> impl IntoView + use<> {
    let figures = &operation.figures;
    let each = average(figures.queries.0.saturating_mul(100), figures.requests.0);
    view! {
        <tr>
            <th scope="row">{operation.name.clone()}</th>
            <td class="number">{format::count(figures.requests.0)}</td>
            <td class="number">{format::duration(figures.p50.0)}</td>
            <td class="number">{format::duration(figures.p95.0)}</td>
            <td class="number">{format::duration(figures.p99.0)}</td>
            <td class="number">{format::duration(figures.max.0)}</td>
            <td class="number">{format::decimal(&format!("{}.{:02}", each / 100, each % 100))}</td>
            <td class="number">{format::count(figures.failures.0)}</td>
        </tr>
    }
}
