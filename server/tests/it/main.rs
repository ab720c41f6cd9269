//! Integration tests: one binary. `http` goes through sockets; the others run documents against the schema on both
//! engines and check the rows behind it.
// As the program does: every field of the API's root is a layer of the future that answers a request.
#![recursion_limit = "256"]

// `cfg(test)` says so to clippy, which lets tests unwrap.
#[cfg(test)]
mod http;
#[cfg(test)]
mod support;

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod api;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod budgets;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod company;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod conflicts;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod exports;
#[cfg(test)]
mod import;
#[cfg(test)]
mod listed;
#[cfg(test)]
mod masters;
#[cfg(test)]
mod nodes;
#[cfg(test)]
mod overview;
#[cfg(test)]
mod parties;
#[cfg(test)]
mod people;
#[cfg(test)]
mod records;
#[cfg(test)]
mod sales;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod stock;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod suppliers;
#[cfg(test)]
mod telemetry;
#[cfg(test)]
mod todos;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod wire;
#[cfg(test)]
mod writes;
