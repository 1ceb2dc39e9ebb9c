//! Names that were exchanged, dropped or added, and who speaks.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::changes::{Change, Changes};
use super::side::{Name, Side};
use super::{Drift, DriftKind, Verdict};
use crate::overlap::thresholds::SMALL_CHANGE;
use crate::text::{
    Language, Span, abbreviates, fold, is_courtesy, is_function_word, is_office, joins_names, without_marks,
};

/// The drift of names. Two are counterparts if they keep a word in common, or stand in one change.
pub(super) fn names(a: &Side, b: &Side, changes: &Changes) -> Vec<Drift> {
    let (touched_a, touched_b) = (touched(a, changes, |change| &change.a), touched(b, changes, |change| &change.b));
    let mut pairs = Pairs { met_a: vec![None; a.names.len()], met_b: vec![None; b.names.len()], list: Vec::new() };
    for &(i, j) in &changes.kept {
        if let (Some(x), Some(y)) = (a.items[i].name, b.items[j].name)
            && !a.items[i].is_small
            && pairs.met_a[x].is_none()
            && pairs.met_b[y].is_none()
        {
            pairs.add(x, y);
        }
    }
    for change in &changes.changed {
        let (left, right) = (named(a, &change.a), named(b, &change.b));
        if has_few_other_words(a, &change.a) && has_few_other_words(b, &change.b) {
            pairs.in_change(a, left, b, right);
        }
    }
    let changed =
        |(xs, ys): &&(Vec<usize>, Vec<usize>)| xs.iter().any(|&x| touched_a[x]) || ys.iter().any(|&y| touched_b[y]);
    let mut found: Vec<Drift> = pairs.list.iter().filter(changed).filter_map(|(xs, ys)| paired(a, xs, b, ys)).collect();
    let missing = |side: &Side, touched: &[bool], met: &[Option<usize>], other: &Side| -> Vec<(DriftKind, Span)> {
        let names = side.names.iter().enumerate().filter(|(at, _)| touched[*at] && met[*at].is_none());
        let mut names = names.map(|(_, name)| name).peekable();
        // Most pairs miss none: the other side is read only where there is something to seek in it.
        let known = names.peek().map(|_| Known::of(other));
        let lacks = |name: &&Name| known.as_ref().is_some_and(|known| known.lacks(side, name));
        names.filter(lacks).map(|name| (kind(name), name.span)).collect()
    };
    let dropped = missing(a, &touched_a, &pairs.met_a, b).into_iter();
    found.extend(dropped.map(|(kind, span)| Drift { kind, a: Some(span), b: None, verdict: Verdict::Dropped }));
    let added = missing(b, &touched_b, &pairs.met_b, a).into_iter();
    found.extend(added.map(|(kind, span)| Drift { kind, a: None, b: Some(span), verdict: Verdict::Added }));
    found
}

/// Which names stand for which; several words that are no one name may stand for one.
struct Pairs {
    /// Of each name the pair it is in.
    met_a: Vec<Option<usize>>,
    met_b: Vec<Option<usize>>,
    list: Vec<(Vec<usize>, Vec<usize>)>,
}

impl Pairs {
    fn add(&mut self, x: usize, y: usize) {
        (self.met_a[x], self.met_b[y]) = (Some(self.list.len()), Some(self.list.len()));
        self.list.push((vec![x], vec![y]));
    }

    /// Pairs the names of one change that have no counterpart so far, one by one.
    fn in_change(&mut self, a: &Side, left: Vec<usize>, b: &Side, right: Vec<usize>) {
        let free = |names: &[usize], met: &[Option<usize>]| -> Vec<usize> {
            names.iter().copied().filter(|&name| met[name].is_none()).collect()
        };
        let (mut free_a, mut free_b) = (free(&left, &self.met_a), free(&right, &self.met_b));
        // "U.S. Treasury" and "U.S. Congress": what came beside a word that stayed took the place of the rest of that name.
        let rest = |names: &[usize], met: &[Option<usize>]| names.iter().find_map(|&name| met[name]);
        if free_a.is_empty() && !free_b.is_empty() {
            if let Some(pair) = rest(&left, &self.met_a) {
                self.join(pair, &[], &touching(b, &self.list[pair].1, &free_b));
            }
            return;
        }
        if free_b.is_empty() && !free_a.is_empty() {
            if let Some(pair) = rest(&right, &self.met_b) {
                self.join(pair, &touching(a, &self.list[pair].0, &free_a), &[]);
            }
            return;
        }
        // What only may be a name gives way.
        let give_way = |side: &Side, names: &mut Vec<usize>, others: usize| {
            while names.len() > others
                && let Some(open) = names.iter().position(|&name| side.names[name].is_open)
            {
                names.remove(open);
            }
        };
        give_way(a, &mut free_a, free_b.len());
        give_way(b, &mut free_b, free_a.len());
        for (x, y) in in_turn(a, &free_a, b, &free_b) {
            if may_be_exchanged(a, &a.names[x], b, &b.names[y]) {
                self.add(x, y);
            }
        }
        // What one side has more of, right beside one that was paired, is part of it.
        for pair in 0..self.list.len() {
            let (xs, ys) = &self.list[pair];
            let (more_a, more_b) =
                (touching(a, xs, &free(&left, &self.met_a)), touching(b, ys, &free(&right, &self.met_b)));
            self.join(pair, &more_a, &more_b);
        }
    }

