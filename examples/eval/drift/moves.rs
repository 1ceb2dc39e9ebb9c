//! What is done to a sentence. Each move is asked for one change, and gives none where the sentence has no place for it.

use std::ops::Range;

use wirecopy::overlap::DriftKind::{Date, Name as NameKind, Negation, Number, Quotation, Speaker};

use super::edits::{Change, Edit, Make};
use super::names::{Name, Pool};
use super::prose::Prose;
use super::words::*;
use crate::random::Random;

pub struct Move {
    pub way: &'static str,
    pub make: Make,
}

const fn change(way: &'static str, make: Make) -> Move {
    Move { way, make }
}

pub const MOVES: &[Move] = &[
    change("number in digits exchanged", number),
    change("number in words exchanged", number_in_words),
    change("weekday exchanged", weekday),
    change("month exchanged", month),
    change("day of the month exchanged", day),
    change("year exchanged", year),
    change("name exchanged", name),
    change("name exchanged", name),
    change("negation put in", negation_in),
    change("negation taken out", negation_out),
    change("negation taken out", negation_out),
    change("speaker exchanged", speaker),
    change("word of a quotation exchanged", quoted_word),
    change("number taken out", number_out),
    change("number put in", number_in),
    change("date taken out", date_out),
    change("date put in", date_in),
    change("name taken out", name_out),
    change("name put in", name_in),
    change("synonym", synonym),
    change("synonym", synonym),
    change("modifier taken out", modifier_out),
    change("modifier put in", modifier_in),
    change("percent", percent),
    change("date in another order", date_order),
    change("thousands", thousands),
    change("money", money),
    change("company ending", company_ending),
    change("United States", united_states),
    change("order of clauses", clause_order),
];

/// One of the places where `fits`.
fn place(prose: &Prose, random: &mut Random, fits: impl Fn(usize) -> bool) -> Option<usize> {
    let places: Vec<usize> = (0..prose.words.len()).filter(|&at| fits(at)).collect();
    (!places.is_empty()).then(|| places[random.below(places.len())])
}

fn one<'w>(words: &[&'w str], not: &str, random: &mut Random) -> &'w str {
    loop {
        let word = words[random.below(words.len())];
        if !word.eq_ignore_ascii_case(not) {
            return word;
        }
    }
}

fn is_amount(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    digits > 0
        && digits < 8
        && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word.matches('.').count() < 2
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_month(word: &str) -> bool {
    MONTHS.contains(&word)
}

/// "May" is a month beside a number or behind such a word.
fn is_sure_month(prose: &Prose, at: usize) -> bool {
    let month = prose.word(at);
    let dated = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit()) && !word.is_empty();
    let company =
        ["in", "of", "since", "until", "by", "last", "from"].contains(&prose.before(at)) || dated(prose.word(at + 1));
    is_month(month) && (!["May", "March", "August"].contains(&month) || company) && at > 0
}

fn is_day(prose: &Prose, at: usize) -> bool {
    let small = prose.word(at).parse::<u8>().is_ok_and(|day| (1..=31).contains(&day));
    small && at > 0 && prose.runs_on(at - 1) && is_month(prose.before(at))
}

/// Whether a number stands free, and is no part of a date or a fraction.
fn is_number(prose: &Prose, at: usize) -> bool {
    let beside_month =
        is_month(prose.before(at)) || is_month(prose.word(at + 1)) || MONTHS_SHORT.contains(&prose.before(at));
    let free = !prose.front(at).contains(['<', '-', '/', '\'']) && !prose.behind(at).contains(['>', '-', '/', '\'']);
    let part = prose.word(at + 1).contains('/') || prose.before(at).contains('/');
    is_amount(prose.word(at)) && !is_year(prose.word(at)) && !beside_month && free && !part
}

fn number(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_number(prose, at))?;
    let old = prose.word(at).to_owned();
    let mut digits: Vec<u8> = old.bytes().collect();
    let places: Vec<usize> = (0..digits.len()).filter(|&at| digits[at].is_ascii_digit()).collect();
    match random.below(4) {
        0 if !old.contains([',', '.']) && old.len() < 4 => digits.insert(0, b'1'),
        1 if places.len() > 1 => {
            let at = random.below(places.len() - 1);
            digits.swap(places[at], places[at + 1]);
        }
        _ => {
            let at = places[random.below(places.len())];
            let least = if at == 0 { 1 } else { 0 };
            digits[at] = b'0' + least + random.below(10 - least as usize) as u8;
        }
    }
    let new = String::from_utf8(digits).ok()?;
    let starts_well = !new.starts_with('0') || new.starts_with("0.");
    let has = (0..prose.words.len()).any(|other| prose.word(other) == new);
    (new != old && starts_well && !has).then(|| Change::conflict(Number, prose.words[at].range.clone(), new))
}

