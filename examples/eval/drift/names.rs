//! Names in the reports, and others to put in their place.

use std::collections::BTreeSet;
use std::ops::Range;

use wirecopy::text::Text;

use super::prose::{Prose, sentences};
use super::words::{COMPANY_ENDINGS, MONTHS, MONTHS_SHORT, NO_NAME, SAYS, UNSURE_SAYS, WEEKDAYS};
use crate::random::Random;

/// A run of capitalised words: the words of its sentence, and whether the last has a possessive ending.
#[derive(Clone, Debug)]
pub struct Name {
    pub words: Range<usize>,
    pub possessive: bool,
    /// Who is told to have said something.
    pub speaks: bool,
}

fn is_capital(word: &str) -> bool {
    let hyphens = word.split('-').all(|part| part.starts_with(char::is_uppercase));
    let plain = word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '&' | '-')) && hyphens;
    let bare = word.trim_end_matches("'s");
    plain
        && word.len() > 1
        && word.starts_with(char::is_uppercase)
        && !NO_NAME.contains(&bare)
        && !MONTHS.contains(&bare)
        && !MONTHS_SHORT.contains(&bare)
        && !bare.split('-').any(|part| WEEKDAYS.contains(&part) || MONTHS.contains(&part))
}

/// The names of a sentence. `known` are the words the report has with a capital inside sentences: at the head of one a single
/// word is a name only if it is known, or if it speaks.
pub fn names(prose: &Prose, known: &BTreeSet<&str>) -> Vec<Name> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < prose.words.len() {
        if !is_capital(prose.word(at)) {
            at += 1;
            continue;
        }
        let start = at;
        let goes_on = |at: usize| prose.runs_on(at) && !prose.word(at).ends_with("'s");
        while goes_on(at) && is_capital(prose.word(at + 1))
            || goes_on(at) && prose.word(at + 1) == "of" && goes_on(at + 1) && is_capital(prose.word(at + 2)) && {
                at += 1;
                true
            }
        {
            at += 1;
        }
        at += 1;
        let name = Name {
            words: start..at,
            possessive: prose.word(at - 1).ends_with("'s"),
            speaks: speaks(prose, &(start..at)),
        };
        // Whether these speak is for nobody to say, and a name with a possessive may be part of another.
        let unsure = (at..at + 3).any(|next| UNSURE_SAYS.contains(&prose.word(next)));
        if unsure || name.possessive && prose.word(at).starts_with(char::is_uppercase) {
            continue;
        }
        let opens = start == 0 || prose.front(start).contains('"');
        let first = prose.word(start).trim_end_matches("'s");
        let plural = first.ends_with('s');
        if !opens || name.words.len() > 1 || known.contains(first) || name.speaks && !plural {
            found.push(name);
        }
    }
    found
}

fn speaks(prose: &Prose, words: &Range<usize>) -> bool {
    let last = words.end - 1;
    let mut next = words.end;
    if prose.behind(last) == ")" && SAYS.contains(&prose.word(next)) {
        return true;
    }
    while prose.runs_on(next - 1) && ["also", "has", "had", "later"].contains(&prose.word(next)) {
        next += 1;
    }
    let before = prose.runs_on(next - 1) && SAYS.contains(&prose.word(next)) && !prose.word(last).ends_with("'s");
    let said_before =
        words.start > 0 && SAYS[..3].contains(&prose.before(words.start)) && prose.runs_on(words.start - 1);
    let parted = words.start > 1 && prose.behind(words.start - 2).contains([',', '"']);
    let ends = !prose.runs_on(last) || ["in", "at", "on", "of", "after"].contains(&prose.word(words.end));
    let cited = words.start > 1 && prose.before(words.start) == "to" && prose.before(words.start - 1) == "according";
    let of = words.start > 0 && prose.front(words.start).is_empty() && prose.behind(words.start - 1).is_empty() && {
        let before = prose.before(words.start);
        let before = if before == "the" && words.start > 1 { prose.before(words.start - 1) } else { before };
        ["of", "for", "at", "with", "from", "in"].contains(&before)
    };
    !of && before || said_before && parted && ends || cited && ends
}

