//! Where a store stands, for reading.

use super::next;
use super::style::Role;
use super::words::moment;
use super::wrap::hang;
use crate::report::{State, View};

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
    field("anchor", &format!("unanchored: {UNANCHORED}"), None);
    out + &next(&state.next, view)
}