fn number_in_words(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| NUMBERS.contains(&prose.word(at)) && prose.word(at + 1) != "of")?;
    let new = one(&NUMBERS, prose.word(at), random);
    let has = (0..prose.words.len()).any(|other| prose.word(other) == new);
    (!has).then(|| Change::conflict(Number, prose.words[at].range.clone(), new))
}

fn weekday(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| WEEKDAYS.contains(&prose.word(at)))?;
    let new = one(&WEEKDAYS, prose.word(at), random);
    Some(Change::conflict(Date, prose.words[at].range.clone(), new))
}

fn month(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_sure_month(prose, at))?;
    let new = one(&MONTHS, prose.word(at), random);
    // No 30th of February.
    let day = prose.word(at + 1).parse::<u8>().unwrap_or(0).max(prose.before(at).parse::<u8>().unwrap_or(0));
    if day > 28 && ["February", "April", "June", "September", "November"].contains(&new) {
        return None;
    }
    Some(Change::conflict(Date, prose.words[at].range.clone(), new))
}

fn day(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_day(prose, at))?;
    let old: u8 = prose.word(at).parse().ok()?;
    let new = 1 + random.below(28) as u8;
    (new != old).then(|| Change::conflict(Date, prose.words[at].range.clone(), new.to_string()))
}

fn year(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_year(prose.word(at)))?;
    let old: usize = prose.word(at).parse().ok()?;
    let new = if random.share() < 0.7 { old + 1 + random.below(3) } else { old - 1 - random.below(9) }.to_string();
    let has = (0..prose.words.len()).any(|other| prose.word(other) == new);
    (!has).then(|| Change::conflict(Date, prose.words[at].range.clone(), new))
}

/// The words of a name without its possessive ending.
fn name_range(prose: &Prose, name: &Name) -> Range<usize> {
    let range = prose.range_of(name.words.clone());
    if name.possessive { range.start..range.end - 2 } else { range }
}

fn sentence<'t>(prose: &Prose<'t>) -> &'t str {
    &prose.body[prose.range.clone()]
}

/// Whether a word of the name stands in the sentence again.
fn again(prose: &Prose, name: &Name) -> bool {
    let bare = |word: &str| word.trim_end_matches("'s").to_owned();
    name.words.clone().any(|at| {
        let word = bare(prose.word(at));
        word != "of"
            && (0..prose.words.len()).any(|other| !name.words.contains(&other) && bare(prose.word(other)) == word)
    })
}

fn exchange(prose: &Prose, name: &Name, pool: &Pool, random: &mut Random) -> Option<Change> {
    let range = name_range(prose, name);
    let old = prose.body[range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
    let new = pool.other(&old, sentence(prose), random)?;
    Some(Change::conflict(if name.speaks { Speaker } else { NameKind }, range, new))
}

fn pick<'n>(names: &'n [Name], random: &mut Random, fits: impl Fn(&Name) -> bool) -> Option<&'n Name> {
    let fitting: Vec<&Name> = names.iter().filter(|name| fits(name)).collect();
    (!fitting.is_empty()).then(|| fitting[random.below(fitting.len())])
}

fn name(prose: &Prose, names: &[Name], pool: &Pool, random: &mut Random) -> Option<Change> {
    let name = pick(names, random, |name| !name.speaks && !again(prose, name))?;
    exchange(prose, name, pool, random)
}

fn speaker(prose: &Prose, names: &[Name], pool: &Pool, random: &mut Random) -> Option<Change> {
    let name = pick(names, random, |name| name.speaks && !again(prose, name))?;
    exchange(prose, name, pool, random)
}

fn negation_in(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        let next = prose.word(at + 1);
        AUXILIARIES[..14].contains(&prose.word(at))
            && prose.runs_on(at)
            && next.starts_with(char::is_lowercase)
            && !["not", "no", "never", "been"].contains(&next)
    })?;
    let end = prose.words[at].range.end;
    let word = if random.share() < 0.15 { " never" } else { " not" };
    Some(Change::conflict(Negation, end..end, word))
}

