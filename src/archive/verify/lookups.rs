//! The index against what it should be: made anew from the log, the records and the commits, and compared byte by byte. It
//! may be missing, and the list of commits may be behind; then it says less, and nothing wrong.

use std::collections::HashMap;

use super::super::commit::Commit;
use super::super::error::Result;
use super::super::index::{self, COMMITS, Kind, Row, Stand, Totals};
use super::super::leaf::{Leaf, StoreId};
use super::super::life::Life;
use super::super::objects::Oid;
use super::{Check, Class};
use crate::hash::{Digest, merkle};

impl Check<'_> {
    /// Checks every file of the index of a log with these leaves, of which `names` has what their records give them for
    /// names.
    pub(super) fn index(&mut self, leaves: &[Leaf], names: &[Vec<u64>], commits: &[(Oid, Commit)]) -> Result<()> {
        for span in index::spans(leaves.len() as u64) {
            let range = span.leaves().start as usize..span.leaves().end as usize;
            let hashes: Vec<Digest> = leaves[range.clone()].iter().map(Leaf::hash).collect();
            for kind in [Kind::Ids, Kind::Names] {
                let Some(found) = self.folder.read_if_any(&span.file(kind))? else { continue };
                self.report.files += 1;
                let row = |(n, place): (usize, u32)| -> Vec<Row> {
                    match kind {
                        Kind::Ids => vec![(leaves[n].article.number(), place)],
                        Kind::Names => names[n].iter().map(|name| (u128::from(*name), place)).collect(),
                    }
                };
                let mut rows: Vec<Row> = range.clone().zip(0..).flat_map(row).collect();
                rows.sort_unstable();
                if found != index::encode(kind, span, merkle::root(&hashes), &rows) {
                    self.find(Class::Changed, span.file(kind), "does not lead to what the log holds");
                }
            }
        }
        if let Some(found) = self.folder.read_if_any(COMMITS)? {
            self.report.files += 1;
            let expected: Vec<u8> = stands(leaves, commits).iter().flat_map(Stand::encode).collect();
            if !index::may_be_behind(&found, &expected) {
                self.find(Class::Changed, COMMITS, "does not have the commits in their order");
            }
        }
        Ok(())
    }
}

/// Where the archive stood at each commit.
fn stands(leaves: &[Leaf], commits: &[(Oid, Commit)]) -> Vec<Stand> {
    let mut stands = Vec::with_capacity(commits.len());
    let mut lives: HashMap<StoreId, Life> = HashMap::new();
    let (mut totals, mut from) = (Totals::default(), 0);
    for (commit, Commit { log_size, .. }) in commits {
        let to = (*log_size as usize).min(leaves.len());
        for leaf in leaves.get(from..to).unwrap_or_default() {
            let life = lives.entry(leaf.article).or_default();
            let before = *life;
            // What may not stand there counts for nothing; it is a finding of its own.
            let _ = life.go_on(leaf, leaf.hash());
            totals.go_on(before, *life);
        }
        from = to;
        stands.push(Stand { log_size: *log_size, totals, commit: *commit });
    }
    stands
}
