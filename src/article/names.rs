//! Names, titles and formulas, learned from the texts at hand. However long, one of them is one unit to the matcher:
//! that two reports both write "Comprehensive Strategic Partnership Treaty between Russia and the DPRK" says that they
//! have one subject, not that one copies the other.
//!
//! A word is part of a name by its capital, where capitals tell anything: not at the start of a sentence (unless the
//! word is capitalised elsewhere too), not in a headline in title case or in capitals, not in a text that capitalises all nouns.
//! Scripts without case show no names, and what is none of a name stays a word. Where a language declines names, its
//! stems are compared ("Варшава", "Варшаве").
//! Names join over "of" and its like always, over "and", "between", "on" and their like if the joined whole recurs.
//!
//! All of this is asked of the numbers of a [`Vocabulary`]: what a spelling can be in a name is looked up once for each.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use rayon::prelude::*;

use super::{Numbered, NumberedTexts, Spelling, Vocabulary};
use crate::hash::{self, Digest, WordHash};
use crate::text::{Language, Sentence, Span, Text, entries, stem};

/// A name in one text: the tokens it takes up and the form in which it is compared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub tokens: Range<usize>,
    /// Folded words, aliases replaced ("dprk" → "north korea").
    pub form: String,
}

/// What the texts at hand teach about names.
#[derive(Clone, Debug)]
pub struct Names<'v> {
    vocabulary: &'v Vocabulary<'v>,
    texts: &'v [&'v Text],
    read: &'v NumberedTexts,
    /// What each spelling can be in a name: bits of [`CAPITAL`] and its like.
    roles: Vec<u8>,
    /// Of each text, what its names are made of, in order.
    parts: Vec<Vec<Part>>,
    /// The keys of joined names that stand in the corpus more than once, sorted.
    recurring: Vec<u64>,
}

/// A name as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Part {
    tokens: Range<u32>,
    /// Small words may join it to the part before.
    joins: bool,
}

impl Part {
    fn start(&self) -> usize {
        self.tokens.start as usize
    }

    fn end(&self) -> usize {
        self.tokens.end as usize
    }
}

/// A word with a capital.
const CAPITAL: u8 = 1;
/// … and one that has it where it need not, more often than not.
const MOSTLY: u8 = 1 << 1;
/// A small word that always joins, …
const ALWAYS: u8 = 1 << 2;
/// … or if the whole recurs.
const IF_RECURRING: u8 = 1 << 3;
/// A word a name is the same without.
const SILENT: u8 = 1 << 4;
/// The first word of another name of something.
const ALIAS: u8 = 1 << 5;

/// Above this share of capitalised words of four letters or more (percent, the first word left out) a line is in title
/// case. A sentence dense with names has half.
const TITLE_CASE: usize = 75;

/// A line of so many words, all in capitals, has them whatever the words are. "NATO AND THE EU" is one, "US GDP" may not be.
const SHOUTED_WORDS: usize = 3;

/// Names joined by small words are looked for up to this many parts: longer ones are enumerations.
const MOST_PARTS: usize = 6;

