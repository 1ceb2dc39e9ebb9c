//! For people at a terminal, and for a pipe: the same words, with or without colour.

mod added;
mod checkpoint;
mod compacted;
mod diff;
mod edits;
mod explained;
mod history;
mod marks;
mod opinions;
mod overlaps;
mod package;
mod patch;
mod proof;
mod read;
mod state;
mod stored;
mod style;
mod taken;
mod trace;
mod verification;
mod wrap;

use super::{Renderer, Report, Run, View, said, whole, words};

pub(super) const TEXT: Renderer =
    Renderer { name: "text", about: "for reading", write: |report, view, out| whole(Some(render(report, view)), out) };

fn render(report: &Report, view: &View) -> String {
    match report {
        Report::Analysis(analysis) => overlaps::render(analysis, view),
        Report::Comparison(comparison) => diff::render(comparison, view),
        Report::Folders(folders) => diff::folders(folders, view),
        Report::Patch(patch) => patch::patch(patch, view),
        Report::Added(added) => added::render(added, view),
        Report::Run(run) => run_page(run, view),
        Report::History(history) => history::render(history, view),
        Report::Listing(listing) => history::listing(listing, view),
        Report::Stored(stored) => stored::render(stored, view),
        Report::TakenOut(taken) => taken::render(taken, view),
        Report::Restored(restored) => taken::restored(restored, view),
        Report::Marked(marked) => opinions::marked(marked, view),
        Report::MarkList(list) => opinions::list(list, view),
        Report::State(state) => state::render(state, view),
        Report::Verification(verification) => verification::render(verification, view),
        Report::Compacted(compacted) => compacted::render(compacted, view),
        Report::Proof(check) => proof::render(check, view),
        Report::Sealed(sealed) => checkpoint::sealed(sealed, view),
        Report::Compared(compared) => checkpoint::compared(compared, view),
        Report::Exported(exported) => package::exported(exported, view),
        Report::Imported(imported) => package::imported(imported, view),
        Report::Bag(bag) => package::bag(bag, view),
        Report::Trace(trace) => trace::render(trace, view),
        Report::Explained(explained) => explained::render(explained, view),
        Report::Dossier(dossier) => {
            [overlaps::sections(&dossier.analysis, view), trace::render(&dossier.trace, view)].join("\n")
        }
    }
}

/// What was taken in, what it shares, where it came from.
fn run_page(run: &Run, view: &View) -> String {
    [
        added::render(&run.added, view),
        overlaps::sections(&run.analysis, view),
        trace::render(&run.trace, view),
        next(&run.next, view),
    ]
    .join("\n")
}

/// The last lines: what to type next.
fn next(commands: &[String], view: &View) -> String {
    if commands.is_empty() {
        return String::new();
    }
    let dot = if view.ascii { " | " } else { " · " };
    wrap::wrap(&[(&format!("Next: {}", commands.join(dot)), Some(style::Role::Faint))], "", view.width, view.color)
}
