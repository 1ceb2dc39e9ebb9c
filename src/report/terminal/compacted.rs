//! What compacting a store did, for reading.

use super::style::{Role, paint};
use super::words::{many, short};
use crate::report::{Compacted, View};

pub(super) fn render(done: &Compacted, view: &View) -> String {
    let packs = |count, bytes: u64| format!("{}, {bytes} bytes", many(count, "pack"));
    let what = if (done.packs_before, done.bytes_before) == (done.packs_after, done.bytes_after) {
        format!("compact already: {}", packs(done.packs_after, done.bytes_after))
    } else {
        let (before, after) = (packs(done.packs_before, done.bytes_before), packs(done.packs_after, done.bytes_after));
        format!("{before}, are now {after}")
    };
    let headline = paint(&format!("{}: {what}", done.store.path), Role::Title, view.color);
    let objects = many(done.objects as usize, "object");
    let head = done.store.head.as_deref().map_or("none", short);
    let erased = match done.erased {
        0 => String::new(),
        erased => format!("{} of erased versions taken out\n", many(erased as usize, "file")),
    };
    format!(
        "{headline}\n{erased}{objects} verified before and after; head {head} and root {} are as they were\n",
        short(&done.store.log_root)
    )
}
