//! What requests tell of themselves: a real OTLP receiver takes the traces, a real listener the requests.

mod alerts;
mod canary;
mod performance;
mod receiver;
mod traces;
