//! Drafts: what is typed in a form, stored in its tab: neither a reload, nor a server that dies, nor a session that ends takes it.
//!
//! typed --a moment later, or the page goes--> stored --the form is opened again--> typed;  done or discarded --> forgotten
//!
//! It never leaves the browser, is gone with its tab, and another user who logs in there does not get it.
use super::browser;
use crate::api::json::{FromJson, ToJson, from_text, text_of};

/// The draft of this name.
pub fn get<T: FromJson>(name: &str) -> Option<T> {
    from_text(&browser::draft(name)?)
}

/// Stores what is typed.
pub fn put(name: &str, typed: &dyn ToJson) {
    browser::put_draft(name, &text_of(typed));
}

/// It is done with.
pub fn forget(name: &str) {
    browser::drop_draft(name);
}