impl<'v> Names<'v> {
    /// Learns from texts read by the vocabulary.
    pub fn learn(vocabulary: &'v Vocabulary<'v>, texts: &'v [&'v Text], read: &'v NumberedTexts) -> Names<'v> {
        let all: Vec<usize> = (0..texts.len()).collect();
        let stretch = texts.len().div_ceil(rayon::current_num_threads()).max(1);
        let telling: Vec<Vec<Telling>> =
            all.par_iter().map(|&text| telling(vocabulary, texts[text], read.of(text))).collect();
        let places: Vec<Vec<u32>> =
            all.par_chunks(stretch).map(|stretch| usage(vocabulary, texts, read, &telling, stretch)).collect();
        let roles = roles(vocabulary, &places);
        let mut names = Names { vocabulary, texts, read, roles, parts: Vec::new(), recurring: Vec::new() };
        let parts = |parts: &mut Vec<Part>, &text: &usize| {
            names.parts(texts[text], read.of(text), &telling[text], parts);
            parts.as_slice().to_vec()
        };
        names.parts = all.par_iter().map_init(Vec::new, parts).collect();
        let mut joined = all.par_chunks(stretch).map(|stretch| names.joined(stretch)).collect::<Vec<_>>().concat();
        joined.par_sort_unstable();
        names.recurring =
            joined.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).map(|s| s[0]).collect();
        names
    }

    /// The names of one of the texts, in order, disjoint.
    pub fn find(&self, text: usize) -> Vec<Name> {
        let mut found = Vec::new();
        self.each(text, |tokens, form| found.push(Name { tokens, form: form.to_owned() }));
        found
    }

    /// Hands on the names of one of the texts, in order, disjoint: the tokens of each and its form.
    pub fn each(&self, text: usize, mut found: impl FnMut(Range<usize>, &str)) {
        let mut form = String::new();
        for chain in self.chains(text) {
            let mut first = 0;
            while first < chain.len() {
                let mut longest = (first + 1..chain.len().min(first + MOST_PARTS)).rev();
                let longest = longest.find(|&last| {
                    self.spell(text, &chain[first..=last], &mut form);
                    self.recurring.binary_search(&hash::key(&form)).is_ok()
                });
                let last = longest.unwrap_or_else(|| {
                    self.spell(text, &chain[first..=first], &mut form);
                    first
                });
                found(chain[first].start()..chain[last].end(), &form);
                first = last + 1;
            }
        }
    }

    /// The keys of all that may be one name of several parts.
    fn joined(&self, texts: &[usize]) -> Vec<u64> {
        let mut keys = Vec::new();
        let mut form = String::new();
        for &text in texts {
            for chain in self.chains(text) {
                for first in 0..chain.len() {
                    for last in first + 1..chain.len().min(first + MOST_PARTS) {
                        self.spell(text, &chain[first..=last], &mut form);
                        keys.push(hash::key(&form));
                    }
                }
            }
        }
        keys
    }

    /// The names of one of the texts as they stand, in chains that small words may join.
    fn chains(&self, text: usize) -> impl Iterator<Item = &[Part]> {
        self.parts[text].chunk_by(|_, next| next.joins)
    }

    /// Puts what the names of a text are made of into `parts`; `telling` says of each sentence whether its capitals mark names.
    fn parts(&self, text: &Text, tokens: &[Numbered], telling: &[Telling], parts: &mut Vec<Part>) {
        parts.clear();
        for (sentence, range, telling) in sentences(text, telling) {
            let is_part = |at: usize| self.is_part(text, sentence, tokens[at], telling);
            // Where the last part of this sentence ends.
            let mut before: Option<usize> = None;
            let mut at = range.start;
            while at < range.end {
                if !is_part(at) {
                    at += 1;
                    continue;
                }
                let start = at;
                let mut end = at + 1;
                loop {
                    let next = (end..range.end.min(end + 3)).find(|&next| !self.has(tokens[next], ALWAYS));
                    match next {
                        Some(next) if is_part(next) && adjacent(text, &tokens[end - 1..=next]) => end = next + 1,
                        _ => break,
                    }
                }
                let joins = before.is_some_and(|before| {
                    let between = &tokens[before..start];
                    (1..=2).contains(&between.len())
                        && between.iter().all(|&token| self.has(token, ALWAYS | IF_RECURRING))
                        && adjacent(text, &tokens[before - 1..=start])
                });
                parts.push(Part { tokens: start as u32..end as u32, joins });
                before = Some(end);
                at = end;
            }
        }
    }

    /// Whether the token is a part of a name.
    fn is_part(&self, text: &Text, sentence: Span, token: Numbered, telling: bool) -> bool {
        self.has(token, CAPITAL) && (telling && !starts(text.body(), sentence, token.span) || self.has(token, MOSTLY))
    }

    /// Whether the token has any of these roles.
    fn has(&self, token: Numbered, roles: u8) -> bool {
        self.roles[token.spelling as usize] & roles != 0
    }

    /// Writes the compared form of a name made of parts and what joins them to `form`.
    fn spell(&self, text: usize, parts: &[Part], form: &mut String) {
        let (language, tokens) = (declining(self.texts[text]), self.read.of(text));
        form.clear();
        let mut before: Option<usize> = None;
        for part in parts {
            for &token in before.map_or(&[][..], |end| &tokens[end..part.start()]) {
                if !self.has(token, SILENT) {
                    form.push(' ');
                    form.push_str(self.vocabulary.form(token));
                }
            }
            if before.is_some() {
                form.push(' ');
            }
            let start = form.len();
            let words = || tokens[part.start()..part.end()].iter().filter(|token| !self.has(**token, SILENT));
            for (index, &token) in words().enumerate() {
                form.push_str(if index > 0 { " " } else { "" });
                form.push_str(self.vocabulary.form(token));
            }
            let may_be_alias = words().next().is_some_and(|&first| self.has(first, ALIAS));
            if let Some(name) = may_be_alias.then(|| WORDS.aliases.get(&form[start..])).flatten() {
                form.truncate(start);
                form.push_str(name);
            } else if let Some(language) = language {
                form.truncate(start);
                for (index, &token) in words().enumerate() {
                    form.push_str(if index > 0 { " " } else { "" });
                    form.push_str(&stem(self.vocabulary.form(token), language));
                }
            }
            before = Some(part.end());
        }
    }
}

