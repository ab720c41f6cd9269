//! Users arrive, work and are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::Rng;
use tokio::time::{Instant, sleep, sleep_until};

use crate::Options;
use crate::measure::{Measured, process};
use crate::scenario::{Material, Own, Scenario, Step, log_in};
use crate::wire::{Answer, Wire};

/// What all users share.
struct Plan {
    server: String,
    /// The sessions that the users have, in turns.
    cookies: Vec<String>,
    material: Material,
    scenario: Scenario,
    think: Duration,
    /// When what is measured begins and ends.
    from: Instant,
    until: Instant,
    /// The open model: when requests are due.
    schedule: Option<Schedule>,
    /// Tells this run's orders from those of others.
    run: u64,
}

/// What the first request of a scenario is answered with.
pub(crate) async fn first_answer(options: &Options) -> anyhow::Result<bytes::Bytes> {
    let cookie = log_in(&options.server, &options.email, &options.password).await?;
    let material = Material::find(&options.server, &cookie).await?;
    let step = material.next(options.scenario, "first", &Own::None)?;
    let answer = Wire::new(&options.server, &cookie).post(step.body).await?;
    anyhow::ensure!(answer.status == 200 && is_good(&answer.body), "{}", String::from_utf8_lossy(&answer.body));
    Ok(answer.body)
}

/// When requests are due, whether or not earlier ones have been answered.
struct Schedule {
    begun: Instant,
    /// Between two of them.
    every: Duration,
    /// The place of the next one.
    next: AtomicU64,
}

impl Schedule {
    fn due(&self) -> Instant {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        self.begun
            + Duration::from_nanos(place.saturating_mul(u64::try_from(self.every.as_nanos()).unwrap_or(u64::MAX)))
    }
}

/// Runs the load: what was measured.
pub(crate) async fn run(options: &Options) -> anyhow::Result<Measured> {
    let mut cookies = Vec::new();
    if !options.bare {
        for _ in 0..options.sessions.clamp(1, options.users) {
            cookies.push(log_in(&options.server, &options.email, &options.password).await?);
        }
    }
    let material = match cookies.first() {
        Some(cookie) => Material::find(&options.server, cookie).await?,
        None => Material::none()?,
    };
    if let (Scenario::Shipping, Some(cookie)) = (options.scenario, cookies.first()) {
        material.fill(&options.server, cookie).await?;
    }
    let ramp = Duration::from_secs(options.ramp);
    let begun = Instant::now();
    let from = begun + ramp;
    let plan = Arc::new(Plan {
        server: options.server.clone(),
        cookies,
        material,
        scenario: options.scenario,
        think: Duration::from_millis(options.think_ms),
        from,
        until: from + Duration::from_secs(options.seconds),
        schedule: options.rate.map(|rate| Schedule {
            begun,
            every: Duration::from_secs(1) / rate.max(1),
            next: AtomicU64::new(0),
        }),
        run: rand::random(),
    });
    let users: Vec<_> = (0..options.users)
        .map(|number| {
            // Who works to a schedule is there from the beginning: a late one would hold what is due.
            let arrives = if options.rate.is_some() { begun } else { begun + ramp * number / options.users };
            tokio::spawn(user(Arc::clone(&plan), number, arrives))
        })
        .collect();
    sleep_until(from).await;
    let before: Vec<_> = options.processes.iter().map(|(_, pid)| process(*pid)).collect();
    sleep_until(plan.until).await;
    let after: Vec<_> = options.processes.iter().map(|(_, pid)| process(*pid)).collect();
    let mut all = Measured::default();
    for user in users {
        all.add(user.await??)?;
    }
    all.lasted = plan.until - plan.from;
    for ((name, _), (before, after)) in options.processes.iter().zip(before.into_iter().zip(after)) {
        if let (Some(before), Some(after)) = (before, after) {
            all.processes.push((name.clone(), after.since(before)));
        }
    }
    Ok(all)
}

async fn user(plan: Arc<Plan>, number: u32, arrives: Instant) -> anyhow::Result<Measured> {
    sleep_until(arrives).await;
    let mut turns = plan.cookies.iter().cycle().skip(usize::try_from(number)?);
    let mut wire = Wire::new(&plan.server, turns.next().map_or("", String::as_str));
    let mut measured = Measured::default();
    let mut order = Own::default();
    for turn in 0_u64.. {
        // In the open model the time runs from when the request was due, whether or not a user was free then:
        // a server that stalls cannot hide the requests that it kept from being sent.
        let due = match &plan.schedule {
            Some(schedule) => {
                let due = schedule.due();
                sleep_until(due).await;
                due
            }
            None => Instant::now(),
        };
        if Instant::now() >= plan.until {
            break;
        }
        let step = plan.material.next(plan.scenario, &format!("{:x}-{number}-{turn}", plan.run), &order)?;
        let answer = wire.post(step.body.clone()).await;
        let now = Instant::now();
        if plan.scenario == Scenario::Shipping {
            order = std::mem::take(&mut order).after(&step, answer.as_ref().map_or(&[], |answer| &answer.body));
        }
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