/// The words with a capital inside sentences.
pub fn known<'t>(sentences: &[Prose<'t>]) -> BTreeSet<&'t str> {
    let mut known = BTreeSet::new();
    for prose in sentences {
        for at in 1..prose.words.len() {
            let word = &prose.body[prose.words[at].range.clone()];
            let inside = prose.front(at).is_empty() && prose.behind(at - 1).is_empty();
            if inside && is_capital(word) {
                known.insert(word.trim_end_matches("'s"));
            }
        }
    }
    known
}

/// What a name is called after by its form, so that a company takes the place of a company.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Form {
    Company,
    Letters,
    Single,
    Several,
}

fn form(name: &str) -> Form {
    let last = name.rsplit(' ').next().unwrap_or_default();
    let company = COMPANY_ENDINGS.iter().any(|(short, long)| last == *short || last == *long);
    match name.contains(' ') {
        _ if company => Form::Company,
        true => Form::Several,
        false if name.chars().all(char::is_uppercase) => Form::Letters,
        false => Form::Single,
    }
}

/// Names of all reports by their form.
pub struct Pool {
    names: Vec<(Form, Vec<String>)>,
}

impl Pool {
    pub fn of(texts: &[Text]) -> Pool {
        let mut all: BTreeSet<(Form, String)> = BTreeSet::new();
        for text in texts {
            let sentences = sentences(text);
            let known = known(&sentences);
            for prose in &sentences {
                for name in names(prose, &known).into_iter().filter(|name| name.words.start > 0 && !name.possessive) {
                    let words: Vec<&str> = name.words.map(|at| prose.word(at)).collect();
                    if words.len() <= 4 {
                        let name = words.join(" ");
                        all.insert((form(&name), name));
                    }
                }
            }
        }
        let of = |form: Form| all.iter().filter(|(other, _)| *other == form).map(|(_, name)| name.clone()).collect();
        Pool { names: [Form::Company, Form::Letters, Form::Single, Form::Several].map(|form| (form, of(form))).into() }
    }

    /// Another name of the form of `name`, that has no word in common with the sentence; sometimes it keeps a word of the
    /// name itself ("North Korea", "South Korea").
    pub fn other(&self, name: &str, sentence: &str, random: &mut Random) -> Option<String> {
        let of = self.names.iter().find(|(other, _)| *other == form(name)).map(|(_, names)| names)?;
        let has = |words: &str, word: &str| {
            words.split(|c: char| !c.is_alphanumeric()).any(|other| other.eq_ignore_ascii_case(word))
        };
        if name.matches(' ').count() == 1 && random.share() < 0.25 && form(name) == Form::Several {
            let (first, last) = name.split_once(' ')?;
            let keeps_first = random.share() < 0.5;
            for _ in 0..20 {
                let other = &of[random.below(of.len())];
                let Some((other_first, other_last)) = other.split_once(' ') else { continue };
                let made = if keeps_first { format!("{first} {other_last}") } else { format!("{other_first} {last}") };
                let new = if keeps_first { other_last } else { other_first };
                if !new.split(' ').any(|word| has(sentence, word)) {
                    return Some(made);
                }
            }
        }
        (0..20)
            .map(|_| &of[random.below(of.len())])
            .find(|other| {
                !other.split(' ').any(|word| COMPANY_ENDINGS.iter().all(|e| e.0 != word) && has(sentence, word))
            })
            .cloned()
    }

    /// Any name of a person, a place or a company.
    pub fn any(&self, sentence: &str, random: &mut Random) -> Option<String> {
        let like = ["Acme Corp", "Ada Lind", "Lima"][random.below(3)];
        (0..5)
            .find_map(|_| self.other(like, sentence, random))
            .filter(|name| !name.starts_with("Ada ") && !name.ends_with(" Lind"))
    }
}
