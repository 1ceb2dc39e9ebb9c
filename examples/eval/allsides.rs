//! Articles of many outlets with pairs that share word 8-grams (silver). Two kinds of them are known by rule: lines of a
//! site that stand in many of its articles, which are no copying, and reprints of a wire, which are.
//!
//! A word is a run of `a`–`z` and digits in the lower-cased text, an 8-gram is counted once a text: this is how the silver
//! list counted, and gives its figures.

use std::collections::{HashMap, HashSet};
use std::error::Error;

use wirecopy::overlap::{Pair, Relation};

use crate::data::{Articles, Asked, Folder, columns, costs, show};
use crate::intervals::union;
use crate::random::Random;
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Count, Share, Table};

const DOCS: &str = "allsides/dev/docs.jsonl.gz";
const PAIRS: &str = "allsides/dev/pairs.silver.tsv";

pub const SET: Set = Set { name: "allsides", needs: &[DOCS, PAIRS], run };

/// A pair of one outlet that shares less than this of the shorter text …
const BOILERPLATE_SHARE: f64 = 0.1;

/// … and nothing but 8-grams that stand in so many of the outlet's articles shares the lines of the site.
const BOILERPLATE_ARTICLES: usize = 5;

/// A pair with a wire's text that shares so much is a reprint.
const WIRE_SHARE: f64 = 0.3;

/// So many pairs of each kind are drawn for a reader.
const TO_READ: usize = 100;

/// A pair of the silver list, by indexes, and what the engine reported of it.
type Told<'p> = (usize, usize, Option<&'p Pair>);

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(DOCS))?;
    let compared = articles.compare(None)?;
    let silver = Silver::read(folder, &articles)?;
    let reported: HashMap<(usize, usize), &Pair> =
        compared.pairs.iter().map(|pair| ((pair.a.min(pair.b), pair.a.max(pair.b)), pair)).collect();
    let told = |pairs: &[(usize, usize)]| -> Vec<Told> {
        pairs.iter().map(|&(a, b)| (a, b, reported.get(&(a.min(b), a.max(b))).copied())).collect()
    };
    let (boilerplate, wire) = (told(&silver.boilerplate), told(&silver.wire));
    let covered: Vec<[usize; 2]> = wire.iter().map(|&(a, b, pair)| silver.covered(&articles, a, b, pair)).collect();
    let quiet = boilerplate.iter().filter(|(.., pair)| is_quiet(*pair)).count();
    let reprints = covered.iter().filter(|[covered, shared]| 2 * covered >= *shared).count();

    let share = |part: usize, whole: usize| Share(part as f64 / whole.max(1) as f64);
    table.line("boilerplate pairs", Count(boilerplate.len()), Bound::None)?;
    table.line("boilerplate pairs with no other class", share(quiet, boilerplate.len()), AtLeast(0.95))?;
    table.line("wire pairs", Count(wire.len()), Bound::None)?;
    table.line("wire pairs, half of the 8-grams in copying", share(reprints, wire.len()), AtLeast(0.95))?;
    costs(table, "", &articles, &compared, &Asked::default())?;

    folder.detail("allsides.boilerplate.tsv", |out| {
        writeln!(out, "a\tb\tno_other_class")?;
        for (a, b, pair) in &boilerplate {
            writeln!(out, "{}\t{}\t{}", articles.name(*a), articles.name(*b), is_quiet(*pair))?;
        }
        Ok(())
    })?;
    folder.detail("allsides.wire.tsv", |out| {
        writeln!(out, "a\tb\tshared_8grams\tin_copying")?;
        for ((a, b, _), [covered, shared]) in wire.iter().zip(&covered) {
            writeln!(out, "{}\t{}\t{shared}\t{covered}", articles.name(*a), articles.name(*b))?;
        }
        Ok(())
    })?;
    to_read(folder, "allsides.boilerplate.read.txt", &articles, boilerplate)?;
    to_read(folder, "allsides.wire.read.txt", &articles, wire)
}

/// Whether nothing but lines of the site was reported.
fn is_quiet(pair: Option<&Pair>) -> bool {
    pair.is_none_or(|pair| pair.passages.iter().all(|passage| passage.relation == Relation::Boilerplate))
}

/// Draws pairs for a reader, with the wording of their passages.
fn to_read(folder: &Folder, name: &str, articles: &Articles, mut pairs: Vec<Told>) -> Outcome {
    Random::new(1).shuffle(&mut pairs);
    folder.detail(name, |out| {
        for (a, b, pair) in pairs.into_iter().take(TO_READ) {
            writeln!(out, "== {} {}", articles.name(a), articles.name(b))?;
            pair.map_or(Ok(()), |pair| show(out, articles, pair))?;
        }
        Ok(())
    })
}

/// Eight words in a row, each by its number.
type Gram = [u32; 8];

/// The pairs the rules name, and the 8-grams of all texts.
struct Silver {
    boilerplate: Vec<(usize, usize)>,
    wire: Vec<(usize, usize)>,
    /// For each article its words in order, with where they stand in characters.
    words: Vec<Vec<(u32, [usize; 2])>>,
}

