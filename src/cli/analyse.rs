//! Comparing articles, for every command that does.

use std::collections::BTreeMap;

use super::progress::Progress;
use super::session::Session;
use crate::article::Capture;
use crate::overlap::{self, Corpus};
use crate::report::Analysis;

/// What the articles share, pair by pair.
pub(super) fn overlaps(
    session: &Session,
    command: &'static str,
    params: BTreeMap<String, String>,
    captures: &[Capture],
    pairs: &[(usize, usize)],
) -> Analysis {
    let _progress = Progress::start(session, "comparing");
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let found = overlap::find(&corpus, pairs);
    Analysis::new(command, params, captures, &found, &overlap::repeats(&corpus))
}

/// Every article with every other; with `across`, not two of one stated outlet.
pub(super) fn all_pairs(captures: &[Capture], across: bool) -> Vec<(usize, usize)> {
    let outlet = |index: usize| captures[index].meta.outlet.as_deref();
    let same = |a, b| outlet(a).is_some() && outlet(a) == outlet(b);
    (0..captures.len())
        .flat_map(|a| (a + 1..captures.len()).map(move |b| (a, b)))
        .filter(|&(a, b)| !(across && same(a, b)))
        .collect()
}