fn negation_out(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    const NEGATIONS: [&str; 5] = ["not", "no", "never", "cannot", "without"];
    let at = place(prose, random, |at| NEGATIONS.contains(&prose.word(at)))?;
    let (word, next) = (prose.word(at), prose.word(at + 1));
    let from = prose.with_space(at);
    let range = from..prose.words[at].range.end;
    match word {
        "not" if prose.before(at) == "did" => {
            let (_, past) = PAST.iter().find(|(verb, _)| *verb == next)?;
            Some(Change::conflict(Negation, prose.range_of(at - 1..at + 2), *past))
        }
        "not" if ["only", "yet", "later", "less", "more"].contains(&next) => None,
        "not" if !AUXILIARIES.contains(&prose.before(at)) => None,
        "not" | "never" => Some(Change::conflict(Negation, range, "")),
        "cannot" => Some(Change::conflict(Negation, prose.words[at].range.clone(), "can")),
        "without" => Some(Change::conflict(Negation, prose.words[at].range.clone(), "with")),
        "no" if !["longer", "more", "less", "one"].contains(&next) && next.starts_with(char::is_lowercase) => {
            let new = one(&["a", "some", "the"], "", random);
            Some(Change::conflict(Negation, prose.words[at].range.clone(), new))
        }
        _ => None,
    }
}

/// In four out of five cases another word, else a word less or more.
fn quoted_word(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        let word = prose.word(at);
        let inside = at > 0 && prose.words[at].quoted && prose.words[at - 1].quoted;
        inside
            && word.len() >= 4
            && word.bytes().all(|byte| byte.is_ascii_lowercase())
            && !NUMBERS.contains(&word)
            && prose.words.iter().filter(|word| word.quoted).count() >= 5
            && !AUXILIARIES.contains(&word)
            && !["never", "cannot", "without", "billion", "million", "percent", "last", "next", "today"].contains(&word)
    })?;
    let new = one(&PLAIN, prose.word(at), random);
    let range = prose.words[at].range.clone();
    match random.below(10) {
        0 => {
            let from = prose.with_space(at);
            Some(Change::dropped(Quotation, from..range.end, range, ""))
        }
        1 => Some(Change::added(Quotation, prose.with_space(at), " ", new)),
        _ => Some(Change::conflict(Quotation, range, new)),
    }
}

/// Where words can be put in outside quotations: before the end, or before a comma.
fn gap(prose: &Prose, random: &mut Random) -> Option<usize> {
    let comma = |at: usize| {
        prose.behind(at) == ","
            && !prose.words[at].quoted
            && prose.word(at).len() > 3
            && prose.word(at).bytes().all(|byte| byte.is_ascii_lowercase())
            && !SAYS.contains(&prose.word(at))
    };
    let mut gaps: Vec<usize> =
        (0..prose.words.len()).filter(|&at| comma(at)).map(|at| prose.words[at].range.end).collect();
    gaps.extend(prose.stop());
    (!gaps.is_empty()).then(|| gaps[random.below(gaps.len())])
}

const PREPOSITIONS: [&str; 8] = ["in", "of", "by", "with", "from", "at", "for", "to"];

/// A number with its preposition and its unit.
fn number_out(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        is_number(prose, at) && PREPOSITIONS.contains(&prose.before(at)) && at > 1 && prose.runs_on(at - 1)
    })?;
    const UNITS: [&str; 9] = ["mln", "billion", "dlrs", "pct", "cts", "tonnes", "a", "share", "points"];
    let mut last = at;
    while prose.runs_on(last) && UNITS.contains(&prose.word(last + 1)) {
        last += 1;
    }
    let plain = prose.word(last + 1).starts_with(char::is_lowercase) || !prose.runs_on(last);
    let twice = (0..prose.words.len()).any(|other| other != at && prose.word(other) == prose.word(at));
    let unit = last > at || !prose.runs_on(last);
    (plain && unit && !twice).then(|| {
        let fact = prose.range_of(at..last + 1);
        Change::dropped(Number, prose.with_space(at - 1)..fact.end, fact, "")
    })
}

fn number_in(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let gap = gap(prose, random)?;
    let n = 11 + random.below(880);
    let (lead, fact) = match random.below(4) {
        0 => (" by ", format!("{}.{} pct", n / 10, n % 10)),
        1 => (" for ", format!("{n} mln dlrs")),
        2 => (" of ", format!("{n}")),
        _ => (" worth ", format!("{n},{:03} dlrs", random.below(1000))),
    };
    Some(Change::added(Number, gap, lead, &fact))
}

