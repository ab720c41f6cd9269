//! What the whole app shares: who is logged in, how it looks and speaks, and short messages.
mod browser;
pub mod prefs;
pub mod remote;
pub mod session;
pub mod toasts;
