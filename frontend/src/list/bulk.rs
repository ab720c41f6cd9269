//! Something that is done to each of the chosen rows: what is asked first, how far it is, and what was refused and why.
use std::sync::Arc;

use domain::Percent;
use futures::stream::{self, StreamExt as _};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::source::List;
use super::{Asked, Asks, Bulk, Cell, Row};
use crate::api::query::Mutation;
use crate::api::refusal::{Answer, UserError};
use crate::components::dialog::Dialog;
use crate::components::form::TextField;
use crate::state::sending;
use crate::state::session::Session;
use crate::{number, text};

/// So many rows are under way at once: the server has others to serve.
const AT_ONCE: usize = 4;

/// A row that is to be done.
#[derive(Clone)]
struct Todo {
    row: Arc<Row>,
    /// What was sent of it and got no answer: it may have been done, so exactly that is sent again.
    unsettled: Option<Arc<Mutation<()>>>,
    /// Why it was not done the last time.
    why: String,
}

/// What is under way. Copies share it.
#[derive(Clone, Copy)]
struct Run {
    bulk: &'static Bulk,
    /// Rows still to be done: all before it begins, then those that were not.
    rest: RwSignal<Vec<Todo>>,
    total: RwSignal<usize>,
    done: RwSignal<usize>,
    busy: RwSignal<bool>,
    has_run: RwSignal<bool>,
    session: Session,
}

impl Run {
    fn of(list: List, bulk: &'static Bulk) -> Self {
        let todo = |row| Todo { row, unsettled: None, why: String::new() };
        let rest: Vec<_> = list.chosen_rows().into_iter().map(todo).collect();
        Self {
            bulk,
            total: RwSignal::new(rest.len()),
            rest: RwSignal::new(rest),
            done: RwSignal::new(0),
            busy: RwSignal::new(false),
            has_run: RwSignal::new(false),
            session: Session::get(),
        }
    }

    /// Does what is still to be done.
    fn begin(self, asked: Asked) {
        if self.busy.get_untracked() {
            return;
        }
        let rest = self.rest.get_untracked();
        self.total.set(rest.len());
        self.done.set(0);
        self.busy.set(true);
        self.rest.set(Vec::new());
        spawn_local(async move {
            let asked = &asked;
            let calls = rest.into_iter().map(|todo| async move {
                // The dialog was closed: what has not begun is not begun.
                if self.busy.is_disposed() {
                    return None;
                }
                let mutation = match todo.unsettled.clone() {
                    Some(unsettled) => unsettled,
                    None => match (self.bulk.run)(&todo.row, asked) {
                        Ok(mutation) => Arc::new(mutation),
                        Err(refused) => return Some((todo, None, Ok(Err(vec![refused])))),
                    },
                };
                let answer = sending::settle(&mutation, self.session).await;
                Some((todo, Some(mutation), answer))
            });
            let mut answers = stream::iter(calls).buffered(AT_ONCE);
            while let Some(Some((todo, mutation, answer))) = answers.next().await {
                self.tell(todo, mutation, answer);
            }
            self.has_run.try_set(true);
            self.busy.try_set(false);
        });
    }

    fn tell(self, todo: Todo, mutation: Option<Arc<Mutation<()>>>, answer: Answer<()>) {
        let left = match answer {
            Ok(Ok(())) => None,
            Ok(Err(errors)) => {
                let why = errors.iter().map(UserError::text).collect::<Vec<_>>().join(" ");
                // Refused, so not done: another try is another mutation.
                Some(Todo { unsettled: None, why, ..todo })
            }
            Err(error) => {
                let was_lost = todo.unsettled.is_some();
                let unsettled = mutation.filter(|_| sending::is_lost(error.problem, was_lost));
                Some(Todo { unsettled, why: error.text(), ..todo })
            }
        };
        if let Some(left) = left {
            self.rest.try_update(|rest| rest.push(left));
        }
        self.done.try_update(|done| *done = done.saturating_add(1));
    }
}

