//! What is typed is kept in the tab, and comes back when the editor is opened again.
use std::time::Duration;

use leptos::prelude::*;

use super::form::Form;
use super::typed::Typed;
use super::{Base, Begun, Editor, Start};
use crate::api::json::stored;
use crate::api::sales::{self, Saved};
use crate::api::scalar::Id;
use crate::components::order_status::order_name;
use crate::router::Router;
use crate::state::attempt::Attempt;
use crate::state::connection::Connection;
use crate::state::drafts;
use crate::state::session::Session;
use crate::state::toasts::Toasts;
use crate::text::{self, Language};
use crate::{format, live, routes::href};

/// Between a keystroke and its being kept.
const PAUSE: Duration = Duration::from_millis(300);

/// Where what is typed is kept.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    name: StoredValue<String>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// It has been saved or discarded: nothing more is kept.
    is_over: StoredValue<bool>,
}

stored! {
    /// All that the editor needs to go on.
    struct Record {
        language: String,
        typed: Typed,
        /// What the form began with.
        begun: Typed,
        /// The draft's version; nothing for a new order.
        version: Option<i32>,
        seen: i32,
        /// What was sent and got no answer.
        unsettled: Option<Unsettled>,
        /// Whether it is to be saved as soon as the editor is open; an older app did not say.
        save: Option<bool>,
    }
}

stored! {
    /// What may have been done: settled before anything else is sent.
    struct Unsettled {
        /// As it was sent, with its key.
        body: String,
        /// As it was typed.
        sent: Typed,
    }
}

impl Record {
    fn translated(self) -> Self {
        let from = Language::from_tag(&self.language).unwrap_or_default();
        let to = text::language();
        let unsettled = self.unsettled.map(|it| Unsettled { sent: it.sent.translated(from, to), ..it });
        Self { typed: self.typed.translated(from, to), begun: self.begun.translated(from, to), unsettled, ..self }
    }
}

/// Opens the editor: with what is kept, else with what the server has.
pub(super) fn opened(begun: &Begun) -> Editor {
    let form = Form::new(&begun.company);
    let (name, base, fresh) = match &begun.start {
        Start::Draft(draft) => {
            let typed = Typed::of(draft, form.language);
            let (id, version, seen) = (draft.id.clone(), draft.version, draft.timeline.len());
            let base = Base { id, version, seen, typed: typed.clone() };
            (name_of(&draft.id), Some(base), typed)
        }
        Start::New(customer) => {
            let fresh = Typed {
                customer_text: customer.as_ref().map(|customer| customer.name.clone()).unwrap_or_default(),
                customer: customer.as_deref().cloned(),
                order_date: format::today(&begun.company.time_zone),
                ..Typed::default()
            };
            (NEW.to_owned(), None, fresh)
        }
    };
    let record = drafts::get::<Record>(&name).map(Record::translated);
    // A new order for a customer is another one than the one that was begun for nobody.
    let asks_for_another = |record: &Record| {
        let customer = |typed: &Typed| typed.customer.as_ref().map(|customer| customer.id.clone());
        base.is_none() && fresh.customer.is_some() && customer(&record.typed) != customer(&fresh)
    };
    let record = record.filter(|record| record.version.is_some() == base.is_some() && !asks_for_another(record));
    let is_restored = record.as_ref().is_some_and(|record| !record.typed.says(&record.begun, form.language));
    let (mut unsettled, mut save) = (None, false);
    let (typed, begun, base) = match record {
        Some(record) => {
            (unsettled, save) = (record.unsettled, record.save.unwrap_or_default());
            // What was read then stays what it is compared with: a change of somebody else is a conflict, not lost.
            let base = base.map(|base| Base {
                version: record.version.unwrap_or(base.version),
                seen: usize::try_from(record.seen).unwrap_or(base.seen),
                typed: record.begun.clone(),
                ..base
            });
            (record.typed, record.begun, base)
        }
        None => (fresh.clone(), fresh, base),
    };
    form.put(typed);
    let editor = Editor {
        form,
        attempt: Attempt::new(),
        base: StoredValue::new(base),
        begun: StoredValue::new(begun),
        sent: StoredValue::new(unsettled.as_ref().map(|it| it.sent.clone()).unwrap_or_default()),
        sent_rows: StoredValue::new(Vec::new()),
        save_again: StoredValue::new(save),
        looking: RwSignal::new(false),
        lookup: RwSignal::new(None),
        leaving: RwSignal::new(None),
        has_conflict: RwSignal::new(false),
        is_restored: RwSignal::new(is_restored),
        kept: Kept { name: StoredValue::new(name), timer: StoredValue::new(None), is_over: StoredValue::new(false) },
        toasts: Toasts::get(),
        router: Router::get(),
        session: Session::get(),
    };
    if let Some(unsettled) = unsettled {
        editor.attempt.resume(sales::resume(unsettled.body), move |saved| editor.saved(&saved));
    }
    editor
}

