//! The program is killed in the middle of a load, again and again: what it acknowledged is there, and nothing twice.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures::future::join_all;
use platform::db::Engine;
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestApp, given, invariants};

/// How often it is killed.
const KILLS: usize = 20;
const CLIENTS: usize = 64;
/// What they all order.
const PRODUCTS: usize = 10;

/// A mutation that was sent, so that it can be sent again.
#[derive(Clone, Debug)]
struct Sent {
    field: &'static str,
    kind: &'static str,
    input: Value,
}

/// The program, serving; killed with this value.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    ready_in: Duration,
}

impl Program {
    pub(crate) fn start(program: &Path, url: &str, port: u16) -> Self {
        Self::start_with(program, url, port, &[])
    }

    /// With further settings.
    pub(crate) fn start_with(program: &Path, url: &str, port: u16, settings: &[(&str, &str)]) -> Self {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .arg("serve")
            .env("DATABASE_URL", url)
            .env("ERP_LISTEN", format!("127.0.0.1:{port}"))
            .env("ERP_WEB_ROOT", "/nonexistent")
            .env("ERP_LOG", "error")
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next().expect("it stopped at once").unwrap();
        let address = line.split_once("http://").unwrap_or_else(|| panic!("{line}")).1.to_owned();
        Self { child, address, ready_in: begun.elapsed() }
    }

    /// `SIGTERM`: it is asked to end, and this waits until it has; how it ended, and after how long.
    pub(crate) fn terminate(mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        (self.child.wait().unwrap(), begun.elapsed())
    }

    /// `SIGKILL`: no handler runs, nothing is flushed.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind; after `kill` both find nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A user of the program over HTTP.
#[derive(Clone)]
pub(crate) struct User {
    pub(crate) client: reqwest::Client,
    pub(crate) address: String,
    pub(crate) cookie: String,
}

impl User {
    pub(crate) async fn log_in(address: &str, role: &str) -> String {
        let login = "mutation In($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
        let input = json!({ "email": format!("{role}@acme.test"), "password": PASSWORD });
        let body = json!({ "query": login, "variables": { "input": input } });
        let reply = reqwest::Client::new().post(format!("http://{address}/graphql")).json(&body).send().await.unwrap();
        let cookie = reply.headers()["set-cookie"].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }

