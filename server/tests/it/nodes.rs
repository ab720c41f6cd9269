//! Three processes, one PostgreSQL, one Redis, and a checker with registers: nobody ever sees what is older than two
//! seconds, nor older than what the token in his hand stands for, whatever happens to Redis and to the processes. The
//! same of one process over SQLite, beside another program.
//!
//! A register is a customer; its version is the number in the customer's name. It is read through the web app's own
//! query of an order of that customer, so through the cache of whole answers. `NODES_TEST_SECONDS` sets how long it runs
//! (20 seconds by default); with five minutes and more it is the full proof.

use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::future::join_all;
use platform::db::Engine;
use rand::Rng;
use reqwest::Client;
use serde_json::{Value, json};
use server::http::trusted::{Trusted, TrustedDocuments};
use testkit::Redis;

use crate::crash::{Program, User, own_copy};
use crate::support::{TestApp, given};

const NODES: usize = 3;
const REGISTERS: usize = 6;
const READERS: usize = 6;
/// What a read may miss at most, whatever happens.
const STALE_MAX: Duration = Duration::from_secs(2);
/// What a read may miss of other programs' writes at most.
const FOREIGN_STALE_MAX: Duration = Duration::from_secs(1);

/// The register that another program writes, past the application.
const FOREIGN: usize = 0;

struct Register {
    customer: String,
    order: String,
    /// Versions acknowledged, in order, each with when that was known.
    acknowledged: Mutex<Vec<(u64, Instant)>>,
}

impl Register {
    fn acknowledge(&self, version: u64) {
        self.acknowledged.lock().unwrap().push((version, Instant::now()));
    }

    /// The newest version known at `at`.
    fn known_at(&self, at: Instant) -> u64 {
        let all = self.acknowledged.lock().unwrap();
        all.iter().rev().find(|(_, when)| *when <= at).map_or(0, |(version, _)| *version)
    }

    /// For how long a read that began at `began` and got `version` had missed something; zero when it missed nothing.
    fn missed(&self, version: u64, began: Instant) -> Duration {
        let all = self.acknowledged.lock().unwrap();
        let first_missed = all.iter().find(|(newer, _)| *newer > version);
        first_missed.map_or(Duration::ZERO, |(_, when)| began.saturating_duration_since(*when))
    }
}

struct World {
    addresses: Mutex<Vec<String>>,
    /// Nodes that are being killed: who talks to them may get no answer.
    down: Mutex<HashSet<usize>>,
    healthy: AtomicBool,
    ended: AtomicBool,
    cookie: String,
    registers: Vec<Register>,
    document: Arc<Trusted>,
    reads: AtomicU64,
    unanswered: AtomicU64,
    wrong: Mutex<Vec<String>>,
    staleness: Mutex<Vec<Duration>>,
}

impl World {
    fn node(&self) -> (usize, String) {
        let addresses = self.addresses.lock().unwrap();
        let node = rand::rng().random_range(0..addresses.len());
        (node, addresses[node].clone())
    }

