//! The source that stands at a place: one of `agencies.toml`, words that name nobody, a record, or a name.

use std::borrow::Cow;

use super::agencies::{AGENCIES, Known};
use super::phrasebook::{Phrasebook, Place};
use super::{SourceClass, Words, lower};
use crate::text::{Class, Language, Span, fold, is_function_word, month_named};

/// A source and the tokens `first..end` that name it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Source {
    pub first: usize,
    pub end: usize,
    /// Without the letters that are written as one with its first word.
    pub span: Span,
    pub label: String,
    pub class: SourceClass,
    /// Named by a word that means other things too.
    pub is_mark: bool,
    /// One of `agencies.toml`.
    pub is_known: bool,
    /// Words before its name say what it is ("the news agency TASS").
    pub has_lead: bool,
}

impl Source {
    fn new(words: &Words, first: usize, end: usize, class: SourceClass) -> Source {
        Source {
            first,
            end,
            span: words.span(first, end),
            label: words.label(first, end),
            class,
            is_mark: false,
            is_known: false,
            has_lead: false,
        }
    }
}

/// How a phrase meets a source.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub book: &'static Phrasebook,
    /// The classes it takes of a source that is not in `agencies.toml`.
    pub takes: &'a [SourceClass],
    pub takes_marks: bool,
    /// Letters that are one word with the source's first.
    pub glue: &'a str,
    /// The source ends with its line.
    pub in_line: bool,
    /// The rest of the line names the source, whatever it is ("Photo: …").
    pub rest_of_line: bool,
}

/// Names are not longer, in tokens.
pub(super) const LONGEST_NAME: usize = 10;

/// Words before a name that is known ("Russian state news agency TASS").
const LONGEST_LEAD: usize = 5;

/// The same where adjectives are small and stand behind the noun ("l'agence de presse officielle russe TASS").
const LONGEST_SMALL_LEAD: usize = 7;

/// What leads to a source and the source itself are not longer, with the adverbs after it.
pub(super) const LONGEST: usize = LONGEST_LEAD + LONGEST_NAME + 2;

/// The source at token `index`.
pub(super) fn at(words: &Words, index: usize, context: Context) -> Option<Source> {
    let source = plain(words, index, context)?;
    Some(if context.in_line { pictured(words, source) } else { source })
}

fn plain(words: &Words, index: usize, context: Context) -> Option<Source> {
    let takes = |class| context.takes.contains(&class);
    let ends = |source: &Source| !context.in_line || !words.joined(source.end) || words.line_ends(source.end);
    if let Some(source) = known(words, index, context) {
        return Some(source);
    }
    if takes(SourceClass::Unnamed)
        && let Some(source) = unnamed(words, index, context)
    {
        return Some(source);
    }
    if takes(SourceClass::Record)
        && let Some(source) = record(words, index, context)
    {
        return Some(source);
    }
    let named = name(words, index, context).filter(|source| takes(source.class) && ends(source));
    named.or_else(|| if context.rest_of_line { rest_of_line(words, index) } else { None })
}

/// A picture's source with all that slashes join to it, which is named as one ("Foto: Ann Smith/dpa"): the agency, if there
/// is one, supplied it.
fn pictured(words: &Words, mut source: Source) -> Source {
    let mut is_known = source.class == SourceClass::Wire;
    while words.gap(source.end) == "/" && !words.line_ends(source.end) && source.end < words.tokens.len() {
        let first = source.end;
        let known = known_at(words, first, "");
        source.end = known.map_or(first + 1, |(end, _)| end);
        while known.is_none() && words.joined(source.end) && is_capital(words, source.end) {
            source.end += 1;
        }
        if let Some((_, known)) = known.filter(|_| !is_known) {
            (source.label, source.class, is_known) = (known.label.clone(), known.class, true);
        }
        source.span = words.span(source.first, source.end);
    }
    source
}

