//! Sales orders: the list, one order with what can be done to it, the editor, and paper.
pub mod detail;
pub mod editor;
pub mod list;
pub mod paper;
