//! The collation of a family: which sentences of its articles are one sentence, and what each article reads there, word by word.
//!
//! A **place** is a sentence that several articles have, in whatever form: what overlaps join. In each place one article is
//! the base, and the words of the others are set opposite its words; so that what any two of them read can be compared
//! without aligning them with each other, and families of hundreds stay cheap. This is how critical editions collate
//! witnesses against a base text.

use std::collections::{BTreeMap, HashSet};

use crate::align::{Gap, affine};
use crate::article::{Capture, Credit};
use crate::hash::{key, key_of};
use crate::overlap::Pair;
use crate::text::{Span, Text, Token, tokens};
use crate::trace::families::{counts, root_of};
use crate::trace::weights::HELD;

/// What one article reads in a place: for each word of the base what stands opposite it, and before, between and behind
/// those what was put in. Keys of words; [`NOTHING`] where there is none.
pub(super) type Reading = Vec<u64>;

pub(super) const NOTHING: u64 = 0;

/// A sentence that several articles have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Place {
    /// Places of the articles in the family, rising, and what each reads. All readings are of one length, but for those of
    /// articles that have the words, and not as sentences of which one was found to be this: they are empty.
    pub readings: Vec<(usize, Reading)>,
}

/// The places of a family, in the order of the first article that has them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Collation {
    pub places: Vec<Place>,
}

/// A sentence of an article: its place in the family and its index.
type At = (usize, usize);

/// Longer sentences are compared as far as they go.
const MOST_WORDS: usize = 200;

/// Words opposite each other; opposite another word; a stretch left alone, and each word of it.
const SAME: i32 = 3;
const OTHER: i32 = -2;
const GAP: Gap = Gap { open: 2, item: 1, beside: 1 };

impl Collation {
    /// Collates the articles of a family, of which all are compared in `pairs`.
    pub fn of(family: &[usize], captures: &[Capture], credits: &[Vec<Credit>], pairs: &[&Pair]) -> Collation {
        let members: BTreeMap<usize, usize> =
            family.iter().enumerate().map(|(member, &article)| (article, member)).collect();
        let member = |article: usize| members.get(&article).copied().unwrap_or_default();
        let mut joined = Joined::default();
        let mut degree: BTreeMap<At, usize> = BTreeMap::new();
        for pair in pairs {
            for overlap in pair.overlaps.iter().filter(|overlap| counts(overlap)) {
                let sides = [&overlap.a, &overlap.b];
                let ends = sides.map(|side| (member(side.text), side.sentences.start));
                for (side, end) in sides.iter().zip(ends) {
                    side.sentences.clone().for_each(|sentence| joined.join(end, (end.0, sentence)));
                    *degree.entry(end).or_default() += 1;
                }
                joined.join(ends[0], ends[1]);
            }
        }
        let spread: Vec<Spread> =
            family.iter().map(|&article| Spread::of(&captures[article].text, &credits[article])).collect();
        let mut places: Vec<Place> = Vec::new();
        for sentences in joined.groups() {
            let mut holders: BTreeMap<usize, (Vec<u64>, usize)> = BTreeMap::new();
            for at in &sentences {
                let text = &captures[family[at.0]].text;
                let Some(sentence) = text.sentences().get(at.1) else { continue };
                let (words, met) = holders.entry(at.0).or_default();
                words.extend(words_of(text, sentence.span, &credits[family[at.0]]));
                *met += degree.get(at).copied().unwrap_or_default();
            }
            // What most overlaps meet is nearest to all the others.
            let base = holders.iter().max_by_key(|(member, (_, met))| (*met, std::cmp::Reverse(**member)));
            let Some((_, (base, _))) = base.filter(|_| holders.len() > 1) else { continue };
            let base: Vec<u64> = base.iter().copied().take(MOST_WORDS).collect();
            let mut readings: Vec<(usize, Reading)> =
                holders.iter().map(|(member, (words, _))| (*member, read(&base, words))).collect();
            let others = (0..family.len()).filter(|member| !holders.contains_key(member));
            readings.extend(others.filter(|&other| spread[other].holds(&base)).map(|other| (other, Reading::new())));
            readings.sort_by_key(|(member, _)| *member);
            places.push(Place { readings });
        }
        Collation { places }
    }
}

