//! Simulated syndication with complete truth: which articles share a sentence, where, and how hard it was edited.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;

use serde::Deserialize;
use wirecopy::align::Score;
use wirecopy::overlap::{Derivation, Pair, Relation};
use wirecopy::text::Span;

use crate::data::{Articles, Asked, Compared, Folder, costs, records};
use crate::derived::{Derived, cut, lines};
use crate::intervals::{common, length, union};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Share, Table};

pub const SET: Set = Set {
    name: "newsflow",
    needs: &[
        "newsflow/n1000/docs.jsonl.gz",
        "newsflow/n1000/truth.jsonl.gz",
        "newsflow/n10000/docs.jsonl.gz",
        "newsflow/n10000/truth.jsonl.gz",
    ],
    run,
};

/// What was done to a sentence, by level; one of level 4 stands in a quotation, word for word.
const LEVELS: [&str; 4] = ["verbatim", "light", "medium", "heavy"];

/// What is asked of the 10,000 articles.
struct Wanted {
    pairs: [f64; 2],
    chars: [f64; 3],
    levels: [f64; 4],
}

const WANTED: Wanted = Wanted { pairs: [0.99, 0.93], chars: [0.96, 0.93, 0.945], levels: [0.995, 0.98, 0.95, 0.80] };

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let small = part(folder, table, "n1000", None, &Asked::default())?;
    let asked = Asked { engine: Some(1.5), all: Some(3.0), peak: Some(200.0) };
    let large = part(folder, table, "n10000", Some(&WANTED), &asked)?;
    // What is wholly derived is fixed on the one part, and told on the other.
    lines(table, "n10000", &large, cut(&small))?;
    folder.detail("newsflow-derivation.tsv", |out| {
        writeln!(out, "kind\tplanted\ttold")?;
        large.iter().try_for_each(|derived| {
            let Derived { kind, planted, told, .. } = derived;
            Ok(writeln!(out, "{kind}\t{planted:.4}\t{told:.4}")?)
        })
    })
}

fn part(
    folder: &Folder,
    table: &mut Table,
    name: &str,
    wanted: Option<&Wanted>,
    asked: &Asked,
) -> Result<Vec<Derived>, Box<dyn Error>> {
    let articles = Articles::read(folder.path(&format!("newsflow/{name}/docs.jsonl.gz")))?;
    let compared = articles.compare_with(None, folder.model())?;
    let told = told(&articles, &compared);
    let paired = paired(&articles, &compared);
    let truth = Truth::read(folder, name, &articles)?;
    let scores = truth.score(&told, &paired);

    let at_least = |bound: Option<f64>| bound.map_or(Bound::None, AtLeast);
    for (at, what) in ["precision", "recall"].iter().enumerate() {
        let bound = at_least(wanted.map(|wanted| wanted.pairs[at]));
        table.line(&format!("{name} pairs, {what}"), Share(scores.pairs[at]), bound)?;
    }
    for (at, what) in ["precision", "recall", "F1"].iter().enumerate() {
        let bound = at_least(wanted.map(|wanted| wanted.chars[at]));
        table.line(&format!("{name} characters, {what}"), Share(scores.chars[at]), bound)?;
    }
    for (at, what) in LEVELS.iter().enumerate() {
        let bound = at_least(wanted.map(|wanted| wanted.levels[at]));
        table.line(&format!("{name} characters, recall, {what}"), Share(scores.levels[at]), bound)?;
    }
    for (at, what) in ["precision", "recall"].iter().enumerate() {
        table.line(&format!("{name} sentences, {what}"), Share(scores.sentences[at]), Bound::None)?;
    }
    for (at, what) in LEVELS.iter().enumerate() {
        table.line(&format!("{name} sentences, recall, {what}"), Share(scores.sentence_levels[at]), Bound::None)?;
    }
    costs(table, &format!("{name} "), &articles, &compared, asked)?;
    folder.detail(&format!("newsflow-{name}.jsonl"), |out| {
        for ((a, b), passages) in &told {
            let spans: Vec<[usize; 4]> = passages.iter().map(|[[a, b], [c, d]]| [*a, *b, *c, *d]).collect();
            let line = serde_json::json!({ "a": articles.name(*a), "b": articles.name(*b), "spans": spans });
            writeln!(out, "{line}")?;
        }
        Ok(())
    })?;
    Ok(truth.derived(&articles, &compared))
}

/// Indexes of two articles, the smaller first.
type Key = (usize, usize);

/// The characters of a passage on both sides.
type Passage = [[usize; 2]; 2];

/// The pairs reported, with their passages. Lines of the site are no shared sentence.
fn told(articles: &Articles, compared: &Compared) -> BTreeMap<Key, Vec<Passage>> {
    by_pair(articles, compared, |pair| {
        let passages = pair.passages.iter().filter(|passage| passage.relation != Relation::Boilerplate);
        passages.map(|passage| [passage.a, passage.b]).collect()
    })
}

