//! The HTTP layer with a schema of its own, over real sockets.

mod connections;
mod protocol;
mod support;
