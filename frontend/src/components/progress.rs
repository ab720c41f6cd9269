//! How much of a whole is done.
use leptos::prelude::*;

use crate::format;

/// A labelled bar. The percentage is text too: the bar's length alone would tell nothing to a screen reader.
#[component]
pub fn Progress(
    /// What is measured.
    label: &'static str,
    /// Done, from 0 to 100.
    percent: u32,
) -> impl IntoView {
    view! {
        <div class="bar">
            <div class="bar-text">
                <span>{label}</span>
                <span>{format::percent(percent)}</span>
            </div>
            <progress max="100" value=percent.to_string() aria-label=label></progress>
        </div>
    }
}