/// How often each spelling stands in a stretch of the texts where its capital, or the lack of one, tells anything.
fn usage(
    vocabulary: &Vocabulary,
    texts: &[&Text],
    read: &NumberedTexts,
    telling: &[Vec<Telling>],
    stretch: &[usize],
) -> Vec<u32> {
    let mut places = vec![0; vocabulary.spellings().len()];
    for &index in stretch {
        let (body, tokens) = (texts[index].body(), read.of(index));
        for (sentence, range, _) in sentences(texts[index], &telling[index]).filter(|(.., telling)| *telling) {
            for token in tokens[range].iter().filter(|token| !starts(body, sentence, token.span)) {
                places[token.spelling as usize] += 1;
            }
        }
    }
    places
}

/// The roles of each spelling; `places` are those of its [`usage`].
fn roles(vocabulary: &Vocabulary, places: &[Vec<u32>]) -> Vec<u8> {
    // More capitals than small letters: above zero.
    let mut balance = vec![0i64; vocabulary.forms().len()];
    for places in places {
        for (spelling, &places) in vocabulary.spellings().iter().zip(places).filter(|(spelling, _)| spelling.is_word())
        {
            balance[spelling.form as usize] += i64::from(places) * if spelling.is_capitalised() { 1 } else { -1 };
        }
    }
    let linked = |form: &str| {
        let role = |word| WORDS.roles.get(word).copied().unwrap_or_default();
        form.split_once(' ').map_or_else(|| role(form), |(first, _)| role(form) & !ALIAS | role(first) & ALIAS)
    };
    let links: Vec<u8> = vocabulary.forms().iter().map(|form| linked(form)).collect();
    let of = |spelling: &Spelling| {
        let form = spelling.form as usize;
        match (spelling.is_word(), spelling.is_capitalised()) {
            (true, true) => CAPITAL | if balance[form] > 0 { MOSTLY } else { 0 } | links[form] & (SILENT | ALIAS),
            (true, false) => links[form],
            (false, _) => links[form] & (SILENT | ALIAS),
        }
    };
    vocabulary.spellings().iter().map(of).collect()
}

/// A sentence.
#[derive(Clone, Copy)]
struct Telling {
    /// Where its tokens end.
    end: u32,
    /// Whether a capital marks a name in it.
    tells: bool,
}

