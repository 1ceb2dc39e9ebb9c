//! A comparison for programs and for the hurried.

use crate::article::OneLine;
use crate::report::{Article, Comparison};

/// What `--stat` tells, in its order; a promise (docs/json.md). New ones go to the end.
pub(super) const KEYS: [&str; 26] = [
    "left",
    "right",
    "same_text",
    "same",
    "edited",
    "paraphrase",
    "quotation",
    "common_source",
    "boilerplate",
    "only_left",
    "only_right",
    "moved",
    "conflicts",
    "names_only",
    "sentences_left",
    "sentences_right",
    "words_left",
    "words_right",
    "share_left",
    "share_right",
    "words_removed",
    "words_added",
    "facts_dropped",
    "facts_added",
    "facts_rounded",
    "facts_reformatted",
];

/// The values in the order of the keys; shares in thousandths.
pub(super) fn values(comparison: &Comparison) -> [String; KEYS.len()] {
    let Comparison { counts, articles, words, shares, .. } = comparison;
    let [left, right] = articles.as_ref();
    let figures = [
        usize::from(comparison.same),
        counts.same,
        counts.edited,
        counts.paraphrase,
        counts.quotation,
        counts.common_source,
        counts.boilerplate,
        counts.only[0],
        counts.only[1],
        counts.moved,
        counts.conflicts,
        comparison.names.len(),
        left.sentences,
        right.sentences,
        words[0],
        words[1],
        usize::from(shares[0]),
        usize::from(shares[1]),
        counts.words[0],
        counts.words[1],
        counts.dropped,
        counts.added,
        counts.rounded,
        counts.reformatted,
    ];
    let mut values = KEYS.map(|_| String::new());
    let names = [left, right].map(|article| OneLine(&article.place()).to_string());
    let all = names.into_iter().chain(figures.map(|figure| figure.to_string()));
    values.iter_mut().zip(all).for_each(|(value, told)| *value = told);
    values
}

/// `key value`, one a line; a name goes to the end of its line.
pub(super) fn figures(comparison: &Comparison) -> String {
    KEYS.iter().zip(values(comparison)).map(|(key, value)| format!("{key} {value}\n")).collect()
}

/// As diff -q says it.
pub(super) fn brief(comparison: &Comparison) -> String {
    let [left, right] = comparison.articles.each_ref().map(Article::place);
    format!("{} and {} differ\n", OneLine(&left), OneLine(&right))
}
