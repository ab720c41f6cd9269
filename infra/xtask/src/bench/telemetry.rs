//! What it costs to tell everything to a receiver of traces, metrics and log lines: the mix of the load test on a server that
//! does, in turns with one over the same data that tells nobody.

use std::fmt;
use std::fs;
use std::net::TcpListener;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Bench, median};
use crate::company::{Listening, built};
use crate::process::say;

impl Bench<'_> {
    /// Measures it with receivers that answer, that are slow, gone and silent; and how such a server ends.
    pub(super) fn telemetry(&self) -> Result<()> {
        let nothing = self.company.folder().join("nothing");
        fs::write(&nothing, "")?;
        let takes = Listening::start(Command::new(built("bare")).arg(&nothing))?;
        let slow = Listening::start(Command::new(built("bare")).arg(&nothing).arg("5"))?;
        // Nobody ever accepts what the kernel has taken.
        let silent = TcpListener::bind("127.0.0.1:0")?;
        let gone = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let receivers = [
            ("that answers", takes.address.clone()),
            ("that takes five seconds", slow.address.clone()),
            ("that is not there", gone.to_string()),
            ("that is silent", silent.local_addr()?.to_string()),
        ];
        for (what, receiver) in receivers {
            let tells = self.company.another(&[("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{receiver}"))])?;
            let (mut on, mut off) = (Turns::default(), Turns::default());
            for _ in 0..self.options.rounds {
                // Each first in turn: whoever comes second finds the database warmer.
                off.push(self.turn(self.company.serving())?);
                on.push(self.turn(&tells)?);
                on.push(self.turn(&tells)?);
                off.push(self.turn(self.company.serving())?);
            }
            let ended = tells.end()?;
            let percent = (on.middle().0 * 100).checked_div(off.middle().0).unwrap_or(0);
            say(&format!(
                "a receiver {what}: {on}, ended in {} ms; without: {off}; {percent} % of the requests (aim 97 %)",
                ended.as_millis()
            ));
        }
        Ok(())
    }

    /// Requests a second, p99 in µs and memory in MiB.
    fn turn(&self, server: &Listening) -> Result<(u64, u64, u64)> {
        let mut load = self.company.load_at(&server.address);
        load.args(["--process", &format!("erp={}", server.id())]);
        let report = self.report(load, "mix", &self.options.users)?;
        let figure = |path: &str| report.pointer(path).and_then(Value::as_u64).with_context(|| path.to_owned());
        // The fourth of the times is that of 99 in 100.
        Ok((figure("/requests_per_s")?, figure("/total/micros/3/1")?, figure("/processes/0/memory_mib")?))
    }
}

/// What turns measured.
#[derive(Debug, Default)]
struct Turns(Vec<(u64, u64, u64)>);

impl Turns {
    fn push(&mut self, turn: (u64, u64, u64)) {
        self.0.push(turn);
    }

    /// The medians of requests a second and p99; the most memory.
    fn middle(&self) -> (u64, u64, u64) {
        let middle = |figure: fn(&(u64, u64, u64)) -> u64| median(&mut self.0.iter().map(figure).collect::<Vec<_>>());
        (middle(|turn| turn.0), middle(|turn| turn.1), self.0.iter().map(|turn| turn.2).max().unwrap_or(0))
    }
}

impl fmt::Display for Turns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (per_s, p99_us, memory) = self.middle();
        write!(f, "{per_s}/s, p99 {}.{:03} ms, {memory} MiB", p99_us / 1000, p99_us % 1000)
    }
}
