//! For people at a terminal, and for a pipe: the same words, with or without colour.

mod overlaps;
mod style;
mod trace;
mod wrap;

use super::{Renderer, Report, View};

pub(super) const TEXT: Renderer =
    Renderer { name: "text", about: "for reading", render: |report, view| render(report, view) };

fn render(report: &Report, view: &View) -> String {
    match report {
        Report::Analysis(analysis) => overlaps::render(analysis, view),
        Report::Trace(trace) => trace::render(trace, view),
    }
}
