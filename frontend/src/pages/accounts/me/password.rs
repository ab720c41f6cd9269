//! Another password.
use leptos::prelude::*;

use super::MyPage;
use crate::api::accounts::{Profile, change_password};
use crate::components::form::{Fields, Outcome, Submit, TextField};
use crate::state::attempt::Attempt;
use crate::text;

/// What is wrong before anything is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Faults {
    current: bool,
    new: bool,
    repeated: bool,
}

fn faults(current: &str, new: &str, repeated: &str) -> Faults {
    Faults { current: current.is_empty(), new: new.is_empty(), repeated: new != repeated }
}

#[component]
pub(super) fn PasswordForm(page: MyPage) -> impl IntoView {
    let attempt = Attempt::new();
    let typed = [RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new())];
    let [current, new, repeated] = typed;
    let wrong = RwSignal::new(Faults::default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (old, chosen) = (current.get_untracked(), new.get_untracked());
        wrong.set(faults(&old, &chosen, &repeated.get_untracked()));
        if wrong.get_untracked() != Faults::default() {
            return;
        }
        attempt.send(change_password(old, chosen), move |profile: Profile| {
            for text in typed {
                text.set(String::new());
            }
            page.change(|account| {
                account.profile = profile;
                // The other browsers have to log in anew.
                account.sessions.retain(|session| session.is_current);
            });
            page.toasts.tell(text::accounts::password_changed().to_owned());
        });
    };
    let missing = |is_missing: bool| is_missing.then(|| text::form::required().to_owned());
    let current_fault = attempt.fault("currentPassword", move || missing(wrong.get().current));
    let new_fault = attempt.fault("password", move || missing(wrong.get().new));
    let apart = move || wrong.get().repeated.then(|| text::accounts::password_mismatch().to_owned());
    view! {
        <section class="panel panel-pad" aria-labelledby="password-title">
            <form class="form" novalidate on:submit=submit>
                <h2 id="password-title">{text::accounts::password()}</h2>
                <Outcome attempt fields=&["currentPassword", "password"] reload=move |()| page.reload() />
                <Fields attempt>
                <TextField
                    id="current-password"
                    label=text::accounts::password_current()
                    value=current
                    error=current_fault
                    kind="password"
                    autocomplete="current-password"
                />
                <div class="pair">
                    <TextField
                        id="new-password"
                        label=text::accounts::password_new()
                        value=new
                        error=new_fault
                        kind="password"
                        autocomplete="new-password"
                    />
                    <TextField
                        id="repeated-password"
                        label=text::accounts::password_repeated()
                        value=repeated
                        error=Signal::derive(apart)
                        kind="password"
                        autocomplete="new-password"
                    />
                </div>
                </Fields>
                <p class="small quiet">{text::accounts::password_note()}</p>
                <div class="form-actions">
                    <Submit attempt label=text::accounts::password_change() />
                </div>
            </form>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_new_password_is_typed_twice_alike() {
        assert_eq!(faults("a", "b", "b"), Faults::default());
        assert!(faults("a", "b", "c").repeated);
        assert!(faults("", "", "").current && faults("", "", "").new);
    }
}
