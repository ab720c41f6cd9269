//! Response cache: whole answers to trusted queries, cached as bytes and served before anything is parsed.
//!
//! An answer is everybody's who has the same permissions, unless a resolver read who asks: then a mark is cached in
//! its place, and each caller has an entry of his own. Both go with the data that they were made of.
//!
//! Never cached: errors, mutations, introspection (no trusted document asks for it), answers made of something that no
//! tag stands for, and those above [`CACHED_BYTES_MAX`].

use std::sync::Arc;

use async_graphql::{Request, Variables};
use bytes::Bytes;
use chrono::Datelike;
use domain::{Actor, PermissionSet};
use http::request::Parts;
use serde::{Deserialize, Serialize};

use super::gate::{self, GateLimits};
use super::graphql_http::answer_bytes;
use super::session;
use super::trusted::{Trusted, TrustedDocuments};
use business::app::App;
use business::graphql::{Client, RequestContext};
use business::schema::Schema;
use platform::cache::{Footprint, Key, Retention};
use platform::error::Result;

/// Bytes of an answer that is cached, at most.
pub const CACHED_BYTES_MAX: usize = 256 * 1024;

/// A trusted query, asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The document.
    pub document: Arc<Trusted>,
    /// The operation that was named.
    pub operation_name: Option<String>,
    /// Its variables.
    pub variables: Variables,
    /// What it may cost.
    pub limits: GateLimits,
}

/// An answer without errors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The JSON.
    pub body: Bytes,
    /// Changes with the body.
    pub etag: String,
}

/// An entry of the cache.
#[derive(Debug, Serialize, Deserialize)]
enum CachedAnswer {
    /// The answer for everybody with these permissions.
    Answer(Answer),
    /// The answer depends on who asks.
    Personal,
    /// There was an error: not cached, and answered by the ordinary way.
    Failed,
}

impl Footprint for CachedAnswer {
    fn heap_bytes(&self) -> usize {
        if let Self::Answer(answer) = self { answer.body.len() + answer.etag.capacity() } else { 0 }
    }

    fn retention(&self) -> Retention {
        match self {
            Self::Answer(answer) if answer.body.len() <= CACHED_BYTES_MAX => Retention::Whole,
            Self::Personal => Retention::Whole,
            Self::Answer(_) | Self::Failed => Retention::Not,
        }
    }
}

/// The answers of a schema; cheap to clone.
#[derive(Clone)]
pub struct Answers(Arc<Inner>);

struct Inner {
    app: App,
    schema: Schema,
}

impl Answers {
    /// The answers of `schema` over `app`.
    pub fn new(app: App, schema: Schema) -> Self {
        Self(Arc::new(Inner { app, schema }))
    }

    /// The answer to a query; none when it has to be run in the ordinary way: nobody is logged in, or it fails.
    pub async fn get(&self, asked: &Arc<Asked>, parts: &Parts) -> Option<Answer> {
        let (actor, client) = session::asker(&self.0.app, parts).await.ok()?;
        let (actor, client) = (Arc::new(actor?), Arc::new(client));
        let key = self.key(asked, &actor, None)?;
        match &*self.load_cached(asked, key, &actor, &client, false).await.ok()? {
            CachedAnswer::Answer(answer) => Some(answer.clone()),
            CachedAnswer::Failed => None,
            CachedAnswer::Personal => {
                let key = self.key(asked, &actor, Some(&actor.principal()))?;
                match &*self.load_cached(asked, key, &actor, &client, true).await.ok()? {
                    CachedAnswer::Answer(answer) => Some(answer.clone()),
                    CachedAnswer::Personal | CachedAnswer::Failed => None,
                }
            }
        }
    }

    /// Makes the answers to queries without variables for everybody with these permissions, where they are not cached.
    /// Returns how many are there afterwards.
    pub async fn warm(&self, documents: &TrustedDocuments, permissions: PermissionSet, limits: &GateLimits) -> usize {
        let mut anybody = Actor::system();
        anybody.permissions = permissions;
        let (anybody, client) = (Arc::new(anybody), Arc::<Client>::default());
        let mut there = 0;
        for document in documents.iter().filter(|document| document.is_query && !document.has_variables) {
            let document = Arc::clone(document);
            let variables = Variables::default();
            let asked = Arc::new(Asked { document, operation_name: None, variables, limits: limits.clone() });
            let Some(key) = self.key(&asked, &anybody, None) else { continue };
            let made = self.load_cached(&asked, key, &anybody, &client, false).await;
            there += usize::from(made.is_ok_and(|load_cached| matches!(*load_cached, CachedAnswer::Answer(_))));
        }
        there
    }

    /// The cached answer, or one made now. A hit is cheap: nothing but counts of references is touched.
    async fn load_cached(
        &self,
        asked: &Arc<Asked>,
        key: Key,
        actor: &Arc<Actor>,
        client: &Arc<Client>,
        personal: bool,
    ) -> Result<Arc<CachedAnswer>> {
        let class = asked.document.class;
        let (answers, asked, actor, client) = (self.clone(), Arc::clone(asked), Arc::clone(actor), Arc::clone(client));
        let load = move || async move { Ok(answers.make(&asked, &actor, &client, personal).await) };
        self.0.app.cache.get_or_load(class, key, load).await
    }

    async fn make(&self, asked: &Asked, actor: &Actor, client: &Client, personal: bool) -> CachedAnswer {
        let Asked { document, operation_name, variables, limits } = asked;
        let Ok(admitted) = gate::admit(limits, &document.text, operation_name.as_deref(), variables) else {
            return CachedAnswer::Failed;
        };
        let context = Arc::new(RequestContext::new(self.0.app.clone(), Some(actor.clone()), client.clone()));
        let mut request = Request::new(&*document.text).variables(variables.clone()).data(Arc::clone(&context));
        request.operation_name = admitted.operation_name;
        request.set_parsed_query(admitted.document);
        let executed = self.0.schema.execute(request).await;
        let plain = executed.errors.is_empty() && executed.extensions.is_empty() && executed.http_headers.is_empty();
        if !plain || context.take_cookie().is_some() {
            return CachedAnswer::Failed;
        }
        if context.identity_was_read() && !personal {
            return CachedAnswer::Personal;
        }
        let Some(body) = answer_bytes(&executed) else { return CachedAnswer::Failed };
        let etag = format!("\"{}\"", blake3::hash(&body).to_hex().as_str().get(..32).unwrap_or_default());
        CachedAnswer::Answer(Answer { body: body.into(), etag })
    }

    /// Everything that an answer depends on besides the data: also the day, which passes without a change.
    fn key(&self, asked: &Asked, actor: &Actor, principal: Option<&str>) -> Option<Key> {
        // Objects as sorted maps: the order in which a client writes its variables makes no other question of it.
        let variables = serde_json::to_value(&asked.variables).ok()?.to_string();
        let permissions = actor.permissions.bits().to_le_bytes();
        Some(Key::of(&[
            b"answer",
            &self.0.app.db.today().num_days_from_ce().to_le_bytes(),
            asked.document.hash.as_bytes(),
            asked.operation_name.as_deref().unwrap_or_default().as_bytes(),
            variables.as_bytes(),
            &permissions,
            principal.map_or(&[], |_| b"of"),
            principal.unwrap_or_default().as_bytes(),
        ]))
    }
}
