//! The application behind a socket, and browsers that talk to it.

use std::net::SocketAddr;

use business::app::App;
use platform::cache::Class;
use platform::clock::Clock;
use platform::config::{Config, Source};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use server::http::assets::Assets;
use server::http::listener::{self, ListenerSettings};
use server::http::serve::router;
use server::http::trusted::{TrustedDocuments, sha256};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::PASSWORD;

/// A node behind a socket.
pub(crate) struct Node {
    pub(crate) app: App,
    pub(crate) address: SocketAddr,
    draining: CancellationToken,
}

impl Node {
    /// Serves `app`, which trusts these documents.
    pub(crate) async fn start(app: &App, documents: TrustedDocuments) -> Self {
        app.follow_log();
        app.db.catch_up().await;
        let draining = CancellationToken::new();
        let router = router(app, documents, Assets::missing(), TaskTracker::new(), draining.clone());
        let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(listener::serve(socket, router, ListenerSettings::default(), draining.clone()));
        Self { app: app.clone(), address, draining }
    }

    /// Another node on the same database.
    pub(crate) async fn beside(first: &App, documents: TrustedDocuments, settings: &[(&str, &str)]) -> Self {
        let url = first.config.database.url.as_str();
        let pairs = [("DATABASE_URL", url), ("ERP_DB_POOL_MIN", "0"), ("ERP_DB_POOL_MAX", "10")];
        let config = Config::from_source(&Source::of(pairs.into_iter().chain(settings.iter().copied()))).unwrap();
        Self::start(&App::connect(config, Clock::fixed(first.db.clock().now())).await.unwrap(), documents).await
    }

    /// A browser with the session of a preset role's user.
    pub(crate) async fn login(&self, role: &str) -> Browser {
        let client = Client::builder().cookie_store(true).build().unwrap();
        let browser = Browser { client, address: self.address };
        let login = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
        let input = json!({ "email": format!("{role}@acme.test"), "password": PASSWORD });
        let reply = browser.post(json!({ "query": login, "variables": { "input": input } })).send().await.unwrap();
        assert!(reply.headers().contains_key("set-cookie"), "{}", reply.text().await.unwrap());
        browser
    }

    /// Answers that came from the cache.
    pub(crate) fn hits(&self) -> u64 {
        let of_answers = |class: &Class| *class != Class::UserPermissions;
        self.app.cache.stats().iter().filter(|stats| of_answers(&stats.class)).map(|stats| stats.hits).sum()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.draining.cancel();
    }
}

/// Somebody who is logged in.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    pub(crate) address: SocketAddr,
}

impl Browser {
    /// This browser, talking to another node.
    pub(crate) fn at(&self, node: &Node) -> Self {
        Self { address: node.address, ..self.clone() }
    }

    /// Posts a body.
    pub(crate) fn post(&self, body: Value) -> RequestBuilder {
        self.client.post(format!("http://{}/graphql", self.address)).json(&body)
    }

    /// Asks a trusted document by its hash.
    pub(crate) fn by_hash(&self, document: &str, variables: &Value) -> RequestBuilder {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": sha256(document) } });
        self.post(json!({ "variables": variables, "extensions": extensions }))
    }

    /// The bytes of the answer to a trusted document, and the statements that it took.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> (String, u64) {
        read(self.by_hash(document, &variables).send().await.unwrap()).await
    }

    /// The bytes of the answer to the same document as one's own, which is never kept.
    pub(crate) async fn ask_uncached(&self, document: &str, variables: Value) -> String {
        let own = format!("{document} # of my own");
        read(self.post(json!({ "query": own, "variables": variables })).send().await.unwrap()).await.0
    }

    /// Asks a trusted document by GET.
    pub(crate) fn get(&self, document: &str) -> RequestBuilder {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": sha256(document) } }).to_string();
        let url = format!("http://{}/graphql", self.address);
        self.client.get(url).query(&[("extensions", extensions)]).header("x-erp-csrf", "1")
    }
}

/// The bytes of an answer, and the statements that it took.
pub(crate) async fn read(reply: Response) -> (String, u64) {
    let statements = reply.headers()["x-db-queries"].to_str().unwrap().parse().unwrap();
    (reply.text().await.unwrap(), statements)
}
