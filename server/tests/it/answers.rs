//! Whole answers to trusted queries over sockets: kept, shared by who may see the same, gone with their data.

use std::time::Duration;

use business::schema::schema;
use domain::RolePreset;
use platform::cache::{Class, Key, Tag, record};
use platform::db::Engine;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use reqwest::Client;
use serde_json::{Value, json};
use server::http::answers::Answers;
use server::http::gate::GateLimits;
use server::http::trusted::{Trusted, TrustedDocuments, sha256};
use server::http::warm;

use tokio_util::sync::CancellationToken;

use crate::support::{Browser, Node, PASSWORD, TestApp, given, on_both_engines, read};

const ME: &str = "query Me { me { id email } }";
const ORDERS: &str = "query Orders($first: Int, $search: String) { salesOrders(first: $first, search: $search) \
     { nodes { id status totalAmount customer { name } } totalCount { count } } }";
const ORDER: &str = "query Order($id: ID!) { salesOrder(id: $id) { id status customer { name } items { quantity } \
     timeline { action actorName } allowedActions { action enabled } } }";
const CUSTOMERS: &str = "query Customers { customers(first: 20) { nodes { id name exposure } } }";
const SESSIONS: &str = "query Sessions { sessions { id userAgent } }";
const DASHBOARD: &str = "query Dashboard { dashboard { counts { draftOrders activeCustomers } recentOrders { id } } }";
const CHANGE: &str =
    "mutation Change($input: CustomerChangeInput!) { customerChange(input: $input) { userErrors { code } } }";

fn documents() -> TrustedDocuments {
    let all = [ME, ORDERS, ORDER, CUSTOMERS, SESSIONS, DASHBOARD, CHANGE];
    let mut texts: serde_json::Map<String, Value> = all.iter().map(|text| (sha256(text), json!(text))).collect();
    for trusted in TrustedDocuments::of_the_web_app().unwrap().iter() {
        texts.insert(trusted.hash.clone(), json!(&*trusted.text));
    }
    TrustedDocuments::read(&Value::Object(texts).to_string()).unwrap()
}

