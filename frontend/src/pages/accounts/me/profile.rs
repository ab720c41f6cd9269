//! Name, language and theme.
use leptos::prelude::*;

use super::MyPage;
use crate::api::accounts::{Profile, change};
use crate::components::form::{Fields, Outcome, Submit, TextField};
use crate::components::select::SelectField;
use crate::state::attempt::Attempt;
use crate::state::prefs::{Prefs, Theme};
use crate::state::session::Session;
use crate::text::{self, Language};

#[component]
pub(super) fn ProfileForm(page: MyPage, profile: Profile) -> impl IntoView {
    let (prefs, session) = (Prefs::get(), Session::get());
    let attempt = Attempt::new();
    let name = RwSignal::new(profile.name);
    let locale = RwSignal::new(profile.locale);
    let theme = RwSignal::new(profile.theme);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(current) = page.profile_untracked() else { return };
        let (name, locale, theme) = (name.get_untracked(), locale.get_untracked(), theme.get_untracked());
        let mutation = change(Profile { name, locale, theme, ..current });
        attempt.send(mutation, move |profile: Profile| {
            session.rename(&profile.name);
            prefs.set_theme(Theme::from_code(&profile.theme));
            let language = Language::from_tag(&profile.locale);
            page.change(|account| account.profile = profile);
            page.toasts.tell(text::form::saved().to_owned());
            // Last: another language draws everything anew.
            if let Some(language) = language.filter(|language| *language != text::language()) {
                prefs.set_language(language);
            }
        });
    };
    let languages = Language::ALL.map(|language| (language.tag(), language.name())).to_vec();
    let themes = vec![
        (Theme::System.code(), text::app::theme_system()),
        (Theme::Light.code(), text::app::theme_light()),
        (Theme::Dark.code(), text::app::theme_dark()),
    ];
    view! {
        <section class="panel panel-pad" aria-labelledby="profile">
            <form class="form" novalidate on:submit=submit>
                <h2 id="profile">{text::accounts::profile()}</h2>
                <Outcome attempt fields=&["name"] reload=move |()| page.reload() />
                <Fields attempt>
                <TextField
                    id="name"
                    label=text::accounts::name()
                    value=name
                    error=attempt.fault("name", || None)
                    autocomplete="name"
                    hint=profile.email
                />
                <div class="pair">
                    <SelectField id="locale" label=text::app::language() value=locale options=languages />
                    <SelectField id="theme-choice" label=text::app::theme() value=theme options=themes />
                </div>
                </Fields>
                <div class="form-actions">
                    <Submit attempt label=text::form::save() />
                </div>
            </form>
        </section>
    }
}
