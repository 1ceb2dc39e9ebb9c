//! JSON Lines, as docs/json.md promises: a header, then one object a line. The structs here are the promise; nothing
//! else in the project is serialised by them. Each kind of report has its lines in a file of its own.

mod analysis;
mod diff;
mod explained;
mod history;
mod marks;
mod package;
mod proof;
pub(super) mod prov;
mod read;
mod served;
mod state;
mod stored;
mod taken;
mod trace;

pub use served::{Api, CALLS, Call, Gives};

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use serde::Serialize;

use super::{Renderer, Report, View, basis_name};
use crate::article::Dated;
use crate::text::utc_second;

pub(super) const RENDERER: Renderer = Renderer { name: "json", about: "JSON Lines (docs/json.md)", write };

fn write(report: &Report, view: &View, out: &mut dyn Write) -> Result<bool, fmt::Error> {
    let mut lines = Lines { out, written: Ok(()) };
    match report {
        Report::Analysis(analysis) => lines.analysis(analysis, view),
        Report::Comparison(comparison) => lines.comparison(comparison, view),
        Report::Folders(folders) => lines.folders(folders, view),
        // A form of its own, for patch(1).
        Report::Patch(_) => return Ok(false),
        Report::Added(added) => lines.added(added),
        Report::Run(run) => lines.run(run),
        Report::History(history) => lines.history(history),
        Report::Listing(listing) => lines.listing(listing),
        Report::Stored(stored) => lines.stored(stored),
        Report::TakenOut(taken) => lines.taken(taken),
        Report::Restored(restored) => lines.restored(restored),
        Report::Marked(marked) => lines.marked(marked),
        Report::MarkList(list) => lines.mark_list(list),
        Report::State(state) => lines.state(state),
        Report::Verification(verification) => lines.verification(verification),
        Report::Compacted(compacted) => lines.compacted(compacted),
        Report::Proof(check) => lines.proof(check),
        Report::Sealed(sealed) => lines.sealed(sealed),
        Report::Compared(compared) => lines.compared(compared),
        Report::Exported(exported) => lines.exported(exported),
        Report::Imported(imported) => lines.imported(imported),
        Report::Bag(bag) => lines.bag(bag),
        Report::Trace(trace) => lines.trace(trace, view),
        Report::Explained(explained) => lines.explained(explained),
        Report::Dossier(dossier) => lines.dossier(dossier),
    }
    lines.written.map(|()| true)
}

/// The lines that `say` says, as an array.
fn array(say: impl FnOnce(&mut Lines)) -> String {
    let mut text = String::new();
    // A string takes every line.
    say(&mut Lines { out: &mut text, written: Ok(()) });
    format!("[{}]", text.lines().collect::<Vec<_>>().join(","))
}

/// Lines, written one by one as they are made.
struct Lines<'o> {
    out: &'o mut dyn Write,
    /// What became of them: after one that could not be written no more are made.
    written: fmt::Result,
}

impl Lines<'_> {
    fn push(&mut self, schema: &'static str, body: impl Serialize) {
        #[derive(Serialize)]
        struct Tagged<T> {
            schema: &'static str,
            #[serde(flatten)]
            body: T,
        }
        // Plain structs of strings and numbers always serialise; a line that could not would be left out whole.
        if self.written.is_ok()
            && let Ok(mut line) = serde_json::to_string(&Tagged { schema, body })
        {
            line.push('\n');
            self.written = self.out.write_str(&line);
        }
    }

    /// The first line. `method` is named by commands whose results rest on figures of the matching.
    fn header(&mut self, command: &str, params: &BTreeMap<String, String>, method: Option<String>) {
        let header = Header { tool: "wirecopy", version: env!("CARGO_PKG_VERSION"), command, params, method };
        self.push("wirecopy/header/1", header);
    }
}

/// A moment as RFC 3339 has it; beyond its years, the Unix seconds.
fn moment(seconds: i64) -> String {
    utc_second(seconds).unwrap_or_else(|| seconds.to_string())
}

#[derive(Serialize)]
struct Header<'r> {
    tool: &'static str,
    version: &'static str,
    command: &'r str,
    params: &'r BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
}

#[derive(Serialize)]
struct DateField<'r> {
    value: &'r str,
    basis: &'static str,
    zone: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<&'r str>,
}

impl<'r> DateField<'r> {
    fn new(date: &'r Dated) -> DateField<'r> {
        DateField {
            value: &date.value,
            basis: basis_name(date.basis),
            zone: date.zone.as_deref(),
            words: date.words.as_deref(),
        }
    }
}
