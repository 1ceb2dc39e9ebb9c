//! Which articles have which words, as the matcher folds them: other cases, spellings and possessives of a word are one.

use std::collections::{BTreeSet, HashMap};

use crate::article::Capture;
use crate::text::{Text, tokens};

/// Of the articles with all words, so many are read for a phrase.
const READ: usize = 5_000;

/// The words of all articles, sorted, and of each the articles that have it.
pub(super) struct Words {
    known: Vec<Box<str>>,
    /// Where the articles of each word begin in `held`; one more than there are words.
    starts: Vec<u32>,
    held: Vec<u32>,
}

/// Articles with what was looked for, rising.
pub(super) struct Found {
    pub articles: Vec<u32>,
    /// More had all words than were read for a phrase.
    pub is_cut: bool,
}

impl Words {
    pub fn new(captures: &[Capture]) -> Words {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut uses: Vec<(u32, u32)> = Vec::new();
        for (article, capture) in (0..).zip(captures) {
            let own: BTreeSet<u32> = forms(&capture.text)
                .into_iter()
                .chain(capture.meta.title.iter().flat_map(|title| of_query(title)))
                .map(|form| {
                    let next = numbers.len() as u32;
                    *numbers.entry(form).or_insert(next)
                })
                .collect();
            uses.extend(own.into_iter().map(|word| (word, article)));
        }
        let mut sorted: Vec<(String, u32)> = numbers.into_iter().collect();
        sorted.sort_unstable();
        let mut rank = vec![0; sorted.len()];
        (0..).zip(&sorted).for_each(|(at, (_, number))| rank[*number as usize] = at);
        uses.iter_mut().for_each(|(word, _)| *word = rank[*word as usize]);
        uses.sort_unstable();
        let mut starts = vec![0; sorted.len() + 1];
        uses.iter().for_each(|(word, _)| starts[*word as usize + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        Words {
            known: sorted.into_iter().map(|(word, _)| word.into_boxed_str()).collect(),
            starts,
            held: uses.into_iter().map(|(_, article)| article).collect(),
        }
    }

    /// The articles that have every word of `query`, and what stands between quotation marks in one piece.
    pub fn find(&self, query: &str, captures: &[Capture]) -> Found {
        let mut lists: Vec<&[u32]> = of_query(query).iter().map(|form| self.articles(form)).collect();
        lists.sort_by_key(|list| list.len());
        let mut articles = lists.first().map_or(Vec::new(), |shortest| shortest.to_vec());
        lists.iter().skip(1).for_each(|list| articles.retain(|article| list.binary_search(article).is_ok()));
        let phrases: Vec<String> = phrases(query);
        if phrases.is_empty() {
            return Found { articles, is_cut: false };
        }
        let is_cut = articles.len() > READ;
        articles.truncate(READ);
        articles.retain(|&article| {
            let capture = &captures[article as usize];
            let parts = [Some(capture.text.body()), capture.meta.title.as_deref()];
            let parts: Vec<String> = parts.into_iter().flatten().map(plain).collect();
            phrases.iter().all(|phrase| parts.iter().any(|part| part.contains(phrase)))
        });
        Found { articles, is_cut }
    }

    fn articles(&self, form: &str) -> &[u32] {
        match self.known.binary_search_by(|known| (**known).cmp(form)) {
            Ok(at) => &self.held[self.starts[at] as usize..self.starts[at + 1] as usize],
            Err(_) => &[],
        }
    }
}

fn forms(text: &Text) -> Vec<String> {
    let mut forms = Vec::new();
    text.each_token(|token| forms.push(token.form(text.body()).into_owned()));
    forms
}

fn of_query(query: &str) -> Vec<String> {
    tokens(query).into_iter().map(|token| token.form(query).into_owned()).collect()
}

/// What stands between quotation marks, in whatever case and white space.
fn phrases(query: &str) -> Vec<String> {
    let parts = query.split(['"', '“', '”', '„', '«', '»']);
    parts.skip(1).step_by(2).map(plain).filter(|phrase| !phrase.is_empty()).collect()
}

fn plain(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Meta, Source};

    fn captures(texts: &[&str]) -> Vec<Capture> {
        let capture = |(at, text): (usize, &&str)| {
            let source = Source { path: format!("{at}.txt"), line: None, offset: None };
            let article = ArticleId::from_file("c", &source.path);
            Capture::new(article, source, Meta::default(), text.as_bytes().to_vec(), text)
        };
        texts.iter().enumerate().map(capture).collect()
    }

    #[test]
    fn words_are_found_in_every_form_and_phrases_in_one_piece() {
        let captures = captures(&[
            "Russia’s defence minister signed the treaty on Friday.",
            "The minister of defense flew home.\nThe treaty was signed later.",
            "Nobody complained about the fog.",
        ]);
        let words = Words::new(&captures);
        let find = |query: &str| words.find(query, &captures).articles;
        assert_eq!(find("DEFENSE minister"), [0, 1]);
        assert_eq!(find("russia"), [0]);
        assert_eq!(find("treaty fog"), [0; 0]);
        assert_eq!(find("\"the   Treaty\""), [0, 1]);
        assert_eq!(find("“signed the treaty”"), [0]);
        assert_eq!(find("the"), [0, 1, 2]);
        assert_eq!(find("unheard-of"), [0; 0]);
        assert_eq!(find(""), [0; 0]);
    }
}