    fn join(&mut self, pair: usize, xs: &[usize], ys: &[usize]) {
        xs.iter().for_each(|&x| self.met_a[x] = Some(pair));
        ys.iter().for_each(|&y| self.met_b[y] = Some(pair));
        self.list[pair].0.extend(xs);
        self.list[pair].1.extend(ys);
        self.list[pair].0.sort_unstable();
        self.list[pair].1.sort_unstable();
    }
}

/// The names among `others` that nothing but a space, a hyphen or "of" parts from one of `names`.
fn touching(side: &Side, names: &[usize], others: &[usize]) -> Vec<usize> {
    let beside = |one: usize, other: usize| {
        let (first, last) = (&side.names[one.min(other)], &side.names[one.max(other)]);
        if first.span.end() > last.span.start() {
            return false;
        }
        let between = side.wording(Span::new(first.span.end(), last.span.start())).trim();
        matches!(between, "" | "-") || joins_names(between)
    };
    others.iter().copied().filter(|&other| names.iter().any(|&name| beside(name, other))).collect()
}

/// Names in turn; where one side has more, who speaks goes with who speaks.
fn in_turn(a: &Side, left: &[usize], b: &Side, right: &[usize]) -> Vec<(usize, usize)> {
    let fits = |x: usize, y: usize| a.names[x].speaks == b.names[y].speaks;
    let (mut from_a, mut from_b) = (0, 0);
    let mut pairs = Vec::new();
    while from_a < left.len() && from_b < right.len() {
        let (more_a, more_b) = (left.len() - from_a, right.len() - from_b);
        if more_a > more_b && !fits(left[from_a], right[from_b]) {
            from_a += 1;
        } else if more_b > more_a && !fits(left[from_a], right[from_b]) {
            from_b += 1;
        } else {
            pairs.push((left[from_a], right[from_b]));
            (from_a, from_b) = (from_a + 1, from_b + 1);
        }
    }
    pairs
}

fn kind(name: &Name) -> DriftKind {
    if name.speaks { DriftKind::Speaker } else { DriftKind::Name }
}

/// Whether a word of each name changed.
fn touched(side: &Side, changes: &Changes, pick: fn(&Change) -> &Range<usize>) -> Vec<bool> {
    let mut touched = vec![false; side.names.len()];
    for item in changes.changed.iter().flat_map(|change| &side.items[pick(change).clone()]) {
        if let Some(name) = item.name {
            touched[name] = true;
        }
    }
    touched
}

/// The names in a change, in order.
fn named(side: &Side, items: &Range<usize>) -> Vec<usize> {
    let mut names: Vec<usize> = side.items[items.clone()].iter().filter_map(|item| item.name).collect();
    names.dedup();
    names.retain(|&name| !words(side, &side.names[name]).is_empty());
    names
}

/// Whether the names of a change can be held against those of the other side: there is little else in it.
fn has_few_other_words(side: &Side, items: &Range<usize>) -> bool {
    side.items[items.clone()].iter().filter(|item| item.name.is_none() && !item.is_value).count() <= SMALL_CHANGE
}

/// Whether one may have taken the place of the other. Two words that both may be names or begin their sentences are names if
/// no text has one of them small.
fn may_be_exchanged(a: &Side, x: &Name, b: &Side, y: &Name) -> bool {
    let never_small = |side: &Side, name: &Name| {
        let word = fold(side.wording(name.span)).into_owned();
        let stands = |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|other| other == word);
        (name.is_inside || !word.ends_with('s')) && !stands(a.prepared.text.body()) && !stands(b.prepared.text.body())
    };
    match (x.is_open, y.is_open) {
        // "U.S. Markets" is no head of a sentence: one of two is enough.
        (true, true) if x.is_inside && y.is_inside => never_small(a, x) || never_small(b, y),
        (true, true) => never_small(a, x) && never_small(b, y),
        _ => true,
    }
}

/// The telling words of a name, folded; none of "Mr" alone.
fn words(side: &Side, name: &Name) -> Vec<String> {
    let words = side.items[name.items.clone()].iter().filter(|item| !item.is_small).map(|item| side.wording(item.span));
    // In capitals it is short for something: "US".
    let is_short_form = |word: &str| word.chars().nth(1).is_some() && word.chars().all(char::is_uppercase);
    let tells = |word: &&str| is_short_form(word) || !is_function_word(&fold(word), Language::English);
    let words: Vec<String> = words.filter(tells).map(|word| fold(word).into_owned()).collect();
    if words.iter().all(|word| is_courtesy(word)) { Vec::new() } else { words }
}

