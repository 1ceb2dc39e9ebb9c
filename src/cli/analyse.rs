//! Comparing articles, for every command that does.

use std::collections::BTreeMap;

use super::exit::Failure;
use super::period::Period;
use super::progress::Progress;
use super::session::Session;
use crate::article::{ArticleId, Capture};
use crate::hash::Digest;
use crate::marks::{self, Judged, Marks};
use crate::overlap::{self, Chance, Corpus, Depth};
use crate::report::{Analysis, Explained, Trace, Wanted, rejected_credits};
use crate::semantic::Model;
use crate::trace::{self, Descents};

/// Which pairs to compare, by indexes into the captures.
pub(super) enum Pairs<'p> {
    Given(Vec<(usize, usize)>),
    /// Those worth comparing; with `across_outlets`, not two articles of one stated outlet, and with a period, not two further
    /// apart than it allows.
    Likely {
        across_outlets: bool,
        period: Option<&'p Period>,
    },
    /// Those worth comparing, and of an article that has many only its nearest: all that a trace looks at.
    Nearest,
}

/// Articles compared. What changed between their sentences is told where it is asked for.
pub(super) struct Compared<'c> {
    captures: &'c [Capture],
    corpus: Corpus<'c>,
    found: Judged,
    /// The digest of the model that paired sentences too.
    model: Option<Digest>,
    /// How many pairs were to be compared, the unlikely ones too.
    possible: usize,
    /// The pairs compared, sorted, where there may be more than a trace looks at.
    likely: Option<Vec<(usize, usize)>>,
}