/// The pairs reported, with the sentences that were paired.
fn paired(articles: &Articles, compared: &Compared) -> BTreeMap<Key, Vec<Passage>> {
    by_pair(articles, compared, |pair| {
        let overlaps = pair.overlaps.iter().filter(|overlap| overlap.relation != Relation::Boilerplate);
        overlaps.map(|overlap| [overlap.a.span, overlap.b.span]).collect()
    })
}

fn by_pair(
    articles: &Articles,
    compared: &Compared,
    spans: impl Fn(&Pair) -> Vec<[Span; 2]>,
) -> BTreeMap<Key, Vec<Passage>> {
    let mut told: BTreeMap<Key, Vec<Passage>> = BTreeMap::new();
    for pair in &compared.pairs {
        for [a, b] in spans(pair) {
            let sides = [articles.chars(pair.a, a), articles.chars(pair.b, b)];
            let sides = if pair.a < pair.b { sides } else { [sides[1], sides[0]] };
            told.entry((pair.a.min(pair.b), pair.a.max(pair.b))).or_default().push(sides);
        }
    }
    told
}

/// One line of the truth.
#[derive(Deserialize)]
struct Record {
    id: String,
    kind: String,
    /// The article it was copied from, if that is at hand.
    parent: Option<String>,
    sents: Vec<Sent>,
}

/// A planted sentence: half-open characters `b..e`, the sentence `o` it goes back to, and how hard it was edited.
#[derive(Deserialize)]
struct Sent {
    b: usize,
    e: usize,
    o: String,
    lvl: usize,
}

/// A planted sentence: its characters, and its place in `LEVELS`.
struct Planted {
    chars: [usize; 2],
    level: usize,
}

/// What was planted; the sentences it goes back to have numbers.
struct Truth {
    /// What was made of which article: kind, article, the one it was copied from.
    copies: Vec<(String, usize, usize)>,
    /// The planted sentences of each article, by origin.
    planted: Vec<HashMap<usize, Planted>>,
    /// The origins two articles share.
    shared: BTreeMap<Key, Vec<usize>>,
}

/// Precision and recall; precision, recall and F1; recall by level.
struct Scores {
    pairs: [f64; 2],
    chars: [f64; 3],
    levels: [f64; 4],
    sentences: [f64; 2],
    sentence_levels: [f64; 4],
}

impl Truth {
    fn read(folder: &Folder, name: &str, articles: &Articles) -> Result<Truth, Box<dyn Error>> {
        let mut planted: Vec<HashMap<usize, Planted>> = Vec::new();
        planted.resize_with(articles.len(), HashMap::new);
        let mut origins: HashMap<String, usize> = HashMap::new();
        let mut copies = Vec::new();
        for record in records::<Record>(&folder.path(&format!("newsflow/{name}/truth.jsonl.gz")))? {
            let article = articles.index(&record.id)?;
            if let Some(parent) = record.parent {
                copies.push((record.kind, article, articles.index(&parent)?));
            }
            let of_article = &mut planted[article];
            for Sent { b, e, o, lvl } in record.sents {
                let next = origins.len();
                let origin = *origins.entry(o).or_insert(next);
                of_article.insert(origin, Planted { chars: [b, e], level: lvl % LEVELS.len() });
            }
        }
        Ok(Truth { copies, ..Truth::of(planted) })
    }

    fn of(planted: Vec<HashMap<usize, Planted>>) -> Truth {
        let mut holders: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (article, origins) in planted.iter().enumerate() {
            origins.keys().for_each(|origin| holders.entry(*origin).or_default().push(article));
        }
        let mut shared: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (origin, articles) in holders {
            for (at, a) in articles.iter().enumerate() {
                articles[at + 1..].iter().for_each(|b| shared.entry((*a, *b)).or_default().push(origin));
            }
        }
        Truth { copies: Vec::new(), planted, shared }
    }

    /// How much of each copy was planted from the article it was copied from, and how much is told.
    fn derived(&self, articles: &Articles, compared: &Compared) -> Vec<Derived> {
        let share_of = |score: Score| f64::from(score.thousandths()) / 1000.0;
        let mut told: HashMap<(usize, usize), (f64, Derivation)> = HashMap::new();
        for pair in &compared.pairs {
            told.insert((pair.a, pair.b), (share_of(pair.own_a), Derivation::of(pair.own_a)));
            told.insert((pair.b, pair.a), (share_of(pair.own_b), Derivation::of(pair.own_b)));
        }
        let derived = |(kind, article, parent): &(String, usize, usize)| {
            let sources = &self.planted[*parent];
            let copied = self.planted[*article].iter().filter(|(origin, _)| sources.contains_key(origin));
            let copied: usize = copied.map(|(_, sentence)| sentence.chars[1] - sentence.chars[0]).sum();
            let planted = share(copied, articles.captures[*article].text.body().chars().count());
            let (told, derivation) = told.get(&(*article, *parent)).copied().unwrap_or((0.0, Derivation::None));
            Derived { kind: kind.clone(), planted, told, derivation }
        };
        self.copies.iter().map(derived).collect()
    }

