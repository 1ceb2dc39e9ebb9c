//! Sentence pairs that say the same, or not quite (Dolan & Brockett 2005): how far words alone tell, without any company
//! of other sentences.
//!
//! A pair is described by what the library makes of its two sentences (stems and values, their order) and weighed by
//! logistic regression. Weights and cut-off are found on four fifths of the pairs and applied to the fifth, five times; the
//! figure is the mean over several ways to part the pairs, so that none of them decides.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use wirecopy::article::line_phrases;
use wirecopy::overlap::{Chance, Corpus, Couple, Depth, find};
use wirecopy::semantic::Model;
use wirecopy::text::{Language, Text, stem, tokens};

use crate::costs::timed;
use crate::cuts::{best_f1, f1};
use crate::data::{Folder, columns};
use crate::logistic::Logistic;
use crate::random::Random;
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Seconds, Share, Table};

const PAIRS: &str = "msrp/dev/pairs.tsv";

pub const SET: Set = Set { name: "msrp", needs: &[PAIRS], run };

const FOLDS: usize = 5;

/// In so many ways the pairs are parted.
const ROUNDS: u64 = 8;

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let rows = columns(&folder.path(PAIRS), ["id", "label", "s1", "s2"])?;
    let meant: Vec<bool> = rows.iter().map(|[_, label, ..]| label == "1").collect();
    let texts: Vec<[Text; 2]> =
        rows.iter().map(|[.., a, b]| [a, b].map(|sentence| Text::new(sentence, line_phrases()))).collect();

    let (engine, engine_cpu) = timed(|| {
        let corpus = Corpus::new(&texts.iter().flatten().collect::<Vec<_>>());
        let pairs: Vec<(usize, usize)> = (0..rows.len()).map(|row| (2 * row, 2 * row + 1)).collect();
        let copying = |pair: &wirecopy::overlap::Pair| pair.overlaps.iter().any(|o| o.relation.is_copying());
        let called: Vec<bool> = find(&corpus, &pairs, Chance::NAMED, Depth::Spans).iter().map(copying).collect();
        let alike =
            |(&(a, b), [of_a, of_b]): (&(usize, usize), &[Text; 2])| vec![likeness(&corpus, [(a, of_a), (b, of_b)])];
        (called, pairs.iter().zip(&texts).map(alike).collect::<Vec<_>>())
    })?;
    let (called, likeness) = engine;
    let (described, words_cpu) = timed(|| describe(&texts))?;
    let (cosines, model_cpu) = timed(|| folder.model().map(|model| cosines(model, &texts)))?;
    let rounds = |described: &[Vec<f64>]| -> Vec<Vec<bool>> {
        (1..=ROUNDS).map(|seed| cross_validated(described, &meant, seed)).collect()
    };
    let mean = |rounds: &[Vec<bool>], measure: fn(&[bool], &[bool]) -> f64| {
        Share(rounds.iter().map(|told| measure(told, &meant)).sum::<f64>() / rounds.len() as f64)
    };
    let (by_likeness, by_words) = (rounds(&likeness), rounds(&described));

    table.line("F1, called copying by the engine", Share(paraphrase_f1(&called, &meant)), Bound::None)?;
    table.line("F1, likeness of the engine", mean(&by_likeness, paraphrase_f1), Bound::None)?;
    table.line("F1, stems and values", mean(&by_words, paraphrase_f1), AtLeast(0.83))?;
    table.line("accuracy, stems and values", mean(&by_words, accuracy), Bound::None)?;
    if let Some(cosines) = cosines {
        let alone: Vec<Vec<f64>> = cosines.iter().map(|&cosine| vec![cosine]).collect();
        let both: Vec<Vec<f64>> =
            described.iter().zip(&cosines).map(|(words, &cosine)| [words.as_slice(), &[cosine]].concat()).collect();
        let (by_model, by_both) = (rounds(&alone), rounds(&both));
        table.line("F1, model", mean(&by_model, paraphrase_f1), Bound::None)?;
        table.line("accuracy, model", mean(&by_model, accuracy), Bound::None)?;
        table.line("F1, stems, values and model", mean(&by_both, paraphrase_f1), Bound::None)?;
        table.line("accuracy, stems, values and model", mean(&by_both, accuracy), Bound::None)?;
        table.line("CPU model", Seconds(model_cpu), Bound::None)?;
    }
    table.line("CPU engine", Seconds(engine_cpu), Bound::None)?;
    table.line("CPU stems and values", Seconds(words_cpu), Bound::None)?;
    folder.detail("msrp.tsv", |out| {
        writeln!(out, "id\tlabel")?;
        for ([id, ..], told) in rows.iter().zip(&by_words[0]) {
            writeln!(out, "{id}\t{}", u8::from(*told))?;
        }
        Ok(())
    })
}

/// How alike the two sentences of each pair are to a model.
fn cosines(model: &Model, texts: &[[Text; 2]]) -> Vec<f64> {
    let cosine = |[a, b]: &[Text; 2]| model.meaning(a.body()).cosine(&model.meaning(b.body()));
    texts.iter().map(|pair| f64::from(cosine(pair)) / 1000.0).collect()
}

/// How much the two texts have in common in order, by their likest sentences: most have one.
fn likeness(corpus: &Corpus, [a, b]: [(usize, &Text); 2]) -> f64 {
    let couple = Couple::new(corpus, a.0, b.0, Depth::Spans);
    let sentences = |text: &Text| 0..text.sentences().len();
    let pairs = sentences(a.1).flat_map(|x| sentences(b.1).map(move |y| (x, y)));
    let share = pairs.map(|(x, y)| couple.likeness(&(x..x + 1), &(y..y + 1)).share).max().unwrap_or_default();
    f64::from(share.thousandths()) / 1000.0
}

