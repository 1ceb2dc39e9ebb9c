//! For people at a terminal, and for a pipe: the same words, with or without colour.

mod added;
mod history;
mod overlaps;
mod state;
mod stored;
mod style;
mod trace;
mod verification;
mod words;
mod wrap;

use super::{Renderer, Report, View};

pub(super) const TEXT: Renderer =
    Renderer { name: "text", about: "for reading", render: |report, view| Some(render(report, view)) };

fn render(report: &Report, view: &View) -> String {
    match report {
        Report::Analysis(analysis) => overlaps::render(analysis, view),
        Report::Trace(trace) => trace::render(trace, view),
        Report::Added(added) => added::render(added, view),
        Report::Run(run) => added::render(&run.added, view) + "\n" + &overlaps::render(&run.analysis, view),
        Report::History(history) => history::render(history, view),
        Report::Listing(listing) => history::listing(listing, view),
        Report::Stored(stored) => stored::render(stored, view),
        Report::State(state) => state::render(state, view),
        Report::Verification(verification) => verification::render(verification, view),
    }
}

/// The last lines: what to type next.
fn next(commands: &[String], view: &View) -> String {
    if commands.is_empty() {
        return String::new();
    }
    let dot = if view.ascii { " | " } else { " · " };
    wrap::wrap(&[(&format!("Next: {}", commands.join(dot)), Some(style::Role::Faint))], "", view.width, view.color)
}