fn date_out(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        let word = prose.word(at);
        let dated = WEEKDAYS.contains(&word) || is_sure_month(prose, at) || is_year(word);
        dated && at > 1 && prose.runs_on(at - 1) && ["on", "in", "since", "until", "by"].contains(&prose.before(at))
    })?;
    let mut last = at;
    while is_month(prose.word(at)) && (prose.runs_on(last) || prose.behind(last) == ",") && {
        let next = prose.word(last + 1);
        is_day(prose, last + 1) || is_year(next)
    } {
        last += 1;
    }
    // "in 1986 and 1987" would leave half.
    if ["and", "or", "to"].contains(&prose.word(last + 1)) {
        return None;
    }
    let fact = prose.range_of(at..last + 1);
    let twice = (0..prose.words.len()).any(|other| other != at && prose.word(other) == prose.word(at));
    (!twice).then(|| Change::dropped(Date, prose.with_space(at - 1)..fact.end, fact, ""))
}

fn date_in(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let gap = gap(prose, random)?;
    let (lead, fact) = match random.below(4) {
        0 => (" on ", one(&WEEKDAYS, "", random).to_owned()),
        1 => (" in ", one(&MONTHS, "", random).to_owned()),
        2 => (" in ", (1960 + random.below(25)).to_string()),
        _ => (" on ", format!("{} {}", one(&MONTHS, "", random), 1 + random.below(28))),
    };
    let has = fact.split(' ').any(|word| (0..prose.words.len()).any(|at| prose.word(at) == word));
    (!has).then(|| Change::added(Date, gap, lead, &fact))
}

fn name_out(prose: &Prose, names: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let name = pick(names, random, |name| {
        let (first, last) = (name.words.start, name.words.end - 1);
        let behind = first > 1 && PREPOSITIONS.contains(&prose.before(first)) && prose.runs_on(first - 1);
        let ends = !prose.runs_on(last)
            || prose.word(last + 1).starts_with(char::is_lowercase) && prose.word(last + 1) != "and";
        let owns = name.possessive && prose.word(last + 1).starts_with(char::is_lowercase);
        first > 1
            && prose.before(first - 1) != "according"
            && !name.speaks
            && (behind && ends && !name.possessive || owns)
            && !again(prose, name)
    })?;
    let fact = name_range(prose, name);
    if name.possessive {
        return Some(Change::dropped(NameKind, prose.range_of(name.words.clone()), fact, "its"));
    }
    Some(Change::dropped(NameKind, prose.with_space(name.words.start - 1)..fact.end, fact, ""))
}

fn name_in(prose: &Prose, _: &[Name], pool: &Pool, random: &mut Random) -> Option<Change> {
    let gap = gap(prose, random)?;
    let name = pool.any(sentence(prose), random)?;
    // "Corp." might end the sentence or not.
    let stops = prose.body[gap..].starts_with('.') && COMPANY_ENDINGS.iter().any(|(short, _)| name.ends_with(short));
    if stops {
        return None;
    }
    let lead = one(&[" in ", " with ", " of ", " for "], "", random);
    Some(Change::added(NameKind, gap, lead, &name))
}

fn synonym(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let other = |at: usize| SYNONYMS.iter().find(|(word, _)| *word == prose.word(at)).map(|(_, other)| *other);
    let at = place(prose, random, |at| other(at).is_some() && !prose.words[at].quoted)?;
    Some(Change::neutral(prose.words[at].range.clone(), other(at)?))
}

fn modifier_out(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        at > 0 && MODIFIERS.contains(&prose.word(at)) && !prose.words[at].quoted && prose.runs_on(at)
    })?;
    Some(Change::neutral(prose.with_space(at)..prose.words[at].range.end, ""))
}

fn modifier_in(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        let next = prose.word(at + 1);
        ["the", "a", "its", "their"].contains(&prose.word(at))
            && prose.runs_on(at)
            && !prose.words[at].quoted
            && next.len() > 3
            && next.bytes().all(|byte| byte.is_ascii_lowercase())
            && !next.starts_with(['a', 'e', 'i', 'o', 'u'])
    })?;
    let end = prose.words[at].range.end;
    Some(Change::neutral(end..end, format!(" {}", one(&MODIFIERS[..17], "important", random))))
}

fn percent(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        ["pct", "percent"].contains(&prose.word(at)) && at > 0 && is_amount(prose.before(at))
    })?;
    let range = prose.words[at].range.clone();
    Some(match random.below(4) {
        0 if prose.word(at) == "pct" => Change::neutral(range, "percent"),
        1 | 0 => Change::neutral(range, "per cent"),
        2 => Change::neutral(prose.with_space(at)..range.end, "%"),
        _ => Change::neutral(range, if prose.word(at) == "pct" { "percent" } else { "pct" }),
    })
}