fn pick<'s>(side: &'s Side, names: &[usize]) -> Vec<&'s Name> {
    names.iter().map(|&name| &side.names[name]).collect()
}

/// Names that stand for each other; neither list is empty.
fn paired(a: &Side, xs: &[usize], b: &Side, ys: &[usize]) -> Option<Drift> {
    let (xs, ys) = (pick(a, xs), pick(b, ys));
    let speaks = |names: &[&Name]| names.iter().any(|name| name.speaks);
    let kind = if speaks(&xs) || speaks(&ys) { DriftKind::Speaker } else { DriftKind::Name };
    let all = |side: &Side, names: &[&Name]| names.iter().flat_map(|name| words(side, name)).collect::<Vec<String>>();
    let (words_x, words_y) = (all(a, &xs), all(b, &ys));
    if words_x == words_y || words_x.is_empty() || words_y.is_empty() {
        return None;
    }
    let same_unit = matches!((&xs[..], &ys[..]), ([x], [y]) if x.unit.is_some() && x.unit == y.unit);
    let verdict = if same_unit || is_one(&words_x, &words_y) { Verdict::Reformatted } else { Verdict::Conflict };
    let span = |names: &[&Name]| names.iter().map(|name| name.span).reduce(Span::cover);
    Some(Drift { kind, a: span(&xs), b: span(&ys), verdict })
}

/// "Vladimir Putin" and "Putin", "Treaty on Partnership" and "Partnership Treaty", "Acme Corp" and "Acme Corporation",
/// "President Putin" and "Vladimir Putin" are one name; "North Korea" and "South Korea" are two.
fn is_one(x: &[String], y: &[String]) -> bool {
    let is_one = |x: &[String], y: &[String]| within(x, y) || within(y, x) || initials(x, y) || initials(y, x);
    is_one(x, y)
        || without_titles(x).len() + without_titles(y).len() < x.len() + y.len()
            && is_one(without_titles(x), without_titles(y))
}

/// A name without the titles it begins with; what stands last is none.
fn without_titles(name: &[String]) -> &[String] {
    let Some((_, before)) = name.split_last() else { return name };
    let titles = before.iter().take_while(|word| is_courtesy(word) || is_office(word)).count();
    &name[titles..]
}

/// Whether every word of the one has its like in the other. A short form alone may stand for any word: it needs others beside
/// it.
fn within(few: &[String], many: &[String]) -> bool {
    let alone = few.len() == 1;
    let is_met = |word: &String, other: &String| is_spelt_like(word, other) || !alone && is_like(word, other);
    few.iter().all(|word| many.iter().any(|other| is_met(word, other)))
}

/// Whether two words have the same letters, with whatever marks: many write foreign names without.
fn is_spelt_like(word: &str, other: &str) -> bool {
    word == other || !(word.is_ascii() && other.is_ascii()) && without_marks(word) == without_marks(other)
}

/// Whether two words of names are the same or one is short for the other.
fn is_like(word: &str, other: &str) -> bool {
    word == other || abbreviates(word, other) || abbreviates(other, word)
}

/// "IMF" and "International Monetary Fund".
fn initials(letters: &[String], words: &[String]) -> bool {
    let [letters] = letters else { return false };
    let letters = letters.chars().filter(|c| c.is_alphanumeric());
    words.len() > 1 && letters.eq(words.iter().filter_map(|word| word.chars().next()))
}

/// What a side names, and the words it has.
struct Known<'s> {
    names: Vec<Vec<String>>,
    /// What counts as one name to the matcher: "UN" and "United Nations".
    units: HashSet<u32>,
    words: HashSet<Cow<'s, str>>,
}

impl Known<'_> {
    fn of<'s>(side: &'s Side) -> Known<'s> {
        let names = side.names.iter().map(|name| words(side, name)).filter(|words| !words.is_empty());
        let words = side.items.iter().map(|item| fold(side.wording(item.span)));
        let units = side.names.iter().filter_map(|name| name.unit);
        Known { names: names.collect(), words: words.collect(), units: units.collect() }
    }

    /// Whether a name of the other side stands nowhere here, nor another form of it.
    fn lacks(&self, side: &Side, name: &Name) -> bool {
        let own = words(side, name);
        let is_named = || self.names.iter().any(|theirs| is_one(&own, theirs));
        let is_written = || own.iter().all(|word| self.words.contains(word.as_str()));
        let is_counted = || name.unit.is_some_and(|unit| self.units.contains(&unit));
        !name.is_open && !own.is_empty() && !is_written() && !is_counted() && !is_named()
    }
}
