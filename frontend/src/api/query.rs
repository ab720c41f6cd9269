//! Questions and orders to the server, as values.
//!
//! A [`Query`] is what is asked, as it is sent, with its reader inside: its text is its key in the cache
//! (`state::cache`), so key, type and call cannot come apart. A [`Mutation`] is what is to be done once, with its
//! idempotency key in its text: whoever sends the same value again gets the same deed.
//!
//! Invariant: what a query is mapped by depends on nothing but the answer, what is asked, and the user's language; so
//! two queries of one text that get one answer give one value.
use std::sync::Arc;

use super::client;
use super::error::ApiError;
use super::json::{Json, Node, ToJson, object};
use super::refusal::{Answer, UserError};

type Reader<T> = Arc<dyn Fn(Json<'_>) -> Result<T, ApiError> + Send + Sync>;

/// A question to the server.
pub struct Query<T> {
    body: Arc<str>,
    read: Reader<T>,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Self { body: Arc::clone(&self.body), read: Arc::clone(&self.read) }
    }
}

impl<T: 'static> Query<T> {
    /// The document with this hash, which the server knows, with its variables, and what reads the `data` of its answer.
    pub(in crate::api) fn trusted(hash: &str, variables: &[(&str, &dyn ToJson)], read: fn(Node<'_>) -> T) -> Self {
        Self { body: trusted(hash, variables), read: Arc::new(move |data| Ok(data.read(read)?)) }
    }

    /// The same question with its answer seen otherwise.
    pub fn map<U: 'static>(self, see: impl Fn(T) -> U + Send + Sync + 'static) -> Query<U> {
        self.and_then(move |value| Ok(see(value)))
    }

    /// The same question with an answer that may be a failure after all.
    pub fn and_then<U: 'static>(self, see: impl Fn(T) -> Result<U, ApiError> + Send + Sync + 'static) -> Query<U> {
        let read = self.read;
        Query { body: self.body, read: Arc::new(move |data| see(read(data)?)) }
    }

    /// What is sent, by which the cache knows it.
    pub fn body(&self) -> &Arc<str> {
        &self.body
    }

    /// Reads an answer to it.
    ///
    /// # Errors
    /// When the answer is not what was asked for.
    pub fn read(&self, answer: &str) -> Result<T, ApiError> {
        (self.read)(client::data(200, answer)?)
    }

    /// Asks the server, past the cache.
    ///
    /// # Errors
    /// When there is no answer, or a failure in place of one.
    pub async fn fetch(self) -> Result<T, ApiError> {
        self.read(&client::call(Arc::clone(&self.body)).await?)
    }
}

/// Something to be done by the server, once however often it is sent.
pub struct Mutation<T> {
    body: Arc<str>,
    read: Box<dyn Fn(Json<'_>) -> Answer<T> + Send + Sync>,
}

impl<T: 'static> Mutation<T> {
    /// The document with this hash, which the server knows, with its variables, and what its answer's `data` means.
    pub(in crate::api) fn trusted(
        hash: &str,
        variables: &[(&str, &dyn ToJson)],
        read: fn(Node<'_>) -> Result<T, Vec<UserError>>,
    ) -> Self {
        Self { body: trusted(hash, variables), read: Box::new(move |data| Ok(data.read(read)?)) }
    }

    /// The same as it was sent before, with the key that it had then.
    pub fn as_sent(self, body: String) -> Self {
        Self { body: body.into(), ..self }
    }

    /// The same mutation with what it made seen otherwise.
    pub fn map<U: 'static>(self, see: impl Fn(T) -> U + Send + Sync + 'static) -> Mutation<U> {
        let read = self.read;
        Mutation { body: self.body, read: Box::new(move |data| Ok(read(data)?.map(&see))) }
    }

    /// What is sent.
    pub fn body(&self) -> &Arc<str> {
        &self.body
    }

