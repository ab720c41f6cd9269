//! One call: a query over HTTP, an answer or an [`ApiError`].
use cynic::Operation;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCredentials, RequestInit, Response};

use super::error::{ApiError, Fault, Problem};
use super::json::{self, Json, Mismatch};

pub(super) const ENDPOINT: &str = "/graphql";
const ALIVE: &str = "/readyz";

/// Sends an operation and reads its answer.
pub(super) async fn run<Q, V>(operation: Operation<Q, V>) -> Result<Q, ApiError>
where
    Q: DeserializeOwned + 'static,
    V: Serialize,
{
    send(encode(&operation)?).await
}

/// An operation as it is sent.
pub(super) fn encode<Q, V: Serialize>(operation: &Operation<Q, V>) -> Result<String, ApiError> {
    written(&operation.query, &operation.variables).map_err(|Mismatch| ApiError::of(Problem::Internal))
}

fn written<V: Serialize>(query: &str, variables: &V) -> Result<String, Mismatch> {
    Ok(format!("{{\"query\":{},\"variables\":{}}}", json::to_text(query)?, json::to_text(variables)?))
}

/// Sends what [`encode`] made, and reads its answer.
pub(super) async fn send<Q: DeserializeOwned>(body: String) -> Result<Q, ApiError> {
    // Boxed: else each kind of answer would hold its own copy of the waiting.
    let (status, answer) = Box::pin(post(body)).await.map_err(|_| ApiError::of(Problem::Network))?;
    read(status, &answer)
}

/// An answer's data. Any error fails the whole: a page half shown would be read as the whole truth.
pub(super) fn read<Q: DeserializeOwned>(status: u16, answer: &str) -> Result<Q, ApiError> {
    data(status, answer)?.read().map_err(|Mismatch| ApiError::of(Problem::Internal))
}

/// The part of [`read`] that is the same for each kind of answer, and so is compiled once.
fn data(status: u16, answer: &str) -> Result<Json<'_>, ApiError> {
    let Ok(mut answer @ Json::Object(_)) = Json::parse(answer) else {
        // Not GraphQL: something between us and the server answered.
        return Err(ApiError::of(match status {
            401 => Problem::Unauthenticated,
            403 => Problem::Denied,
            429 => Problem::Throttled,
            502..=504 => Problem::Busy,
            _ => Problem::Internal,
        }));
    };
    let faults: Option<Vec<Fault>> = answer.take("errors").map(Json::read).transpose().unwrap_or_default().flatten();
    match faults.into_iter().flatten().next() {
        Some(fault) => Err(ApiError::coded(fault)),
        None => answer.take("data").ok_or_else(|| ApiError::of(Problem::Internal)),
    }
}

async fn post(body: String) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/graphql-response+json")?;
    if let Some(traceparent) = traceparent(&new_key(), &new_key()) {
        headers.set("traceparent", &traceparent)?;
        // Which traces are kept is the server's to decide.
        headers.set("tracestate", "erp=undecided")?;
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from_str(&body));
    init.set_credentials(RequestCredentials::SameOrigin);
    let response = JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(ENDPOINT, &init)).await?;
    let response: Response = response.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}

/// A new trace with its first span (W3C Trace Context), from two random ids; none where there is no randomness.
fn traceparent(trace: &str, span: &str) -> Option<String> {
    let digits = |id: &str, count: usize| {
        let digits: String = id.chars().filter(char::is_ascii_hexdigit).take(count).collect();
        (digits.len() == count).then_some(digits)
    };
    Some(format!("00-{}-{}-00", digits(trace, 32)?, digits(span, 16)?))
}

/// Whether the server answers at all.
pub async fn is_reachable() -> bool {
    let answer = JsFuture::from(leptos::prelude::window().fetch_with_str(ALIVE)).await;
    answer.ok().and_then(|answer| answer.dyn_into::<Response>().ok()).is_some_and(|answer| answer.ok())
}

/// A key under which the server does a mutation once, however often it is sent.
pub fn new_key() -> String {
    match leptos::prelude::window().crypto() {
        Ok(crypto) => crypto.random_uuid(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_given_and_errors_win_over_data() {
        assert_eq!(read::<i32>(200, r#"{"data":3}"#), Ok(3));
        let failed = read::<i32>(200, r#"{"data":3,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}"#);
        assert_eq!(failed.unwrap_err().problem, Problem::Denied);
    }

    #[test]
    fn a_trace_begins_with_random_ids_or_not_at_all() {
        let trace = "4bf92f35-77b3-4da6-a3ce-929d0e0e4736";
        let span = "00f067aa-0ba9-4cb7-8a11-2b7c3d4e5f60";
        let whole = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba94cb7-00";
        assert_eq!(traceparent(trace, span).as_deref(), Some(whole));
        assert_eq!(traceparent("", span), None);
    }

    #[test]
    fn a_conflict_tells_who_and_when() {
        let answer = r#"{"data":null,"errors":[{"message":"changed","extensions":
            {"code":"CONFLICT","currentVersion":4,"changedBy":"Ada","changedAt":"2026-01-02T03:04:05Z"}}]}"#;
        let error = read::<i32>(200, answer).unwrap_err();
        assert_eq!(error.problem, Problem::Conflict);
        assert_eq!(error.changed_by.as_deref(), Some("Ada"));
    }

    #[test]
    fn an_answer_that_is_not_graphql_is_judged_by_its_status() {
        let problem = |status| read::<i32>(status, "<html>").unwrap_err().problem;
        assert_eq!(problem(401), Problem::Unauthenticated);
        assert_eq!(problem(429), Problem::Throttled);
        assert_eq!(problem(503), Problem::Busy);
        assert_eq!(problem(500), Problem::Internal);
        assert_eq!(problem(200), Problem::Internal);
    }
}
