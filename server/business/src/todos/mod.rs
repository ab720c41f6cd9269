//! Tasks: what people are to do, for whom, by when and about which document.
//!
//! The life of a task is the table of [`domain::todo`]. Deleting hides a task and restoring shows it again; both leave it
//! in the state it is in. Whoever is given a task, and by whom, stays in its trail. Once a day an event `todo.due` tells of
//! each open task whose day has come.

pub mod entity;
pub mod graphql;
pub mod list;
pub mod service;
