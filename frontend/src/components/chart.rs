//! A column chart, drawn as SVG. What the pointer, a tap or the focus is at is told above the column, as a matter of its
//! style sheet; the arrow keys go from one column to the next; all figures stand in a table for screen readers.
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};

/// Heights in pixels; widths follow the space there is.
const HEIGHT: i64 = 230;
/// Above it stands what is told of a column.
const TOP: i64 = 34;
const BOTTOM: i64 = 26;
/// What a width is counted in: thousandths of a percent.
const WHOLE: i64 = 100_000;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Below the column.
    pub label: String,
    /// In the table and the tip.
    pub name: String,
    /// What its height shows; in any unit, the same for all.
    pub value: i64,
    /// The value as text.
    pub shown: String,
    /// What else the table tells.
    pub note: String,
}

/// A step of the scale: a round number such that three or four of them reach the highest value.
fn step(highest: i64) -> i64 {
    let mut step = 1_i64;
    let wanted = highest / 4;
    while step < wanted {
        let next = [2, 5, 10].into_iter().find_map(|factor| {
            let candidate = step.saturating_mul(factor);
            (candidate >= wanted).then_some(candidate)
        });
        match next {
            Some(found) => return found,
            None => step = step.saturating_mul(10),
        }
    }
    step
}

/// Where a value lies between the bottom (0) and the top of the drawing.
fn y(value: i64, top_value: i64) -> i64 {
    let room = i128::from(HEIGHT - TOP - BOTTOM);
    let up = i128::from(value.max(0)) * room / i128::from(top_value.max(1));
    HEIGHT - BOTTOM - i64::try_from(up).unwrap_or(0)
}

/// Columns over a scale of round numbers.
#[component]
pub fn ColumnChart(
    /// What it shows.
    caption: &'static str,
    /// The table's headings: name, value, note.
    headings: [&'static str; 3],
    /// The columns, left to right.
    columns: Vec<Column>,
    /// Writes a value of the scale.
    scale: fn(i64, &str) -> String,
    /// The unit given to `scale`.
    #[prop(optional)]
    unit: String,
    /// A value to stay below, drawn as a line.
    #[prop(optional, into)]
    target: Option<i64>,
) -> impl IntoView {
    let highest = columns.iter().map(|column| column.value).chain(target).max().unwrap_or(0);
    let step = step(highest);
    let steps = (1..=5).find(|count| step.saturating_mul(*count) >= highest).unwrap_or(5);
    let top_value = step.saturating_mul(steps);
    let count = i64::try_from(columns.len()).unwrap_or(1).max(1);
    // A few columns are not blown up to fill the width.
    let pitch = WHOLE / count.max(6);
    let lines = (0..=steps).map(|index| {
        let value = step.saturating_mul(index);
        let y = y(value, top_value).to_string();
        view! {
            <line x1="0" x2="100%" y1=y.clone() y2=y.clone()></line>
            <text x="-10" y=y dy="4" text-anchor="end">{scale(value, &unit)}</text>
        }
    });
    let lines = lines.collect_view();
    let target = target.map(|target| {
        let y = y(target, top_value).to_string();
        view! { <line class="chart-target" x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    let bars = columns
        .iter()
        .enumerate()
        .map(|(index, column)| bar(index, column, headings[2], pitch, top_value, count))
        .collect_view();
    let rows = columns.into_iter().map(|column| {
        view! {
            <tr>
                <th scope="row">{column.name}</th>
                <td>{column.shown}</td>
                <td>{column.note}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div class="chart">
            <svg role="group" aria-label=caption on:keydown=move |event| go(&event)>
                {lines}
                {bars}
                {target}
            </svg>
        </div>
        <table class="visually-hidden">
            <caption>{caption}</caption>
            <thead>
                <tr>{headings.map(|heading| view! { <th scope="col">{heading}</th> }).collect_view()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

/// Goes to the column beside the one that has the focus, or to the first or last; one column of a chart is a stop of Tab.
fn go(event: &leptos::ev::KeyboardEvent) {
    let column = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(column) = column else { return };
    let siblings = column.parent_element().and_then(|drawing| drawing.query_selector_all("g").ok());
    let Some(siblings) = siblings else { return };
    let last = siblings.length().saturating_sub(1);
    let Some(now) = (0..=last).find(|at| siblings.item(*at).is_some_and(|it| it.is_same_node(Some(&column)))) else {
        return;
    };
    let next = match event.key().as_str() {
        "ArrowLeft" => now.saturating_sub(1),
        "ArrowRight" => now.saturating_add(1).min(last),
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = siblings.item(next).and_then(|next| next.dyn_into::<SvgElement>().ok()) {
        // It can be focused: it has a `tabindex`.
        drop(next.focus());
    }
}

/// Thousandths of a percent as SVG writes them.
fn share(thousandths: i64) -> String {
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

fn bar(index: usize, column: &Column, heading: &str, pitch: i64, top_value: i64, count: i64) -> impl IntoView + use<> {
    let index = i64::try_from(index).unwrap_or(0);
    let left = pitch * index;
    let top = y(column.value, top_value);
    // The newest column keeps its label where there is no room for all.
    let is_between = (count - index) % 2 == 0;
    // What is told of it begins, or ends, with the column near an edge.
    let (anchor, at) = match index * 3 / count.max(6) {
        0 => ("start", left + pitch / 5),
        1 => ("middle", left + pitch / 2),
        _ => ("end", left + pitch * 4 / 5),
    };
    let about = format!("{} · {heading}: {}", column.name, column.note);
    let label = format!("{}, {about}", column.shown);
    view! {
        <g
            role="img"
            aria-label=label
            tabindex=if index + 1 == count { "0" } else { "-1" }
        >
            <rect class="chart-slot" x=share(left) y=TOP.to_string() width=share(pitch) height=(HEIGHT - TOP).to_string()></rect>
            <rect
                class="chart-column"
                class:last=index + 1 == count
                x=share(left + pitch / 5)
                y=top.to_string()
                width=share(pitch * 3 / 5)
                height=(HEIGHT - BOTTOM - top).to_string()
                rx="5"
            ></rect>
            <text class:between=is_between x=share(left + pitch / 2) y=(HEIGHT - 6).to_string() text-anchor="middle">
                {column.label.clone()}
            </text>
            <text class="chart-tip" text-anchor=anchor>
                <tspan class="chart-value" x=share(at) y="10">{column.shown.clone()}</tspan>
                <tspan x=share(at) y="25">{about}</tspan>
            </text>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_has_round_steps_that_reach_the_highest_column() {
        for highest in [1, 3, 9, 17, 100, 4_321, 99_999, 7_000_000_000] {
            let step = step(highest);
            assert!(step * 5 >= highest, "{highest} {step}");
            let leading: String = step.to_string().trim_end_matches('0').to_owned();
            assert!(["1", "2", "5"].contains(&leading.as_str()), "{highest} {step}");
        }
        assert_eq!(step(0), 1);
    }

    #[test]
    fn shares_are_written_with_their_thousandths() {
        assert_eq!(share(8_333), "8.333%");
        assert_eq!(share(50), "0.050%");
        assert_eq!(share(WHOLE), "100.000%");
    }

    #[test]
    fn nothing_lies_at_the_bottom_and_all_at_the_top() {
        assert_eq!(y(0, 10), HEIGHT - BOTTOM);
        assert_eq!(y(10, 10), TOP);
        assert_eq!(y(-5, 10), HEIGHT - BOTTOM);
    }
}
