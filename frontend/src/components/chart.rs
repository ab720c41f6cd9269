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
    let mut drawing = Drawing::default();
    for value in (0..=steps).map(|index| step.saturating_mul(index)) {
        drawing.line(y(value, top_value), "");
        drawing.level(y(value, top_value), &scale(value, &unit));
    }
    for (index, column) in columns.iter().enumerate() {
        drawing.column(Place { index: i64::try_from(index).unwrap_or(0), count, top_value }, column, headings[2]);
    }
    if let Some(target) = target {
        drawing.line(y(target, top_value), "chart-target");
    }
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
            <svg role="group" aria-label=caption on:keydown=move |event| go(&event) inner_html=drawing.0></svg>
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

/// Where a column stands.
#[derive(Clone, Copy)]
struct Place {
    index: i64,
    count: i64,
    top_value: i64,
}

/// What is drawn, as SVG: one text is far less code than an element for each stroke.
#[derive(Default)]
struct Drawing(String);

impl Drawing {
    /// Opens an element.
    fn open(&mut self, element: &str, attributes: &[(&str, &str)]) {
        self.0.push('<');
        self.0.push_str(element);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            self.0.push_str("=\"");
            self.words(value);
            self.0.push('"');
        }
        self.0.push('>');
    }

    /// What it says, in which nothing is taken for markup.
    fn words(&mut self, words: &str) {
        for char in words.chars() {
            match char {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '"' => self.0.push_str("&quot;"),
                _ => self.0.push(char),
            }
        }
    }

    fn close(&mut self, element: &str) {
        self.0.push_str("</");
        self.0.push_str(element);
        self.0.push('>');
    }

    fn element(&mut self, element: &str, attributes: &[(&str, &str)], words: &str) {
        self.open(element, attributes);
        self.words(words);
        self.close(element);
    }

    fn line(&mut self, y: i64, class: &str) {
        let y = y.to_string();
        self.element("line", &[("class", class), ("x1", "0"), ("x2", "100%"), ("y1", &y), ("y2", &y)], "");
    }

    /// What the scale says at a height.
    fn level(&mut self, y: i64, words: &str) {
        let y = y.to_string();
        self.element("text", &[("x", "-10"), ("y", &y), ("dy", "4"), ("text-anchor", "end")], words);
    }

    fn column(&mut self, place: Place, column: &Column, heading: &str) {
        let Place { index, count, top_value } = place;
        // A few columns are not blown up to fill the width.
        let pitch = WHOLE / count.max(6);
        let left = pitch * index;
        let is_last = index + 1 == count;
        let about = format!("{} · {heading}: {}", column.name, column.note);
        let label = format!("{}, {about}", column.shown);
        // One column is a stop of Tab.
        self.open("g", &[("role", "img"), ("aria-label", &label), ("tabindex", if is_last { "0" } else { "-1" })]);
        self.rect("chart-slot", (left, pitch), TOP, HEIGHT);
        let class = if is_last { "chart-column last" } else { "chart-column" };
        self.rect(class, (left + pitch / 5, pitch * 3 / 5), y(column.value, top_value), HEIGHT - BOTTOM);
        // The newest column keeps its label where there is no room for all.
        let class = if (count - index) % 2 == 0 { "between" } else { "" };
        let (middle, foot) = (share(left + pitch / 2), (HEIGHT - 6).to_string());
        let label = [("class", class), ("x", middle.as_str()), ("y", foot.as_str()), ("text-anchor", "middle")];
        self.element("text", &label, &column.label);
        // What is told of it begins, or ends, with the column near an edge.
        let (anchor, at) = match index * 3 / count.max(6) {
            0 => ("start", share(left + pitch / 5)),
            1 => ("middle", middle),
            _ => ("end", share(left + pitch * 4 / 5)),
        };
        self.open("text", &[("class", "chart-tip"), ("text-anchor", anchor)]);
        self.element("tspan", &[("class", "chart-value"), ("x", &at), ("y", "10")], &column.shown);
        self.element("tspan", &[("x", &at), ("y", "25")], &about);
        self.close("text");
        self.close("g");
    }

    fn rect(&mut self, class: &str, (left, width): (i64, i64), top: i64, bottom: i64) {
        let (left, width, top, height) = (share(left), share(width), top.to_string(), (bottom - top).to_string());
        let place = [("x", left.as_str()), ("y", &top), ("width", &width), ("height", &height), ("rx", "5")];
        self.open("rect", &[&[("class", class)], place.as_slice()].concat());
        self.close("rect");
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
    fn what_a_column_is_called_is_no_markup() {
        let mut drawing = Drawing::default();
        drawing.element("text", &[("aria-label", "\"a\"")], "<b> & c");
        assert_eq!(drawing.0, "<text aria-label=\"&quot;a&quot;\">&lt;b> &amp; c</text>");
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
