//! Names, titles and formulas, learned from the texts at hand. However long, one of them is one unit to the matcher:
//! that two reports both write "Comprehensive Strategic Partnership Treaty between Russia and the DPRK" says that they
//! have one subject, not that one copies the other.
//!
//! A word is part of a name by its capital, where capitals tell anything: not at the start of a sentence (unless the
//! word is capitalised elsewhere too), not in a headline in title case, not in a text that capitalises all nouns.
//! Scripts without case show no names, and what is none of a name stays a word. Where a language declines names, its
//! stems are compared ("Варшава", "Варшаве").
//! Names join over "of" and its like always, over "and", "between", "on" and their like if the joined whole recurs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::hash::Digest;
use crate::text::{Class, Language, Span, Text, Token, fold, stem};

/// A name in one text: the tokens it takes up and the form in which it is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub tokens: Range<usize>,
    /// Folded words, aliases replaced ("dprk" → "north korea").
    pub form: String,
}

/// What the texts at hand teach about names.
#[derive(Clone, Debug, Default)]
pub struct Names {
    usage: HashMap<String, Usage>,
    /// Joined names that stand in the corpus more than once.
    recurring: HashSet<String>,
}

/// How often a word is written with a capital where it need not be, and without.
#[derive(Clone, Copy, Debug, Default)]
struct Usage {
    capital: u32,
    small: u32,
}

/// Above this share of capitalised words of four letters or more (percent, the first word left out) a line is in title
/// case. A sentence dense with names has half.
const TITLE_CASE: usize = 75;

/// Names joined by small words are looked for up to this many parts: longer ones are enumerations.
const MOST_PARTS: usize = 6;

impl Names {
    /// Learns from texts with their tokens.
    pub fn learn<'t>(texts: impl Iterator<Item = (&'t Text, &'t [Token])> + Clone) -> Names {
        let mut names = Names::default();
        for (text, tokens) in texts.clone() {
            if capitalises_nouns(text) {
                continue;
            }
            for (sentence, range) in sentences(text, tokens) {
                let tokens = &tokens[range];
                if !capitals_tell(text, tokens) {
                    continue;
                }
                for token in tokens.iter().filter(|token| token.class == Class::Word) {
                    if starts(text, sentence, *token) {
                        continue;
                    }
                    let usage = names.usage.entry(token.form(text.body()).into_owned()).or_default();
                    if token.is_capitalised() { usage.capital += 1 } else { usage.small += 1 }
                }
            }
        }
        let mut seen = HashSet::new();
        for (text, tokens) in texts {
            for chain in names.chains(text, tokens) {
                for first in 0..chain.len() {
                    for last in first + 1..chain.len().min(first + MOST_PARTS) {
                        let form = joined(text, tokens, &chain[first..=last]);
                        if !seen.insert(form.clone()) {
                            names.recurring.insert(form);
                        }
                    }
                }
            }
        }
        names
    }

    /// The names of one text, in order, disjoint.
    pub fn find(&self, text: &Text, tokens: &[Token]) -> Vec<Name> {
        let mut found = Vec::new();
        for chain in self.chains(text, tokens) {
            let mut first = 0;
            while first < chain.len() {
                let longest = (first + 1..chain.len().min(first + MOST_PARTS))
                    .rev()
                    .find(|&last| self.recurring.contains(&joined(text, tokens, &chain[first..=last])))
                    .unwrap_or(first);
                found.push(Name {
                    tokens: chain[first].start..chain[longest].end,
                    form: joined(text, tokens, &chain[first..=longest]),
                });
                first = longest + 1;
            }
        }
        found
    }

    /// Names as they stand, in chains that small words may join.
    fn chains(&self, text: &Text, tokens: &[Token]) -> Vec<Vec<Range<usize>>> {
        let nouns = capitalises_nouns(text);
        let mut chains: Vec<Vec<Range<usize>>> = Vec::new();
        for (sentence, range) in sentences(text, tokens) {
            let telling = !nouns && capitals_tell(text, &tokens[range.clone()]);
            let mut chain: Vec<Range<usize>> = Vec::new();
            let mut at = range.start;
            while at < range.end {
                if !self.is_part(text, sentence, tokens, at, telling) {
                    at += 1;
                    continue;
                }
                let start = at;
                let mut end = at + 1;
                loop {
                    let next = (end..range.end.min(end + 3)).find(|&next| !is_joint(text, tokens[next], &LINKS.always));
                    match next {
                        Some(next)
                            if adjacent(text, &tokens[end - 1..=next])
                                && self.is_part(text, sentence, tokens, next, telling) =>
                        {
                            end = next + 1;
                        }
                        _ => break,
                    }
                }
                let joins = chain.last().is_some_and(|before| {
                    let between = &tokens[before.end..start];
                    (1..=2).contains(&between.len())
                        && between
                            .iter()
                            .all(|t| is_joint(text, *t, &LINKS.always) || is_joint(text, *t, &LINKS.if_recurring))
                        && adjacent(text, &tokens[before.end - 1..=start])
                });
                if !joins && !chain.is_empty() {
                    chains.push(std::mem::take(&mut chain));
                }
                chain.push(start..end);
                at = end;
            }
            if !chain.is_empty() {
                chains.push(chain);
            }
        }
        chains
    }

    /// Whether the token at `at` is a part of a name.
    fn is_part(&self, text: &Text, sentence: Span, tokens: &[Token], at: usize, telling: bool) -> bool {
        let token = tokens[at];
        if token.class != Class::Word || !token.is_capitalised() {
            return false;
        }
        let usage = self.usage.get(token.form(text.body()).as_ref()).copied().unwrap_or_default();
        if !telling || starts(text, sentence, token) {
            return usage.capital > usage.small;
        }
        true
    }
}

