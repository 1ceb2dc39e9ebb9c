//! The collation of a family: which sentences of its articles are one sentence, and what each article reads there, word by word.
//!
//! A **place** is a sentence that several articles have, in whatever form: what overlaps join. In each place one article is
//! the base, and the words of the others are set opposite its words; so that what any two of them read can be compared
//! without aligning them with each other, and families of hundreds stay cheap. This is how critical editions collate
//! witnesses against a base text.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::dateline::dateline;
use crate::align::{Gap, affine, longest_common};
use crate::article::{Capture, Credit};
use crate::hash::{key, key_of};
use crate::overlap::Pair;
use crate::text::{Kind, Span, Text, Token, tokens};
use crate::trace::families::{counts, root_of};
use crate::trace::weights::{FEWEST_WORDS, HELD, SAME_SENTENCE};

/// What one article reads in a place.
#[derive(Clone, Default, Debug)]
pub(super) struct Reading {
    /// For each word of the base what stands opposite it, and before, between and behind those what was put in. Keys of words;
    /// [`NOTHING`] where there is none.
    words: Vec<u64>,
    /// Where that may not be the base's, rising: two readings differ nowhere else.
    own: Vec<u16>,
}

pub(super) const NOTHING: u64 = 0;

impl Reading {
    /// What is read against a base, of which a reading has each word and between those nothing.
    pub fn against(base: &[u64], words: Vec<u64>) -> Reading {
        let of_base = |slot: usize| if slot % 2 == 1 { base[slot / 2] } else { NOTHING };
        let own = words.iter().enumerate().filter(|(slot, word)| **word != of_base(*slot));
        let own = own.map(|(slot, _)| slot as u16).collect();
        Reading { words, own }
    }

    /// What is read where some readings of one place differ, and else what they all read; the first of them is not empty.
    pub fn agreed(all: &[&Reading], read: impl Fn(usize) -> u64) -> Reading {
        let Some(first) = all.first() else { return Reading::default() };
        let mut own: Vec<u16> = all.iter().flat_map(|reading| &reading.own).copied().collect();
        own.sort_unstable();
        own.dedup();
        let mut words = first.words.clone();
        own.iter().map(|slot| usize::from(*slot)).for_each(|slot| words[slot] = read(slot));
        Reading { words, own }
    }

    /// The slots in which two readings of one place differ, rising; none if one of them is empty.
    pub fn differing<'r>(&'r self, other: &'r Reading) -> impl Iterator<Item = usize> + 'r {
        let (mut a, mut b) = (&self.own[..], &other.own[..]);
        if self.words.is_empty() || other.words.is_empty() {
            (a, b) = (&[], &[]);
        }
        let next = move || {
            let slot = match (a.first(), b.first()) {
                (Some(x), Some(y)) => *x.min(y),
                (x, y) => *x.or(y)?,
            };
            let without = |own: &'r [u16]| if own.first() == Some(&slot) { &own[1..] } else { own };
            (a, b) = (without(a), without(b));
            Some(usize::from(slot))
        };
        std::iter::from_fn(next).filter(|&slot| self.words[slot] != other.words[slot])
    }
}

impl PartialEq for Reading {
    fn eq(&self, other: &Reading) -> bool {
        self.words == other.words
    }
}

impl Eq for Reading {}

/// The slots.
impl std::ops::Deref for Reading {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        &self.words
    }
}

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
        let words_of = |at: &At| {
            let article = family[at.0];
            let text = &captures[article].text;
            text.sentences().get(at.1).map(|sentence| words_of(text, sentence.span, &credits[article]))
        };
        let (mut drafts, mut taken) = (Vec::new(), BTreeSet::new());
        for sentences in joined.groups() {
            let mut draft = Draft::default();
            for at in &sentences {
                let Some(words) = words_of(at) else { continue };
                draft.add(at.0, words, degree.get(at).copied().unwrap_or_default());
            }
            taken.extend(sentences);
            drafts.push(draft);
        }
        let alone = (0..family.len()).flat_map(|member| {
            let all = captures[family[member]].text.sentences().iter().enumerate();
            let told = all.filter(|(_, sentence)| matches!(sentence.kind, Kind::Prose | Kind::Quotation));
            told.map(move |(sentence, _)| (member, sentence))
        });
        let alone: Vec<(usize, Vec<u64>)> =
            alone.filter(|at| !taken.contains(at)).filter_map(|at| Some((at.0, words_of(&at)?))).collect();
        let mut places: Vec<Place> = Vec::new();
        for draft in completed(drafts, alone).into_iter().filter(|draft| draft.holders.len() > 1) {
            let base = draft.base();
            let mut readings: Vec<(usize, Reading)> =
                draft.holders.iter().map(|(member, (words, _))| (*member, read(base, words))).collect();
            let others = (0..family.len()).filter(|member| !draft.holders.contains_key(member));
            readings.extend(others.filter(|&other| spread[other].holds(base)).map(|other| (other, Reading::default())));
            readings.sort_by_key(|(member, _)| *member);
            places.push(Place { readings });
        }
        Collation { places }
    }
}

/// A place as far as it is known: what each article has there, and how many overlaps met that.
#[derive(Default)]
struct Draft {
    holders: BTreeMap<usize, (Vec<u64>, usize)>,
}

impl Draft {
    fn add(&mut self, member: usize, words: Vec<u64>, met: usize) {
        let holder = self.holders.entry(member).or_default();
        holder.0.extend(words);
        holder.1 += met;
    }

