//! The window's title, which screen readers announce on each change of page.
use leptos::prelude::*;

/// Names the page in the window's title for as long as it is shown.
#[component]
pub fn Title(
    /// The page's name.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    Effect::new(move || text.with(|text| document().set_title(&format!("{text} · Context7 ERP"))));
}
