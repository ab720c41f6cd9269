//! One call: a text that is sent, and the text of a good answer or an [`ApiError`].
use std::sync::Arc;

use futures::future::{Either, select};

use super::error::{ApiError, Fault, Problem};
use super::json::Json;
use super::transport;
use crate::clock;

/// So long a call may take, in milliseconds; then it is given up.
const TIME_LIMIT_MS: u32 = 20_000;

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
    let faults: Option<Vec<Fault>> = answer.read(|it| it.at("errors")).unwrap_or_default();
    match faults.into_iter().flatten().next() {
        // A record that is not there is no fault of HTTP; a document is.
        Some(_) if status == 404 => Err(ApiError::of(Problem::Outdated)),
        Some(fault) => Err(ApiError::coded(fault)),
        None => answer.take("data").ok_or_else(|| ApiError::of(Problem::Internal)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::FromJson;
    use super::*;

    fn read(status: u16, answer: &str) -> Result<i32, ApiError> {
        Ok(data(status, answer)?.read(FromJson::read)?)
    }

    #[test]
    fn data_is_given_and_errors_win_over_data() {
        assert_eq!(read(200, r#"{"data":3}"#), Ok(3));
        let failed = read(200, r#"{"data":3,"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}"#);
        assert_eq!(failed.unwrap_err().problem, Problem::Denied);
    }

    #[test]
    fn a_document_that_is_not_known_is_of_another_version_and_a_record_that_is_not_there_is_not() {
        let answer = r#"{"errors":[{"message":"no","extensions":{"code":"NOT_FOUND"}}]}"#;
        let problem = |status| read(status, answer).unwrap_err().problem;
        assert_eq!((problem(404), problem(200)), (Problem::Outdated, Problem::NotFound));
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
}
