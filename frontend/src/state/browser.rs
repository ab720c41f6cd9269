//! What this browser remembers from visit to visit, and what a tab keeps for as long as it is there. One that forbids
//! storage forgets; nothing else depends on it.
use leptos::prelude::window;
use web_sys::Storage;

/// Whether there is a browser; tests have none.
const IN_BROWSER: bool = cfg!(target_arch = "wasm32");

fn storage() -> Option<Storage> {
    if !IN_BROWSER {
        return None;
    }
    window().local_storage().ok()?
}

/// What is remembered under a key.
pub(crate) fn stored(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Remembers.
pub(crate) fn store(key: &str, value: &str) {
    if let Some(storage) = storage() {
        drop(storage.set_item(key, value));
    }
}

/// Forgets.
pub(crate) fn forget(key: &str) {
    if let Some(storage) = storage() {
        drop(storage.remove_item(key));
    }
}

fn tab() -> Option<Storage> {
    if !IN_BROWSER {
        return None;
    }
    window().session_storage().ok()?
}

/// The draft that this tab stores under a key.
pub(super) fn draft(key: &str) -> Option<String> {
    tab()?.get_item(key).ok()?
}

/// Stores a draft in this tab, until it is closed.
pub(super) fn put_draft(key: &str, value: &str) {
    if let Some(tab) = tab() {
        drop(tab.set_item(key, value));
    }
}

/// Removes a draft from this tab.
pub(super) fn drop_draft(key: &str) {
    if let Some(tab) = tab() {
        drop(tab.remove_item(key));
    }
}

/// Lets this tab keep nothing of another user than this one.
pub(super) fn keep_for(user: &str) {
    const OWNER: &str = "owner";
    if draft(OWNER).is_some_and(|owner| owner != user)
        && let Some(tab) = tab()
    {
        drop(tab.clear());
    }
    put_draft(OWNER, user);
}
