//! What was measured, as text, as JSON and as a page with plots.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::measure::{Kind, Measured, Process};
use crate::{Options, millis};

/// The percentiles that are told, in tenths of a percent.
const TENTHS: [(&str, u64); 5] = [("p50", 500), ("p90", 900), ("p95", 950), ("p99", 990), ("p99.9", 999)];

/// What must be reached. What is not named must not.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    p95_ms_max: Option<u64>,
    p99_ms_max: Option<u64>,
    requests_per_s_min: Option<u64>,
    errors_max: Option<u64>,
    hit_percent_min: Option<u64>,
}

impl Thresholds {
    pub(crate) fn read(file: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        toml::from_str(&text).with_context(|| file.display().to_string())
    }

    /// What was missed, a line each.
    pub(crate) fn missed(&self, report: &Report) -> Vec<String> {
        let total = &report.total;
        let mut missed = Vec::new();
        let mut check = |wanted: Option<u64>, found: u64, good: fn(u64, u64) -> bool, what: &str| {
            if let Some(wanted) = wanted.filter(|wanted| !good(found, *wanted)) {
                missed.push(format!("missed: {what} is {found}, wanted {wanted}"));
            }
        };
        check(self.p95_ms_max, total.at(950) / 1000, |found, wanted| found <= wanted, "p95 in ms");
        check(self.p99_ms_max, total.at(990) / 1000, |found, wanted| found <= wanted, "p99 in ms");
        check(self.requests_per_s_min, report.requests_per_s, |found, wanted| found >= wanted, "requests a second");
        check(self.errors_max, total.errors, |found, wanted| found <= wanted, "errors");
        check(self.hit_percent_min, report.hit_percent, |found, wanted| found >= wanted, "hit rate in percent");
        missed
    }
}

/// One line of the report.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    kind: String,
    requests: u64,
    pub(crate) errors: u64,
    /// Microseconds, by tenths of a percent.
    micros: Vec<(u64, u64)>,
    micros_max: u64,
    statements: u64,
    bytes: u64,
}

impl Line {
    fn of(kind: &str, figures: &Kind) -> Self {
        Self {
            kind: kind.to_owned(),
            requests: figures.times.len(),
            errors: figures.errors,
            micros: TENTHS.iter().map(|(_, tenths)| (*tenths, at(&figures.times, *tenths))).collect(),
            micros_max: figures.times.max(),
            statements: figures.statements,
            bytes: figures.bytes,
        }
    }

    /// Microseconds within which that many tenths of a percent were answered.
    pub(crate) fn at(&self, tenths: u64) -> u64 {
        self.micros.iter().find(|(of, _)| *of == tenths).map_or(0, |(_, micros)| *micros)
    }
}

/// The smallest recorded time that so many tenths of a percent do not exceed.
fn at(times: &Histogram<u64>, tenths: u64) -> u64 {
    let wanted = (times.len() * tenths).div_ceil(1000).max(1);
    let mut seen = 0;
    times
        .iter_recorded()
        .find_map(|step| {
            seen += step.count_since_last_iteration();
            (seen >= wanted).then(|| step.value_iterated_to())
        })
        .unwrap_or(0)
}

/// What a process and its descendants took.
#[derive(Debug, Serialize)]
struct Taken {
    name: String,
    processor_hundredths: u64,
    memory_mib: u64,
}

impl Taken {
    fn of(name: String, process: Process) -> Self {
        Self { name, processor_hundredths: process.ticks, memory_mib: process.memory_kib / 1024 }
    }
}

/// What was measured.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    setting: String,
    seconds: u64,
    pub(crate) requests_per_s: u64,
    pub(crate) hit_percent: u64,
    pub(crate) total: Line,
    kinds: Vec<Line>,
    each_second: Vec<u64>,
    processes: Vec<Taken>,
    first_error: Option<String>,
}