    /// Reads an answer to it.
    ///
    /// # Errors
    /// When the answer is not what was asked for.
    pub fn read(&self, answer: &str) -> Answer<T> {
        (self.read)(client::data(200, answer)?)
    }

    /// Sends it, this once; the cache does not hear of it. For what no record hangs on.
    ///
    /// # Errors
    /// When there is no answer, or a failure in place of one; it may have been done all the same.
    pub async fn send(self) -> Answer<T> {
        self.read(&client::call(Arc::clone(&self.body)).await?)
    }
}

/// A trusted document as it is sent: by its hash, not by its text.
fn trusted(hash: &str, variables: &[(&str, &dyn ToJson)]) -> Arc<str> {
    let mut body = ["{\"extensions\":", &extensions(hash), ",\"variables\":"].concat();
    object(&mut body, variables);
    body.push('}');
    body.into()
}

/// What names a trusted document.
pub(super) fn extensions(hash: &str) -> String {
    ["{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"", hash, "\"}}"].concat()
}

/// Queries and mutations of tests in other modules.
#[cfg(test)]
pub(crate) mod fixture {
    use std::sync::Arc;

    use super::{Mutation, Query};
    use crate::api::error::Problem;
    use crate::api::json::{FromJson, Json};
    use crate::api::key::new_key;
    use crate::api::refusal::UserError;

    impl<T: 'static> Query<T> {
        /// A question that nothing answers.
        pub(crate) fn unanswered() -> Self {
            Self { body: "".into(), read: Arc::new(|_| Err(Problem::NotFound.into())) }
        }
    }

    /// A question that is answered by whole numbers.
    pub(crate) fn numbers(name: &str) -> Query<Vec<i32>> {
        Query { body: name.into(), read: Arc::new(|data| Ok(data.read(FromJson::read)?)) }
    }

    /// A mutation with a key of its own. A text in its answer is what it made; without one it is refused.
    pub(crate) fn mutation(name: &str) -> Mutation<String> {
        let body = [name, " ", &new_key()].concat().into();
        let read = Box::new(|data: Json<'_>| {
            let made: Option<String> = data.read(FromJson::read)?;
            Ok(made.ok_or_else(|| vec![UserError::of(domain::RefusalCode::Conflict)]))
        });
        Mutation { body, read }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::error::Problem;
    use crate::api::json::FromJson;

    fn query() -> Query<i32> {
        Query::trusted("", &[], FromJson::read)
    }

    #[test]
    fn a_mapped_query_keeps_its_key() {
        let mapped = query().map(|number| number.to_string());
        assert_eq!(mapped.body(), query().body());
        assert_eq!(mapped.read("{\"data\":7}"), Ok("7".to_owned()));
    }

    #[test]
    fn a_trusted_document_is_sent_by_its_hash() {
        let query = Query::<i32>::trusted("a1b2", &[("id", &"x"), ("after", &None::<&str>)], |data| data.at("n"));
        let sent: serde_json::Value = serde_json::from_str(query.body()).unwrap();
        let hash = serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": "a1b2" } });
        assert_eq!(sent, serde_json::json!({ "extensions": hash, "variables": { "id": "x" } }));
        assert_eq!(query.read(r#"{"data":{"n":7}}"#), Ok(7));
        assert_eq!(query.read(r#"{"data":{}}"#).unwrap_err().problem, Problem::Internal);
    }

    #[test]
    fn an_answer_of_another_shape_and_a_failure_in_place_of_one_are_errors() {
        let missing = query().and_then(|_| Err::<i32, _>(ApiError::of(Problem::NotFound)));
        assert_eq!(missing.read("{\"data\":7}").unwrap_err().problem, Problem::NotFound);
        assert_eq!(query().read("{\"data\":\"x\"}").unwrap_err().problem, Problem::Internal);
        let denied = query().read(r#"{"data":null,"errors":[{"message":"","extensions":{"code":"FORBIDDEN"}}]}"#);
        assert_eq!(denied.unwrap_err().problem, Problem::Denied);
    }
}