impl<'c> Compared<'c> {
    pub fn new(
        session: &Session,
        captures: &'c [Capture],
        pairs: Pairs<'_>,
        model: Option<&'c Model>,
        marks: Marks,
    ) -> Result<Compared<'c>, Failure> {
        if captures.is_empty() && session.is_troubled() {
            let what = "no article was read, so there is nothing to compare";
            return Err(Failure::new(what).hint("name files or folders, or mend what is said above"));
        }
        session.limit.map_or(Ok(()), |limit| limit.check(captures))?;
        let _progress = Progress::start(session, "comparing");
        let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
        let corpus = Corpus::new(&texts).with_model(model);
        let chance = match pairs {
            Pairs::Given(_) => Chance::NAMED,
            Pairs::Likely { .. } | Pairs::Nearest => Chance::searched(captures.len()),
        };
        let may_be_farther = matches!(pairs, Pairs::Likely { .. });
        let (pairs, possible) = match pairs {
            Pairs::Given(pairs) => (pairs, 0),
            Pairs::Likely { across_outlets: false, period: None } => {
                (likely(&corpus, captures, false, None), of_different_articles(captures))
            }
            Pairs::Nearest => {
                let differ = |a: usize, b: usize| captures[a].article != captures[b].article;
                (overlap::nearest_pairs(&corpus, trace::weights::NEAREST, differ), of_different_articles(captures))
            }
            Pairs::Likely { across_outlets, period } => (likely(&corpus, captures, across_outlets, period), 0),
        };
        let found = overlap::find(&corpus, &pairs, chance, Depth::Spans);
        let found = Judged::new(&corpus, captures, found, marks);
        let possible = possible.max(pairs.len());
        Ok(Compared {
            captures,
            corpus,
            found,
            model: model.map(Model::digest),
            possible,
            likely: may_be_farther.then_some(pairs),
        })
    }

    /// What was found: first the pairs that a trace looks at, which are so many; and how many pairs there are. What was needed to
    /// compare is let go.
    #[cfg(feature = "serve")]
    pub fn found(mut self) -> (Judged, usize, usize) {
        let traced = match self.nearest() {
            Some(nearest) => self.found.first(|pair| nearest.binary_search(&(pair.a, pair.b)).is_ok()),
            None => self.found.pairs.len(),
        };
        self.found.tell(&self.corpus, |_| true);
        (self.found, traced, self.possible)
    }

    /// The two articles with a match of that name.
    pub fn pair_of(&self, id: &str) -> Option<[usize; 2]> {
        self.found.pair_of(self.captures, id)
    }

    /// The versions that the overlap or the link of this name is between.
    pub fn between(self, id: &str) -> Option<Vec<(ArticleId, Digest)>> {
        let captures = self.captures;
        let articles = match self.pair_of(id) {
            Some(pair) => pair.to_vec(),
            None => self.trace("mark", BTreeMap::new(), &Wanted::default()).between(id)?,
        };
        let articles: Vec<&Capture> = articles.into_iter().map(|article| &captures[article]).collect();
        Some(marks::versions(&articles))
    }

    /// Why two of them share what they do, or one of their matches; `None` if they have no match of that name. They are judged
    /// as two that were found among all.
    pub fn explained(
        &self,
        pair: [usize; 2],
        params: BTreeMap<String, String>,
        about: Option<&str>,
    ) -> Option<Explained> {
        let explanation = overlap::explain(&self.corpus, pair, Chance::searched(self.captures.len()));
        let explained = Explained::new(params, self.captures, pair, &explanation, &self.found.marks, about)?;
        Some(Explained { method: overlap::method_with(self.model), ..explained })
    }

    /// What they share, as `command` says it.
    pub fn overlaps(&mut self, command: &'static str, params: BTreeMap<String, String>) -> Analysis {
        self.found.tell(&self.corpus, |_| true);
        let mut analysis = Analysis::new(command, params, self.captures, &self.found, &overlap::repeats(&self.corpus));
        analysis.possible = self.possible;
        analysis.method = overlap::method_with(self.model);
        analysis
    }

    /// Where they came from, as `command` says it: whatever else was compared, told from an article's nearest alone, so that
    /// every command tells the same links.
    pub fn trace(mut self, command: &'static str, params: BTreeMap<String, String>, wanted: &Wanted) -> Trace {
        if let Some(nearest) = self.nearest() {
            self.found.retain(|pair| nearest.binary_search(&(pair.a, pair.b)).is_ok());
        }
        let rejected = rejected_credits(self.captures, &self.found.marks);
        let descents = Descents::without(self.captures, &self.found.pairs, &rejected);
        // Of a pair without overlaps it is told whether it shares names.
        self.found.tell(&self.corpus, |pair| descents.asks(pair) || pair.overlaps.is_empty());
        let trace = Trace::new(command, params, self.captures, &self.found, descents, wanted);
        Trace { method: trace::method_with(self.model), ..trace }
    }

    /// The pairs that a trace looks at, sorted, where more may have been compared.
    fn nearest(&mut self) -> Option<Vec<(usize, usize)>> {
        let likely = self.likely.take()?;
        let compared = |a, b| likely.binary_search(&(a, b)).is_ok();
        Some(overlap::nearest_pairs(&self.corpus, trace::weights::NEAREST, compared))
    }
}

/// How many pairs of different articles there are.
fn of_different_articles(captures: &[Capture]) -> usize {
    let pairs = |count: usize| count * count.saturating_sub(1) / 2;
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    captures.iter().for_each(|capture| *times.entry(capture.article.key()).or_default() += 1);
    pairs(captures.len()) - times.into_values().map(pairs).sum::<usize>()
}

/// The pairs worth comparing. Two versions of one article are none: what became of it is for `log` and `diff` to say.
fn likely(corpus: &Corpus, captures: &[Capture], across_outlets: bool, period: Option<&Period>) -> Vec<(usize, usize)> {
    let outlet = |index: usize| captures[index].meta.outlet.as_deref();
    let same = |a, b| outlet(a).is_some() && outlet(a) == outlet(b);
    let pairs = overlap::candidate_pairs(corpus);
    let is_near = |a: usize, b: usize| period.is_none_or(|period| period.holds(&captures[a], &captures[b]));
    let differ = |a: usize, b: usize| captures[a].article != captures[b].article;
    pairs.into_iter().filter(|&(a, b)| differ(a, b) && !(across_outlets && same(a, b)) && is_near(a, b)).collect()
}
