//! Subscriptions: an answer that goes on, as server-sent events.
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventSource, MessageEvent, UrlSearchParams};

use super::client;
use super::json::{Node, ToJson, object};
use super::query::extensions;
use super::transport::ENDPOINT;

/// Something that can be followed.
pub struct Subscription<T> {
    extensions: String,
    variables: String,
    read: fn(Node<'_>) -> T,
}

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

impl<T: 'static> Subscription<T> {
    /// The document with this hash, which the server knows, with its variables, and what reads the `data` of each result.
    pub(in crate::api) fn trusted(hash: &str, variables: &[(&str, &dyn ToJson)], read: fn(Node<'_>) -> T) -> Self {
        let mut written = String::new();
        object(&mut written, variables);
        Self { extensions: extensions(hash), variables: written, read }
    }

    /// Follows it: `take` gets each result that can be read, `lost` is called when the stream has broken. The browser
    /// then tries again by itself. None where streams cannot be.
    pub fn follow(self, take: impl Fn(T) + 'static, lost: impl Fn() + 'static) -> Option<Following> {
        let Self { extensions, variables, read } = self;
        let parameters = UrlSearchParams::new().ok()?;
        parameters.append("extensions", &extensions);
        parameters.append("variables", &variables);
        let address = [ENDPOINT, "?", &String::from(parameters.to_string())].concat();
        let source = EventSource::new(&address).ok()?;
        let next = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            let text = event.dyn_into::<MessageEvent>().ok().and_then(|event| event.data().as_string());
            // What cannot be read is followed by another one.
            if let Ok(Ok(result)) = client::data(200, &text.unwrap_or_default()).map(|data| data.read(read)) {
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
}
