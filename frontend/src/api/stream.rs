//! Subscriptions: an answer that goes on, as server-sent events.
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventSource, MessageEvent, UrlSearchParams};

use super::client;
use super::query::read;
use super::transport::ENDPOINT;

/// A stream that is followed until this is dropped.
pub struct Following {
    source: EventSource,
    /// They live as long as the stream may call them.
    _called: [Closure<dyn Fn(Event)>; 2],
}

impl Drop for Following {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Follows a subscription without variables. `take` gets each result that can be read. After a break the browser tries
/// again by itself.
pub(super) fn follow<Q: DeserializeOwned + 'static>(
    query: &str,
    take: impl Fn(Q) + 'static,
    lost: impl Fn() + 'static,
) -> Option<Following> {
    let parameters = UrlSearchParams::new().ok()?;
    parameters.append("query", query);
    let address = format!("{}?{}", ENDPOINT, String::from(parameters.to_string()));
    let source = EventSource::new(&address).ok()?;
    let next = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let text = event.dyn_into::<MessageEvent>().ok().and_then(|event| event.data().as_string());
        // What cannot be read is followed by another one.
        let text = text.unwrap_or_default();
        if let Ok(result) = client::data(200, &text).and_then(read) {
            take(result);
        }
    });
    let broken = Closure::<dyn Fn(Event)>::new(move |_| lost());
    source.add_event_listener_with_callback("next", next.as_ref().unchecked_ref()).ok()?;
    // The end of a stream is no break to the browser; to whoever follows it is one.
    for event in ["error", "complete"] {
        source.add_event_listener_with_callback(event, broken.as_ref().unchecked_ref()).ok()?;
    }
    Some(Following { source, _called: [next, broken] })
}