    /// Characters are counted over the pairs that are true or told, on both sides of each.
    fn score(&self, told: &BTreeMap<Key, Vec<Passage>>, paired: &BTreeMap<Key, Vec<Passage>>) -> Scores {
        let (sentences, sentence_levels) = self.score_sentences(paired);
        let right = told.keys().filter(|pair| self.shared.contains_key(pair)).count();
        let (mut met, mut planted, mut claimed) = (0, 0, 0);
        let mut levels = [[0; 2]; 4];
        let missed = self.shared.keys().filter(|pair| !told.contains_key(pair));
        for pair in told.keys().chain(missed) {
            let origins = self.shared.get(pair).map(Vec::as_slice).unwrap_or_default();
            for (side, article) in [pair.0, pair.1].into_iter().enumerate() {
                let claims = told.get(pair).map(Vec::as_slice).unwrap_or_default();
                let claims = union(claims.iter().map(|passage| passage[side]).collect());
                let span = |origin: &usize| self.planted[article][origin].chars;
                let truth = union(origins.iter().map(span).collect());
                met += common(&truth, &claims);
                planted += length(&truth);
                claimed += length(&claims);
                for origin in origins {
                    let level = |article: usize| self.planted[article][origin].level;
                    let [found, all] = &mut levels[level(pair.0).max(level(pair.1))];
                    *found += common(&[span(origin)], &claims);
                    *all += length(&[span(origin)]);
                }
            }
        }
        Scores {
            pairs: [share(right, told.len()), share(right, self.shared.len())],
            chars: [share(met, claimed), share(met, planted), share(2 * met, claimed + planted)],
            levels: levels.map(|[found, all]| share(found, all)),
            sentences,
            sentence_levels,
        }
    }

    /// A planted sentence is found in two articles if sentences were paired that hold half of it on either side. Precision
    /// and recall; recall by level.
    fn score_sentences(&self, paired: &BTreeMap<Key, Vec<Passage>>) -> ([f64; 2], [f64; 4]) {
        let (mut right, mut levels) = (0, [[0; 2]; 4]);
        for (pair, origins) in &self.shared {
            let planted = |origin: &usize| [pair.0, pair.1].map(|article| &self.planted[article][origin]);
            let holds = |sides: &Passage, origin: &usize| {
                let half = |(planted, side): (&Planted, &[usize; 2])| {
                    2 * common(&[planted.chars], &[*side]) >= length(&[planted.chars])
                };
                planted(origin).into_iter().zip(sides).all(half)
            };
            let told = paired.get(pair).map(Vec::as_slice).unwrap_or_default();
            right += told.iter().filter(|sides| origins.iter().any(|origin| holds(sides, origin))).count();
            for origin in origins {
                let [a, b] = planted(origin);
                let [found, all] = &mut levels[a.level.max(b.level)];
                *found += usize::from(told.iter().any(|sides| holds(sides, origin)));
                *all += 1;
            }
        }
        let [found, all] = [0, 1].map(|at| levels.iter().map(|level| level[at]).sum());
        let told = paired.values().map(Vec::len).sum();
        ([share(right, told), share(found, all)], levels.map(|[found, all]| share(found, all)))
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_characters_are_counted_on_both_sides() {
        let sentence = |start, end, origin, level| (origin, Planted { chars: [start, end], level });
        // 0 and 1 share a sentence edited lightly, 0 and 2 one that was quoted.
        let planted = vec![
            HashMap::from([sentence(0, 100, 7, 0), sentence(100, 150, 8, 0)]),
            HashMap::from([sentence(50, 150, 7, 1)]),
            HashMap::from([sentence(0, 50, 8, 0)]),
        ];
        let told = BTreeMap::from([((0, 1), vec![[[0, 80], [50, 170]]]), ((1, 2), vec![[[0, 10], [40, 50]]])]);
        let scores = Truth::of(planted).score(&told, &told);
        assert_eq!(scores.pairs, [0.5, 0.5]);
        assert_eq!(scores.chars, [180.0 / 220.0, 180.0 / 300.0, 360.0 / 520.0]);
        assert_eq!(scores.levels, [0.0, 0.9, 0.0, 0.0]);
        // Half of a sentence is enough where sentences are counted, less is not.
        assert_eq!(scores.sentences, [0.5, 0.5]);
        assert_eq!(scores.sentence_levels, [0.0, 1.0, 0.0, 0.0]);
    }
}