/// The tokens that may be written as one with `glue`: the word without it. Arabic writes li- and al- as one.
fn unglued<'a>(word: &'a str, glue: &str) -> Option<Cow<'a, str>> {
    if glue.is_empty() {
        return Some(word.into());
    }
    let rest = word.strip_prefix(glue)?;
    Some(match rest.strip_prefix('ل') {
        Some(noun) if glue == "ل" => format!("ال{noun}").into(),
        _ => rest.into(),
    })
}

/// A source of `agencies.toml`, what leads to it and what explains it: "the Russian state news agency TASS", "the Korean
/// Central News Agency (KCNA)".
fn known(words: &Words, index: usize, context: Context) -> Option<Source> {
    let Context { book, glue, .. } = context;
    // English adjectives of countries have capitals, those of other languages do not.
    let has_small_adjectives = book.language != Language::English;
    let longest = if has_small_adjectives { LONGEST_SMALL_LEAD } else { LONGEST_LEAD };
    let (mut introduced, mut by_agency, mut small) = (false, false, false);
    for first in index..index + longest {
        let glue = if first == index { glue } else { "" };
        if first > index && !words.joined(first) {
            return None;
        }
        if let Some((mut end, known)) = known_at(words, first, glue) {
            if first > index && !introduced || small && !by_agency || is_part_of_name(words, first) {
                return None;
            }
            let in_brackets = known_at(words, end, "").filter(|(_, other)| other.label == known.label);
            if let Some((after, _)) = in_brackets.filter(|_| words.gap(end) == "(") {
                end = after;
            }
            while words.joined(end) {
                let next = words.lower(end);
                let is_agency = book.agency.contains(&*next);
                if !is_agency && !book.after.contains(&*next) {
                    break;
                }
                by_agency |= is_agency;
                end += 1;
            }
            if known.is_mark && !context.takes_marks && !by_agency {
                return None;
            }
            let whole = words.span(first, end);
            let span = Span::new(whole.start() + glue.len(), whole.end());
            let (label, class, is_mark) = (known.label.clone(), known.class, known.is_mark);
            let has_lead = first > index;
            return Some(Source { first, end, span, label, class, is_mark, is_known: true, has_lead });
        }
        let word = lower(words.text(first));
        let word = unglued(&word, glue)?;
        let is_agency = book.agency.contains(&*word);
        let lead =
            is_agency || book.before.contains(&*word) || book.articles.contains(&*word) || words.is_possessive(first);
        introduced |= lead;
        by_agency |= is_agency;
        if !lead && !words.tokens.get(first)?.is_capitalised() {
            if !has_small_adjectives || book.verbs.contains(&*word) || is_function_word(&fold(&word), book.language) {
                return None;
            }
            small = true;
        }
    }
    None
}

/// The name that begins right at token `first`, without what leads to it.
pub(super) fn bare(words: &Words, first: usize) -> Option<Source> {
    let (end, known) = known_at(words, first, "").filter(|_| !is_part_of_name(words, first))?;
    let mut source = Source::new(words, first, end, known.class);
    (source.label, source.is_mark, source.is_known) = (known.label.clone(), known.is_mark, true);
    Some(source)
}

/// Whether the one word that names a source is that of a person whom the text names more fully somewhere: in "Bloomberg said" the
/// agency, unless the text has "Michael Bloomberg" or "Mayor Bloomberg" too. What leads to a source tells that it is one.
pub(super) fn may_be_person(words: &Words, source: &Source, book: &Phrasebook) -> bool {
    let name = words.text(source.first);
    let (is_surname, is_given) = (AGENCIES.surname.contains(name), AGENCIES.given.contains(name));
    if !(is_surname || is_given) || !source.is_known || source.end != source.first + 1 || source.has_lead {
        return false;
    }
    let apart = |at: usize| {
        let word = words.text(at);
        let is_word = is_capital(words, at) && !words.tokens[at].is_all_caps() && month_named(word).is_none();
        let lower = words.lower(at);
        let told = book.first.contains_key(&*lower) || book.openers.contains(&*lower) || book.adverbs.contains(&*lower);
        is_word && !told && !book.after.contains(&*lower) && !is_function_word(&fold(word), book.language)
    };
    let same = |at: &usize| words.text(*at).strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "'s" | "’s"));
    (0..words.tokens.len()).filter(same).any(|at| {
        let titled = at > 0 && is_capital(words, at - 1) && is_title(words, at - 1);
        let follows = at > 0 && apart(at - 1) && words.gap(at).is_empty();
        let leads = apart(at + 1) && words.gap(at + 1).is_empty();
        is_surname && (titled && matches!(words.gap(at).as_str(), "" | ".") || follows) || is_given && leads
    })
}

