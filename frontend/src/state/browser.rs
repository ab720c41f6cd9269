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

/// What this tab keeps under a key.
pub(super) fn kept(key: &str) -> Option<String> {
    tab()?.get_item(key).ok()?
}

/// Lets this tab keep something, until it is closed.
pub(super) fn keep(key: &str, value: &str) {
    if let Some(tab) = tab() {
        drop(tab.set_item(key, value));
    }
}

/// Lets this tab keep something no longer.
pub(super) fn drop_kept(key: &str) {
    if let Some(tab) = tab() {
        drop(tab.remove_item(key));
    }
}

/// Lets this tab keep nothing of another user than this one.
pub(super) fn keep_for(user: &str) {
    const OWNER: &str = "owner";
    if kept(OWNER).is_some_and(|owner| owner != user)
        && let Some(tab) = tab()
    {
        drop(tab.clear());
    }
    keep(OWNER, user);
}
