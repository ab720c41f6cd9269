//! Performance: how this system runs, for whoever may operate it. Shows shapes and counts, no data of the company;
//! changes nothing but what caches remember.
//!
//! Statistics of requests are those of all nodes that share a Redis ([`exchange`]), else of the node that answers;
//! those of caches, pools and statements are its own. [`alert`] notifies when limits are passed.

pub mod alert;
pub mod exchange;
pub mod graphql;
pub mod mutations;
pub mod service;
pub mod subscription;
