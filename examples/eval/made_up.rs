//! Made-up articles.
//!
//! Words are made up and drawn by Zipf's law. As in the newsflow sets, 6 % of the articles go back to wires, of which
//! 70 % are there themselves, and 30 % hold copies: reprints, copies inside other text, rewritten ones and single
//! sentences; one copy in five is of a copy. Families are as large at every size (up to 40 copies, by Zipf's law), so
//! that there is as much to find for each article.

use crate::random::Random;

/// As many words are known.
const VOCABULARY: usize = 60_000;

/// The commonest words are English, so that the language is told and function words are what they are.
const COMMON: [&str; 24] = [
    "the", "of", "to", "and", "in", "a", "that", "for", "on", "is", "was", "with", "as", "by", "it", "at", "from",
    "be", "has", "an", "were", "which", "their", "this",
];

type Sentence = Vec<String>;

/// The same articles for the same number, in no order.
pub fn articles(count: usize) -> Vec<String> {
    let mut writer = Writer { random: Random::new(7), vocabulary: vocabulary() };
    let mut texts = Vec::with_capacity(count);
    while texts.len() < count {
        let wire = writer.report();
        // As many reports of their own as keep the wires at 6 % and the copies at 30 %.
        texts.extend((0..11).map(|_| written(&writer.report())));
        if writer.random.share() < 0.7 {
            texts.push(written(&wire));
        }
        let mut versions = vec![wire];
        for _ in 0..writer.family() {
            let source = if writer.random.share() < 0.2 { writer.random.below(versions.len()) } else { 0 };
            let copy = writer.copy(&versions[source]);
            texts.push(written(&copy));
            versions.push(copy);
        }
    }
    texts.truncate(count);
    writer.random.shuffle(&mut texts);
    texts
}

/// Pronounceable words, each once.
fn vocabulary() -> Vec<String> {
    let syllables: Vec<String> =
        "bdfgklmnprstvz".chars().flat_map(|c| "aeiou".chars().map(move |v| format!("{c}{v}"))).collect();
    let word = |mut number: usize| {
        let mut word = String::new();
        // Two syllables at least: shorter ones would be abbreviations.
        while word.len() < 4 || number > 0 {
            word.push_str(&syllables[number % syllables.len()]);
            number /= syllables.len();
        }
        word
    };
    let made = (0..VOCABULARY - COMMON.len()).map(word);
    COMMON.iter().map(|word| (*word).to_owned()).chain(made).collect()
}

struct Writer {
    random: Random,
    vocabulary: Vec<String>,
}

impl Writer {
    /// A word by Zipf's law: the rank is the exponential of an even draw.
    fn word(&mut self) -> String {
        let rank = (VOCABULARY as f64).powf(self.random.share()) as usize - 1;
        self.vocabulary[rank.min(VOCABULARY - 1)].clone()
    }

    fn sentence(&mut self) -> Sentence {
        (0..12 + self.random.below(17)).map(|_| self.word()).collect()
    }

    fn report(&mut self) -> Vec<Sentence> {
        (0..8 + self.random.below(15)).map(|_| self.sentence()).collect()
    }

    /// How many copies a wire has: of `n` copies in the proportion of n^-1.5, five in the mean.
    fn family(&mut self) -> usize {
        let weight = |copies: usize| (copies as f64).powf(-1.5);
        let mut left = self.random.share() * (1..=40).map(weight).sum::<f64>();
        let mut copies = 1;
        while copies < 40 && left > weight(copies) {
            left -= weight(copies);
            copies += 1;
        }
        copies
    }

    fn copy(&mut self, source: &[Sentence]) -> Vec<Sentence> {
        let kind = self.random.share();
        let (kept, changed, own) = match kind {
            // Reprinted, perhaps cut at the end.
            kind if kind < 0.35 => (source.len() - self.random.below(source.len() / 3 + 1), 0.05, 0),
            // Some sentences inside a report of its own.
            kind if kind < 0.7 => (1 + self.random.below(source.len() / 2), 0.05, 10),
            // Rewritten.
            kind if kind < 0.9 => (source.len() - self.random.below(source.len() / 2), 0.3, 2),
            // A single sentence.
            _ => (1, 0.0, 12),
        };
        let mut copy: Vec<Sentence> = source[..kept].iter().map(|sentence| self.edited(sentence, changed)).collect();
        for _ in 0..own {
            let (at, sentence) = (self.random.below(copy.len() + 1), self.sentence());
            copy.insert(at, sentence);
        }
        copy
    }

    /// The sentence with this share of its words replaced.
    fn edited(&mut self, sentence: &Sentence, changed: f64) -> Sentence {
        sentence.iter().map(|word| if self.random.share() < changed { self.word() } else { word.clone() }).collect()
    }
}

/// Sentences as a text, three to a paragraph.
fn written(report: &[Sentence]) -> String {
    let mut text = String::new();
    for (at, sentence) in report.iter().enumerate() {
        let words = sentence.join(" ");
        let (first, rest) = words.split_at(1);
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
        text.push_str(if at % 3 == 2 { ".\n\n" } else { ". " });
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_articles_come_out_twice_and_words_are_distinct() {
        let made = articles(300);
        assert_eq!(made.len(), 300);
        assert_eq!(made, articles(300));
        assert_eq!(vocabulary().iter().collect::<HashSet<_>>().len(), VOCABULARY);
    }
}