/// The sources that a list goes on with behind a first one: "Reuters, AFP and the news agency TASS", "Reuters and the Washington
/// Post". A name that means other things too counts beside one that has its name for itself.
pub(super) fn listed(words: &Words, source: &Source, context: Context) -> Vec<Source> {
    let Context { book, .. } = context;
    let mut listed: Vec<Source> = Vec::new();
    // So many of them are followed by no comma alone: without "and" it is no list.
    let mut whole = 0;
    let takes_outlets = context.takes.contains(&SourceClass::Outlet) && !context.in_line;
    if !(source.is_known || takes_outlets && source.class == SourceClass::Outlet) {
        return listed;
    }
    loop {
        let last = listed.last().unwrap_or(source);
        let goes_on = |marks: &str| words.between(last.end, Some(last), marks);
        let and = |at: usize| book.and.contains(&*words.lower(at)) && words.joined(at + 1);
        let (at, glue, is_last) = match () {
            () if goes_on("") && and(last.end) => (last.end + 1, "", true),
            () if goes_on(",") && and(last.end) => (last.end + 1, "", true),
            () if goes_on("") && !book.glued_and.is_empty() => (last.end, book.glued_and.as_str(), true),
            () if goes_on(",") => (last.end, "", false),
            () => break,
        };
        let context = Context { book, takes: &[], takes_marks: true, glue, in_line: false, rest_of_line: false };
        let next = known(words, at, context).filter(|next| !(next.is_mark && source.is_mark));
        let outlet = || {
            let takes: &[SourceClass] = &[SourceClass::Outlet];
            name(words, at, Context { takes, ..context })
                .filter(|next| next.class == SourceClass::Outlet && takes_outlets)
        };
        let Some(next) = next.or_else(outlet) else { break };
        listed.push(next);
        whole = if is_last { listed.len() } else { whole };
    }
    listed.truncate(whole);
    listed
}

/// The sources of `agencies.toml` of which a bracket is full from token `index` on, and the token after the last: slashes, commas and
/// words part them, and desks' signs may stand among them ("(Reuters, AP)", "(dpa/lby)", "(red/APA)"). Inside a text one has its name
/// for itself, and there are no signs.
pub(super) fn bracketed(words: &Words, index: usize, context: Context, place: Place) -> Option<(Vec<Source>, usize)> {
    let Context { book, .. } = context;
    let (mut sources, mut has_sign, mut has_comma) = (Vec::new(), false, false);
    let mut at = index;
    loop {
        let context =
            Context { takes: &[], takes_marks: true, glue: "", in_line: false, rest_of_line: false, ..context };
        match known(words, at, context) {
            Some(source) => {
                at = source.end;
                sources.push(source);
            }
            None if is_sign(words, at, book) => {
                at += 1;
                has_sign = true;
            }
            None => return None,
        }
        let closing = words.closing(at);
        if closing.starts_with([')', ']']) {
            break;
        }
        has_comma |= closing == ",";
        let and = || book.and.contains(&*words.lower(at)) && words.joined(at + 1);
        at += match closing.as_str() {
            "" | "," if and() => 1,
            "," | "/" => 0,
            _ => return None,
        };
    }
    let is_sure = context.takes_marks || sources.iter().any(|source: &Source| !source.is_mark);
    // "The channels (BBC, CNN) were banned" goes on.
    let behind = words.before(at).trim_start_matches([')', ']']);
    let is_end = behind.contains('\n') || at >= words.tokens.len() || !behind.trim().is_empty();
    let is_placed = place != Place::Anywhere || !has_sign && (is_end || !has_comma);
    (!sources.is_empty() && is_sure && is_placed).then_some((sources, at))
}

