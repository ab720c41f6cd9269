//! Picks one record by what one types of it: an ARIA combobox whose list comes from the server.
//!
//! resting --typed--> looking --answer--> offering --Enter, Tab or click--> resting, with the record
//!
//! Invariants: the list belongs to the text that is typed, never to an older one; who types on and leaves before the
//! answer is there gets what his text means (a code, a name, a barcode, or the only one found); a text that means
//! nothing stays as it is and says so, and then nothing is picked.
mod combo;
mod list;

use std::any::Any;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use self::combo::{Combo, Found};
use self::list::Input;
use crate::api::choices::Choice;
use crate::api::query::Query;
use crate::components::lazily::lazily;
use crate::state::attempt::Fault;

/// A record to be picked, where its label stands elsewhere.
#[component]
pub fn Picker<T: Choice + Clone>(
    /// Its id on the page.
    #[prop(into)]
    id: String,
    /// Names it where no `label` does.
    #[prop(optional, into)]
    aria_label: Option<Signal<String>>,
    /// What is picked.
    value: RwSignal<Option<T>>,
    /// The text in the field, where the form keeps that too.
    #[prop(optional, into)]
    typed: Option<RwSignal<String>>,
    /// What helps to fill it in while it is empty.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// Looks for records by words; without words, the first few.
    find: fn(&str) -> Query<Vec<T>>,
    /// What is wrong with it.
    error: Fault,
    /// Told when one is picked other than by leaving the field.
    #[prop(optional, into)]
    on_pick: Option<Callback<()>>,
) -> impl IntoView {
    let look = move |text: String| {
        find(&text).map(|found| found.into_iter().map(|one| Arc::new(one) as Found).collect::<Vec<_>>())
    };
    let take = Callback::new(move |picked: Option<Found>| {
        let picked = picked.and_then(|picked| (picked as Arc<dyn Any + Send + Sync>).downcast::<T>().ok());
        value.set(picked.map(Arc::unwrap_or_clone));
    });
    let shown = Signal::derive(move || value.with(|value| value.as_ref().map(|value| value.name().to_owned())));
    let combo = Combo::new(id, typed, shown, Arc::new(look), take, on_pick);
    // Its code is fetched with the first picker; until then its place is kept.
    let field = lazily(move || field(combo, aria_label, placeholder, error));
    view! { <div class="combo">{field}</div> }
}

/// The field; one code for all kinds of records.
#[wasm_split(picker, wasm_split_path = ::leptos::wasm_split, fallible)]
fn field(
    combo: Combo,
    aria_label: Option<Signal<String>>,
    placeholder: Option<&'static str>,
    error: Fault,
) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <Input combo aria_label placeholder error /> }.into_any())
}

/// A labelled record to be picked.
#[component]
pub fn PickerField<T: Choice + Clone>(
    /// Its id on the page.
    id: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is picked.
    value: RwSignal<Option<T>>,
    /// The text in the field, where the form keeps that too.
    #[prop(optional, into)]
    typed: Option<RwSignal<String>>,
    /// Looks for records by words; without words, the first few.
    find: fn(&str) -> Query<Vec<T>>,
    /// What is wrong with it.
    error: Fault,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <Picker id value typed=typed.unwrap_or_else(|| RwSignal::new(String::new())) find error />
        </div>
    }
}