    /// The order that a mutation gives; none when no whole answer came.
    async fn send(&self, sent: &Sent) -> Option<Value> {
        let Sent { field, kind, input } = sent;
        let query = format!(
            "mutation($input: {kind}!) {{ payload: {field}(input: $input) {{ salesOrder {{ id version }} \
             userErrors {{ code message }} }} }}"
        );
        let request = self.client.post(format!("http://{}/graphql", self.address)).header("cookie", &self.cookie);
        let reply = request.json(&json!({ "query": query, "variables": { "input": input } })).send().await.ok()?;
        let mut answer: Value = reply.json().await.ok()?;
        assert!(answer.get("errors").is_none(), "{answer}");
        assert_eq!(answer["data"]["payload"]["userErrors"], json!([]), "{input}");
        Some(answer["data"]["payload"]["salesOrder"].take())
    }
}

/// What is known of all mutations sent so far.
#[derive(Default)]
struct Journal {
    acknowledged: Mutex<Vec<(Sent, Value)>>,
    unanswered: Mutex<Vec<Sent>>,
}

/// Writes orders, confirms and ships them, one after the other, until the program is gone.
async fn work(user: User, name: String, draft: Value, journal: Arc<Journal>, killed: Arc<AtomicBool>) {
    for number in 0.. {
        let mut order = Value::Null;
        for (field, kind) in [
            ("salesOrderCreate", "SalesOrderCreateInput"),
            ("salesOrderConfirm", "SalesOrderConfirmInput"),
            ("shipmentCreate", "ShipmentCreateInput"),
        ] {
            let mut input = match field {
                "salesOrderCreate" => json!({ "draft": draft }),
                "shipmentCreate" => json!({ "orderId": order["id"], "expectedVersion": order["version"] }),
                _ => given::at(&order),
            };
            input["idempotencyKey"] = format!("{name}-{number}-{field}").into();
            let sent = Sent { field, kind, input };
            match user.send(&sent).await {
                Some(answer) => {
                    journal.acknowledged.lock().unwrap().push((sent, answer.clone()));
                    order = answer;
                }
                None => {
                    assert!(killed.load(Ordering::SeqCst), "no answer, though the program runs: {sent:?}");
                    journal.unanswered.lock().unwrap().push(sent);
                    return;
                }
            }
        }
    }
}

async fn survives(engine: Engine) {
    let app = TestApp::start(engine).await;
    let mut products = Vec::new();
    for number in 0..PRODUCTS {
        products.push(given::product_in_stock(&app, &format!("BOLT-{number}"), "100000").await);
    }
    let customer = given::customer(&app, "C1", None).await;
    let draft_of = |client: usize| {
        let product = |offset: usize| products[(client + offset) % PRODUCTS].as_str();
        given::draft_of(&customer, &[(product(0), "2"), (product(3), "1")])
    };
    let program = own_copy();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (mut created, mut cookie, mut slowest) = (0, String::new(), Duration::ZERO);
    let mut kinds = BTreeSet::new();
    for round in 0..KILLS {
        let running = Program::start(&program, app.url(), port);
        if cookie.is_empty() {
            // Sessions survive the program too.
            cookie = User::log_in(&running.address, "admin").await;
        }
        let user = User { client: reqwest::Client::new(), address: running.address.clone(), cookie: cookie.clone() };
        let (journal, killed) = (Arc::<Journal>::default(), Arc::new(AtomicBool::new(false)));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let name = format!("{round}-{client}");
                let (journal, killed) = (Arc::clone(&journal), Arc::clone(&killed));
                tokio::spawn(work(user.clone(), name, draft_of(client), journal, killed))
            })
            .collect();
        // At another moment each time: while most still create, confirm, or ship.
        while journal.acknowledged.lock().unwrap().len() < 20 + round * 37 % 180 {
            assert!(clients.iter().any(|client| !client.is_finished()), "the clients gave up");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        killed.store(true, Ordering::SeqCst);
        running.kill();
        for client in join_all(clients).await {
            client.unwrap();
        }

        let again = Program::start(&program, app.url(), port);
        slowest = slowest.max(again.ready_in);
        let user = User { client: reqwest::Client::new(), address: again.address.clone(), ..user };
        let acknowledged = std::mem::take(&mut *journal.acknowledged.lock().unwrap());
        let unanswered = std::mem::take(&mut *journal.unanswered.lock().unwrap());
        assert!(!acknowledged.is_empty(), "nothing was acknowledged in round {round}");
        all_there(&app, &acknowledged).await;
        kinds.extend(acknowledged.iter().map(|(sent, _)| sent.field));
        let booked = app.number("SELECT COUNT(*) FROM audit_entry").await;
        let (number, mut orders) = (acknowledged.len(), 0);
        for (sent, answer) in acknowledged {
            orders += usize::from(sent.field == "salesOrderCreate");
            let replayed = user.send(&sent).await.unwrap();
            assert_eq!(replayed["id"], answer["id"], "{sent:?}");
        }
        assert_eq!(app.number("SELECT COUNT(*) FROM audit_entry").await, booked, "round {round}: done again");
        for sent in unanswered {
            orders += usize::from(sent.field == "salesOrderCreate");
            assert!(user.send(&sent).await.is_some(), "{sent:?}");
        }
        created += orders;
        let there = app.number("SELECT COUNT(*) FROM erp_salesorder").await;
        assert_eq!(usize::try_from(there).unwrap(), created, "round {round}: {number} were acknowledged");
        invariants::hold(&app).await;
        is_sound(&app).await;
        again.kill();
    }
    println!("{engine:?}: {created} orders, ready again after {} ms at most", slowest.as_millis());
    assert!(created > KILLS && kinds.len() == 3, "the load was no load: {created} orders, {kinds:?}");
}

/// SQLite's own look at its file. The kills are the program's, not PostgreSQL's: that has nothing to repair.
async fn is_sound(app: &TestApp) {
    if app.app.db.engine() == Engine::Postgres {
        return;
    }
    assert_eq!(app.rows("PRAGMA foreign_key_check").await.len(), 0);
    let sound = app.rows("SELECT integrity_check AS told FROM pragma_integrity_check").await;
    assert_eq!(sound[0]["told"], "ok", "{sound:?}");
}

/// Before anything is sent again: what was acknowledged is in the database as it was answered.
async fn all_there(app: &TestApp, acknowledged: &[(Sent, Value)]) {
    let rows = app.rows("SELECT id, version FROM erp_salesorder").await;
    let versions: HashMap<String, i64> =
        rows.iter().map(|row| (format!("so_{}", row["id"]), row["version"].as_i64().unwrap())).collect();
    for (sent, answer) in acknowledged {
        let there = versions.get(answer["id"].as_str().unwrap()).copied().unwrap_or_default();
        assert!(there >= answer["version"].as_i64().unwrap(), "{sent:?} was told {answer}");
    }
}

/// The program under a name of its own: another build may replace the original meanwhile. A link, not a copy: a file
/// that is being written cannot be run, and stays open for writing in every process that another test starts just then.
pub(crate) fn own_copy() -> tempfile::TempPath {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_erp"));
    let link = tempfile::NamedTempFile::new_in(program.parent().unwrap()).unwrap().into_temp_path();
    std::fs::remove_file(&link).unwrap();
    std::fs::hard_link(program, &link).unwrap();
    link
}

#[tokio::test(flavor = "multi_thread")]
async fn what_sqlite_acknowledged_survives_twenty_kills() {
    survives(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_postgres_acknowledged_survives_twenty_kills() {
    survives(Engine::Postgres).await;
}
