//! Packages, for reading: what was written, what came in, what a bag is worth.

use super::next;
use super::style::{Role, paint};
use super::words::{many, short};
use super::wrap::{hang, wrap};
use crate::article::OneLine;
use crate::report::{Bag, Exported, ImportOutcome, Imported, Store, View};

pub(super) fn exported(exported: &Exported, view: &View) -> String {
    let written = &exported.written;
    let counts = [
        many(written.articles as usize, "article"),
        many(written.versions as usize, "version"),
        many(written.files as usize, "file"),
        many(written.bytes as usize, "byte"),
    ];
    let what = format!("{}: {}, {}", exported.path, exported.format, counts.join(", "));
    let mut out = wrap(&[(&what, Some(Role::Title))], "", view.width, view.color);
    out.push_str(&stand(&exported.store));
    out + &next(&exported.next, view)
}

pub(super) fn imported(imported: &Imported, view: &View) -> String {
    let store = &imported.store;
    let what = match &imported.outcome {
        ImportOutcome::Restored => {
            format!("restored, verified: {}, {}", many(store.articles, "article"), many(store.versions, "version"))
        }
        ImportOutcome::Extended { entries } => {
            format!("extended by {}, verified", many(*entries as usize, "log entry"))
        }
        ImportOutcome::Sealed { files } => {
            format!("no new entries, {} of checkpoints", many(*files, "file"))
        }
        ImportOutcome::Held => "nothing new: the store has all of it".to_owned(),
        ImportOutcome::Taken(taken) => {
            let mut parts = vec![
                many(taken.commits as usize, "commit"),
                many(taken.new as usize, "new article"),
                many(taken.versions as usize, "new version"),
            ];
            let more = [
                ("corrected", taken.corrected),
                ("seen again", taken.seen),
                ("unchanged", taken.unchanged),
                ("taken in before", taken.known),
            ];
            parts.extend(more.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{count} {what}")));
            parts.join(", ")
        }
    };
    let headline = format!("{}: {what}", store.path);
    let mut out = wrap(&[(&headline, Some(Role::Title))], "", view.width, view.color);
    if let ImportOutcome::Taken(taken) = &imported.outcome {
        for (why, count) in &taken.passed {
            out.push_str(&format!("  passed over: {count} ({why})\n"));
        }
    }
    out.push_str(&stand(store));
    out + &next(&imported.next, view)
}

pub(super) fn bag(bag: &Bag, view: &View) -> String {
    let checked = &bag.checked;
    let verdict = if checked.is_valid() { "a valid bag" } else { "no valid bag" };
    let mut facts =
        vec![many(checked.files as usize, "file"), many(checked.bytes as usize, "byte"), checked.algorithms.join(", ")];
    facts.extend(checked.version.iter().map(|version| format!("BagIt {version}")));
    facts.retain(|fact| !fact.is_empty());
    let headline = format!("{}: {verdict} ({})", bag.path, facts.join(", "));
    let mut out = paint(&headline, Role::Title, view.color) + "\n";
    for fault in &checked.faults {
        let head = if fault.warning { "  warning  " } else { "  error    " };
        let what = format!("{} {}", OneLine(&fault.place), OneLine(&fault.what));
        out.push_str(&hang(head, &[(&what, None)], view.width, view.color));
    }
    out
}

/// Where the store stands, on a line.
fn stand(store: &Store) -> String {
    let head = store.head.as_deref().map_or("none", short);
    format!("Head {head}, log of {}, root {}\n", many(store.log_size as usize, "entry"), short(&store.log_root))
}
