//! The design system: views without data of their own. Nothing here talks to the server.
pub mod dialog;
pub mod field;
pub mod icon;
pub mod progress;
pub mod states;
pub mod switches;
pub mod title;
