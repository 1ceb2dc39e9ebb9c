//! Which outlets share copied wording, over all articles at hand.

use std::collections::{BTreeMap, BTreeSet};

use super::{Article, PairRow};
use crate::article::{Capture, is_called};
use crate::trace::{CreditAt, day, sources_of, surely_before};

/// Two outlets, or one by itself, and what their articles share. Of two things of one kind the first is `a`'s.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutletsRow {
    /// In the order of their names; the same where articles of one outlet share wording.
    pub a: String,
    pub b: String,
    /// How many articles of each were read.
    pub articles: [usize; 2],
    /// Pairs of articles that share copied wording.
    pub pairs: usize,
    /// Articles of each that are in one of these.
    pub sharing: [usize; 2],
    /// How many of all such pairs there would be here if outlets played no part (thousandths of a pair): their share of all
    /// pairs that there could be.
    pub expected: u64,
    /// Pairs whose article of `a`, or of `b`, is surely dated earlier; the rest is open.
    pub earlier: [usize; 2],
    /// The median of the days between the two, where both state a day; of two in the middle the greater.
    pub days_between: Option<u64>,
    /// Pairs in which the article of `a` names `b` as a source of its text, and the other way round.
    pub credits: [usize; 2],
    /// Pairs of which no shared sentence stands in an article of a third outlet too.
    pub exclusive: usize,
}

/// The outlets with copied wording between them, those with the most pairs first. Articles that state no outlet have no part, and
/// `rejected` credits count for nobody.
pub(super) fn outlets(
    captures: &[Capture],
    articles: &[Article],
    pairs: &[PairRow],
    rejected: &BTreeSet<CreditAt>,
) -> Vec<OutletsRow> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    articles
        .iter()
        .filter_map(|article| article.outlet.as_deref())
        .for_each(|outlet| *count.entry(outlet).or_default() += 1);
    let states = |article: usize| articles[article].outlet.is_some();
    let copying = pairs.iter().filter(|pair| pair.copies() && states(pair.a) && states(pair.b));
    let copying: Vec<&PairRow> = copying.collect();
    // A mark stands at an end of the text, apart from what was copied: all that an article credits counts.
    let sharing: BTreeSet<usize> = copying.iter().flat_map(|pair| [pair.a, pair.b]).collect();
    let sources = |article: usize| {
        let counts = |credit: usize| !rejected.contains(&CreditAt { article, credit });
        (article, sources_of(&captures[article], counts))
    };
    let sources: BTreeMap<usize, BTreeSet<String>> = sharing.into_iter().map(sources).collect();
    let mut called = Called::default();
    let copied: Vec<Copied> =
        copying.into_iter().filter_map(|pair| Copied::of(articles, &sources, pair, &mut called)).collect();
    let holders = holders(articles, &copied);
    let mut together: BTreeMap<[&str; 2], Vec<&Copied>> = BTreeMap::new();
    copied.iter().for_each(|pair| together.entry(pair.outlets).or_default().push(pair));

    let stating: usize = count.values().sum();
    let all = stating * stating.saturating_sub(1) / 2;
    let mut rows: Vec<OutletsRow> = together
        .into_iter()
        .map(|(outlets, pairs)| {
            let sizes = outlets.map(|outlet| count.get(outlet).copied().unwrap_or_default());
            let possible =
                if outlets[0] == outlets[1] { sizes[0] * sizes[0].saturating_sub(1) / 2 } else { sizes[0] * sizes[1] };
            let sharing =
                [0, 1].map(|side| pairs.iter().map(|pair| pair.articles[side]).collect::<BTreeSet<_>>().len());
            let count = |is: &dyn Fn(&Copied) -> bool| pairs.iter().filter(|pair| is(pair)).count();
            OutletsRow {
                a: outlets[0].to_owned(),
                b: outlets[1].to_owned(),
                articles: sizes,
                pairs: pairs.len(),
                sharing,
                expected: (copied.len() * possible * 1000 / all.max(1)) as u64,
                earlier: [0, 1].map(|side| count(&|pair| pair.earlier == Some(side))),
                days_between: median(pairs.iter().filter_map(|pair| pair.days)),
                credits: [0, 1].map(|side| count(&|pair| pair.credits[side])),
                exclusive: count(&|pair| {
                    pair.sentences.iter().all(|sentence| holders.get(sentence).is_none_or(|outlets| outlets.len() <= 2))
                }),
            }
        })
        .collect();
    rows.sort_by(|x, y| y.pairs.cmp(&x.pairs).then_with(|| (&x.a, &x.b).cmp(&(&y.a, &y.b))));
    rows
}