/// The tokens of each sentence, with the sentence's span.
fn sentences<'t>(text: &'t Text, tokens: &'t [Token]) -> impl Iterator<Item = (Span, Range<usize>)> + 't {
    let mut at = 0;
    text.sentences().iter().map(move |sentence| {
        let start = at;
        at += tokens[at..].iter().take_while(|token| token.span.start() < sentence.span.end()).count();
        (sentence.span, start..at)
    })
}

/// Whether the text is in a language that writes all nouns with a capital.
fn capitalises_nouns(text: &Text) -> bool {
    text.language() == Some(Language::German)
}

/// The language of the text if it puts names into cases by their endings.
fn declining(text: &Text) -> Option<Language> {
    use Language::{Polish, Russian, Turkish, Ukrainian};
    text.language().filter(|language| matches!(language, Polish | Russian | Turkish | Ukrainian))
}

/// Whether a capital marks a name among these words of one sentence.
fn capitals_tell(text: &Text, tokens: &[Token]) -> bool {
    let words = tokens.iter().skip(1).filter(|token| token.class == Class::Word);
    let (mut all, mut capitals) = (0, 0);
    for word in words.filter(|word| text.slice(word.span).chars().count() > 3) {
        all += 1;
        capitals += usize::from(word.is_capitalised());
    }
    // Three words or fewer say nothing about the writer's habit.
    all < 4 || capitals * 100 <= all * TITLE_CASE
}

/// Whether the token begins its sentence, or a quotation in it: there a capital says nothing.
fn starts(text: &Text, sentence: Span, token: Token) -> bool {
    let before = &text.body()[sentence.start()..token.span.start().max(sentence.start())];
    match before.trim_end().chars().next_back() {
        None => true,
        Some(c) => !c.is_alphanumeric() && !matches!(c, ',' | ';' | '(' | '-' | '’' | '\'' | '/' | '&' | '%' | ')'),
    }
}

/// Whether nothing but a space or a hyphen stands between neighbours.
fn adjacent(text: &Text, tokens: &[Token]) -> bool {
    tokens.windows(2).all(|pair| {
        matches!(&text.body()[pair[0].span.end()..pair[1].span.start()], " " | "-" | "\u{a0}" | "\n" | "’ " | "' " | "")
    })
}

fn is_joint(text: &Text, token: Token, links: &HashSet<String>) -> bool {
    token.class == Class::Word && !token.is_capitalised() && links.contains(token.form(text.body()).as_ref())
}

