//! Progress of long work on standard error: a bar on a terminal, else a line every few seconds.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(3);

/// The progress line of a piece of work.
pub(super) struct ProgressLine {
    bar: ProgressBar,
    last_line: Option<Mutex<Instant>>,
}

impl ProgressLine {
    /// Nothing yet; `template` is the bar, as indicatif writes it.
    pub(super) fn new(template: &str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = if terminal { ProgressBar::new(0) } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, last_line: (!terminal).then(|| Mutex::new(Instant::now())) }
    }

    /// So much of all is done; `line` logs it where there is no bar.
    pub(super) fn show(&self, done: u64, all: u64, message: String, line: impl FnOnce()) {
        self.bar.set_length(all);
        self.bar.set_position(done);
        self.bar.set_message(message);
        let Some(Ok(mut last)) = self.last_line.as_ref().map(Mutex::lock) else { return };
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            line();
        }
    }

    /// It is over.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
