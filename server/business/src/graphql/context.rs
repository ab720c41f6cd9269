//! What a resolver has at hand: the application, who asks, this request's loaders, and the way to write.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::NaiveDate;
use domain::{Actor, IdentityUse};
use sea_orm::{DatabaseConnection, EntityTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::in_place::InPlace;
use super::loaders::Loaders;
use super::payload::Outcome;
use crate::app::App;
use platform::cache::{Cache, record_volatile};
use platform::db::{Aggregate, BatchKey, IdempotencyKey, Record, RowsBy, WriteTx};
use platform::error::{Error, Result};

/// A record as the API answers with it; none where there is none to see.
pub type Found<E> = Option<InPlace<Arc<<E as EntityTrait>::Model>>>;
/// Rows as the API answers with them.
pub type Rows<E> = Vec<InPlace<Arc<<E as EntityTrait>::Model>>>;

/// Rows that a statement found, as the API answers with them.
pub fn rows<M>(found: Vec<M>) -> Vec<InPlace<Arc<M>>> {
    found.into_iter().map(Arc::new).map(InPlace).collect()
}

/// One request's data, put into the GraphQL request by `http`.
///
/// What it gives away decides who else may get the same answer: permissions are everybody's who has them, a look at
/// who asks makes it his alone, and the application, the client and the cookie make it this request's.
#[derive(Debug)]
pub struct RequestContext {
    app: App,
    actor: Option<Actor>,
    identity: IdentityUse,
    client: Client,
    loaders: Mutex<Arc<Loaders>>,
    cookie: Mutex<Option<SessionCookie>>,
}

/// Where a request comes from.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// The peer's address.
    pub address: String,
    /// What its browser calls itself, cut to 200 bytes.
    pub user_agent: String,
    /// The session's secret, when one was sent.
    pub session_secret: Option<String>,
}

/// What the answer does to the session cookie.
#[derive(Clone, Debug)]
pub enum SessionCookie {
    /// Set to this secret.
    Set(String),
    /// Removed.
    Clear,
}

impl RequestContext {
    /// The context of a request by `actor`.
    pub fn new(app: App, actor: Option<Actor>, client: Client) -> Self {
        let loaders = Mutex::new(Arc::new(Loaders::new(app.db.reader(), &app.cache)));
        let (actor, identity) = actor.map(|actor| actor.tracked()).unzip();
        Self { app, actor, identity: identity.unwrap_or_default(), client, loaders, cookie: Mutex::new(None) }
    }

    /// Whether a resolver has read who asks.
    pub fn identity_was_read(&self) -> bool {
        self.identity.was_read()
    }