/// Whether token `at` may be the sign of a desk or of who wrote, as stands beside an agency's in a mark: three small letters at most.
pub(super) fn is_sign(words: &Words, at: usize, book: &Phrasebook) -> bool {
    let word = words.text(at);
    (2..=3).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !is_function_word(word, book.language)
        && !book.and.contains(word)
}

/// The longest name of `agencies.toml` at token `first`, and the token after it.
fn known_at(words: &Words, first: usize, glue: &str) -> Option<(usize, &'static Known)> {
    let word = |at: usize| {
        let glue = if at == first { glue } else { "" };
        unglued(words.text(at), glue).unwrap_or_default()
    };
    let names = AGENCIES.known(&word(first));
    let known = names.iter().find(|known| words.is_run(first, &known.words, word))?;
    Some((first + known.words.len(), known))
}

/// Whether a longer name goes on at token `at`: "Thomson Reuters" is another name than "Reuters".
fn is_part_of_name(words: &Words, at: usize) -> bool {
    let before = at.saturating_sub(LONGEST_NAME)..at;
    before
        .rev()
        .take_while(|&first| words.joined(first + 1))
        .any(|first| known_at(words, first, "").is_some_and(|(end, _)| end > at))
}

/// The token after the name of the source called `label` that begins at token `first`, if one does.
pub(super) fn known_as(words: &Words, first: usize, label: &str) -> Option<usize> {
    known_at(words, first, "").filter(|(_, known)| known.label == label).map(|(end, _)| end)
}

/// Whether outlets put `word` behind their names.
pub(super) fn follows_outlets(word: &str) -> bool {
    AGENCIES.outlet.contains(&word.to_lowercase())
}

/// The agency whose name the words begin with, an article before it or not.
pub(super) fn agency<'k>(words: &Words) -> Option<&'k str> {
    let first = usize::from(words.lower(0) == "the" && words.tokens.len() > 1);
    known_at(words, first, "")
        .filter(|(_, known)| known.class == SourceClass::Wire)
        .map(|(_, known)| known.label.as_str())
}

/// Whether the tokens before `index` are a name of the source called `label`: then brackets only say its short name.
pub(super) fn is_short_for(words: &Words, index: usize, label: &str) -> bool {
    (index.saturating_sub(LONGEST_NAME)..index).any(|first| known_as(words, first, label) == Some(index))
}

/// "media reports"
fn unnamed(words: &Words, first: usize, context: Context) -> Option<Source> {
    let word = |at: usize| {
        let glue = if at == first { context.glue } else { "" };
        unglued(words.text(at), glue).map(|word| lower(&word).into_owned()).unwrap_or_default()
    };
    let book = context.book;
    let marks = context.takes_marks.then(|| book.unnamed_marks.get(&word(first))).flatten();
    let mut phrases = book.unnamed.get(&word(first)).into_iter().chain(marks).flatten();
    let run = phrases.find(|run| words.is_run(first, run, |at| word(at).into()))?;
    let mut source = Source::new(words, first, first + run.len(), SourceClass::Unnamed);
    source.label = run.join(" ");
    Some(source)
}

/// The token after an article in small letters at `index`, else `index`.
fn after_article(words: &Words, index: usize, context: Context) -> usize {
    index + usize::from(context.book.articles.contains(words.text(index)) && words.joined(index + 1))
}

