//! Users arrive, work and are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::Rng;
use tokio::time::{Instant, sleep, sleep_until};

use crate::Options;
use crate::measure::{Measured, process};
use crate::scenario::{Material, Scenario, Step, log_in};
use crate::wire::{Answer, Wire};

/// What all users share.
struct Plan {
    server: String,
    cookie: String,
    material: Material,
    scenario: Scenario,
    think: Duration,
    /// When what is measured begins and ends.
    from: Instant,
    until: Instant,
    /// The open model: the time between two beginnings, and how many have begun.
    schedule: Option<(Duration, AtomicU64)>,
    /// Tells this run's orders from those of others.
    run: u64,
}

/// Runs the load: what was measured.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Measured> {
    let cookie = log_in(&options.server, &options.email, &options.password).await?;
    let material = Material::find(&options.server, &cookie).await?;
    let ramp = Duration::from_secs(options.ramp);
    let begun = Instant::now();
    let from = begun + ramp;
    let plan = Arc::new(Plan {
        server: options.server.clone(),
        cookie,
        material,
        scenario: options.scenario,
        think: Duration::from_millis(options.think_ms),
        from,
        until: from + Duration::from_secs(options.seconds),
        schedule: options.rate.map(|rate| (Duration::from_secs(1) / rate.max(1), AtomicU64::new(0))),
        run: rand::random(),
    });
    let users: Vec<_> = (0..options.users)
        .map(|number| {
            let arrives = begun + ramp * number / options.users;
            tokio::spawn(user(Arc::clone(&plan), number, arrives))
        })
        .collect();
    sleep_until(from).await;
    let before = options.pid.and_then(process);
    sleep_until(plan.until).await;
    let after = options.pid.and_then(process);
    let mut all = Measured::default();
    for user in users {
        all.add(user.await??)?;
    }
    all.lasted = plan.until - plan.from;
    all.server = before.zip(after).map(|(before, mut after)| {
        after.processor_s -= before.processor_s;
        after
    });
    Ok(all)
}

async fn user(plan: Arc<Plan>, number: u32, arrives: Instant) -> anyhow::Result<Measured> {
    sleep_until(arrives).await;
    let mut wire = Wire::new(&plan.server, &plan.cookie);
    let mut measured = Measured::default();
    for turn in 0_u64.. {
        // In the open model the time runs from when the request was due, whether or not a user was free then:
        // a server that stalls cannot hide the requests that it kept from being sent.
        let due = match &plan.schedule {
            Some((every, begun)) => {
                let place = u32::try_from(begun.fetch_add(1, Ordering::Relaxed)).unwrap_or(u32::MAX);
                let due = plan.from - (plan.from - arrives) + *every * place;
                sleep_until(due).await;
                due
            }
            None => Instant::now(),
        };
        if Instant::now() >= plan.until {
            break;
        }
        let step = plan.material.next(plan.scenario, &format!("{:x}-{number}-{turn}", plan.run))?;
        let answer = wire.post(step.body.clone()).await;
        let now = Instant::now();
        if due >= plan.from && now <= plan.until {
            count(&mut measured, &step, answer, now - due)?;
            measured.answered_in(usize::try_from((now - plan.from).as_secs())?);
        } else if answer.is_err() {
            // Before and after what is measured a broken connection is opened again, no more.
            sleep(Duration::from_millis(10)).await;
        }
        if !plan.think.is_zero() && plan.schedule.is_none() {
            let percent = rand::rng().random_range(50..150);
            sleep(plan.think * percent / 100).await;
        }
    }
    Ok(measured)
}

fn count(measured: &mut Measured, step: &Step, answer: anyhow::Result<Answer>, took: Duration) -> anyhow::Result<()> {
    let error = match &answer {
        Ok(answer) if step.is_attack && is_refused(answer) => None,
        Ok(answer) if !step.is_attack && answer.status == 200 && is_good(&answer.body) => None,
        Ok(answer) => Some(format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))),
        Err(error) => Some(format!("{error:#}")),
    };
    let figures = measured.kind(step.kind)?;
    figures.times.saturating_record(u64::try_from(took.as_micros())?);
    figures.errors += u64::from(error.is_some());
    if let Ok(answer) = answer {
        figures.statements += answer.statements;
        figures.bytes += u64::try_from(answer.body.len())?;
        measured.hits += answer.hits;
        measured.misses += answer.misses;
    }
    measured.first_error = measured.first_error.take().or(error);
    Ok(())
}

/// The client's fault, told with its code, and no data.
fn is_refused(answer: &Answer) -> bool {
    let body = serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap_or_default();
    let is_coded = body.pointer("/errors/0/extensions/code").is_some_and(serde_json::Value::is_string);
    (400..500).contains(&answer.status) && is_coded && body.get("data").is_none_or(serde_json::Value::is_null)
}

/// Data, and nothing refused.
fn is_good(body: &[u8]) -> bool {
    let holds = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
    body.starts_with(b"{\"data\"") && !holds(b"\"userErrors\":[{")
}