    /// Who asks, when somebody is logged in.
    pub fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// What the request did to the session cookie.
    pub fn take_cookie(&self) -> Option<SessionCookie> {
        self.cookie.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A resolver's view of its [`RequestContext`].
pub trait ContextExt {
    /// The application: its state is no data, so an answer that reads it is not cached.
    fn app(&self) -> &App;
    /// Who asks.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when nobody is logged in.
    fn actor(&self) -> Result<&Actor>;
    /// Where the request comes from. An answer that reads it is not cached.
    fn client(&self) -> &Client;
    /// The connection pool that reads.
    fn db(&self) -> &DatabaseConnection;
    /// What this node remembers of the database.
    fn cache(&self) -> &Cache;
    /// The business day in the company's zone. Days pass without a change that a tag tells of: whole answers are cached
    /// under the day, and a load that is cached elsewhere takes the day into its key.
    fn today(&self) -> NaiveDate;
    /// This request's loaders; new ones after each write. They check no permission: resolvers use the three below.
    fn loaders(&self) -> Arc<Loaders>;
    /// The record with this id. What one may not see is not found.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    fn find<E: Record>(&self, id: E::Id) -> impl Future<Output = Result<Found<E>>>;
    /// The rows that belong to `key`, in their order.
    ///
    /// # Errors
    /// `FORBIDDEN` without the permission to see them.
    fn find_many<E: RowsBy<K>, K: BatchKey>(&self, key: K) -> impl Future<Output = Result<Rows<E>>>;
    /// What is worked out for `key`.
    ///
    /// # Errors
    /// `FORBIDDEN` without the permission to see it.
    fn aggregate<A: Aggregate>(&self, key: A::Key) -> impl Future<Output = Result<A::Value>>;
    /// Lets the answer set or remove the session cookie.
    fn set_cookie(&self, cookie: SessionCookie);
    /// Runs `work` in one transaction under the `idempotencyKey` of the field's `input`. Refusals become data.
    ///
    /// # Errors
    /// Protocol errors only: not logged in, forbidden, malformed, internal.
    fn write<T, F>(&self, work: F) -> impl Future<Output = Result<Outcome<T>>>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone;
}

impl ContextExt for Context<'_> {
    fn app(&self) -> &App {
        record_volatile();
        &request(self).app
    }

    fn actor(&self) -> Result<&Actor> {
        request(self).actor.as_ref().ok_or(Error::Unauthenticated)
    }

    fn client(&self) -> &Client {
        record_volatile();
        request(self).identity.mark_read();
        &request(self).client
    }

    fn db(&self) -> &DatabaseConnection {
        request(self).app.db.reader()
    }

    fn cache(&self) -> &Cache {
        &request(self).app.cache
    }

    fn today(&self) -> NaiveDate {
        request(self).app.db.today()
    }

    fn loaders(&self) -> Arc<Loaders> {
        Arc::clone(&request(self).loaders.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn find<E: Record>(&self, id: E::Id) -> Result<Found<E>> {
        if self.actor()?.may(E::READ).is_err() {
            return Ok(None);
        }
        Ok(self.loaders().record::<E>(id).await?.map(InPlace))
    }

    async fn find_many<E: RowsBy<K>, K: BatchKey>(&self, key: K) -> Result<Rows<E>> {
        self.actor()?.may(E::READ)?;
        Ok(self.loaders().rows::<E, K>(key).await?.iter().cloned().map(InPlace).collect())
    }

    async fn aggregate<A: Aggregate>(&self, key: A::Key) -> Result<A::Value> {
        self.actor()?.may(A::READ)?;
        self.loaders().aggregate::<A>(key).await
    }

    fn set_cookie(&self, cookie: SessionCookie) {
        record_volatile();
        *request(self).cookie.lock().unwrap_or_else(PoisonError::into_inner) = Some(cookie);
    }

    async fn write<T, F>(&self, work: F) -> Result<Outcome<T>>
    where
        T: Serialize + DeserializeOwned + Send,
        F: AsyncFnOnce(&WriteTx) -> Result<T> + Clone,
    {
        let actor = self.actor()?;
        let key = idempotency_key(self, actor)?;
        let result = request(self).app.db.write(actor, Some(&key), work).await;
        let fresh = Arc::new(Loaders::new(self.db(), self.cache()));
        *request(self).loaders.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Outcome::of(result)
    }
}

fn request<'a>(ctx: &Context<'a>) -> &'a RequestContext {
    let request: &Arc<RequestContext> = ctx.data_unchecked();
    request
}

/// The key in the field's own `input`, bound to the field's name and everything else in the input.
fn idempotency_key(ctx: &Context<'_>, actor: &Actor) -> Result<IdempotencyKey> {
    let arguments = ctx.field().arguments().map_err(|error| Error::bad_input(error.message))?;
    let input = arguments.iter().find(|(name, _)| name == "input").map(|(_, input)| input);
    let Some(async_graphql::Value::Object(fields)) = input else {
        return Err(Error::internal("a mutation that writes has no input"));
    };
    let Some(async_graphql::Value::String(key)) = fields.get("idempotencyKey") else {
        return Err(Error::bad_input("idempotencyKey is missing"));
    };
    // Sorted, so that the order in which a client writes its fields makes no other request of it.
    let mut canonical = serde_json::to_value(input)?;
    if let Some(fields) = canonical.as_object_mut() {
        // The hash is stored for a day, and is quick to compute: no place for a password.
        fields.retain(|name, _| name != "password" && name != "currentPassword");
    }
    IdempotencyKey::new(actor, key, ctx.field().name(), &canonical.to_string())
}
