//! The design system: views without data of their own. Nothing here talks to the server.
pub mod chart;
pub mod clipboard;
pub mod dialog;
pub mod field;
pub mod form;
pub mod icon;
pub mod lazily;
pub mod menu;
pub mod order_status;
pub mod picker;
pub mod progress;
pub mod select;
pub mod states;
pub mod switches;
pub mod tabs;
pub mod title;
