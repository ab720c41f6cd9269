//! Records of every kind that words find.
include!(concat!(env!("OUT_DIR"), "/api/find.rs"));