/// "March 26" → "26 March", "March 26, 1987" → "26 March 1987".
fn date_order(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_day(prose, at) && !prose.words[at].quoted)?;
    let (month, day) = (prose.before(at), prose.word(at));
    let year = prose.behind(at) == "," && is_year(prose.word(at + 1));
    let last = at + usize::from(year);
    let mut new = format!("{day} {month}");
    if year {
        new.push_str(&format!(" {}", prose.word(at + 1)));
    }
    Some(Change::neutral(prose.range_of(at - 1..last + 1), new))
}

fn thousands(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| is_number(prose, at) && prose.word(at).contains(','))?;
    let plain = prose.word(at).replace(',', "");
    Some(Change::neutral(prose.words[at].range.clone(), plain))
}

/// "12 mln dlrs" → "12 million dollars", "$12 million".
fn money(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let at = place(prose, random, |at| {
        let power = ["mln", "billion"].contains(&prose.word(at + 1));
        is_number(prose, at) && power && prose.word(at + 2) == "dlrs" && prose.runs_on(at) && prose.runs_on(at + 1)
    })?;
    let power = if prose.word(at + 1) == "mln" { "million" } else { "billion" };
    let amount = prose.word(at);
    let new = match random.below(3) {
        0 => format!("{amount} {power} dollars"),
        1 => format!("${amount} {power}"),
        _ => format!("{amount} {power} dlrs"),
    };
    Some(Change::neutral(prose.range_of(at..at + 3), new))
}

fn company_ending(prose: &Prose, names: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let ending = |name: &Name| COMPANY_ENDINGS.iter().find(|(short, _)| *short == prose.word(name.words.end - 1));
    let name = pick(names, random, |name| ending(name).is_some() && name.words.len() > 1)?;
    let (short, long) = ending(name)?;
    let range = prose.words[name.words.end - 1].range.clone();
    let dotted = prose.behind(name.words.end - 1).is_empty() && random.share() < 0.3;
    Some(Change::neutral(range, if dotted { format!("{short}.") } else { (*long).to_owned() }))
}

fn united_states(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let is_noun = |at: usize| !prose.word(at + 1).starts_with(char::is_uppercase);
    let at = place(prose, random, |at| {
        at > 0
            && (prose.word(at) == "U.S." && prose.before(at) == "the" && is_noun(at)
                || prose.word(at) == "United" && prose.word(at + 1) == "States")
    })?;
    Some(match prose.word(at) {
        "U.S." => Change::neutral(prose.words[at].range.clone(), "United States"),
        _ => Change::neutral(prose.range_of(at..at + 2), "U.S."),
    })
}

/// A date goes to the end of the sentence, or whoever speaks to its head.
fn clause_order(prose: &Prose, _: &[Name], _: &Pool, random: &mut Random) -> Option<Change> {
    let last = prose.words.len() - 1;
    if prose.word(last) == "said" && prose.behind(last) == "." && !prose.is_quoted(0..last + 1) {
        let comma = (last.saturating_sub(4)..last - 1).rev().find(|&at| prose.behind(at) == ",")?;
        let plain = ["The", "It", "He", "They", "A", "In"].contains(&prose.word(0));
        let who = &prose.body[prose.range_of(comma + 1..last)];
        let mut who = who.to_owned();
        if let Some(first) = who.get(..1).map(str::to_uppercase) {
            who.replace_range(..1, &first);
        }
        let start = prose.words[0].range.start;
        if !plain {
            return None;
        }
        let first = prose.word(0).to_lowercase();
        let head = Edit { range: prose.words[0].range.clone(), with: format!("{who} said {first}") };
        let tail = Edit { range: prose.words[comma].range.end..prose.words[last].range.end, with: String::new() };
        return (start < tail.range.start).then(|| Change { edits: vec![head, tail], fact: None });
    }
    let end = prose.stop()?;
    let at = place(prose, random, |at| {
        WEEKDAYS.contains(&prose.word(at))
            && prose.before(at) == "on"
            && at > 1
            && prose.runs_on(at - 1)
            && prose.behind(at).is_empty()
    })?;
    let range = prose.with_space(at - 1)..prose.words[at].range.end;
    let words = prose.body[range.clone()].to_owned();
    let moved = vec![Edit { range, with: String::new() }, Edit { range: end..end, with: words }];
    (at + 3 < last).then_some(Change { edits: moved, fact: None })
}