    fn over(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    fn complain(&self, what: String) {
        self.wrong.lock().unwrap().push(what);
    }

    /// The version of a register as a node shows it; none when the node is gone.
    async fn read(&self, client: &Client, register: usize, token: Option<&str>) -> Option<u64> {
        let (node, address) = self.node();
        let extensions = json!({ "persistedQuery": { "sha256Hash": self.document.hash } });
        let body = json!({ "variables": { "id": self.registers[register].order }, "extensions": extensions });
        let mut request = client.post(format!("http://{address}/graphql")).header("cookie", &self.cookie).json(&body);
        if let Some(token) = token {
            request = request.header("x-min-asof", token);
        }
        let answer: Value = match async { request.send().await?.json().await }.await {
            Ok(answer) => answer,
            Err(error) => {
                self.no_answer(node, &error);
                return None;
            }
        };
        let name = answer["data"]["salesOrder"]["customer"]["name"].as_str();
        if name.is_none() {
            self.complain(format!("node {node}: {answer}"));
        }
        self.reads.fetch_add(1, Ordering::Relaxed);
        name?.rsplit(' ').next()?.parse().ok()
    }

    fn no_answer(&self, node: usize, error: &reqwest::Error) {
        self.unanswered.fetch_add(1, Ordering::Relaxed);
        if !self.down.lock().unwrap().contains(&node) {
            self.complain(format!("node {node} did not answer: {error:?}"));
        }
    }

    /// Writes a version through a node, again through another one until it is acknowledged: the token of the answer.
    async fn write(&self, client: &Client, register: usize, version: u64) -> Option<String> {
        let customer = &self.registers[register].customer;
        let query = "mutation($input: CustomerChangeInput!) { customerChange(input: $input) { userErrors { code } } }";
        let input = json!({ "id": customer, "expectedVersion": version, "idempotencyKey": format!("{register}-{version}"),
            "details": { "code": customer, "name": format!("Register {version}") } });
        let body = json!({ "query": query, "variables": { "input": input } });
        loop {
            let (node, address) = self.node();
            let request = client.post(format!("http://{address}/graphql")).header("cookie", &self.cookie).json(&body);
            match request.send().await {
                Ok(reply) => {
                    let token = reply.headers().get("x-asof").map(|token| token.to_str().unwrap().to_owned());
                    let Ok(answer) = reply.json::<Value>().await else { continue };
                    if answer["data"]["customerChange"]["userErrors"] != json!([]) {
                        self.complain(format!("node {node}: {answer}"));
                        return None;
                    }
                    self.registers[register].acknowledge(version);
                    return token;
                }
                Err(error) => {
                    self.no_answer(node, &error);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }

    /// Tells what happened and fails when anything was wrong, or when too little happened to show anything.
    fn judge(&self, round: usize, least: usize) {
        let (reads, unanswered) = (self.reads.load(Ordering::Relaxed), self.unanswered.load(Ordering::Relaxed));
        let writes: usize = self.registers.iter().map(|register| register.acknowledged.lock().unwrap().len()).sum();
        let mut staleness = self.staleness.lock().unwrap().clone();
        staleness.sort_unstable();
        let at = |percent: usize| staleness.get(staleness.len() * percent / 100).copied().unwrap_or_default();
        let worst = staleness.last().copied().unwrap_or_default();
        println!(
            "{reads} reads, {writes} writes, {round} faults, {unanswered} unanswered by killed nodes; staleness when healthy: \
             p50 {:?}, p99 {:?}, worst {worst:?}",
            at(50),
            at(99)
        );
        let wrong = self.wrong.lock().unwrap();
        assert!(wrong.is_empty(), "{} times, first {:?}", wrong.len(), &wrong[..wrong.len().min(5)]);
        assert!(reads > 500 && writes > 100 && round >= least, "too little happened to show anything");
        assert!(at(99) <= Duration::from_millis(300), "{:?}", at(99));
    }
}

async fn reader(world: Arc<World>) {
    let client = Client::new();
    while !world.over() {
        let register = rand::rng().random_range(0..REGISTERS);
        let (began, healthy) = (Instant::now(), world.healthy.load(Ordering::SeqCst));
        let bound = if register == FOREIGN { FOREIGN_STALE_MAX } else { STALE_MAX };
        let Some(version) = world.read(&client, register, None).await else { continue };
        let missed = world.registers[register].missed(version, began);
        if missed > bound {
            world.complain(format!("register {register}: version {version} had been outdated for {missed:?}"));
        }
        if healthy && world.healthy.load(Ordering::SeqCst) {
            world.staleness.lock().unwrap().push(missed);
        }
    }
}

/// Writes a register, and reads it back through any node with the token of the write.
async fn writer(world: Arc<World>, register: usize) {
    let client = Client::new();
    for version in 1.. {
        if world.over() {
            return;
        }
        let Some(token) = world.write(&client, register, version).await else { return };
        for _ in 0..3 {
            let least = world.registers[register].known_at(Instant::now());
            if let Some(found) = world.read(&client, register, Some(&token)).await
                && found < least
            {
                world.complain(format!("register {register}: version {found} with the token of {least}"));
            }
        }
        let pause = rand::rng().random_range(5..60);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

/// Another program: a plain UPDATE.
async fn foreign_writer(world: Arc<World>, app: Arc<TestApp>) {
    let id = world.registers[FOREIGN].customer.trim_start_matches("cus_").to_owned();
    for version in 1.. {
        if world.over() {
            return;
        }
        let update = format!("UPDATE erp_customer SET name = 'Register {version}' WHERE id = {id}");
        app.outside(&update).await;
        world.registers[FOREIGN].acknowledge(version);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn for_how_long() -> Duration {
    let seconds = std::env::var("NODES_TEST_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    Duration::from_secs(seconds)
}

async fn world(app: &TestApp, addresses: Vec<String>) -> World {
    let product = given::product(app, "P1").await;
    let mut registers = Vec::new();
    for number in 0..REGISTERS {
        let customer = given::customer(app, &format!("R{number}"), None).await;
        let order = given::draft(app, &customer, &[(&product, "1")]).await;
        let id = customer.trim_start_matches("cus_");
        let zero = format!("UPDATE erp_customer SET name = 'Register 0' WHERE id = {id}");
        app.outside(&zero).await;
        let order = order["id"].as_str().unwrap().to_owned();
        registers.push(Register { customer, order, acknowledged: Mutex::default() });
    }
    let documents = TrustedDocuments::of_the_web_app().unwrap();
    let document =
        documents.iter().find(|trusted| trusted.name.as_deref() == Some("SalesOrderDetail")).map(Arc::clone).unwrap();
    World {
        cookie: User::log_in(&addresses[0], "admin").await,
        addresses: Mutex::new(addresses),
        down: Mutex::default(),
        healthy: AtomicBool::new(false),
        ended: AtomicBool::new(false),
        registers,
        document,
        reads: AtomicU64::new(0),
        unanswered: AtomicU64::new(0),
        wrong: Mutex::default(),
        staleness: Mutex::default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_are_never_stale_whatever_happens_to_redis_and_to_them() {
    let app = Arc::new(TestApp::start(Engine::Postgres).await);
    let (mut redis, program) = (Redis::start().unwrap(), own_copy());
    let url = redis.url();
    let settings = [("REDIS_URL", url.as_str()), ("ERP_DB_POOL_MIN", "2"), ("ERP_DB_POOL_MAX", "10")];
    let ports: Vec<u16> =
        (0..NODES).map(|_| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()).collect();
    let start = |port: u16| Program::start_with(&program, app.url(), port, &settings);
    let mut nodes: Vec<Option<Program>> = ports.iter().map(|port| Some(start(*port))).collect();
    let addresses = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
    let world = Arc::new(world(&app, addresses).await);
    let mut tasks: Vec<_> = (0..READERS).map(|_| tokio::spawn(reader(Arc::clone(&world)))).collect();
    tasks.extend((1..REGISTERS).map(|register| tokio::spawn(writer(Arc::clone(&world), register))));
    tasks.push(tokio::spawn(foreign_writer(Arc::clone(&world), Arc::clone(&app))));

    let (begun, lasts) = (Instant::now(), for_how_long());
    let rest = |ms| tokio::time::sleep(Duration::from_millis(ms));
    rest(1000).await;
    let mut round = 0;
    while begun.elapsed() < lasts {
        world.healthy.store(true, Ordering::SeqCst);
        rest(2500).await;
        world.healthy.store(false, Ordering::SeqCst);
        match round % 4 {
            0 => {
                redis.pause().unwrap();
                rest(1500).await;
                redis.resume().unwrap();
            }
            1 => {
                let node = round / 4 % NODES;
                world.down.lock().unwrap().insert(node);
                nodes[node].take().unwrap().kill();
                rest(500).await;
                nodes[node] = Some(start(ports[node]));
                rest(500).await;
                world.down.lock().unwrap().remove(&node);
            }
            2 => {
                redis.kill().unwrap();
                rest(1500).await;
                redis.start_again().unwrap();
            }
            _ => {
                redis.dump().unwrap();
                rest(500).await;
                redis.command("FLUSHALL").unwrap();
                rest(500).await;
                redis.restore().unwrap();
            }
        }
        rest(1500).await;
        round += 1;
    }
    world.ended.store(true, Ordering::SeqCst);
    for task in join_all(tasks).await {
        task.unwrap();
    }
    world.judge(round, 4);
}

/// One process serves; this one writes to its file as any program may, and its own clients write through it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_over_sqlite_is_never_stale_while_another_process_writes() {
    let app = Arc::new(TestApp::start(Engine::Sqlite).await);
    let node = Program::start_with(&own_copy(), app.url(), 0, &[]);
    let world = Arc::new(world(&app, vec![node.address.clone()]).await);
    world.healthy.store(true, Ordering::SeqCst);
    let mut tasks: Vec<_> = (0..READERS).map(|_| tokio::spawn(reader(Arc::clone(&world)))).collect();
    tasks.extend((1..REGISTERS).map(|register| tokio::spawn(writer(Arc::clone(&world), register))));
    tasks.push(tokio::spawn(foreign_writer(Arc::clone(&world), Arc::clone(&app))));
    tokio::time::sleep(for_how_long() / 2).await;
    world.ended.store(true, Ordering::SeqCst);
    for task in join_all(tasks).await {
        task.unwrap();
    }
    world.judge(0, 0);
}
