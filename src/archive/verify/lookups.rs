//! The index against what it should be: made anew from the log, the records and the commits, one run at a time, and compared
//! byte by byte. It may be missing, and the list of commits may be behind; then it says less, and nothing wrong.

use super::super::error::Result;
use super::super::index::{self, COMMITS, Kind, Row, Stand};
use super::entries::Entries;
use super::{Check, Class};

impl Check<'_> {
    /// Checks every file of the index of a log of these entries, none of which is damaged. `names` has what their records
    /// give them for names, in the log's order; `None` if that is not known of all.
    pub(super) fn index(&mut self, entries: &Entries, names: Option<&[(u32, u64)]>, stands: &[Stand]) -> Result<()> {
        for span in index::spans(entries.size()) {
            let leaves = span.leaves();
            let (Some(root), Ok(first)) = (entries.root_over(leaves.clone()), u32::try_from(leaves.start)) else {
                continue;
            };
            for kind in [Kind::Ids, Kind::Names] {
                let Some(found) = self.folder.read_if_any(&span.file(kind))? else { continue };
                self.report.files += 1;
                let mut rows: Vec<Row> = match (kind, names) {
                    (Kind::Ids, _) => {
                        let ids = (leaves.start as usize..leaves.end as usize).filter_map(|n| entries.article(n));
                        ids.zip(0..).map(|(id, place)| (id.number(), place)).collect()
                    }
                    (Kind::Names, Some(names)) => {
                        let [start, end] =
                            [leaves.start, leaves.end].map(|leaf| names.partition_point(|(n, _)| u64::from(*n) < leaf));
                        names[start..end].iter().map(|(n, name)| (u128::from(*name), n - first)).collect()
                    }
                    (Kind::Names, None) => continue,
                };
                rows.sort_unstable();
                if found != index::encode(kind, span, root, &rows) {
                    self.find(Class::Changed, span.file(kind), "does not lead to what the log holds");
                }
            }
        }
        if let Some(found) = self.folder.read_if_any(COMMITS)? {
            self.report.files += 1;
            let expected: Vec<u8> = stands.iter().flat_map(Stand::encode).collect();
            if !index::may_be_behind(&found, &expected) {
                self.find(Class::Changed, COMMITS, "does not have the commits in their order");
            }
        }
        Ok(())
    }
}