impl Report {
    pub(crate) fn new(options: &Options, measured: Measured) -> Self {
        let model = match options.rate {
            Some(rate) => format!("open model, {rate} requests/s"),
            None => format!("closed model, {} ms to think", options.think_ms),
        };
        let seconds = measured.lasted.as_secs().max(1);
        let total = measured.all().map(|all| Line::of("all", &all));
        let total = total.unwrap_or_else(|_| Line {
            kind: "all".to_owned(),
            requests: 0,
            errors: 0,
            micros: Vec::new(),
            micros_max: 0,
            statements: 0,
            bytes: 0,
        });
        let looks = measured.hits + measured.misses;
        Self {
            setting: format!("{:?}, {} users, {model}", options.scenario, options.users),
            seconds,
            requests_per_s: total.requests / seconds,
            hit_percent: (measured.hits * 100).checked_div(looks).unwrap_or(0),
            kinds: measured.kinds.iter().map(|(kind, figures)| Line::of(kind, figures)).collect(),
            total,
            each_second: measured.each_second,
            processes: measured.processes.into_iter().map(|(name, process)| Taken::of(name, process)).collect(),
            first_error: measured.first_error,
        }
    }

    /// For a person to read.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{} for {} s\n", self.setting, self.seconds);
        // Writing into a text cannot fail.
        let _ = writeln!(
            text,
            "{:<12} {:>9} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8}",
            "ms", "requests", "errors", "p50", "p90", "p95", "p99", "p99.9", "max", "SQL/req"
        );
        for line in self.kinds.iter().chain([&self.total]) {
            let time = |micros: u64| millis(Duration::from_micros(micros));
            let _ = write!(text, "{:<12} {:>9} {:>7}", line.kind, line.requests, line.errors);
            for (_, micros) in &line.micros {
                let _ = write!(text, " {:>9}", time(*micros));
            }
            let hundredths = (line.statements * 100).checked_div(line.requests).unwrap_or(0);
            let _ = writeln!(text, " {:>9} {:>5}.{:02}", time(line.micros_max), hundredths / 100, hundredths % 100);
        }
        let _ = writeln!(text, "{} requests/s, hit rate {} %", self.requests_per_s, self.hit_percent);
        for Taken { name, processor_hundredths, memory_mib } in &self.processes {
            let (whole, rest) = (processor_hundredths / 100, processor_hundredths % 100);
            let _ = writeln!(text, "{name}: {whole}.{rest:02} processor seconds, {memory_mib} MiB");
        }
        if let Some(error) = &self.first_error {
            let _ = writeln!(text, "first error: {}", error.chars().take(500).collect::<String>());
        }
        text
    }

    /// For a program to read.
    pub(crate) fn json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    /// A page of its own: the text, answers by the second, and times by percentile.
    pub(crate) fn html(&self) -> String {
        let escaped = self.text().replace('&', "&amp;").replace('<', "&lt;");
        let times: Vec<u64> = self.total.micros.iter().map(|(_, micros)| *micros).collect();
        let names: Vec<String> = TENTHS.iter().map(|(name, _)| (*name).to_owned()).collect();
        let seconds: Vec<String> = (0..self.each_second.len()).map(|second| second.to_string()).collect();
        format!(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Load test</title>\
             <style>body{{font-family:sans-serif;margin:2rem}}pre{{background:#f4f4f4;padding:1rem}}\
             rect{{fill:#37c}}text{{font-size:11px}}</style><h1>Load test</h1><pre>{escaped}</pre>\
             <h2>Answers in each second</h2>{}<h2>Microseconds by percentile</h2>{}</html>\n",
            bars(&self.each_second, &seconds),
            bars(&times, &names)
        )
    }
}

/// A bar for each value.
fn bars(values: &[u64], names: &[String]) -> String {
    let (highest, width) = (values.iter().copied().max().unwrap_or(0).max(1), 900 / values.len().max(1) as u64);
    let mut plot = "<svg width=920 height=240 role=img>".to_owned();
    for (place, (value, name)) in (0_u64..).zip(values.iter().zip(names)) {
        let (x, height) = (place * width + 10, value * 190 / highest);
        let _ = write!(
            plot,
            "<rect x={x} y={} width={} height={height}><title>{name}: {value}</title></rect>\
             <text x={x} y=225>{}</text>",
            200 - height,
            width.saturating_sub(2).max(1),
            if width > 24 || place % 10 == 0 { name.as_str() } else { "" }
        );
    }
    let _ = write!(plot, "<text x=10 y=12>highest {highest}</text></svg>");
    plot
}

/// A line for whoever watches.
pub(crate) fn tell(text: &str) {
    // A closed pipe is no reason to stop.
    drop(write!(std::io::stdout(), "{text}"));
}

/// A line on standard error.
pub(crate) fn tell_error(text: &str) {
    drop(writeln!(std::io::stderr(), "{text}"));
}
