//! Which articles of two collections belong together: those of one name, then those of one wording.

use std::collections::BTreeMap;

use super::thresholds::RENAMED_SHARE;
use crate::align::Score;
use crate::overlap::{self, Chance, Corpus, Depth};
use crate::text::Text;

/// What two articles were matched by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum By {
    Name,
    /// One was renamed, and perhaps edited.
    Content,
}

impl By {
    pub const fn name(self) -> &'static str {
        match self {
            By::Name => "name",
            By::Content => "content",
        }
    }
}

/// Two articles that belong together, by index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Counterparts {
    pub a: usize,
    pub b: usize,
    pub by: By,
}

impl Counterparts {
    /// Of so many articles on either side those that are in none of the pairs, in their order.
    pub fn alone(pairs: &[Counterparts], of: [usize; 2]) -> [Vec<usize>; 2] {
        let mut paired = of.map(|articles| vec![false; articles]);
        for pair in pairs {
            paired[0][pair.a] = true;
            paired[1][pair.b] = true;
        }
        paired.map(|paired| (0..paired.len()).filter(|&at| !paired[at]).collect())
    }
}

/// The articles of both sides that belong together, in the order of `a`. Each is in one pair at most. Names that stand twice on
/// a side match in turn.
pub fn counterparts(names: [&[String]; 2], texts: [&[&Text]; 2]) -> Vec<Counterparts> {
    let mut found = by_key(names[0], names[1], By::Name);
    let free = Counterparts::alone(&found, texts.map(<[_]>::len));
    let wording = |side: usize| free[side].iter().map(|&at| texts[side][at].body()).collect::<Vec<_>>();
    let same = by_key(&wording(0), &wording(1), By::Content);
    let same: Vec<Counterparts> =
        same.into_iter().map(|pair| Counterparts { a: free[0][pair.a], b: free[1][pair.b], ..pair }).collect();
    found.extend(same);
    let free = Counterparts::alone(&found, texts.map(<[_]>::len));
    found.extend(alike(&free, texts));
    found.sort();
    found
}

/// Those with the same key, in turn.
fn by_key<K: Ord>(a: &[K], b: &[K], by: By) -> Vec<Counterparts> {
    let mut places: BTreeMap<&K, Vec<usize>> = BTreeMap::new();
    b.iter().enumerate().rev().for_each(|(at, key)| places.entry(key).or_default().push(at));
    let pair = |(a, key)| Some(Counterparts { a, b: places.get_mut(key)?.pop()?, by });
    a.iter().enumerate().filter_map(pair).collect()
}

/// The pairs of the rest that share most of the shorter one's words, the most alike first.
fn alike(free: &[Vec<usize>; 2], texts: [&[&Text]; 2]) -> Vec<Counterparts> {
    if free.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let all: Vec<&Text> = [0, 1].iter().flat_map(|&side| free[side].iter().map(move |&at| texts[side][at])).collect();
    let corpus = Corpus::new(&all);
    let behind = free[0].len();
    let across = overlap::candidate_pairs(&corpus).into_iter().filter(|&(a, b)| a < behind && b >= behind);
    let across: Vec<(usize, usize)> = across.collect();
    let mut likely: Vec<(Score, usize, usize)> =
        overlap::find(&corpus, &across, Chance::searched(all.len()), Depth::Spans)
            .into_iter()
            .map(|pair| (pair.share_a.max(pair.share_b), pair.a, pair.b - behind))
            .filter(|(share, ..)| *share >= Score::new(RENAMED_SHARE))
            .collect();
    likely.sort_by_key(|&(share, a, b)| (std::cmp::Reverse(share), a, b));
    let mut taken = free.each_ref().map(|free| vec![false; free.len()]);
    let mut found = Vec::new();
    for (_, a, b) in likely {
        if !taken[0][a] && !taken[1][b] {
            (taken[0][a], taken[1][b]) = (true, true);
            found.push(Counterparts { a: free[0][a], b: free[1][b], by: By::Content });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;

    #[test]
    fn names_go_first_then_wording() {
        let story = "Engineers replaced forty steel cables of the harbour bridge. Drivers queued for an hour. Ada Lind, the \
            mayor, said that the ferry would sail until Friday. Nobody complained about the fog.";
        let wet = "It rained on the hills for three days. The river stood higher than the old mill.";
        let bodies = [story, wet, "Parliament voted."].map(|body| Text::new(body, line_phrases()));
        let edited =
            [&story.replace("Friday", "Sunday"), wet, "Shares fell."].map(|body| Text::new(body, line_phrases()));
        let names = |names: [&str; 3]| names.map(str::to_owned);
        let (left, right) = (names(["bridge", "rain", "vote"]), names(["crossing", "weather", "vote"]));
        let found = counterparts([&left, &right], [&bodies.each_ref(), &edited.each_ref()]);
        let pair = |a, b, by| Counterparts { a, b, by };
        assert_eq!(found, [pair(0, 0, By::Content), pair(1, 1, By::Content), pair(2, 2, By::Name)]);
    }
}