/// The span of each sentence, its tokens, and whether a capital marks a name among them.
fn sentences<'t>(text: &'t Text, telling: &'t [Telling]) -> impl Iterator<Item = (Span, Range<usize>, bool)> + 't {
    let starts = [0].into_iter().chain(telling.iter().map(|sentence| sentence.end as usize));
    let each = text.sentences().iter().zip(starts).zip(telling);
    each.map(|((sentence, start), telling)| (sentence.span, start..telling.end as usize, telling.tells))
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

/// Of each sentence of a text where it ends, and whether a capital marks a name in it.
fn telling(vocabulary: &Vocabulary, text: &Text, tokens: &[Numbered]) -> Vec<Telling> {
    let nouns = capitalises_nouns(text);
    let mut at = 0;
    let of = |sentence: &Sentence| {
        let start = at;
        at += tokens[at..].iter().take_while(|token| token.span.start() < sentence.span.end()).count();
        let tells = !nouns && capitals_tell(vocabulary, &tokens[start..at]) && !is_shouted(text.slice(sentence.span));
        Telling { end: at as u32, tells }
    };
    text.sentences().iter().map(of).collect()
}

/// Whether a capital marks a name among these words of one sentence.
fn capitals_tell(vocabulary: &Vocabulary, tokens: &[Numbered]) -> bool {
    let (mut all, mut capitals) = (0, 0);
    for &token in tokens.iter().skip(1) {
        let spelling = vocabulary.spelling(token);
        let counts = spelling.is_word() && spelling.is_long();
        all += usize::from(counts);
        capitals += usize::from(counts && spelling.is_capitalised());
    }
    // Three words or fewer say nothing about the writer's habit.
    all < 4 || capitals * 100 <= all * TITLE_CASE
}

/// Whether a sentence is written in capitals.
fn is_shouted(sentence: &str) -> bool {
    // Most have a small letter near the beginning.
    let capitals = || sentence.split_whitespace().filter(|word| word.chars().filter(|c| c.is_uppercase()).count() > 1);
    !sentence.contains(char::is_lowercase) && capitals().nth(SHOUTED_WORDS - 1).is_some()
}

/// Whether the token at `span` begins its sentence, or a quotation in it: there a capital says nothing.
#[inline]
fn starts(body: &str, sentence: Span, span: Span) -> bool {
    let (bytes, at) = (body.as_bytes(), span.start());
    // Most words stand behind a letter and a space.
    if at >= sentence.start() + 2 && bytes[at - 1] == b' ' && bytes[at - 2].is_ascii_alphanumeric() {
        return false;
    }
    let before = &body[sentence.start()..at.max(sentence.start())];
    let head = before.trim_end();
    match head.chars().next_back() {
        None => true,
        // Behind a dateline, or at the head of a line of a list; one between letters joins them.
        Some('-') => head.len() < before.len() && !head[..head.len() - 1].ends_with(|c: char| !c.is_whitespace()),
        Some(c) => !c.is_alphanumeric() && !matches!(c, ',' | ';' | '(' | '’' | '\'' | '/' | '&' | '%' | ')'),
    }
}

/// Whether nothing but a space or a hyphen stands between neighbours.
fn adjacent(text: &Text, tokens: &[Numbered]) -> bool {
    tokens.windows(2).all(|pair| match &text.body()[pair[0].span.end()..pair[1].span.start()] {
        " " | "-" | "\u{a0}" | "\n" | "’ " | "' " | "" => true,
        // "George W. Bush"
        ". " => pair[0].span.len() == 1,
        _ => false,
    })
}

/// The small words names are joined by, and other names of one thing.
const DATA: &str = include_str!("names.txt");

/// The digest of the data and figures, which shape every result.
pub fn names_digest() -> Digest {
    Digest::of(
        format!("{DATA}\nTITLE_CASE {TITLE_CASE}\nMOST_PARTS {MOST_PARTS}\nSHOUTED_WORDS {SHOUTED_WORDS}\n").as_bytes(),
    )
}

struct Words {
    /// What a word does in names, and whether an alias begins with it.
    roles: HashMap<&'static str, u8, WordHash>,
    /// The form compared of each other way to write it.
    aliases: HashMap<&'static str, &'static str, WordHash>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let (mut roles, mut aliases) = (HashMap::<_, u8, _>::default(), HashMap::default());
    for (section, line) in entries(DATA) {
        let (name, listed) = line.split_once(':').unwrap_or(("", line));
        for words in listed.split(',').map(str::trim_start) {
            let (word, role) = match section {
                "always" => (words, ALWAYS),
                "if recurring" => (words, IF_RECURRING),
                "silent" => (words, SILENT),
                _ => {
                    aliases.insert(words, name);
                    (words.split_once(' ').map_or(words, |(first, _)| first), ALIAS)
                }
            };
            *roles.entry(word).or_default() |= role;
        }
    }
    Words { roles, aliases }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;
    use crate::text::fold;

    /// The names of one text by itself: their words, and their forms.
    fn names(body: &str) -> Vec<(String, String)> {
        let text = Text::new(body, line_phrases());
        let texts = [&text];
        let (vocabulary, read) = Vocabulary::read(&texts);
        let tokens = read.of(0);
        let learned = Names::learn(&vocabulary, &texts, &read);
        let words = |name: &Name| {
            let span = tokens[name.tokens.start].span.cover(tokens[name.tokens.end - 1].span);
            text.slice(span).to_owned()
        };
        learned.find(0).into_iter().map(|name| (words(&name), name.form)).collect()
    }

    #[test]
    fn every_line_of_the_file_is_read() {
        let sections = ["always", "if recurring", "silent", "alias"];
        assert!(
            entries(DATA)
                .all(|(section, line)| sections.contains(&section) && (section == "alias") == line.contains(": "))
        );
        let folded = |name: &str| name.split(' ').map(fold).collect::<Vec<_>>().join(" ");
        for (alias, name) in &WORDS.aliases {
            assert_eq!((*alias, *name), (folded(alias).as_str(), folded(name).as_str()));
            assert!(!alias.is_empty() && !name.is_empty() && !WORDS.aliases.contains_key(name), "{alias}: {name}");
        }
        assert_eq!(WORDS.aliases.get("dprk"), Some(&"north korea"));
        let role = |word| WORDS.roles.get(word).copied();
        assert_eq!(
            ["of", "and", "der", "n."].map(role),
            [Some(ALWAYS), Some(IF_RECURRING), Some(ALWAYS | SILENT), Some(ALIAS)]
        );
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