/// A noun phrase that ends in a word for what can be looked up: "the State Duma's electronic database".
fn record(words: &Words, index: usize, context: Context) -> Option<Source> {
    let first = after_article(words, index, context);
    for at in first..first + LONGEST_NAME {
        let token = words.tokens.get(at).filter(|token| token.class == Class::Word)?;
        let lower = words.lower(at);
        if (at > index && !words.joined(at)) || token.is_attribution() {
            return None;
        }
        if AGENCIES.record.contains(&*lower) {
            return Some(Source::new(words, first, at + 1, SourceClass::Record));
        }
        if is_function_word(&fold(words.text(at)), Language::English) {
            return None;
        }
    }
    None
}

/// A run of capitals with the small words within it: "Observers Research Foundation", "Kremlin spokesman Dmitry Peskov".
fn name(words: &Words, index: usize, context: Context) -> Option<Source> {
    let first = after_article(words, index, context);
    // "As The Courier reported", "As the Courier reported": the name begins behind it, where it is found by itself.
    let behind = after_article(words, first + 1, context);
    if context.book.openers.contains(&*words.lower(first)) && words.joined(first + 1) && is_capital(words, behind) {
        return None;
    }
    let mut end = first;
    while end < first + LONGEST_NAME
        && (end == first || words.joined(end) && !(context.in_line && words.line_ends(end)))
    {
        let within = end > first && AGENCIES.within.contains(&*words.lower(end));
        if is_capital(words, end) || is_title(words, end) {
            end += 1;
        } else if within && words.joined(end + 1) && is_capital(words, end + 1) && !and_known(words, end, context.book)
        {
            end += 2;
        } else {
            break;
        }
    }
    // A title that ends the run names nobody ("the Kremlin spokesman").
    while end > first && is_title(words, end - 1) {
        end -= 1;
    }
    if !(first..end).any(|at| is_capital(words, at)) {
        return None;
    }
    let and =
        (first + 1..end).find(|&at| context.book.and.contains(&*words.lower(at)) && two_outlets(words, first, at, end));
    let end = and.unwrap_or(end);
    let class = match told_class(words, first, end) {
        Some(class) => class,
        // Inside a sentence only a title keeps its article's capital, and after "according to" that is a paper's.
        None if is_titled(words, first, end) && context.takes.contains(&SourceClass::Unknown) => SourceClass::Outlet,
        None if is_adjective(words, end) => return None,
        None => SourceClass::Unknown,
    };
    let mut source = Source::new(words, first, end, class);
    if class == SourceClass::Outlet {
        let (first, end) = called(words, first, end, context.book);
        (source.span, source.label) = (words.span(first, end), words.label(first, end));
        if let Some(bare) = ["'s", "’s", "'", "’"].iter().find_map(|ending| source.label.strip_suffix(ending)) {
            let length = source.label.len() - bare.len();
            source.span = Span::new(source.span.start(), source.span.end() - length);
            source.label.truncate(source.label.len() - length);
        }
    }
    Some(source)
}

/// Whether "and" at token `at` leads to a source that is known: "The Washington Post and Reuters" are two.
fn and_known(words: &Words, at: usize, book: &Phrasebook) -> bool {
    let is_article = |at: usize| book.articles.contains(&*words.lower(at)) && words.joined(at + 1);
    let next = at + 1 + usize::from(is_article(at + 1));
    book.and.contains(&*words.lower(at)) && bare(words, next).is_some_and(|known| !known.is_mark)
}

/// Whether "and" at token `at` stands between two outlets: each half tells that it is one, and is no single word, as in the name
/// of "The News and Observer".
fn two_outlets(words: &Words, first: usize, at: usize, end: usize) -> bool {
    let is_outlet = |first: usize, end: usize| {
        let is_long = end > first + 1 && (end > first + 2 || words.lower(first) != "the");
        is_long && told_class(words, first, end) == Some(SourceClass::Outlet)
    };
    is_outlet(first, at) && is_outlet(at + 1, end)
}

