//! What is measured: times per kind of request, errors, and what the server's headers tell.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

/// Times beyond this count as this, in microseconds.
const MICROS_MAX: u64 = 60_000_000;

/// What is known of one kind of request.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) times: Histogram<u64>,
    pub(crate) errors: u64,
    pub(crate) statements: u64,
    pub(crate) bytes: u64,
}

impl Kind {
    fn new() -> anyhow::Result<Self> {
        let times = Histogram::new_with_bounds(1, MICROS_MAX, 3)?;
        Ok(Self { times, errors: 0, statements: 0, bytes: 0 })
    }
}

/// What one user, or all of them, saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    pub(crate) kinds: BTreeMap<&'static str, Kind>,
    pub(crate) hits: u64,
    pub(crate) misses: u64,
    /// Answers in each second of the measured time.
    pub(crate) each_second: Vec<u64>,
    pub(crate) lasted: Duration,
    pub(crate) first_error: Option<String>,
    /// What the processes that were named have taken.
    pub(crate) processes: Vec<(String, Process)>,
}

/// What a process and its descendants took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Process {
    /// Hundredths of a second of processor time.
    pub(crate) ticks: u64,
    /// Resident memory now, what is shared divided by those who share it.
    pub(crate) memory_kib: u64,
}

impl Process {
    /// What was taken since then.
    pub(crate) fn since(self, before: Self) -> Self {
        Self { ticks: self.ticks.saturating_sub(before.ticks), ..self }
    }
}

impl Measured {
    /// The figures of a kind.
    pub(crate) fn kind(&mut self, name: &'static str) -> anyhow::Result<&mut Kind> {
        if !self.kinds.contains_key(name) {
            self.kinds.insert(name, Kind::new()?);
        }
        self.kinds.get_mut(name).ok_or_else(|| anyhow::anyhow!("no figures for {name}"))
    }

    /// Counts an answer in a second.
    pub(crate) fn answered_in(&mut self, second: usize) {
        if self.each_second.len() <= second {
            self.each_second.resize(second + 1, 0);
        }
        if let Some(count) = self.each_second.get_mut(second) {
            *count += 1;
        }
    }

    /// Takes in what another user saw.
    pub(crate) fn add(&mut self, other: Self) -> anyhow::Result<()> {
        for (name, theirs) in other.kinds {
            let ours = self.kind(name)?;
            ours.times.add(&theirs.times)?;
            ours.errors += theirs.errors;
            ours.statements += theirs.statements;
            ours.bytes += theirs.bytes;
        }
        for (second, count) in other.each_second.into_iter().enumerate() {
            for _ in 0..count {
                self.answered_in(second);
            }
        }
        self.hits += other.hits;
        self.misses += other.misses;
        self.first_error = self.first_error.take().or(other.first_error);
        Ok(())
    }

    /// All kinds together.
    pub(crate) fn all(&self) -> anyhow::Result<Kind> {
        let mut all = Kind::new()?;
        for kind in self.kinds.values() {
            all.times.add(&kind.times)?;
            all.errors += kind.errors;
            all.statements += kind.statements;
            all.bytes += kind.bytes;
        }
        Ok(all)
    }
}

/// What a process and its descendants have taken so far; none where there is no `/proc` or no such process.
pub(crate) fn process(pid: u32) -> Option<Process> {
    let mut known: Vec<(u32, u32, u64)> = Vec::new();
    for entry in std::fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        if let Some((parent, ticks)) = stat(pid) {
            known.push((pid, parent, ticks));
        }
    }
    let mut family = vec![pid];
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        family.extend(known.iter().filter(|(_, of, _)| *of == parent).map(|(child, ..)| *child));
        at += 1;
    }
    let mut all = Process::default();
    for (member, _, ticks) in known.iter().filter(|(member, ..)| family.contains(member)) {
        all.ticks += ticks;
        all.memory_kib += memory_kib(*member).unwrap_or(0);
    }
    known.iter().any(|(member, ..)| *member == pid).then_some(all)
}

/// A process's parent, and the processor time of itself and of its children that are gone.
fn stat(pid: u32) -> Option<(u32, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may hold spaces: what counts stands behind its parenthesis.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let number = |at: usize| fields.get(at)?.parse::<u64>().ok();
    // A hundred ticks a second on every Linux.
    let ticks = number(11)? + number(12)? + number(13)? + number(14)?;
    Some((u32::try_from(number(1)?).ok()?, ticks))
}

fn memory_kib(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}