#[component]
pub(super) fn BulkDialog(list: List, bulk: &'static Bulk, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let run = Run::of(list, bulk);
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match asked(bulk.asks, &typed.get_untracked()) {
            Ok(asked) => {
                fault.set(None);
                run.begin(asked);
            }
            Err(why) => fault.set(Some(why.to_owned())),
        }
    };
    let close = move |()| {
        if run.has_run.get_untracked() || run.busy.get_untracked() {
            // Rows are others now, and none of them is chosen.
            list.load();
        }
        on_close.run(());
    };
    let field = move || match bulk.asks {
        Asks::Nothing => ().into_any(),
        Asks::Reason => view! {
            <TextField id="bulk-asked" label=text::form::reason() value=typed error=fault.into() autofocus=true />
        }
        .into_any(),
        Asks::Percent => view! {
            <TextField
                id="bulk-asked"
                label=text::list::percent_change()
                value=typed
                error=fault.into()
                inputmode="decimal"
                hint=text::list::percent_change_hint()
                autofocus=true
            />
        }
        .into_any(),
    };
    let is_over = move || run.has_run.get() && run.rest.with(Vec::is_empty);
    let label = move || match (run.busy.get(), run.has_run.get()) {
        (true, _) => text::form::working(),
        (false, true) => text::list::retry_failed(),
        (false, false) => (bulk.name)(),
    };
    view! {
        <Dialog labelled_by="bulk-title" on_close=close>
            <form class="dialog-form" novalidate on:submit=submit>
                <h2 id="bulk-title">{(bulk.name)()}</h2>
                <p class="quiet">{move || text::list::bulk_lead(run.total.get())}</p>
                {field}
                <Course run />
                <div class="dialog-actions">
                    <button class="button plain" type="button" on:click=move |_| close(())>
                        {move || if run.has_run.get() { text::form::close() } else { text::form::cancel() }}
                    </button>
                    <Show when=move || !is_over()>
                        <button class="button primary" type="submit" aria-disabled=move || run.busy.get().to_string()>
                            {label}
                        </button>
                    </Show>
                </div>
            </form>
        </Dialog>
    }
}

/// How far it is, and what was refused.
#[component]
fn Course(run: Run) -> impl IntoView {
    let bar = move || {
        let (done, total) = (run.done.get(), run.total.get());
        (run.busy.get() || run.has_run.get()).then(|| {
            let told = text::list::bulk_done(&text::whole(done), &text::whole(total));
            view! {
                <div class="bar">
                    <div class="bar-text" role="status">{told}</div>
                    <progress max=total.to_string() value=done.to_string() aria-hidden="true"></progress>
                </div>
            }
        })
    };
    let refused = move || {
        let rows =
            run.rest.with(|rest| rest.iter().filter(|todo| !todo.why.is_empty()).map(refusal).collect::<Vec<_>>());
        (!rows.is_empty()).then(|| {
            view! {
                <div class="bulk-refused">
                    <p role="alert">{text::list::bulk_failed(rows.len())}</p>
                    <ul>{rows}</ul>
                </div>
            }
        })
    };
    view! {
        {bar}
        {refused}
    }
}

fn refusal(todo: &Todo) -> impl IntoView + use<> {
    let name = todo.row.cells.first().map(Cell::plain).unwrap_or_default();
    let name = match todo.row.href.clone() {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    view! { <li>{name} " " <span class="quiet">{todo.why.clone()}</span></li> }
}

/// What was typed, as far as it is what is asked for.
fn asked(asks: Asks, typed: &str) -> Result<Asked, &'static str> {
    match asks {
        Asks::Nothing => Ok(Asked::default()),
        Asks::Reason if typed.trim().is_empty() => Err(text::form::reason_required()),
        Asks::Reason => Ok(Asked { reason: typed.trim().to_owned(), ..Asked::default() }),
        Asks::Percent => match number::required::<Percent>(typed) {
            Some(percent) if percent != Percent::ZERO && percent.raw() > -Percent::HUNDRED.raw() => {
                Ok(Asked { percent, ..Asked::default() })
            }
            _ => Err(text::list::percent_change_invalid()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::fixture::each_typed;

    #[test]
    fn a_change_in_percent_is_what_is_typed_or_refused() {
        each_typed(
            |percent: &Percent| *percent != Percent::ZERO && percent.raw() > -Percent::HUNDRED.raw(),
            |typed| asked(Asks::Percent, typed).ok().map(|asked| asked.percent),
        );
    }
}