/// F1 of the pairs told to be paraphrases.
fn paraphrase_f1(told: &[bool], meant: &[bool]) -> f64 {
    let count = |list: &[bool]| list.iter().filter(|is| **is).count();
    let right = told.iter().zip(meant).filter(|(told, meant)| **told && **meant).count();
    f1(right, count(told), count(meant))
}

fn accuracy(told: &[bool], meant: &[bool]) -> f64 {
    told.iter().zip(meant).filter(|(told, meant)| told == meant).count() as f64 / meant.len().max(1) as f64
}

/// What is told of each pair by weights and a cut-off found on the pairs of the other folds.
fn cross_validated(described: &[Vec<f64>], meant: &[bool], seed: u64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..meant.len()).collect();
    Random::new(seed).shuffle(&mut order);
    let mut told = vec![false; meant.len()];
    for fold in 0..FOLDS {
        let others = order.iter().enumerate().filter(|(at, _)| at % FOLDS != fold);
        let examples: Vec<(&[f64], bool)> =
            others.map(|(_, &pair)| (described[pair].as_slice(), meant[pair])).collect();
        let model = Logistic::fit(&examples);
        let cut = best_f1(examples.iter().map(|(features, meant)| (model.score(features), *meant)).collect());
        for pair in order.iter().skip(fold).step_by(FOLDS) {
            told[*pair] = model.score(&described[*pair]) >= cut;
        }
    }
    told
}

/// What is compared of a sentence.
struct Words {
    /// Stems, and values in their canonical form, in order.
    stems: Vec<String>,
    /// The values among them.
    values: HashSet<String>,
}

fn describe(texts: &[[Text; 2]]) -> Vec<Vec<f64>> {
    let words = |text: &Text| {
        let tokens = tokens(text.body());
        let values = tokens.iter().filter(|token| token.value.is_some());
        let stems = tokens.iter().map(|token| {
            let form = token.form(text.body());
            if token.value.is_some() { form.into_owned() } else { stem(&form, Language::English).into_owned() }
        });
        Words { stems: stems.collect(), values: values.map(|token| token.form(text.body()).into_owned()).collect() }
    };
    let pairs: Vec<[Words; 2]> = texts.iter().map(|pair| pair.each_ref().map(words)).collect();
    let mut holding: HashMap<&str, usize> = HashMap::new();
    for sentence in pairs.iter().flatten() {
        let distinct: HashSet<&str> = sentence.stems.iter().map(String::as_str).collect();
        distinct.into_iter().for_each(|stem| *holding.entry(stem).or_default() += 1);
    }
    let sentences = 2.0 * pairs.len() as f64;
    // The bits a word tells: its inverse frequency.
    let bits = |stem: &str| (sentences / holding[stem] as f64).log2();
    pairs.iter().map(|pair| features(pair, &bits)).collect()
}

/// Shares of words, of word pairs and of words in order that both sentences have, of the shorter and of the longer; the
/// cosine of the telling words, what is told by one side only, whether the values of one are all in the other, and how
/// alike the lengths are.
fn features([a, b]: &[Words; 2], bits: &dyn Fn(&str) -> f64) -> Vec<f64> {
    let (shorter, longer) = (a.stems.len().min(b.stems.len()), a.stems.len().max(b.stems.len()));
    let shares = |common: usize, less: usize| {
        let share = |whole: usize| common as f64 / whole.saturating_sub(less).max(1) as f64;
        [share(shorter), share(longer)]
    };
    let words = common(a.stems.iter(), b.stems.iter());
    let pairs = common(a.stems.windows(2), b.stems.windows(2));
    let in_order = longest_common(&a.stems, &b.stems);
    let distinct = |words: &Words| words.stems.iter().cloned().collect::<HashSet<String>>();
    let (of_a, of_b) = (distinct(a), distinct(b));
    let mut told: Vec<f64> = [&of_a, &of_b].map(|set| sum(set.iter(), bits)).into();
    let shared = sum(of_a.intersection(&of_b), bits);
    told.push(shared);
    let cosine = shared / (told[0] * told[1]).sqrt().max(f64::MIN_POSITIVE);
    let agree = a.values.is_subset(&b.values) || b.values.is_subset(&a.values);
    let [w0, w1] = shares(words, 0);
    let [p0, p1] = shares(pairs, 1);
    let [o0, o1] = shares(in_order, 0);
    let alone = told[0] + told[1] - 2.0 * shared;
    vec![w0, w1, p0, p1, o0, o1, cosine, alone, f64::from(u8::from(agree)), shorter as f64 / longer.max(1) as f64]
}

/// The sum in the order of the words, so that it is the same each time.
fn sum<'w>(words: impl Iterator<Item = &'w String>, bits: &dyn Fn(&str) -> f64) -> f64 {
    let mut words: Vec<&String> = words.collect();
    words.sort_unstable();
    words.into_iter().map(|word| bits(word)).sum()
}

/// How many items both have, each as often as both do.
fn common<T: Hash + Eq>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> usize {
    let mut left: HashMap<T, usize> = HashMap::new();
    a.for_each(|item| *left.entry(item).or_default() += 1);
    let mut found = 0;
    for item in b {
        if let Some(count) = left.get_mut(&item).filter(|count| **count > 0) {
            *count -= 1;
            found += 1;
        }
    }
    found
}

/// How many words are in both in one order.
fn longest_common(a: &[String], b: &[String]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_common_are_counted_with_and_without_their_order() {
        let list = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let (a, b) = (list("a b c a d"), list("c a b a a"));
        assert_eq!(common(a.iter(), b.iter()), 4);
        assert_eq!(common(a.windows(2), b.windows(2)), 2);
        assert_eq!(longest_common(&a, &b), 3);
    }
}
