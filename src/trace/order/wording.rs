//! All texts at hand as words in numbers, and how often each word stands in them.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::article::{Capture, Numbered, Vocabulary};
use crate::text::{Kind, Language, Span, Text, is_function_word};
use crate::trace::weights::{LEAST, RARE};

/// The words of all articles.
pub(super) struct Wording {
    articles: Vec<Article>,
    /// How often each word stands in all of them together.
    counts: Vec<u64>,
    total: u64,
}

struct Article {
    words: Vec<Word>,
    /// Its different rare words, rising.
    rare: Vec<u32>,
    /// How many of a thousand sentences report what somebody said.
    reporting: u16,
}

/// A word at its place.
#[derive(Clone, Copy)]
pub(super) struct Word {
    span: Span,
    /// Equal for words that differ in capitals at most.
    pub form: u32,
    /// Says something in the language of its article.
    pub is_content: bool,
}

impl Wording {
    pub fn of(captures: &[Capture]) -> Wording {
        let texts: Vec<&Text> = captures.iter().map(|capture| &capture.text).collect();
        let (vocabulary, read) = Vocabulary::read(&texts);
        let mut counts = vec![0; vocabulary.forms().len()];
        let mut total = 0;
        let empty = empty(&vocabulary, &texts);
        let says = |token: &Numbered| vocabulary.spelling(*token).is_attribution().then_some(token.span);
        let article = |(index, text): (usize, &&Text)| {
            let tokens = read.of(index);
            let empty = &empty[&language(text)];
            let word = |token: &Numbered| {
                let form = vocabulary.spelling(*token).form;
                Word { span: token.span, form, is_content: !empty[form as usize] }
            };
            Article {
                words: tokens.iter().map(word).collect(),
                rare: Vec::new(),
                reporting: reporting(text, tokens.iter().filter_map(says)),
            }
        };
        let articles: Vec<Article> = texts.par_iter().enumerate().map(article).collect();
        for word in articles.iter().flat_map(|article| &article.words) {
            counts[word.form as usize] += 1;
            total += 1;
        }
        let mut wording = Wording { articles, counts, total: total.max(LEAST) };
        let rare: Vec<Vec<u32>> =
            (0..texts.len()).into_par_iter().map(|article| wording.different_rare(article)).collect();
        wording.articles.iter_mut().zip(rare).for_each(|(article, rare)| article.rare = rare);
        wording
    }

    fn different_rare(&self, article: usize) -> Vec<u32> {
        let content = self.words(article).iter().filter(|word| word.is_content).map(|word| word.form);
        let mut rare: Vec<u32> = content.filter(|&form| self.is_rare(form)).collect();
        rare.sort_unstable();
        rare.dedup();
        rare
    }

    pub fn words(&self, article: usize) -> &[Word] {
        &self.articles[article].words
    }

    /// The words of an article that stand in these canonical bytes, as a half-open range of its words.
    pub fn within(&self, article: usize, span: Span) -> std::ops::Range<usize> {
        let before = |end: usize| self.words(article).partition_point(|word| word.span.start() < end);
        before(span.start())..before(span.end())
    }

    /// How many of a thousand sentences report what somebody said.
    pub fn reporting(&self, article: usize) -> u16 {
        self.articles[article].reporting
    }

    /// Whether a word is rare among all.
    pub fn is_rare(&self, form: u32) -> bool {
        self.count(form) * RARE < self.total
    }

    /// How many of a thousand of the different rare words of two articles both have (P. Jaccard's coefficient).
    pub fn likeness(&self, a: usize, b: usize) -> u64 {
        let [a, b] = [a, b].map(|article| &self.articles[article].rare);
        let (mut i, mut j, mut common) = (0, 0, 0);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            common += u64::from(x == y);
            (i, j) = (i + usize::from(x <= y), j + usize::from(y <= x));
        }
        (1000 * common).checked_div((a.len() + b.len()) as u64 - common).unwrap_or(0)
    }

    /// How often a word stands in all articles.
    pub fn count(&self, form: u32) -> u64 {
        self.counts[form as usize]
    }

    /// Of how many words that is: of few articles as many as of some more, for what is rare is not told by few.
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn language(text: &Text) -> Language {
    text.language().unwrap_or(Language::English)
}

/// By the languages of the texts: which forms are words that say nothing by themselves.
fn empty(vocabulary: &Vocabulary, texts: &[&Text]) -> BTreeMap<Language, Vec<bool>> {
    let languages: BTreeSet<Language> = texts.iter().map(|text| language(text)).collect();
    let of = |language: Language| vocabulary.forms().par_iter().map(|form| is_function_word(form, language)).collect();
    languages.into_iter().map(|language| (language, of(language))).collect()
}

/// How many of a thousand sentences hold one of these words, which rise.
fn reporting(text: &Text, said: impl Iterator<Item = Span>) -> u16 {
    let (mut sentences, mut reports) = (0_usize, 0_usize);
    let mut said = said.peekable();
    for sentence in text.sentences() {
        let mut says = false;
        while said.next_if(|word| word.start() < sentence.span.end()).is_some() {
            says = true;
        }
        if matches!(sentence.kind, Kind::Prose | Kind::Quotation | Kind::Bullet) {
            sentences += 1;
            reports += usize::from(says);
        }
    }
    (1000 * reports).checked_div(sentences).unwrap_or(0) as u16
}