/// Under which name a new order is kept.
const NEW: &str = "order new";

/// Under which name a draft is kept.
fn name_of(id: &Id) -> String {
    format!("order {}", id.inner())
}

impl Editor {
    /// The server has what was sent: the order is finished, unless something was typed meanwhile; that becomes a change
    /// of what the server has now.
    pub(super) fn saved(self, saved: &Saved) {
        let name = order_name(saved.number.as_deref(), saved.id.inner());
        self.toasts.tell(text::editor::saved(&name));
        let (sent, typed) = (self.sent.get_value(), self.form.typed());
        if typed.says(&sent, self.form.language) {
            self.drop_kept();
            self.router.replace(&href::sales_order(saved.id.inner()));
            return;
        }
        let before = self.base.get_value();
        let seen = before.as_ref().map_or(0, |base| base.seen).saturating_add(1);
        self.base.set_value(Some(Base { id: saved.id.clone(), version: saved.version, seen, typed: sent.clone() }));
        self.begun.set_value(sent);
        if before.is_some() {
            self.keep();
            if self.save_again.get_value() {
                self.save();
            }
        } else {
            // A new order has an address now, where it is opened with what is typed.
            self.drop_kept();
            drafts::put(&name_of(&saved.id), &Record { save: Some(self.save_again.get_value()), ..self.record() });
            self.router.unguard();
            self.router.replace(&href::edit_sales_order(saved.id.inner()));
        }
    }

    fn record(self) -> Record {
        let base = self.base.get_value();
        let seen = base.as_ref().map_or(0, |base| i32::try_from(base.seen).unwrap_or(i32::MAX));
        let unsettled = self.attempt.unanswered().map(|body| Unsettled { body, sent: self.sent.get_value() });
        Record {
            language: self.form.language.tag().to_owned(),
            typed: self.form.typed(),
            begun: self.begun.get_value(),
            version: base.map(|base| base.version),
            seen,
            save: Some(unsettled.is_some() && self.save_again.get_value()),
            unsettled,
        }
    }

    /// Something has been typed.
    pub(super) fn touch(self) {
        self.stop_timer();
        self.kept.timer.set_value(set_timeout_with_handle(move || self.keep(), PAUSE).ok());
    }