impl Silver {
    fn read(folder: &Folder, articles: &Articles) -> Result<Silver, Box<dyn Error>> {
        let mut numbers = HashMap::new();
        let words = articles.captures.iter().map(|capture| words(capture.text.input(), &mut numbers)).collect();
        let mut silver = Silver { boilerplate: Vec::new(), wire: Vec::new(), words };
        for [a, b, containment, a_wire, b_wire] in
            columns(&folder.path(PAIRS), ["a", "b", "containment8", "a_wire", "b_wire"])?
        {
            let pair = (articles.index(&a)?, articles.index(&b)?);
            let containment: f64 = containment.parse()?;
            let outlet = |index: usize| &articles.captures[index].meta.outlet;
            if outlet(pair.0) == outlet(pair.1) && containment < BOILERPLATE_SHARE {
                silver.boilerplate.push(pair);
            }
            if containment >= WIRE_SHARE && !(a_wire.is_empty() && b_wire.is_empty()) {
                silver.wire.push(pair);
            }
        }
        silver.keep_lines_of_the_site(articles);
        Ok(silver)
    }

    /// Of the boilerplate pairs leaves those whose shared 8-grams all recur in their outlet.
    fn keep_lines_of_the_site(&mut self, articles: &Articles) {
        let outlet = |index: usize| articles.captures[index].meta.outlet.as_deref();
        let shared: Vec<Vec<Gram>> = self.boilerplate.iter().map(|&(a, b)| self.shared(a, b)).collect();
        let mut holding: HashMap<(Option<&str>, Gram), usize> = HashMap::new();
        for (&(a, _), grams) in self.boilerplate.iter().zip(&shared) {
            holding.extend(grams.iter().map(|gram| ((outlet(a), *gram), 0)));
        }
        for index in 0..articles.len() {
            for gram in self.grams(index).collect::<HashSet<Gram>>() {
                holding.entry((outlet(index), gram)).and_modify(|count| *count += 1);
            }
        }
        let recurs = |pair: (usize, usize), grams: &[Gram]| {
            grams.iter().all(|gram| holding[&(outlet(pair.0), *gram)] >= BOILERPLATE_ARTICLES)
        };
        let kept = self.boilerplate.iter().zip(&shared).filter(|(pair, grams)| recurs(**pair, grams));
        self.boilerplate = kept.map(|(pair, _)| *pair).collect();
    }

    /// Every 8-gram of a text, in order.
    fn grams(&self, index: usize) -> impl Iterator<Item = Gram> {
        self.words[index].windows(8).map(|words| std::array::from_fn(|at| words[at].0))
    }

    /// The distinct 8-grams of both texts.
    fn shared(&self, a: usize, b: usize) -> Vec<Gram> {
        let in_b: HashSet<Gram> = self.grams(b).collect();
        let in_a: HashSet<Gram> = self.grams(a).collect();
        in_a.into_iter().filter(|gram| in_b.contains(gram)).collect()
    }

    /// How many of the shared 8-grams stand, in both texts, somewhere with all their words in copying passages; and how
    /// many there are.
    fn covered(&self, articles: &Articles, a: usize, b: usize, pair: Option<&Pair>) -> [usize; 2] {
        let inside = |index: usize| -> HashSet<Gram> {
            let copying = pair.into_iter().flat_map(|pair| pair.passages.iter().map(move |passage| (pair, passage)));
            let copying = copying.filter(|(_, passage)| passage.relation.is_copying());
            let spans = copying.map(|(pair, passage)| if pair.a == index { passage.a } else { passage.b });
            let spans = union(spans.map(|span| articles.chars(index, span)).collect());
            let holds = |[start, end]: [usize; 2]| spans.iter().any(|span| span[0] <= start && end <= span[1]);
            let held: Vec<bool> = self.words[index].iter().map(|(_, chars)| holds(*chars)).collect();
            let grams = self.grams(index).zip(held.windows(8));
            grams.filter(|(_, held)| held.iter().all(|held| *held)).map(|(gram, _)| gram).collect()
        };
        let (shared, in_a, in_b) = (self.shared(a, b), inside(a), inside(b));
        [shared.iter().filter(|gram| in_a.contains(*gram) && in_b.contains(*gram)).count(), shared.len()]
    }
}

/// The words of a text with their characters; equal words have one number.
fn words(text: &str, numbers: &mut HashMap<String, u32>) -> Vec<(u32, [usize; 2])> {
    let mut words = Vec::new();
    let (mut word, mut start) = (String::new(), 0);
    let ended = std::iter::once(' ');
    for (at, c) in text.chars().chain(ended).enumerate() {
        for small in c.to_lowercase() {
            if small.is_ascii_alphanumeric() {
                start = if word.is_empty() { at } else { start };
                word.push(small);
            } else if !word.is_empty() {
                let next = numbers.len() as u32;
                words.push((*numbers.entry(std::mem::take(&mut word)).or_insert(next), [start, at]));
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits_of_ascii() {
        let mut numbers = HashMap::new();
        let words = words("É’s U.S. s 20", &mut numbers);
        assert_eq!(words, [(0, [2, 3]), (1, [4, 5]), (0, [6, 7]), (0, [9, 10]), (2, [11, 13])]);
    }
}
