//! Integration tests: one binary, one folder per slice.

// `cfg(test)` says so to clippy, which lets tests unwrap.
#[cfg(test)]
mod http;