/// The words by which an outlet is called among those that name it: what stands between quotation marks (the "Bild"-Zeitung), what
/// has the person of a report ("Fox News' Ann Smith").
fn called(words: &Words, first: usize, end: usize, book: &Phrasebook) -> (usize, usize) {
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let tells = |at: usize| {
        let lower = words.lower(at);
        book.before.contains(&*lower) || book.after.contains(&*lower) || hint(words, at, at).is_some()
    };
    let opens = (first..end).find(|&at| words.before(at).ends_with(quote));
    let closes = opens.and_then(|opened| (opened + 1..end).find(|&at| words.before(at).starts_with(quote)));
    let (from, to) = (opens.unwrap_or(first), closes.unwrap_or(end));
    if (from > first || to < end) && (first..from).chain(to..end).all(tells) {
        return (from, to);
    }
    let owns = |at: &usize| {
        let apart = words.before(at + 1).starts_with(['\'', '’']) || words.text(*at).ends_with(['\'', '’']);
        apart || words.is_possessive(*at)
    };
    let owner = (first..end - 1).find(|at| owns(at) && told_class(words, first, at + 1) == Some(SourceClass::Outlet));
    (first, owner.map_or(end, |owner| owner + 1))
}

fn is_capital(words: &Words, at: usize) -> bool {
    words.tokens.get(at).is_some_and(|token| token.class == Class::Word && token.is_capitalised())
}

/// "spokesman", "President"
fn is_title(words: &Words, at: usize) -> bool {
    AGENCIES.person.contains(&*words.lower(at))
}

/// Whether the name begins with an article in a capital that no sentence begins with.
fn is_titled(words: &Words, first: usize, end: usize) -> bool {
    words.text(first) == "The" && end > first + 1 && words.joined(first)
}

/// The class that the words of a name tell: a title with a name after it a speaker, else what the last hint says.
fn told_class(words: &Words, first: usize, end: usize) -> Option<SourceClass> {
    let hint = |at: usize| hint(words, first, at);
    let person =
        |at: usize| is_capital(words, at) && !is_title(words, at) && !words.is_possessive(at) && hint(at).is_none();
    match (first..end).find(|&at| is_title(words, at)) {
        Some(title) if (title + 1..end).any(person) => Some(SourceClass::Speaker),
        _ => (first..end).rev().find_map(hint).flatten(),
    }
}

/// Whether the name that ends before `end` only describes what follows: "according to U.S. officials".
fn is_adjective(words: &Words, end: usize) -> bool {
    let after = words.tokens.get(end).filter(|token| words.joined(end) && token.class == Class::Word);
    after.is_some_and(|token| !token.is_attribution() && !is_function_word(&fold(words.text(end)), Language::English))
}

/// The class that the word at `last`, with those before it down to `first`, tells; that it is none, if they tell that.
fn hint(words: &Words, first: usize, last: usize) -> Option<Option<SourceClass>> {
    let hints = AGENCIES.hints.get(&*words.lower(last))?;
    let fits = |run: &[String], class: Option<SourceClass>| {
        // The end of a name that is none's is none's too ("Post" of "Deutsche Post").
        let first = if class.is_some() { first } else { 0 };
        last + 1 >= first + run.len()
            && run.iter().rev().enumerate().all(|(n, word)| {
                words.lower(last - n) == word.as_str() && (n == 0 || class.is_some() || words.joined(last + 1 - n))
            })
    };
    hints.iter().find(|(run, class)| fits(run, *class)).map(|(_, class)| *class)
}

/// The rest of the line, if it is short enough to be a name and no caption.
fn rest_of_line(words: &Words, first: usize) -> Option<Source> {
    words.tokens.get(first)?;
    let mut end = first + 1;
    while words.joined(end) && !words.line_ends(end) {
        end += 1;
    }
    // "Photo: Rescuers search the river" is a caption.
    let in_name = |at: usize| is_capital(words, at) || AGENCIES.within.contains(&*words.lower(at));
    let is_name = end - first < 3 || (first..end).all(in_name);
    (end - first <= LONGEST_LEAD && is_name).then(|| Source::new(words, first, end, SourceClass::Unknown))
}
