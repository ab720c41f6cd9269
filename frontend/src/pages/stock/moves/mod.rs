//! What moves stock, each in a dialog: receive, adjust, transfer.
//!
//! typed --send--> booked | refused at its field | no answer: sent again under the same key
mod adjust;
mod lying;
mod receive;
mod transfer;

pub(super) use adjust::AdjustDialog;
pub(super) use receive::ReceiveDialog;
pub(super) use transfer::TransferDialog;

use domain::Quantity;

use crate::{number, text};

/// What is wrong with a quantity that is typed, once something is.
fn quantity_fault(typed: &str, is_sent: bool) -> Option<String> {
    if typed.trim().is_empty() {
        return is_sent.then(|| text::form::required().to_owned());
    }
    number::required::<Quantity>(typed).is_none().then(|| text::stock::quantity_invalid().to_owned())
}

/// What is wrong with a choice, once the form has been sent.
fn choice_fault(is_chosen: bool, is_sent: bool) -> Option<String> {
    (is_sent && !is_chosen).then(|| text::picker::required().to_owned())
}
