//! A modal dialog: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back.
use leptos::prelude::*;

/// Shows its content as a modal dialog for as long as it is mounted.
#[component]
pub fn Dialog(
    /// Id of the heading that names it.
    labelled_by: &'static str,
    /// Room for a table.
    #[prop(optional)]
    wide: bool,
    /// It cannot be closed while this is so.
    #[prop(optional, into)]
    stays: Signal<bool>,
    /// The user closed it.
    #[prop(into)]
    on_close: Callback<()>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move || {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            // Fails only when the dialog has left the page meanwhile: then there is nothing to show.
            drop(dialog.show_modal());
        }
    });
    let cancel = move |event: leptos::ev::Event| {
        if stays.get_untracked() {
            event.prevent_default();
        }
    };
    let closed = move |_| match node.get_untracked().filter(|_| stays.get_untracked()) {
        // A second Escape closes it whatever was said to the first.
        Some(dialog) => drop(dialog.show_modal()),
        None => on_close.run(()),
    };
    view! {
        <dialog node_ref=node class:wide=wide aria-labelledby=labelled_by on:cancel=cancel on:close=closed>
            {children()}
        </dialog>
    }
}
