//! What is typed in a form, kept in its tab: neither a reload, nor a server that dies, nor a session that ends takes it.
//!
//! typed --a moment later, or the page goes--> kept --the form is opened again--> typed;  done or discarded --> forgotten
//!
//! It never leaves the browser, is gone with its tab, and another user who logs in there does not get it.
use super::browser;
use crate::api::json::{FromJson, ToJson, from_text, text_of};

/// What is kept under a name.
pub fn get<T: FromJson>(name: &str) -> Option<T> {
    from_text(&browser::kept(name)?)
}

/// Keeps what is typed.
pub fn put(name: &str, typed: &dyn ToJson) {
    browser::keep(name, &text_of(typed));
}

/// It is done with.
pub fn forget(name: &str) {
    browser::drop_kept(name);
}
