//! One call: a text that is sent, and the text of a good answer or an [`ApiError`].
use std::sync::Arc;

use futures::future::{Either, select};
use serde::Serialize;

use super::error::{ApiError, Fault, Problem};
use super::json::{self, Json};
use super::transport;
use crate::clock;

/// So long a call may take, in milliseconds; then it is given up.
const TIME_LIMIT_MS: u32 = 20_000;

/// An operation with its variables as it is sent. What cannot be written is sent as nothing, which the server refuses.
pub(super) fn body<V: Serialize>(query: &str, variables: &V) -> String {
    let write = || Some((json::to_text(query).ok()?, json::to_text(variables).ok()?));
    write().map_or_else(String::new, |(query, variables)| {
        ["{\"query\":", &query, ",\"variables\":", &variables, "}"].concat()
    })
}

/// Sends a body, and gives the text of the answer when there is one without errors. Dropped, the call is aborted.
pub(crate) async fn call(body: Arc<str>) -> Result<Arc<str>, ApiError> {
    let lost = ApiError::of(Problem::Network);
    let answer = match select(transport::post(body), clock::sleep(TIME_LIMIT_MS)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => None,
    };
    let (status, text) = answer.ok_or(lost)?;
    data(status, &text)?;
    Ok(text.into())
}

/// An answer's data. Any error fails the whole: a page half shown would be read as the whole truth.
pub(super) fn data(status: u16, answer: &str) -> Result<Json<'_>, ApiError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, answer: &str) -> Result<i32, ApiError> {
        Ok(data(status, answer)?.read()?)
    }

    #[test]
    fn data_is_given_and_errors_win_over_data() {
        assert_eq!(read(200, r#"{"data":3}"#), Ok(3));
        let failed = read(200, r#"{"data":3,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}"#);
        assert_eq!(failed.unwrap_err().problem, Problem::Denied);
    }

    #[test]
    fn a_conflict_tells_who_and_when() {
        let answer = r#"{"data":null,"errors":[{"message":"changed","extensions":
            {"code":"CONFLICT","currentVersion":4,"changedBy":"Ada","changedAt":"2026-01-02T03:04:05Z"}}]}"#;
        let error = read(200, answer).unwrap_err();
        assert_eq!(error.problem, Problem::Conflict);
        assert_eq!(error.changed_by.as_deref(), Some("Ada"));
    }

    #[test]
    fn an_answer_that_is_not_graphql_is_judged_by_its_status() {
        let problem = |status| read(status, "<html>").unwrap_err().problem;
        assert_eq!(problem(401), Problem::Unauthenticated);
        assert_eq!(problem(429), Problem::Throttled);
        assert_eq!(problem(503), Problem::Busy);
        assert_eq!(problem(500), Problem::Internal);
        assert_eq!(problem(200), Problem::Internal);
    }

    #[test]
    fn variables_stand_beside_the_query() {
        assert_eq!(body("{a}", &vec![1]), r#"{"query":"{a}","variables":[1]}"#);
    }
}
