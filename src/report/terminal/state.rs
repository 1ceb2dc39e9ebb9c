//! Where a store stands, for reading.

use super::next;
use super::style::Role;
use super::words::{many, moment};
use super::wrap::hang;
use crate::report::{Pinned, State, View};

/// What it means that no checkpoint from outside confirms the log.
pub(super) const UNANCHORED: &str = "no checkpoint kept outside the store confirms its log, so a store that was \
    rewritten as a whole, or put back to an older state, could not be told from this one";

pub(super) fn render(state: &State, view: &View) -> String {
    let store = &state.store;
    let mut out = String::new();
    let mut field = |name: &str, value: &str, role| {
        out.push_str(&hang(&format!("{name:<10}"), &[(value, role)], view.width, view.color));
    };
    field("store", &store.path, Some(Role::Title));
    field("format", &store.format.to_string(), None);
    field("articles", &store.articles.to_string(), None);
    field("versions", &store.versions.to_string(), None);
    if store.removed > 0 {
        field("removed", &store.removed.to_string(), None);
    }
    let last = state.recorded_at.map(|seconds| format!(", the last at {}", moment(seconds))).unwrap_or_default();
    field("entries", &format!("{}{last}", store.log_size), None);
    field("root", &store.log_root, None);
    field("head", store.head.as_deref().unwrap_or("none"), None);
    field("packs", &state.packs.to_string(), None);
    let sealed = match &state.sealed {
        None => "not yet".to_owned(),
        Some(sealed) => {
            let since = match sealed.behind {
                0 => "all of the log".to_owned(),
                behind => format!("{} since", many(behind as usize, "entry")),
            };
            format!("{} as {}; {since}", many(sealed.size as usize, "entry"), sealed.origin)
        }
    };
    field("sealed", &sealed, None);
    let anchor = match &state.pinned {
        Some(Pinned { place, size, against }) => {
            let size = many(*size as usize, "entry");
            let then = match against {
                None => "; `wirecopy verify` holds the store against it".to_owned(),
                Some(against) => format!(", and {against}. Do not add to it; find the newer state"),
            };
            format!("a checkpoint of {size} is remembered in {place}{then}")
        }
        None => format!("unanchored: {UNANCHORED}"),
    };
    field("anchor", &anchor, None);
    out + &next(&state.next, view)
}