/// Whether an outlet is a source, by any of the source's names, for each outlet and source that were asked about: many pairs ask
/// the same.
#[derive(Default)]
struct Called<'r>(BTreeMap<[&'r str; 2], bool>);

impl<'r> Called<'r> {
    fn is(&mut self, outlet: &'r str, source: &'r str) -> bool {
        *self.0.entry([outlet, source]).or_insert_with(|| outlet == source || is_called(outlet, source))
    }
}

/// A pair of articles that shares copied wording, seen from the outlet whose name comes first.
struct Copied<'r> {
    outlets: [&'r str; 2],
    articles: [usize; 2],
    /// Which is surely dated earlier.
    earlier: Option<usize>,
    days: Option<u64>,
    credits: [bool; 2],
    /// The copied sentences of both, by article.
    sentences: Vec<(usize, usize)>,
}

impl<'r> Copied<'r> {
    /// `None` where an outlet is not stated.
    fn of(
        articles: &'r [Article],
        sources: &'r BTreeMap<usize, BTreeSet<String>>,
        pair: &PairRow,
        called: &mut Called<'r>,
    ) -> Option<Copied<'r>> {
        let outlet = |article: usize| articles[article].outlet.as_deref();
        let swap = outlet(pair.a)? > outlet(pair.b)?;
        let order = |a, b| if swap { [b, a] } else { [a, b] };
        let both = order(pair.a, pair.b);
        let outlets = [outlet(both[0])?, outlet(both[1])?];
        let dates = both.map(|article| articles[article].date.as_ref());
        let earlier = match dates {
            [Some(a), Some(b)] if surely_before(a, b) => Some(0),
            [Some(a), Some(b)] if surely_before(b, a) => Some(1),
            _ => None,
        };
        let [first, second] = dates.map(|date| date.and_then(day));
        let copying = || pair.overlaps.iter().filter(|overlap| overlap.relation.is_copying());
        let credits = [0, 1].map(|side| {
            let mut own = sources.get(&both[side]).into_iter().flatten();
            own.any(|source| called.is(outlets[1 - side], source))
        });
        let of_a = copying().flat_map(|overlap| overlap.a.sentences.iter().map(|&sentence| (pair.a, sentence)));
        let of_b = copying().flat_map(|overlap| overlap.b.sentences.iter().map(|&sentence| (pair.b, sentence)));
        let days = first.zip(second).map(|(first, second)| first.abs_diff(second));
        Some(Copied { outlets, articles: both, earlier, days, credits, sentences: of_a.chain(of_b).collect() })
    }
}

/// The outlets that each copied sentence stands in, by article and sentence.
fn holders<'r>(articles: &'r [Article], copied: &[Copied<'r>]) -> BTreeMap<(usize, usize), BTreeSet<&'r str>> {
    let mut holders: BTreeMap<(usize, usize), BTreeSet<&str>> = BTreeMap::new();
    for pair in copied {
        for &sentence in &pair.sentences {
            let outlets = holders.entry(sentence).or_default();
            outlets.extend(pair.articles.iter().filter_map(|&article| articles[article].outlet.as_deref()));
        }
    }
    holders
}

/// Of two in the middle the greater, so that it is a whole number of days.
fn median(values: impl Iterator<Item = u64>) -> Option<u64> {
    let mut values: Vec<u64> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlet_is_credited_by_any_of_its_names() {
        let mut called = Called::default();
        assert!(called.is("ТАСС", "TASS") && called.is("TASS", "TASS") && called.is("Valley Post", "Valley Post"));
        assert!(called.is("The Valley Post", "Valley Post") && called.is("Korean Central News Agency", "KCNA"));
        assert!(!called.is("Озёрские вести", "TASS") && !called.is("Reuters Fan Club", "Reuters"));
    }

    #[test]
    fn the_median_is_a_value() {
        assert_eq!(median([5, 1, 3].into_iter()), Some(3));
        assert_eq!(median([4, 1].into_iter()), Some(4));
        assert_eq!(median([].into_iter()), None);
    }
}