/// The compared form of a name made of parts and what joins them.
fn joined(text: &Text, tokens: &[Token], parts: &[Range<usize>]) -> String {
    let language = declining(text);
    let mut form = String::new();
    let mut before: Option<usize> = None;
    for part in parts {
        for token in before.map_or(0..0, |end| end..part.start) {
            let joint = tokens[token].form(text.body());
            if !LINKS.silent.contains(joint.as_ref()) {
                form.push(' ');
                form.push_str(&joint);
            }
        }
        if before.is_some() {
            form.push(' ');
        }
        let words: Vec<String> = tokens[part.clone()]
            .iter()
            .map(|token| token.form(text.body()).into_owned())
            .filter(|word| !LINKS.silent.contains(word))
            .collect();
        let plain = words.join(" ");
        match (ALIASES.get(&plain), language) {
            (Some(name), _) => form.push_str(name),
            (None, None) => form.push_str(&plain),
            (None, Some(language)) => {
                let stems: Vec<_> = words.iter().map(|word| stem(word, language)).collect();
                form.push_str(&stems.join(" "));
            }
        }
        before = Some(part.end);
    }
    form
}

/// The small words names are joined by, and other names of one thing: `names.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    links: LinkLists,
    #[serde(default)]
    alias: Vec<Alias>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkLists {
    always: Vec<String>,
    if_recurring: Vec<String>,
    silent: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    name: String,
    also: Vec<String>,
}

struct Links {
    always: HashSet<String>,
    if_recurring: HashSet<String>,
    silent: HashSet<String>,
}

const DATA: &str = include_str!("names.toml");

/// The digest of the data, which shapes every result.
pub fn names_digest() -> Digest {
    Digest::of(DATA.as_bytes())
}

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(DATA)
}

static LINKS: LazyLock<Links> = LazyLock::new(|| {
    let links = read().map(|file| file.links);
    let set =
        |pick: fn(&LinkLists) -> &Vec<String>| -> HashSet<String> { links.iter().flat_map(pick).cloned().collect() };
    Links { always: set(|l| &l.always), if_recurring: set(|l| &l.if_recurring), silent: set(|l| &l.silent) }
});

static ALIASES: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let folded = |name: &str| name.split_whitespace().map(|word| fold(word).into_owned()).collect::<Vec<_>>().join(" ");
    let aliases = read().map(|file| file.alias).unwrap_or_default();
    aliases.iter().flat_map(|alias| alias.also.iter().map(|also| (folded(also), folded(&alias.name)))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;

    /// The names of one text by itself: their words, and their forms.
    fn names(body: &str) -> Vec<(String, String)> {
        let text = Text::new(body, line_phrases());
        let tokens = text.tokens();
        let learned = Names::learn([(&text, tokens.as_slice())].into_iter());
        let words = |name: &Name| {
            let span = tokens[name.tokens.start].span.cover(tokens[name.tokens.end - 1].span);
            text.slice(span).to_owned()
        };
        learned.find(&text, &tokens).into_iter().map(|name| (words(&name), name.form)).collect()
    }

    #[test]
    fn scripts_without_capitals_have_no_names() {
        for body in [
            "أعلنت وزارة النقل في القاهرة أن الجسر الجديد سيفتح غدا.",
            "परिवहन मंत्रालय ने दिल्ली में कहा कि नया पुल कल खुलेगा।",
            "交通部在北京宣布，新大桥明天开放。",
            "교통부는 서울에서 새 다리가 내일 열린다고 발표했다.",
        ] {
            assert!(names(body).is_empty(), "{body}");
        }
        assert_eq!(names("北京宣布加入NATO和UN。").len(), 2);
    }

    #[test]
    fn a_declined_name_keeps_its_form() {
        for (one, other) in [
            (
                "Мы узнали вчера, что министры поедут в Варшаву на новую встречу.",
                "Они рассказали нам о встрече и о том, как было потом в Варшаве летом.",
            ),
            (
                "Dün akşam toplantıdan sonra herkes Ankara'da kalmaya karar verdi.",
                "Bakanlar bu sabah erken saatlerde trenle Ankara'ya geldiler ve konuştular.",
            ),
        ] {
            let (one, other) = (names(one), names(other));
            assert_eq!((one.len(), &one[0].1), (1, &other[0].1), "{one:?} {other:?}");
        }
    }
}