    fn stop_timer(self) {
        if let Some(timer) = self.kept.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    /// Whether something is typed that the server does not have.
    pub(super) fn is_dirty(self) -> bool {
        !self.kept.is_over.get_value() && !self.form.typed().says(&self.begun.get_value(), self.form.language)
    }

    /// Keeps what is typed, now.
    pub(super) fn keep(self) {
        self.stop_timer();
        if self.kept.is_over.get_value() {
            return;
        }
        let name = self.kept.name.get_value();
        let record = self.record();
        if record.unsettled.is_none() && !self.is_dirty() {
            drafts::forget(&name);
        } else {
            drafts::put(&name, &record);
        }
    }

    /// It has been saved, or the user does not want it any more.
    pub(super) fn drop_kept(self) {
        self.stop_timer();
        self.kept.is_over.set_value(true);
        drafts::forget(&self.kept.name.get_value());
    }

    /// Discards what came back, and begins as the server has it.
    pub(super) fn start_over(self) {
        self.drop_kept();
        let id = self.base.get_value().map(|base| base.id.into_inner());
        let here = id.map_or_else(|| href::NEW_SALES_ORDER.to_owned(), |id| href::edit_sales_order(&id));
        // The page is loaded anew: then it is certain that nothing of it is left.
        drop(window().location().replace(&here));
    }

    /// Keeps what is typed when the page goes, warns before the tab does, and looks up what a spreadsheet left open.
    pub(super) fn watch(self) {
        let hidden = window_event_listener_untyped("pagehide", move |_| self.keep());
        let unloaded = window_event_listener_untyped("beforeunload", move |event| {
            self.keep();
            if self.is_dirty() {
                event.prevent_default();
            }
        });
        let keys = window_event_listener(leptos::ev::keydown, move |event| {
            let is_save = matches!(event.key().as_str(), "s" | "Enter") && (event.ctrl_key() || event.meta_key());
            if is_save && !event.shift_key() && !event.alt_key() {
                event.prevent_default();
                if self.leaving.get_untracked().is_none() && !self.has_conflict.get_untracked() {
                    self.save();
                }
            }
        });
        on_cleanup(move || {
            self.keep();
            hidden.remove();
            unloaded.remove();
            keys.remove();
        });
        self.router.guard(Callback::new(move |to: String| {
            let is_dirty = self.is_dirty();
            if is_dirty {
                self.leaving.set(Some(to));
            }
            !is_dirty
        }));
        self.watch_conflicts();
        live::effect(move || {
            // What was answered is not gone on with after a reload.
            self.attempt.refused.track();
            self.attempt.failed.track();
            self.keep();
        });
        let connection = Connection::get();
        Effect::new(move |before: Option<u32>| {
            let returns = connection.returns();
            if before != Some(returns) && (before.is_none() || self.lookup.get_untracked().is_some()) {
                self.look_up();
            }
            returns
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::typed::tests::line;
    use super::*;
    use crate::api::json::{from_text, text_of};

    fn order(quantity: &str) -> Typed {
        Typed { lines: vec![line("A", quantity)], ..Typed::default() }
    }

    #[test]
    fn what_has_no_answer_is_kept_as_it_was_sent() {
        let record = Record {
            language: "en".to_owned(),
            typed: order("1.5"),
            begun: Typed::default(),
            version: None,
            seen: 0,
            unsettled: Some(Unsettled { body: "{\"key\":\"1\"}".to_owned(), sent: order("2.5") }),
            save: Some(true),
        };
        text::speak(Language::Turkish);
        let kept = from_text::<Record>(&text_of(&record)).unwrap().translated();
        text::speak(Language::English);
        let unsettled = kept.unsettled.unwrap();
        assert_eq!(unsettled.body, "{\"key\":\"1\"}", "to be sent again under the same key");
        assert_eq!((kept.typed.lines[0].quantity.as_str(), kept.save), ("1,5", Some(true)));
        assert_eq!(unsettled.sent.lines[0].quantity, "2,5", "to be compared with what is typed");
    }

    #[test]
    fn what_an_older_app_has_kept_comes_back() {
        let begun = text_of(&Typed::default());
        let typed = text_of(&order("3"));
        let text = format!(r#"{{"language":"en","typed":{typed},"begun":{begun},"version":null,"seen":0,"key":"1"}}"#);
        let kept = from_text::<Record>(&text).unwrap();
        assert!(kept.typed == order("3") && kept.unsettled.is_none() && kept.save.is_none());
    }
}
