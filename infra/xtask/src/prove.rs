//! `cargo xtask prove`: what holds for a release build alone, and so takes one.
//!
//! - `cargo xtask up` on a clean clone: its login works, and the first answer to the dashboard query comes in time.
//! - A real company's orders, where `ERP_REAL_DATA` names their folder, are imported into SQLite in time.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::demo::Demo;
use crate::process::{build_erp, run, say, stage};
use crate::repo::{self, Profile};
use crate::served::Served;

/// The first answer of a warm server to the dashboard query, in milliseconds.
const DASHBOARD_MS_MAX: u64 = 100;
/// The import of the first week of *Online Retail*: 14 595 rows.
const IMPORT_MAX: Duration = Duration::from_secs(5);
const REAL_FILE: &str = "online_retail_2010-12.csv";
const PATIENCE: Duration = Duration::from_secs(20);

/// Proves all of it; stops at the first failure.
///
/// # Errors
/// That failure.
pub(crate) fn run_all() -> Result<()> {
    stage("release build", || build_erp(Profile::Release))?;
    stage("dashboard", dashboard)?;
    stage("import of real orders", import)
}

/// As `cargo xtask up` does it, on a port of its own.
fn dashboard() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let erp = repo::erp(Profile::Release);
    let demo = Demo::in_folder(folder.path().to_owned());
    demo.ensure(&erp)?;
    demo.announce();
    let (email, password) = demo.login().context("the demo company tells no login")?;
    let served = Served::start(&erp, folder.path().join("serve.log"), &[("DATABASE_URL", &demo.url())])?;

    let login = "mutation ($input: LoginInput!) { login(input: $input) { viewer { name } } }";
    let input = json!({ "email": email, "password": password });
    let answer = post(&served, "", &json!({ "query": login, "variables": { "input": input } }))?;
    ensure!(
        answer.body.pointer("/data/login/viewer/name").is_some_and(Value::is_string),
        "the login does not work: {}",
        answer.body
    );
    let cookie = answer.header("set-cookie").context("the login sets no cookie")?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();

    let answer = post(&served, &cookie, &json!({ "query": dashboard_query()? }))?;
    ensure!(answer.body.pointer("/data/dashboard").is_some_and(Value::is_object), "no dashboard: {}", answer.body);
    let took = answer.header("x-response-time").context("no X-Response-Time")?;
    let whole = took.split('.').next().and_then(|whole| whole.parse::<u64>().ok()).context(took.clone())?;
    ensure!(whole < DASHBOARD_MS_MAX, "the first dashboard took {took}");
    say(&format!("first answer to the dashboard query: {took}"));
    Ok(())
}

/// The document that the web app sends.
fn dashboard_query() -> Result<String> {
    let text = fs::read_to_string(repo::root().join("frontend/trusted-documents.json"))?;
    let documents: BTreeMap<String, String> = serde_json::from_str(&text)?;
    documents.into_values().find(|text| text.contains("dashboard {")).context("the web app asks for no dashboard")
}

fn import() -> Result<()> {
    let Some(folder) = std::env::var_os("ERP_REAL_DATA") else {
        say("ERP_REAL_DATA is not set: no real orders are imported");
        return Ok(());
    };
    let file = PathBuf::from(folder).join(REAL_FILE);
    let place = tempfile::tempdir()?;
    let erp = |arguments: &[&str]| {
        let mut command = Command::new(repo::erp(Profile::Release));
        command.args(arguments).env("DATABASE_URL", format!("sqlite:{}", place.path().join("erp.db").display()));
        command.env("ERP_LOG", "warn");
        command
    };
    run(&mut erp(&["migrate", "up"]))?;
    let begun = Instant::now();
    run(erp(&["import", "orders"]).arg(&file).args(["--map", "online-retail"]))?;
    let took = begun.elapsed();
    ensure!(took < IMPORT_MAX, "{} took {took:?}", shown(&file));
    say(&format!("{} imported in {took:?}", shown(&file)));
    Ok(())
}

fn shown(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// An answer over HTTP.
struct Answer {
    head: String,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> Option<String> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    }
}

fn post(served: &Served, cookie: &str, body: &Value) -> Result<Answer> {
    let url = served.url();
    let address = url.strip_prefix("http://").unwrap_or(&url);
    let body = body.to_string();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAccept: application/json\r\n\
         Content-Type: application/json\r\nCookie: {cookie}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let Some((head, body)) = text.split_once("\r\n\r\n") else { bail!("not HTTP: {text}") };
    let body = serde_json::from_str(body).with_context(|| text.clone())?;
    Ok(Answer { head: head.to_owned(), body })
}
