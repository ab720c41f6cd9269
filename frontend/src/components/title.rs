//! The window's title, which screen readers announce on each change of page. It is the name of the page in `places.rs`,
//! until a page of one record knows the record's.
use leptos::prelude::*;

/// Names what is shown.
pub fn show_title(name: &str) {
    document().set_title(&[name, " · Context7 ERP"].concat());
}

/// Names the record in the window's title for as long as its page is shown.
#[component]
pub fn Title(
    /// The record's name.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    Effect::new(move || text.with(|text| show_title(text)));
}
