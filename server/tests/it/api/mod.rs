//! Tests that find their cases: every mutation, input field, object field and table that there is, from the schema's own
//! text ([`sdl`]) and the migration's list of tables. What is new is covered because it exists; where it needs something
//! that its types do not tell, a test fails until the tables of [`inputs`] tell it.

mod done;
mod inputs;
mod leaves;
mod refused;
pub(crate) mod sdl;
mod seen;
mod shape;
