//! Log in, then go on to where the user wanted to be.
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use crate::api::error::Problem;
use crate::api::input::LoginInput;
use crate::api::refusal::{Answer, UserError};
use crate::api::session::{User, login};
use crate::components::field::{Field, error_id};
use crate::components::states::Notice;
use crate::components::switches::{LanguageSwitch, ThemeSwitch};
use crate::page::{Made, Page, Visit};
use crate::pages::shell::Brand;
use crate::router::Router;
use crate::routes::href;
use crate::state::session::{Session, Who};
use crate::text;

/// The page.
pub const PAGE: Page = |(), visit| Box::pin(page(visit));

#[wasm_split(login, wasm_split_path = ::leptos::wasm_split, fallible)]
fn page(visit: Visit) -> Made {
    if visit.is_for_code() {
        return Ok(().into_any());
    }
    Ok(view! { <Login /> }.into_any())
}

/// What has been typed, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Form {
    email: String,
    password: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Faults {
    email: Option<&'static str>,
    password: Option<&'static str>,
}

impl Form {
    fn faults(&self) -> Faults {
        Faults {
            email: self.email.trim().is_empty().then(text::login::email_missing),
            password: self.password.is_empty().then(text::login::password_missing),
        }
    }
}

#[derive(Clone, Copy)]
struct State {
    form: RwSignal<Form>,
    faults: RwSignal<Faults>,
    refused: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    session: Session,
}

impl State {
    fn submit(self) {
        let form = self.form.get_untracked();
        let faults = form.faults();
        self.faults.set(faults.clone());
        if self.busy.get_untracked() || faults != Faults::default() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            let input = LoginInput { email: form.email.trim().to_owned(), password: form.password };
            let answer = login(&input).send().await;
            self.busy.try_set(false);
            match outcome(answer) {
                Ok(user) => self.session.begin(user),
                Err(refused) => drop(self.refused.try_set(Some(refused))),
            }
        });
    }
}

fn outcome(answer: Answer<User>) -> Result<User, String> {
    match answer {
        Ok(Ok(user)) => Ok(user),
        Ok(Err(refused)) => Err(refused.first().map(UserError::text).unwrap_or_default()),
        Err(error) => Err(match error.problem {
            Problem::Throttled => text::login::throttled().to_owned(),
            Problem::Unauthenticated => text::login::refused().to_owned(),
            _ => error.text(),
        }),
    }
}

#[component]
fn Login() -> impl IntoView {
    let session = Session::get();
    let state = State {
        form: RwSignal::default(),
        faults: RwSignal::default(),
        refused: RwSignal::new(None),
        busy: RwSignal::new(false),
        session,
    };
    let router = Router::get();
    Effect::new(move || {
        if matches!(session.who(), Who::Known(_)) {
            let to = untrack(|| router.query("to"));
            router.replace(href::after_login(to.as_deref()));
        }
    });
    view! {
        <div class="login">
            <form
                class="panel login-card"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    state.submit();
                }
            >
                <div class="brand"><Brand /></div>
                <div>
                    <h1>{text::login::welcome()}</h1>
                    <p class="quiet">{text::login::lead()}</p>
                </div>
                {session.has_ended().then(|| view! { <Notice tone="warn">{text::login::ended()}</Notice> })}
                {move || state.refused.get().map(|refused| view! { <Notice>{refused}</Notice> })}
                <Fields state />
                <button class="button primary" type="submit" aria-disabled=move || state.busy.get().to_string()>
                    {move || if state.busy.get() { text::login::submitting() } else { text::login::submit() }}
                </button>
                <div class="login-foot">
                    <ThemeSwitch />
                    <LanguageSwitch />
                </div>
            </form>
        </div>
    }
}

#[component]
fn Fields(state: State) -> impl IntoView {
    let State { form, faults, .. } = state;
    let email_error = Signal::derive(move || faults.get().email.map(str::to_owned));
    let password_error = Signal::derive(move || faults.get().password.map(str::to_owned));
    view! {
        <Field id="email" label=text::login::email() error=email_error>
            <input
                class="input"
                id="email"
                type="email"
                autocomplete="username"
                autofocus
                aria-describedby=error_id("email")
                aria-invalid=move || email_error.get().is_some().to_string()
                on:input:target=move |event| form.update(|form| form.email = event.target().value())
            />
        </Field>
        <Field id="password" label=text::login::password() error=password_error>
            <input
                class="input"
                id="password"
                type="password"
                autocomplete="current-password"
                aria-describedby=error_id("password")
                aria-invalid=move || password_error.get().is_some().to_string()
                on:input:target=move |event| form.update(|form| form.password = event.target().value())
            />
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fields_are_asked_for() {
        assert!(Form::default().faults().email.is_some());
        assert!(Form::default().faults().password.is_some());
        let form = Form { email: "a@b.example".to_owned(), password: " ".to_owned() };
        assert_eq!(form.faults(), Faults::default());
    }
}
