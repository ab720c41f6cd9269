//! Theme and language: two groups of radio buttons drawn as segments.
use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::state::prefs::{Prefs, Theme};
use crate::text::{self, Language};

/// Light, dark, or as the system says.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let prefs = Prefs::get();
    let options = Theme::ALL.map(|theme| {
        let (name, glyph) = match theme {
            Theme::System => (text::app::theme_system(), Glyph::Screen),
            Theme::Light => (text::app::theme_light(), Glyph::Sun),
            Theme::Dark => (text::app::theme_dark(), Glyph::Moon),
        };
        view! {
            <label title=name>
                <input
                    type="radio"
                    name="theme"
                    aria-label=name
                    prop:checked=move || prefs.theme.get() == theme
                    on:change=move |_| prefs.set_theme(theme)
                />
                <span><Icon glyph /></span>
            </label>
        }
    });
    view! { <fieldset class="segments" aria-label=text::app::theme()>{options.collect_view()}</fieldset> }
}

/// English or Turkish.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let prefs = Prefs::get();
    let options = Language::ALL.map(|language| {
        view! {
            <label title=language.name() lang=language.tag()>
                <input
                    type="radio"
                    name="language"
                    aria-label=language.name()
                    prop:checked=move || prefs.language.get() == language
                    on:change=move |_| prefs.set_language(language)
                />
                <span>{language.tag().to_ascii_uppercase()}</span>
            </label>
        }
    });
    view! { <fieldset class="segments" aria-label=text::app::language()>{options.collect_view()}</fieldset> }
}
