//! Random keys: by which a mutation is done once, and a request is traced.

/// A key under which the server does a mutation once, however often it is sent; written as a UUID.
pub fn new_key() -> String {
    let mut key = hex(random());
    for at in [20, 16, 12, 8] {
        key.insert(at, '-');
    }
    key
}

/// A new trace with its first span (W3C Trace Context).
pub(super) fn traceparent() -> String {
    let (trace, mut span) = (hex(random()), hex(random()));
    span.truncate(16);
    ["00-", &trace, "-", &span, "-00"].concat()
}

fn hex(bytes: [u8; 16]) -> String {
    let digits = bytes.into_iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// From the browser's `crypto.getRandomValues`, which is there over plain http too, as `crypto.randomUUID` is not.
#[cfg(target_arch = "wasm32")]
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        // Fails only for more bytes than it makes at once.
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    bytes
}

/// Outside of a browser, which is in tests, keys are counted.
#[cfg(not(target_arch = "wasm32"))]
fn random() -> [u8; 16] {
    use std::sync::atomic::{AtomicU64, Ordering};
    static COUNT: AtomicU64 = AtomicU64::new(1);
    u128::from(COUNT.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_uuids_and_no_two_are_alike() {
        let (one, other) = (new_key(), new_key());
        assert_ne!(one, other);
        let parts: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
    }

    #[test]
    fn a_trace_begins_with_random_ids() {
        let trace = traceparent();
        let parts: Vec<_> = trace.split('-').map(str::len).collect();
        assert_eq!(parts, [2, 32, 16, 2]);
    }
}