async fn change_customer(browser: &Browser, id: &str, version: i64, name: &str) -> Option<String> {
    let input = json!({ "id": id, "expectedVersion": version, "idempotencyKey": format!("{id}{version}{name}"),
        "details": { "code": id, "name": name } });
    let reply = browser.by_hash(CHANGE, &json!({ "input": input })).send().await.unwrap();
    let as_of = reply.headers().get("x-asof").map(|as_of| as_of.to_str().unwrap().to_owned());
    let text = reply.text().await.unwrap();
    assert_eq!(text, r#"{"data":{"customerChange":{"userErrors":[]}}}"#);
    as_of
}

/// Variables such as a client might send to any document, sensible and not. A filter has one field: of several unknown
/// ones an error names any.
fn random_variables(dice: &mut StdRng, ids: &[&Value]) -> Value {
    let mut variables = serde_json::Map::new();
    let words = [json!("C1"), json!("P"), json!(""), json!("nothing of that name"), json!("%_'\\"), json!(null)];
    let fields = ["NAME", "CODE", "ORDER_DATE", "TOTAL_AMOUNT", "EMAIL", "UNIT_PRICE"];
    let filters = [
        json!({}),
        json!({ "status": ["DRAFT", "CONFIRMED"] }),
        json!({ "isActive": true }),
        json!({ "overLimit": true }),
        json!({ "belowReorderPoint": true }),
        json!({ "customerId": ids.choose(dice) }),
        json!({ "productId": ids.choose(dice) }),
        json!({ "from": "2026-01-01" }),
    ];
    let mut maybe = |name: &str, value: Value, dice: &mut StdRng| {
        if dice.random_bool(0.6) {
            variables.insert(name.to_owned(), value);
        }
    };
    maybe("first", json!(dice.random_range(-1..=101)), dice);
    maybe("stock", json!(dice.random_bool(0.5)), dice);
    maybe("search", words.choose(dice).cloned().unwrap_or_default(), dice);
    maybe("text", words.choose(dice).cloned().unwrap_or_default(), dice);
    maybe("id", ids.choose(dice).map(|id| (*id).clone()).unwrap_or_default(), dice);
    maybe("productId", ids.choose(dice).map(|id| (*id).clone()).unwrap_or_default(), dice);
    maybe("day", json!("2026-03-02"), dice);
    maybe("names", json!(["P1", "p1", "x"]), dice);
    maybe("by", json!(["STATUS", "CUSTOMER", "MONTH", "COLOUR"].choose(dice)), dice);
    maybe("keys", json!(["list.customers"]), dice);
    let direction = if dice.random() { "ASC" } else { "DESC" };
    let sort = json!({ "field": fields.choose(dice), "direction": direction });
    maybe("sort", sort, dice);
    maybe("filter", filters.choose(dice).cloned().unwrap_or_default(), dice);
    Value::Object(variables)
}

/// So many values are kept while one row is written.
const CACHED: i64 = 100_000;

on_both_engines! {
    async fn one_written_row_takes_only_what_was_made_of_it(app) {
        let node = Node::start(&app.app, documents()).await;
        let admin = node.login("admin").await;
        let id = given::customer(&app, "C1", None).await;
        let row: i64 = id.trim_start_matches("cus_").parse().unwrap();
        let cache = &app.app.cache;
        let fetch = async |number: i64| {
            // Most are made of one customer each, the written one among them; some of other tables, and of lists.
            let tag = match number % 100 {
                0 => Tag::set("erp_product"),
                1 => Tag::of("erp_salesorder", "customer_id", number),
                2 => Tag::row("erp_salesorder", number),
                _ => Tag::row("erp_customer", row + number - 50),
            };
            let load = move || async move {
                record(tag);
                Ok(number)
            };
            cache.get_or_load(Class::Other, Key::of(&[b"kept", &number.to_be_bytes()]), load).await.unwrap();
        };
        let class_stats = || cache.stats().into_iter().find(|stats| stats.class == Class::Other).unwrap();
        for number in 0..CACHED {
            fetch(number).await;
        }
        let before = class_stats();
        change_customer(&admin, &id, 1, "Renamed").await;
        for number in 0..CACHED {
            fetch(number).await;
        }
        let after = class_stats();
        let stale = after.stale_rejects - before.stale_rejects;
        assert_eq!(stale, 1, "of {CACHED} values, one was made of the row that was written");
        assert_eq!(after.evictions, before.evictions);
        let hits = after.hits - before.hits;
        assert!(hits > u64::try_from(CACHED / 2).unwrap(), "{hits} hits show little");
    }

    async fn an_answer_is_kept_until_what_it_shows_changes(app) {
        let node = Node::start(&app.app, documents()).await;
        let admin = node.login("admin").await;
        let customer = given::customer(&app, "C1", None).await;
        let other = given::customer(&app, "C2", None).await;
        let product = given::product(&app, "P1").await;
        let order = given::draft(&app, &customer, &[(&product, "2")]).await;
        let id = json!({ "id": order["id"] });
        let (first, statements) = admin.ask(ORDER, id.clone()).await;
        assert!(statements > 0 && first.contains("Customer C1"), "{first}");
        assert_eq!(admin.ask(ORDER, id.clone()).await, (first.clone(), 0));
        let list = admin.ask(CUSTOMERS, json!({})).await.0;
        assert_eq!(admin.ask(CUSTOMERS, json!({})).await, (list.clone(), 0));
        // Somebody else's name changes: the list goes, the order stays.
        change_customer(&admin, &other, 1, "Somebody").await;
        assert_eq!(admin.ask(ORDER, id.clone()).await, (first.clone(), 0));
        let (news, statements) = admin.ask(CUSTOMERS, json!({})).await;
        assert!(statements > 0 && news.contains("Somebody"));
        change_customer(&admin, &customer, 1, "Renamed").await;
        let (renamed, statements) = admin.ask(ORDER, id.clone()).await;
        assert!(statements > 0 && renamed.contains("Renamed"), "{renamed}");
        // An empty list is told of its first member.
        let search = json!({ "search": "nothing of that name", "first": 5 });
        admin.ask(ORDERS, search.clone()).await;
        assert_eq!(admin.ask(ORDERS, search.clone()).await.1, 0);
        assert_eq!(admin.ask(ORDERS, json!({ "first": 5, "search": "nothing of that name" })).await.1, 0, "sorted");
        given::draft(&app, &customer, &[(&product, "1")]).await;
        assert!(admin.ask(ORDERS, search).await.1 > 0);
    }

    async fn an_operator_lets_every_node_forget(app) {
        let node = Node::start(&app.app, documents()).await;
        let (admin, operator) = (node.login("admin").await, app.as_role("admin"));
        let customer = given::customer(&app, "C1", None).await;
        let row = format!("erp_customer:{}", customer.trim_start_matches("cus_"));
        for purge in [json!({ "all": true }), json!({ "classes": ["customer_list"] }), json!({ "tags": ["erp_customer:*"] })] {
            admin.ask(CUSTOMERS, json!({})).await;
            assert_eq!(admin.ask(CUSTOMERS, json!({})).await.1, 0);
            assert_eq!(operator.act("cachePurge", purge).await.done(), true);
            assert!(admin.ask(CUSTOMERS, json!({})).await.1 > 0);
        }
        assert_eq!(operator.act("cachePurge", json!({ "tags": [row], "classes": ["reports"] })).await.done(), true);
        assert_eq!(admin.ask(CUSTOMERS, json!({})).await.1, 0, "neither its tags nor its class");
        for bad in [json!({ "tags": ["a b"] }), json!({ "tags": ["x"] }), json!({ "classes": ["nothing"] }), json!({ "tags": [":*"] })] {
            assert_eq!(operator.act("cachePurge", bad).await.refused(), "INVALID");
        }
        assert_eq!(operator.act("cachePurge", json!({})).await.refused(), "REQUIRED");
    }

    async fn what_everybody_opens_first_is_there_before_anybody_asks(app) {
        let node = Node::start(&app.app, documents()).await;
        let (answers, stop) = (Answers::new(app.app.clone(), schema()), CancellationToken::new());
        let warming = warm::run(app.app.clone(), answers, documents(), GateLimits::default(), stop.clone());
        let warming = tokio::spawn(warming);
        let sales = node.login("sales").await;
        sales.ask(ME, json!({})).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(sales.ask(DASHBOARD, json!({})).await.1, 0, "nobody has asked for it yet");
        app.app.cache.clear();
        app.app.db.catch_up().await;
        tokio::time::sleep(Duration::from_secs(4)).await;
        sales.ask(ME, json!({})).await;
        assert_eq!(sales.ask(CUSTOMERS, json!({})).await.1, 0, "warmed after everything was forgotten");
        stop.cancel();
        warming.await.unwrap();
    }

    async fn a_browser_that_has_the_answer_gets_304(app) {
        let node = Node::start(&app.app, documents()).await;
        let admin = node.login("admin").await;
        let customer = given::customer(&app, "C1", None).await;
        let reply = admin.get(CUSTOMERS).send().await.unwrap();
        assert_eq!((reply.status().as_u16(), &reply.headers()["cache-control"]), (200, &"private, no-cache".parse().unwrap()));
        let etag = reply.headers()["etag"].clone();
        let same = admin.get(CUSTOMERS).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!((same.status().as_u16(), &same.headers()["etag"]), (304, &etag));
        assert_eq!(read(same).await, (String::new(), 0));
        change_customer(&admin, &customer, 1, "Renamed").await;
        let news = admin.get(CUSTOMERS).header("if-none-match", &etag).send().await.unwrap();
        assert!(news.status().as_u16() == 200 && news.headers()["etag"] != etag);
        assert_eq!(admin.get(CHANGE).send().await.unwrap().status().as_u16(), 405);
        let posted = admin.by_hash(CUSTOMERS, &json!({})).send().await.unwrap();
        assert_eq!(posted.headers()["cache-control"], "no-store");
    }

    async fn whoever_asks_gets_what_he_would_get_uncached(app) {
        let node = Node::start(&app.app, documents()).await;
        let customer = given::customer(&app, "C1", Some("1000")).await;
        let product = given::product_in_stock(&app, "P1", "10").await;
        let order = given::confirmed(&app, &customer, &[(&product, "2")]).await;
        let draft = given::draft(&app, &customer, &[(&product, "1")]).await;
        let mut browsers = Vec::new();
        for preset in RolePreset::ALL {
            browsers.push((preset.code(), node.login(preset.code()).await));
        }
        let seed = rand::random::<u64>();
        println!("seed {seed}");
        let mut dice = StdRng::seed_from_u64(seed);
        let ids = [&order["id"], &draft["id"], &json!(customer), &json!(product), &json!("so_999999"), &json!("?")];
        let mut variables = vec![
            json!({}),
            json!({ "id": order["id"] }),
            json!({ "id": "so_999999" }),
            json!({ "filter": {}, "sort": { "field": "TOTAL_AMOUNT", "direction": "ASC" } }),
            json!({ "filter": {}, "sort": { "field": "NAME", "direction": "ASC" }, "stock": true }),
        ];
        variables.extend((0..5).map(|_| random_variables(&mut dice, &ids)));
        let mut asked = 0;
        let is_live = |trusted: &Trusted| trusted.text.contains("performance {");
        for trusted in documents().iter().filter(|trusted| trusted.is_query && !is_live(trusted)) {
            for variables in &variables {
                for (role, browser) in &browsers {
                    let plain = browser.ask_uncached(&trusted.text, variables.clone()).await;
                    // The order in which fields are done is the order in which they stand: values, not texts.
                    let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
                    for _ in 0..2 {
                        let (kept, _) = browser.ask(&trusted.text, variables.clone()).await;
                        assert_eq!(value(&kept), value(&plain), "{role} {}", trusted.text);
                    }
                    asked += 1;
                }
            }
        }
        assert!(asked >= 500 && node.hits() > 200, "{asked} questions, {} hits", node.hits());
        // How the system runs changes with every look at it: it is told anew each time.
        let kept = node.hits();
        for trusted in documents().iter().filter(|trusted| trusted.is_query && is_live(trusted)) {
            for (role, browser) in &browsers {
                let may_see = *role == "admin";
                for _ in 0..3 {
                    let body = browser.ask(&trusted.text, json!({ "shape": "SELECT 1" })).await.0;
                    assert_eq!(body.contains("FORBIDDEN"), !may_see, "{role} {}: {body}", trusted.text);
                }
            }
        }
        assert_eq!(node.hits(), kept);
    }

    async fn what_depends_on_who_asks_is_kept_for_him_alone(app) {
        let node = Node::start(&app.app, documents()).await;
        let (sales, viewer) = (node.login("sales").await, node.login("viewer").await);
        let again = node.login("sales").await;
        let mine = sales.ask(ME, json!({})).await.0;
        assert!(mine.contains("sales@acme.test"));
        assert_eq!(sales.ask(ME, json!({})).await, (mine.clone(), 0));
        again.ask(CUSTOMERS, json!({})).await;
        assert_eq!(again.ask(ME, json!({})).await, (mine, 0), "the same user in another session");
        assert!(viewer.ask(ME, json!({})).await.0.contains("viewer@acme.test"));
        // Two users with the same permissions.
        let peer = json!({ "name": "Peer", "email": "peer@acme.test", "password": PASSWORD,
            "roleIds": [app.roles["sales"]] });
        app.as_role("admin").act("userCreate", peer).await.done();
        let peer = node.login("peer").await;
        assert!(peer.ask(ME, json!({})).await.0.contains("peer@acme.test"));
        let sessions = sales.ask(SESSIONS, json!({})).await;
        assert!(sessions.1 > 0 && sales.ask(SESSIONS, json!({})).await.1 > 0, "looks at more than data: never kept");
        let nobody = Browser { client: Client::new(), address: node.address };
        assert!(nobody.ask(CUSTOMERS, json!({})).await.0.contains("UNAUTHENTICATED"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_sends_its_own_documents_only_where_that_is_allowed() {
    let app = TestApp::start(Engine::Sqlite).await;
    let closed = Node::beside(&app.app, documents(), &[("ERP_FREE_DOCUMENTS", "false")]).await;
    let client = Client::builder().cookie_store(true).build().unwrap();
    let browser = Browser { client, address: closed.address };
    let own = json!({ "query": "query Own { me { id } }" });
    assert_eq!(browser.post(own.clone()).send().await.unwrap().status().as_u16(), 403);
    let whole = json!({ "query": ME });
    assert_eq!(browser.post(whole).send().await.unwrap().status().as_u16(), 200, "the web app's, sent whole");
    assert_ne!(browser.post(own).header("authorization", "Bearer x").send().await.unwrap().status().as_u16(), 403);
    let trusted = browser.ask(ME, json!({})).await.0;
    assert!(trusted.contains("\"me\":null") || trusted.contains("UNAUTHENTICATED"), "{trusted}");
    let unknown = json!({ "extensions": { "persistedQuery": { "sha256Hash": "00" } } });
    assert_eq!(browser.post(unknown).send().await.unwrap().status().as_u16(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_token_of_a_write_every_node_shows_it() {
    let app = TestApp::start(Engine::Postgres).await;
    let (first, second) = (Node::start(&app.app, documents()).await, Node::beside(&app.app, documents(), &[]).await);
    let here = first.login("admin").await;
    let there = here.at(&second);
    let customer = given::customer(&app, "C1", None).await;
    let mut behind = 0;
    for version in 1..=60 {
        let (name, before) = (format!("Name {version}"), there.ask(CUSTOMERS, json!({})).await.0);
        let token = change_customer(&here, &customer, version, &name).await.unwrap();
        let without = there.ask(CUSTOMERS, json!({})).await.0;
        behind += u32::from(without == before);
        let with = there.by_hash(CUSTOMERS, &json!({})).header("x-min-asof", &token).send().await.unwrap();
        assert!(with.headers().contains_key("x-asof"));
        assert!(read(with).await.0.contains(&name), "version {version}");
    }
    assert!(behind > 0, "the token was never needed: this shows nothing");
    // A position that nobody has reached, and one that is none: past the cache, and right.
    for token in ["1.9999999:9999999:", "none"] {
        let far = there.by_hash(CUSTOMERS, &json!({})).header("x-min-asof", token).send().await.unwrap();
        let (text, statements) = read(far).await;
        assert!(text.contains("Name 60") && statements > 0);
    }
    // Without a token, within a second.
    change_customer(&here, &customer, 61, "Last").await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(there.ask(CUSTOMERS, json!({})).await.0.contains("Last"));
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_and_answers_lie_in_both_tiers_and_a_lost_redis_logs_nobody_out() {
    let app = TestApp::start(Engine::Postgres).await;
    let mut redis = testkit::Redis::start().unwrap();
    let url = redis.url();
    // What Redis holds is not up to how busy the machine is.
    let settings = [("REDIS_URL", url.as_str()), ("ERP_REDIS_TIMEOUT_MS", "5000")];
    let (first, second) =
        (Node::beside(&app.app, documents(), &settings).await, Node::beside(&app.app, documents(), &settings).await);
    for node in [&first, &second] {
        while !node.app.cache.shared_stats().unwrap().linked {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    let here = first.login("admin").await;
    // A node remembers a look a second, and by these it judges what others have read. While transactions are open
    // (tests share a server), it would rather load again what was read so soon after the log-in.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    for node in [&second, &first] {
        node.app.db.catch_up().await;
    }
    let there = here.at(&second);
    let (text, _) = here.ask(CUSTOMERS, json!({})).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    // However busy the machine is: this node has just looked at the log.
    second.app.db.catch_up().await;
    assert_eq!(there.ask(CUSTOMERS, json!({})).await, (text.clone(), 0), "session and answer come from Redis");
    let keys = redis.command("KEYS *").unwrap();
    assert!(keys.contains("context7_sessions:"), "{keys}");
    redis.command("FLUSHALL").unwrap();
    second.app.cache.clear();
    second.app.db.catch_up().await;
    assert_eq!(there.ask(CUSTOMERS, json!({})).await.0, text);
    redis.pause().unwrap();
    second.app.cache.clear();
    second.app.db.catch_up().await;
    assert_eq!(there.ask(CUSTOMERS, json!({})).await.0, text);
    redis.kill().unwrap();
    second.app.cache.clear();
    second.app.db.catch_up().await;
    assert_eq!(there.ask(CUSTOMERS, json!({})).await.0, text);
    // Logged out on one node is logged out on the other.
    let out = json!({ "query": "mutation { logout { done } }" });
    let reply = here.post(out).send().await.unwrap();
    let token = reply.headers()["x-asof"].clone();
    let after = there.by_hash(CUSTOMERS, &json!({})).header("x-min-asof", token).send().await.unwrap();
    assert!(after.text().await.unwrap().contains("UNAUTHENTICATED"));
}
