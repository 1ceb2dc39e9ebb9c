//! The wording that made-up news is made of: sentences of real reports, each used once, and no two of them near each other.

use std::collections::HashSet;

use rayon::prelude::*;
use wirecopy::article::line_phrases;
use wirecopy::hash::key;
use wirecopy::text::{Kind, Text, fold, tokens};

use crate::random::Random;

/// No two reports of the stock share so many words in a row: what two articles have in common was planted.
const SHINGLE: usize = 7;

/// A report of at least so many sentences can be a wire's.
const WIRE_SENTENCES: usize = 11;

/// A report as a list of sentences.
#[derive(Clone)]
pub struct Doc {
    pub sentences: Vec<String>,
    pub title: String,
    words: Vec<Vec<String>>,
    /// Hashes of the words in a row that no other report of a stock has.
    shingles: HashSet<u64>,
}

pub struct Stock {
    /// Long reports, and all others; both are taken from the end.
    long: Vec<Doc>,
    short: Vec<Doc>,
    /// Lower-case words, for whoever edits.
    pub words: Vec<String>,
    /// Quotations with their marks, of reports used for nothing else.
    pub quotes: Vec<String>,
    /// Names of several words that these reports have.
    pub names: Vec<String>,
}

impl Stock {
    /// A stock of these reports in an order that `random` gives.
    pub fn of(docs: &[Option<Doc>], random: &mut Random) -> Stock {
        let mut order: Vec<&Option<Doc>> = docs.iter().collect();
        random.shuffle(&mut order);
        let mut stock = Stock { long: vec![], short: vec![], words: vec![], quotes: vec![], names: vec![] };
        let mut used: HashSet<u64> = HashSet::new();
        for doc in order.into_iter().flatten() {
            if !used.is_disjoint(&doc.shingles) {
                continue;
            }
            used.extend(&doc.shingles);
            let words = doc.words.iter().flatten();
            let lower = words.filter(|word| word.len() > 3 && word.chars().all(char::is_lowercase));
            stock.words.extend(lower.take(20).cloned());
            let quotes = doc.sentences.iter().filter(|sentence| sentence.matches('"').count() == 2);
            let quotes: Vec<&str> = quotes.filter_map(|sentence| sentence.split('"').nth(1)).collect();
            let mut good = quotes.iter().filter(|quote| (8..30).contains(&quote.split(' ').count()));
            // Some reports give their quotations and names alone.
            if let Some(quote) = good.next_back().filter(|_| random.share() < 0.5) {
                stock.quotes.push(format!("\"{}\"", quote.trim_end_matches(',')));
                stock.names.extend(name(&doc.sentences[0]));
            } else if doc.sentences.len() >= WIRE_SENTENCES {
                stock.long.push(doc.clone());
            } else {
                stock.short.push(doc.clone());
            }
        }
        stock
    }

    /// A report nothing was made of yet, long enough for a wire; `None` when there is none left.
    pub fn report(&mut self) -> Option<Doc> {
        self.long.pop()
    }

    /// So many sentences of one report nothing was made of yet, or fewer.
    pub fn sentences(&mut self, count: usize) -> Vec<String> {
        let mut sentences = self.short.pop().map_or(Vec::new(), |doc| doc.sentences);
        sentences.truncate(count);
        sentences
    }
}

/// The reports that news can be made of, `None` for each other one, from title and text of each.
pub fn docs(reports: &[(String, String)]) -> Vec<Option<Doc>> {
    reports.par_iter().map(|(title, text)| Doc::read(title, text)).collect()
}

impl Doc {
    fn read(title: &str, text: &str) -> Option<Doc> {
        // Tables have wide gaps.
        if text.lines().any(|line| line.trim_start().contains("   ")) {
            return None;
        }
        let text = Text::new(text, line_phrases());
        let prose = text.sentences().iter().filter(|sentence| matches!(sentence.kind, Kind::Prose | Kind::Quotation));
        let sentences =
            prose.map(|sentence| text.slice(sentence.span).split_whitespace().collect::<Vec<_>>().join(" "));
        let whole =
            |sentence: &String| (6..60).contains(&sentence.split(' ').count()) && sentence.ends_with(['.', '"']);
        let sentences: Vec<String> = sentences.filter(whole).collect();
        let words: Vec<Vec<String>> = sentences.iter().map(|sentence| words(sentence)).collect();
        let shingles =
            words.iter().flat_map(|words| words.windows(SHINGLE).map(|words| key(&words.join(" ")))).collect();
        (sentences.len() >= 2).then(|| Doc { sentences, title: title.to_owned(), words, shingles })
    }
}

fn words(sentence: &str) -> Vec<String> {
    tokens(sentence).into_iter().map(|token| fold(token.span.of(sentence)).into_owned()).collect()
}

/// The first two capitalised words in a row that no beginning explains.
fn name(sentence: &str) -> Option<String> {
    let words: Vec<&str> = sentence.split(' ').skip(1).collect();
    let capital =
        |word: &str| word.len() > 2 && word.chars().all(char::is_alphabetic) && word.starts_with(char::is_uppercase);
    words.windows(2).find(|pair| pair.iter().all(|word| capital(word))).map(|pair| pair.join(" "))
}
