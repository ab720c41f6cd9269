//! The kit of documents: what every document has, whatever it is for.
//!
//! A document is a [`platform::db::Record`] with a life ([`Document`]): [`begin`] asks for the permission, locks it at
//! the version that the client has read and looks its action up in the transition table; the slice checks its own
//! guards and does its work; [`finish`] writes the new status, one version on, with trail and event. Its lines are
//! priced by [`lines`], its reductions stored by [`discount`], what happened to it is its [`mod@timeline`], and what may be
//! done now with the reason why not its [`actions`]. [`link`] names a document of any kind; [`bulk`] does one thing to
//! many.
//!
//! Invariants: nothing here knows a slice; the guard that refuses an action is the one that the page was shown.

pub mod actions;
pub mod bulk;
pub mod discount;
pub mod lifecycle;
pub mod lines;
pub mod link;
pub mod timeline;

pub use lifecycle::{Document, begin, finish, permitted, reason_given};
pub use timeline::{Timeline, TimelineEntry, note, timeline};
