//! How much slower the lists and documents of the web app are in a large company than in one of scale 1, which has about
//! 100 000 orders and lines; each asked by one user, anew, about anything in the company.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Bench, Options, median};
use crate::company::Company;
use crate::process::say;

/// Times as slow that is allowed, in hundredths (design: 1.5 from 10⁵ to 10⁷ rows).
const ALLOWED: u64 = 150;

/// Medians of each kind, in µs, a turn each.
type Times = BTreeMap<String, Vec<u64>>;

/// Measures both, in turns.
///
/// # Errors
/// When something does not start or answers wrongly. What is slower than allowed is told, and is no failure.
pub(super) fn measure(options: &Options, scale: &str) -> Result<()> {
    let start =
        |scale: &str| Ok::<_, anyhow::Error>(Bench { options, company: Company::start(options.engine, scale)? });
    let (small, large) = (start("1")?, start(scale)?);
    say(&format!(
        "{:?}, demo companies of scale 1 and {scale}, one user, {} turns of {} s each; medians of the middle times",
        options.engine, options.rounds, options.seconds
    ));
    let (mut before, mut after) = (Times::new(), Times::new());
    for _ in 0..options.rounds {
        small.fresh(&mut before)?;
        large.fresh(&mut after)?;
    }
    for (kind, times) in &mut before {
        let (was, is) = (median(times), median(after.get_mut(kind).context("a kind was asked of one alone")?));
        let hundredths = (is * 100).checked_div(was).unwrap_or(0);
        let word = if hundredths <= ALLOWED { "kept" } else { "not kept" };
        let (whole, rest) = (hundredths / 100, hundredths % 100);
        say(&format!("{kind}: {was} µs, then {is} µs: {whole}.{rest:02} times (aim 1.5: {word})"));
    }
    Ok(())
}

impl Bench<'_> {
    /// One turn: the middle time of each kind.
    fn fresh(&self, times: &mut Times) -> Result<()> {
        let report = self.report(self.company.load(), "fresh", "1")?;
        for line in report.get("kinds").and_then(Value::as_array).into_iter().flatten() {
            // The first of the times is that of 50 in 100.
            let figures =
                (line.get("kind").and_then(Value::as_str), line.pointer("/micros/0/1").and_then(Value::as_u64));
            let (Some(kind), Some(micros)) = figures else { continue };
            times.entry(kind.to_owned()).or_default().push(micros);
        }
        Ok(())
    }
}