    /// What most overlaps meet is nearest to all the others.
    fn base(&self) -> &[u64] {
        let base = self.holders.iter().max_by_key(|(member, (_, met))| (*met, std::cmp::Reverse(**member)));
        base.map_or(&[], |(_, (words, _))| &words[..words.len().min(MOST_WORDS)])
    }
}

/// The places with what no overlap joined to them: sentences that were edited once more, and are too far from each other to be told
/// as one by themselves, but not from what others of the family have.
fn completed(drafts: Vec<Draft>, alone: Vec<(usize, Vec<u64>)>) -> Vec<Draft> {
    let mut all: Vec<Draft> = Vec::new();
    let join = |all: &mut Vec<Draft>, draft: Draft, opens: bool| {
        let fits = |known: &Draft| known.holders.keys().all(|member| !draft.holders.contains_key(member));
        let likeness = all.iter().map(|known| if fits(known) { alike(known.base(), draft.base()) } else { 0 });
        let best = likeness.enumerate().max_by_key(|(at, likeness)| (*likeness, std::cmp::Reverse(*at)));
        match best.filter(|(_, likeness)| *likeness >= SAME_SENTENCE) {
            Some((at, _)) => all[at].holders.extend(draft.holders),
            None if opens => all.push(draft),
            None => {}
        }
    };
    drafts.into_iter().for_each(|draft| join(&mut all, draft, true));
    for (member, words) in alone {
        let holders = BTreeMap::from([(member, (words, 0))]);
        join(&mut all, Draft { holders }, false);
    }
    all
}

/// How many of the words of the longer of two sentences stand in both in the same order, in parts of a thousand.
fn alike(a: &[u64], b: &[u64]) -> usize {
    let (longer, shorter) = (a.len().max(b.len()), a.len().min(b.len()));
    if shorter < FEWEST_WORDS || 1000 * shorter < SAME_SENTENCE * longer {
        return 0;
    }
    let [a, b] = [a, b].map(|words| words.iter().map(|word| *word as u32).collect::<Vec<u32>>());
    1000 * longest_common(&a, &b).len() / longer
}

/// The words of a sentence. Credits and datelines are kept or left out by every house as it likes; what they tell are signs of their own.
fn words_of(text: &Text, sentence: Span, credits: &[Credit]) -> Vec<u64> {
    let body = text.slice(sentence);
    let here = |span: Span| Span::new(span.start() - sentence.start(), span.end() - sentence.start());
    let credits = credits.iter().map(|credit| credit.span).filter(|span| sentence.contains(*span));
    let credits: Vec<Span> = credits.map(here).collect();
    let tokens = tokens(body);
    let begin = dateline(body, &tokens, &credits);
    let told =
        |token: &&Token| token.span.start() >= begin && credits.iter().all(|credit| !credit.overlaps(token.span));
    tokens.iter().filter(told).map(|token| key(&token.form(body)).max(1)).collect()
}

/// What `words` are against the base.
fn read(base: &[u64], words: &[u64]) -> Reading {
    let words = &words[..words.len().min(MOST_WORDS)];
    let mut slots = vec![NOTHING; 2 * base.len() + 1];
    let pairs: Vec<(usize, usize)> = match base == words {
        true => (0..base.len()).map(|at| (at, at)).collect(),
        false => affine(base.len(), words.len(), GAP, |i, j| if base[i] == words[j] { SAME } else { OTHER }),
    };
    let mut next = 0;
    let mut before = 0;
    for (i, j) in pairs {
        slots[2 * before] = put_in(&words[next..j]);
        slots[2 * i + 1] = words[j];
        (before, next) = (i + 1, j + 1);
    }
    slots[2 * before] = put_in(&words[next..]);
    Reading::against(base, slots)
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
        let sentences = text.sentences().iter();
        let words: Vec<u64> = sentences.flat_map(|sentence| words_of(text, sentence.span, credits)).collect();
        Spread(words.windows(2).map(|pair| (pair[0], pair[1])).collect())
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A base of some words, and what several articles read against it.
    fn readings() -> impl Strategy<Value = Vec<Reading>> {
        let words = |count: usize| prop::collection::vec(0u64..3, 2 * count + 1);
        let base = prop::collection::vec(1u64..3, 1..12);
        base.prop_flat_map(move |base| (Just(base.clone()), prop::collection::vec(words(base.len()), 2..5)))
            .prop_map(|(base, all)| all.into_iter().map(|words| Reading::against(&base, words)).collect())
    }

    proptest! {
        #[test]
        fn readings_differ_where_their_words_do(readings in readings()) {
            for (a, b) in readings.iter().zip(&readings[1..]) {
                let slots: Vec<usize> = (0..a.len()).filter(|&slot| a[slot] != b[slot]).collect();
                prop_assert_eq!(a.differing(b).collect::<Vec<_>>(), slots);
            }
            prop_assert_eq!(readings[0].differing(&Reading::default()).count(), 0);
        }

        #[test]
        fn what_is_agreed_on_is_read_slot_by_slot(readings in readings()) {
            let all: Vec<&Reading> = readings.iter().collect();
            // Any rule that keeps what all read.
            let most = |slot: usize| all.iter().map(|reading| reading[slot]).max().unwrap_or_default();
            let agreed = Reading::agreed(&all, most);
            prop_assert_eq!(&agreed[..], (0..agreed.len()).map(most).collect::<Vec<_>>());
            for reading in all {
                prop_assert_eq!(reading.differing(&agreed).count(), (0..agreed.len()).filter(|&slot| reading[slot] != agreed[slot]).count());
            }
        }
    }
}
