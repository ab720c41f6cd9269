//! The way to the server: `fetch`, or in tests a server that answers when the test says so.
use std::pin::Pin;

/// Status and text of an answer; none when there is no answer. Dropped, the call is aborted.
pub(super) type Reply = Pin<Box<dyn Future<Output = Option<(u16, String)>>>>;

/// Where the API is.
pub(super) const ENDPOINT: &str = "/graphql";

#[cfg(not(test))]
pub(crate) use browser::is_reachable;
#[cfg(not(test))]
pub(super) use browser::post;
#[cfg(test)]
pub(crate) use fake::is_reachable;
#[cfg(test)]
pub(super) use fake::post;

#[cfg(not(test))]
mod browser {
    use std::sync::Arc;

    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{AbortController, Headers, RequestCredentials, RequestInit, Response};

    use super::{ENDPOINT, Reply};
    use crate::api::key::traceparent;

    const ALIVE: &str = "/readyz";

    /// Aborts what it belongs to when that is dropped.
    struct Abort(AbortController);

    impl Drop for Abort {
        fn drop(&mut self) {
            // What is over is not aborted by it.
            self.0.abort();
        }
    }

    /// Sends a body.
    pub(in crate::api) fn post(body: Arc<str>) -> Reply {
        Box::pin(async move { fetch(&body).await.ok() })
    }

    async fn fetch(body: &str) -> Result<(u16, String), JsValue> {
        let headers = Headers::new()?;
        headers.set("content-type", "application/json")?;
        headers.set("accept", "application/graphql-response+json")?;
        headers.set("traceparent", &traceparent())?;
        // Which traces are kept is the server's to decide.
        headers.set("tracestate", "erp=undecided")?;
        let abort = Abort(AbortController::new()?);
        let init = RequestInit::new();
        init.set_method("POST");
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(body));
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_signal(Some(&abort.0.signal()));
        let response = JsFuture::from(window().fetch_with_str_and_init(ENDPOINT, &init)).await?;
        let response: Response = response.dyn_into()?;
        let text = JsFuture::from(response.text()?).await?;
        Ok((response.status(), text.as_string().unwrap_or_default()))
    }

    /// Whether the server answers at all.
    pub(crate) async fn is_reachable() -> bool {
        let answer = JsFuture::from(window().fetch_with_str(ALIVE)).await;
        answer.ok().and_then(|answer| answer.dyn_into::<Response>().ok()).is_some_and(|answer| answer.ok())
    }
}

/// A server for tests: each call waits until the test answers it, loses it, or the caller aborts it.
#[cfg(test)]
pub(crate) mod fake {
    use std::cell::{Cell, RefCell};
    use std::sync::Arc;

    use futures::channel::oneshot::{Sender, channel};

    use super::Reply;

    /// A call that has arrived.
    pub(crate) struct Call {
        /// What was sent.
        pub(crate) body: String,
        answer: Sender<Option<(u16, String)>>,
    }

    thread_local! {
        static CALLS: RefCell<Vec<Call>> = const { RefCell::new(Vec::new()) };
        static REACHABLE: Cell<bool> = const { Cell::new(true) };
    }

    /// Lets the server be there, or not, for those who only ask whether it is.
    pub(crate) fn set_reachable(is_reachable: bool) {
        REACHABLE.set(is_reachable);
    }

    pub(crate) async fn is_reachable() -> bool {
        REACHABLE.get()
    }

    pub(in crate::api) fn post(body: Arc<str>) -> Reply {
        let (answer, answered) = channel();
        CALLS.with_borrow_mut(|calls| calls.push(Call { body: (*body).to_owned(), answer }));
        Box::pin(async move { answered.await.ok().flatten() })
    }

    /// The calls that have arrived since this was asked last, in their order.
    pub(crate) fn arrived() -> Vec<Call> {
        CALLS.take()
    }

    impl Call {
        /// Answers with these data.
        pub(crate) fn answer(self, data: &str) {
            drop(self.answer.send(Some((200, format!("{{\"data\":{data}}}")))));
        }

        /// Answers with an error of this code.
        pub(crate) fn fail(self, code: &str) {
            self.fail_with(200, code);
        }

        /// Answers that the document is not known: it is of another version of the app.
        pub(crate) fn refuse_document(self) {
            self.fail_with(404, "PERSISTED_QUERY_NOT_FOUND");
        }

        fn fail_with(self, status: u16, code: &str) {
            let text =
                format!("{{\"data\":null,\"errors\":[{{\"message\":\"\",\"extensions\":{{\"code\":\"{code}\"}}}}]}}");
            drop(self.answer.send(Some((status, text))));
        }

        /// The answer does not come.
        pub(crate) fn lose(self) {
            drop(self.answer.send(None));
        }

        /// Whether the caller has given it up.
        pub(crate) fn is_aborted(&self) -> bool {
            self.answer.is_canceled()
        }
    }
}
