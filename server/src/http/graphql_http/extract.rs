//! From an HTTP request to the parameters of a GraphQL request.

use std::error::Error;

use async_graphql::{Extensions, Variables};
use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::response::Response;
use http::request::Parts;
use http::{Method, StatusCode, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::Deserialize;

use super::Settings;
use super::negotiate::is_json;
use crate::http::gate::{Refused, json};
use crate::http::reply;

/// The header that a GET must carry: no form and no link can send it.
pub const CSRF_HEADER: &str = "x-erp-csrf";

/// The parameters as sent.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameters {
    pub(super) query: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Option<Variables>,
    pub(super) extensions: Option<Extensions>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UrlParameters {
    query: Option<String>,
    operation_name: Option<String>,
    variables: Option<String>,
    extensions: Option<String>,
}

/// Why there are no parameters.
pub(super) enum NoParameters {
    /// Answer with this.
    Reply(Box<Response>),
    /// Answer as for a document.
    Refused(Refused),
}

impl NoParameters {
    fn new(status: StatusCode, code: &'static str, message: &str) -> NoParameters {
        NoParameters::Reply(Box::new(reply::error(status, code, message)))
    }

    fn bad(message: &str) -> NoParameters {
        NoParameters::new(StatusCode::BAD_REQUEST, "BAD_USER_INPUT", message)
    }
}

/// Reads the parameters of a POST or a GET.
pub(super) async fn parameters(parts: &Parts, body: Body, settings: &Settings) -> Result<Parameters, NoParameters> {
    if parts.method == Method::GET {
        return from_url(parts, settings);
    }
    if !is_json(&parts.headers) {
        let message = "Send the request as application/json in UTF-8.";
        return Err(NoParameters::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT", message));
    }
    let bytes = read(parts, body, settings).await?;
    json::check_limits(&bytes, &settings.limits).map_err(NoParameters::Refused)?;
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(NoParameters::bad("Send one operation per request."));
    }
    serde_json::from_slice(&bytes).map_err(|error| {
        NoParameters::bad(if error.is_data() {
            "query and operationName must be texts, variables and extensions objects, and each be given once."
        } else {
            "The body is not valid JSON."
        })
    })
}

fn from_url(parts: &Parts, settings: &Settings) -> Result<Parameters, NoParameters> {
    // An `EventSource` sends no header of ours; the browser itself says that it is the app's own (Fetch Metadata).
    let own = parts.headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    let streams = own && super::events::are_wanted(&parts.headers);
    if !streams && parts.headers.get(CSRF_HEADER).is_none_or(|value| value != "1") {
        let message = "A GET needs the header x-erp-csrf: 1.";
        return Err(NoParameters::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    if parts.headers.contains_key(header::CONTENT_TYPE) && !is_json(&parts.headers) {
        let message = "A GET has no body of this type.";
        return Err(NoParameters::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "BAD_USER_INPUT", message));
    }
    let Ok(Query(url)) = Query::<UrlParameters>::try_from_uri(&parts.uri) else {
        return Err(NoParameters::bad("The query string is not readable, or names a parameter twice."));
    };
    Ok(Parameters {
        query: url.query,
        operation_name: url.operation_name.filter(|name| !name.is_empty()),
        variables: url_json("variables", url.variables, settings)?,
        extensions: url_json("extensions", url.extensions, settings)?,
    })
}

fn url_json<T: for<'a> Deserialize<'a>>(
    name: &str,
    text: Option<String>,
    settings: &Settings,
) -> Result<Option<T>, NoParameters> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    json::check_limits(text.as_bytes(), &settings.limits).map_err(NoParameters::Refused)?;
    serde_json::from_str(&text).map_err(|_| NoParameters::bad(&format!("{name} must be a JSON object.")))
}

async fn read(parts: &Parts, body: Body, settings: &Settings) -> Result<Bytes, NoParameters> {
    let limit = settings.limits.body_bytes_max;
    let too_large = || NoParameters::new(StatusCode::PAYLOAD_TOO_LARGE, "BAD_USER_INPUT", "The body is too large.");
    let length = parts.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if length.is_some_and(|length: u64| usize::try_from(length).map_or(true, |length| length > limit)) {
        return Err(too_large());
    }
    let reading = Limited::new(body, limit).collect();
    match tokio::time::timeout(settings.body_deadline, reading).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if is_length_limit(error.as_ref()) => Err(too_large()),
        Ok(Err(_)) => Err(NoParameters::bad("The body ended early.")),
        Err(_) => {
            let message = "The body did not arrive in time.";
            Err(NoParameters::new(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", message))
        }
    }
}

fn is_length_limit(error: &(dyn Error + 'static)) -> bool {
    error.is::<LengthLimitError>() || error.source().is_some_and(is_length_limit)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::Request;

    use super::*;
    use crate::http::cpu::cpu_of;

    /// The status of the answer to a body that is refused.
    async fn refused(body: &str) -> StatusCode {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").body(()).unwrap();
        let (parts, ()) = request.into_parts();
        match parameters(&parts, Body::from(body.to_owned()), &Settings::default()).await {
            Err(NoParameters::Reply(reply)) => reply.status(),
            Err(NoParameters::Refused(_)) => StatusCode::BAD_REQUEST,
            Ok(sent) => panic!("{sent:?}"),
        }
    }

    #[test]
    fn batches_and_floods_are_refused_in_less_than_five_milliseconds_of_cpu() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let batch = format!("[{}]", vec![r#"{"query":"{__typename}"}"#; 3_000].join(","));
        let deep = format!(r#"{{"query":"{{a}}","variables":{}"#, "[".repeat(100_000));
        let large = "x".repeat(5 << 20);
        for (name, body) in [("batch", batch), ("deep", deep), ("large", large)] {
            let cost = cpu_of(|| assert!(runtime.block_on(refused(&body)).is_client_error()));
            println!("{name}: {} bytes: {cost:?}", body.len());
            assert!(cost < Duration::from_millis(5), "{name} took {cost:?}");
        }
    }
}
