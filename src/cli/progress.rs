//! Progress of long work, on a terminal's standard error and nowhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::session::Session;

/// How often a line without a known end moves.
const TICK: Duration = Duration::from_millis(200);

/// A line that is gone when this is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Work of unknown length.
    pub fn start(session: &Session, what: &'static str) -> Progress {
        // It draws on standard error, and nothing where that is no terminal.
        let line = if session.global.quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        line.set_message(what);
        if !line.is_hidden() {
            line.enable_steady_tick(TICK);
        }
        Progress(line)
    }

    /// So much is done, of nobody knows how much.
    pub fn count(&self, done: u64) {
        if self.0.position() == 0
            && let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {pos}")
        {
            self.0.set_style(style);
        }
        self.0.set_position(done);
    }

    /// So much of so much is done.
    pub fn set(&self, done: u64, of: u64) {
        if self.0.length() != Some(of) {
            self.0.set_length(of);
            // The template is one of ours; were it wrong, the plain line would stay.
            if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}, {eta} left") {
                self.0.set_style(style);
            }
        }
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
