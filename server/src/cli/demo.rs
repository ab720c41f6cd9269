//! `erp demo`: an empty database becomes a company to try things with.

use anyhow::{Context, ensure};
use clap::Args;
use domain::Quantity;

use super::progress::ProgressLine;
use super::{print, readable};
use crate::demo::{Options, fill};
use business::app::App;

/// The environment variable that fixes the password of the demo's users.
const PASSWORD: &str = "ERP_DEMO_PASSWORD";

/// Which company to make.
#[derive(Args, Clone, Debug)]
pub(super) struct Demo {
    /// How large: 1 is about 1 000 customers, 2 000 products and 20 000 orders; 0.001 to 100
    #[arg(long, default_value = "0.1")]
    scale: Quantity,
    /// Other seeds make other companies
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(demo: Demo, app: &App) -> anyhow::Result<()> {
    let given = std::env::var(PASSWORD).ok().filter(|password| !password.is_empty());
    let password = match &given {
        Some(password) => password.clone(),
        None => random_password()?,
    };
    let shown = ProgressLine::new("{bar:40} {pos}/{len} orders {eta}");
    let options = Options::new(demo.scale, demo.seed);
    let made = fill(app, options, &password, |done, all| {
        let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
        shown.show(count(done), count(all), String::new(), || tracing::info!(done, all, "booking orders"));
    })
    .await;
    shown.clear();
    let closed = app.db.close().await;
    let made = made.map_err(readable)?;
    print(&format!("made {} customers, {} products, {} orders", made.customers, made.products, made.orders))?;
    let secret = if given.is_some() { format!("the password in {PASSWORD}") } else { format!("password {password}") };
    print(&format!(
        "log in as admin@demo.example (or sales@, purchasing@, warehouse@, quality@, accounting@, viewer@) with {secret}"
    ))?;
    Ok(closed?)
}

/// Sixteen letters and digits that are distinct when read aloud.
fn random_password() -> anyhow::Result<String> {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789-";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("{error}")).context("no random numbers")?;
    let letters: String =
        bytes.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|letter| char::from(*letter)).collect();
    ensure!(letters.len() == bytes.len(), "the letters are not 32");
    Ok(letters)
}
