//! Progress of long work, on a terminal's standard error and nowhere else.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::session::Session;

/// How often a line without a known end moves.
const TICK: Duration = Duration::from_millis(200);

/// A line that is gone when this is dropped; nothing where nobody would see it.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// Work of unknown length.
    pub fn start(session: &Session, what: &'static str) -> Progress {
        let is_seen = !session.global.quiet && std::io::stderr().is_terminal();
        let line = is_seen.then(ProgressBar::new_spinner);
        if let Some(line) = line.as_ref().filter(|line| !line.is_hidden()) {
            line.set_message(what);
            line.enable_steady_tick(TICK);
        }
        Progress(line)
    }

    /// So much is done, of nobody knows how much.
    pub fn count(&self, done: u64) {
        let Some(line) = &self.0 else { return };
        if line.position() == 0
            && let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {pos}")
        {
            line.set_style(style);
        }
        line.set_position(done);
    }

    /// So much of so much is done.
    pub fn set(&self, done: u64, of: u64) {
        let Some(line) = &self.0 else { return };
        if line.length() != Some(of) {
            line.set_length(of);
            // The template is one of ours; were it wrong, the plain line would stay.
            if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len}, {eta} left") {
                line.set_style(style);
            }
        }
        line.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(line) = &self.0 {
            line.finish_and_clear();
        }
    }
}