/// The words of a sentence. Credits are signs of their own, and are kept or left out by every house as it likes.
fn words_of(text: &Text, sentence: Span, credits: &[Credit]) -> Vec<u64> {
    let body = text.slice(sentence);
    let credits: Vec<Span> = credits.iter().map(|credit| credit.span).filter(|span| sentence.contains(*span)).collect();
    let place = |token: &Token| {
        let at = sentence.start() + token.span.start();
        Span::new(at, at + token.span.len())
    };
    let kept = tokens(body).into_iter().filter(|token| credits.iter().all(|credit| !credit.overlaps(place(token))));
    kept.map(|token| key(&token.form(body)).max(1)).collect()
}

/// What `words` are against the base.
fn read(base: &[u64], words: &[u64]) -> Reading {
    let words = &words[..words.len().min(MOST_WORDS)];
    let mut reading = vec![NOTHING; 2 * base.len() + 1];
    let pairs: Vec<(usize, usize)> = match base == words {
        true => (0..base.len()).map(|at| (at, at)).collect(),
        false => affine(base.len(), words.len(), GAP, |i, j| if base[i] == words[j] { SAME } else { OTHER }),
    };
    let mut next = 0;
    let mut before = 0;
    for (i, j) in pairs {
        reading[2 * before] = put_in(&words[next..j]);
        reading[2 * i + 1] = words[j];
        (before, next) = (i + 1, j + 1);
    }
    reading[2 * before] = put_in(&words[next..]);
    reading
}

/// One key for words that were put in.
fn put_in(words: &[u64]) -> u64 {
    match words {
        [] => NOTHING,
        [word] => *word,
        words => key_of(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>()).max(1),
    }
}

/// The words of a whole article, in pairs of neighbours.
struct Spread(HashSet<(u64, u64)>);

impl Spread {
    fn of(text: &Text, credits: &[Credit]) -> Spread {
        let whole = Span::new(0, text.body().len());
        Spread(words_of(text, whole, credits).windows(2).map(|pair| (pair[0], pair[1])).collect())
    }

    /// Whether the article has so many of a sentence's words beside each other that it has the sentence in some form.
    fn holds(&self, sentence: &[u64]) -> bool {
        let all = sentence.len().saturating_sub(1);
        let kept = sentence.windows(2).filter(|pair| self.0.contains(&(pair[0], pair[1]))).count();
        all > 0 && 1000 * kept >= usize::from(HELD) * all
    }
}

/// Sentences that overlaps join.
#[derive(Default)]
struct Joined {
    number: BTreeMap<At, usize>,
    root: Vec<usize>,
}

impl Joined {
    fn number(&mut self, at: At) -> usize {
        let next = self.root.len();
        let number = *self.number.entry(at).or_insert(next);
        if number == next {
            self.root.push(next);
        }
        number
    }

    fn join(&mut self, a: At, b: At) {
        let [a, b] = [a, b].map(|at| self.number(at));
        let [a, b] = [a, b].map(|at| root_of(&mut self.root, at));
        self.root[a.max(b)] = a.min(b);
    }

    /// The sentences of each group, in order.
    fn groups(mut self) -> Vec<Vec<At>> {
        let mut groups: BTreeMap<usize, Vec<At>> = BTreeMap::new();
        let numbers: Vec<(At, usize)> = std::mem::take(&mut self.number).into_iter().collect();
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        for (order, (at, number)) in numbers.into_iter().enumerate() {
            let root = root_of(&mut self.root, number);
            let place = *first.entry(root).or_insert(order);
            groups.entry(place).or_default().push(at);
        }
        groups.into_values().collect()
    }
}
