//! Saving: what is wrong is told at its place; what the server refuses too; a conflict is merged.
use leptos::prelude::*;

use super::focus::focus;
use super::read::{Cell, Fault};
use super::{Base, Editor};
use crate::api::refusal::UserError;
use crate::api::sales::{self, Saved, Written};
use crate::live;

impl Editor {
    /// Sends what is typed, or goes to what is wrong with it.
    pub(super) fn save_now(self) {
        if self.attempt.busy.get_untracked() {
            return;
        }
        // What got no answer is settled first; what was typed since is saved when that is done.
        let is_unsettled = self.attempt.is_unsettled_now();
        self.save_again.set_value(is_unsettled);
        if is_unsettled {
            self.attempt.retry();
            return;
        }
        self.form.tried.set(true);
        let sendable = self.form.typed().sendable(self.form.currency, self.form.language);
        match sendable {
            Err(fault) => self.show(fault),
            Ok((written, places)) => {
                let rows = self.form.rows.get_untracked();
                let keys = places.iter().filter_map(|place| rows.get(*place)).map(|row| row.key).collect();
                self.sent_rows.set_value(keys);
                self.sent.set_value(self.form.typed());
                self.send(written);
                self.keep();
            }
        }
    }

    fn send(self, written: Written) {
        let done = move |saved: Saved| self.saved(&saved);
        match self.base.get_value() {
            Some(Base { id, version, .. }) => {
                self.attempt.send(sales::change(id, version, written), done);
            }
            None => self.attempt.send(sales::create(written), done),
        }
    }

    fn show(self, fault: Fault) {
        focus(match fault {
            Fault::Customer => "order-customer".to_owned(),
            Fault::Discount => "order-discount".to_owned(),
            Fault::Reason => "order-discount-reason".to_owned(),
            Fault::Line(place, cell) => {
                self.form.rows.get_untracked().get(place).map(|row| row.id(cell)).unwrap_or_default()
            }
            Fault::TooMany => return,
        });
    }

    /// What the server refused about a line's field.
    pub(super) fn refused_at(self, key: u32, cell: Cell) -> Option<String> {
        let errors = self.attempt.refused.get();
        errors.iter().find(|error| self.place_of(error) == Some((key, Some(cell)))).map(UserError::text)
    }

    /// The line that a refusal is about, and its field where it is one.
    pub(super) fn place_of(self, error: &UserError) -> Option<(u32, Option<Cell>)> {
        let path = error.field.join(".");
        let path = path.strip_prefix("draft.").unwrap_or(&path);
        let rest = path.strip_prefix("lines.")?;
        let (place, field) = rest.split_once('.').unwrap_or((rest, ""));
        let key = *self.sent_rows.get_value().get(place.parse::<usize>().ok()?)?;
        Some((key, Cell::ALL.into_iter().find(|cell| cell.field() == field)))
    }

    /// When the draft has been changed meanwhile, it is merged.
    pub(super) fn watch_conflicts(self) {
        live::effect(move || {
            if self.attempt.refused.get().iter().any(UserError::is_conflict) {
                self.has_conflict.set(true);
            }
        });
    }
}
