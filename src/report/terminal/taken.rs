//! What was taken out of the store or brought back, for reading.

use super::next;
use super::style::{Role, paint};
use super::words::{many, short};
use super::wrap::wrap;
use crate::report::{Restored, Store, TakenOut, View};

pub(super) fn render(taken: &TakenOut, view: &View) -> String {
    let title = |told: &str| format!("{}\n", paint(told, Role::Title, view.color));
    let dry = if taken.dry { " (dry run: nothing is written)" } else { "" };
    let path = &taken.store.path;
    let mut out = match &taken.erased[..] {
        [] => title(&format!("{path}: {} removed{dry}", taken.article)),
        erased => {
            title(&format!("{path}: {} of {} declared erased{dry}", many(erased.len(), "version"), taken.article))
        }
    };
    for row in &taken.erased {
        let size = format!("{}, {}", many(row.words, "word"), many(row.sentences, "sentence"));
        out.push_str(&format!("  v{}  {}  {size}\n", row.number, short(&row.version)));
    }
    let mut say = |told: &str| out.push_str(&wrap(&[(told, None)], "  ", view.width, view.color));
    say(&format!("why: {}", taken.why));
    if taken.erased.is_empty() {
        say("It leaves the newest state of the store. Its versions stay and can be shown.");
    } else {
        if taken.removed {
            say("It leaves the newest state of the store.");
        }
        say(
            "These bytes, texts and records are shown to nobody any more; they are in the packs until the store is compacted.",
        );
        say("Entries of the log stay, with their digests, and so do names in the messages of earlier commits.");
    }
    if taken.kept > 0 {
        say(&format!("{} of them stay because other versions have the same.", many(taken.kept, "file")));
    }
    if taken.nameless {
        say(&format!("Its name is erased too: from now on it is called {}.", taken.store_id));
    }
    say(
        "A source that still holds the article brings it back when it is added again, but for a capture whose time is recorded already.",
    );
    out + &head(&taken.store) + &next(&taken.next, view)
}

pub(super) fn restored(restored: &Restored, view: &View) -> String {
    let Restored { article, from, number, dry, store, .. } = restored;
    let dry = if *dry { " (dry run: nothing is written)" } else { "" };
    let told = format!("{}: v{from} of {article} is brought back as v{number}{dry}", store.path);
    format!("{}\n", paint(&told, Role::Title, view.color)) + &head(store) + &next(&restored.next, view)
}

/// Where the store stands now.
pub(super) fn head(store: &Store) -> String {
    let head = store.head.as_deref().map_or("none", short);
    let log = many(store.log_size as usize, "entry");
    format!("Head {head}, log of {log}, root {}\n", short(&store.log_root))
}
