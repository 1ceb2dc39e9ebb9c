//! What a tool got right.

use std::ops::Range;

use crate::hunks::{self, Hunk};
use crate::paint::Told;
use crate::pairs::Pair;
use crate::texts::{Token, tokens};
use crate::tools::Costs;

/// Of one pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Known edits outside moved sentences, and those told exactly.
    outside: usize,
    outside_found: usize,
    /// The same inside.
    inside: usize,
    inside_found: usize,
    moves: usize,
    moves_found: usize,
    /// Changes told where nothing was changed.
    spurious: usize,
    /// Characters that stayed, moved ones too, on both sides; and those told to be changed.
    stayed: usize,
    stayed_painted: usize,
    /// Changes told, and characters told to be changed, of all characters.
    fragments: usize,
    painted: usize,
    characters: usize,
}

/// Of all pairs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    counts: Counts,
    pairs: usize,
    /// Pairs of which what the tool printed could not be read back.
    pub unread: usize,
}

pub const HEAD: &str = "tool                      exact  moves  inside  spurious/edit  wrong/1000  fragments/pair  \
    painted  ms/pair  peak MB";

impl Sums {
    pub fn add(&mut self, counts: &Counts) {
        let Counts { outside, outside_found, inside, inside_found, moves, moves_found, .. } = *counts;
        let sum = &mut self.counts;
        self.pairs += 1;
        sum.outside += outside;
        sum.outside_found += outside_found;
        sum.inside += inside;
        sum.inside_found += inside_found;
        sum.moves += moves;
        sum.moves_found += moves_found;
        sum.spurious += counts.spurious;
        sum.stayed += counts.stayed;
        sum.stayed_painted += counts.stayed_painted;
        sum.fragments += counts.fragments;
        sum.painted += counts.painted;
        sum.characters += counts.characters;
    }
}

/// A line of the table.
pub fn line(name: &str, sums: &Sums, costs: &Costs) -> String {
    let Sums { counts, pairs, unread } = sums;
    let share =
        |part: usize, of: usize| if of == 0 { "–".to_owned() } else { format!("{:.3}", part as f64 / of as f64) };
    let edits = counts.outside + counts.inside;
    let peak = costs.peak.map_or("–".to_owned(), |peak| format!("{:.1}", peak as f64 * 1.024 / 1000.0));
    let known = counts.outside > 0;
    let wrong = if known {
        format!("{:.2}", 1000.0 * counts.stayed_painted as f64 / counts.stayed as f64)
    } else {
        "–".into()
    };
    format!(
        "{name:<24} {:>6} {:>6} {:>7} {:>14} {:>11} {:>15.1} {:>8.3} {:>8.1} {:>8}{}",
        share(counts.outside_found, counts.outside),
        share(counts.moves_found, counts.moves),
        share(counts.inside_found, counts.inside),
        if known { share(counts.spurious, edits) } else { "–".to_owned() },
        wrong,
        counts.fragments as f64 / (*pairs).max(1) as f64,
        counts.painted as f64 / counts.characters.max(1) as f64,
        1000.0 * costs.seconds / (pairs + unread).max(1) as f64,
        peak,
        if *unread > 0 { format!("  ({unread} could not be read)") } else { String::new() },
    )
}

impl Counts {
    /// `missed` is handed what a reader wants to see: known edits that were not told, and changes told that are none.
    pub fn of(pair: &Pair, told: &Told, mut missed: impl FnMut(String)) -> Counts {
        let [old, new] = pair.texts.each_ref().map(|text| tokens(text));
        let sides = [&old[..], &new[..]];
        let said = told.tokens(&old, &new);
        let mut counts = Counts {
            characters: told.kept.len() + told.new,
            painted: told.kept.len() + told.new - 2 * told.kept.iter().flatten().count(),
            ..Counts::default()
        };
        // What is told to have moved has no part in the order of the rest.
        let in_order = |moves: &[[Range<usize>; 2]]| -> Vec<Option<usize>> {
            let is_moved = |token: usize| moves.iter().any(|[old, _]| old.contains(&token));
            let one = |(token, to): (usize, &Option<usize>)| {
                to.filter(|_| is_moved(token) || !told.moved[old[token].chars.start])
            };
            said.iter().enumerate().map(one).collect()
        };
        let moved: Vec<[Range<usize>; 2]> = pair.truth.as_ref().map(|truth| truth.moves.clone()).unwrap_or_default();
        let found = hunks::of(&in_order(&moved), new.len(), &moved);
        counts.fragments = found.outside.len();
        let Some(truth) = &pair.truth else { return counts };
        let known = hunks::of(&truth.kept, new.len(), &moved);
        counts.outside = known.outside.len();
        for hunk in &known.outside {
            let is_found = has(&found.outside, hunk, sides);
            counts.outside_found += usize::from(is_found);
            if !is_found {
                missed(format!("edit\t{}", shown(hunk, sides)));
            }
        }
        for ((known, found), [from, to]) in known.inside.iter().zip(&found.inside).zip(&moved) {
            counts.moves += 1;
            let kept = from.clone().filter(|&token| truth.kept[token].is_some());
            let right = kept.clone().filter(|&token| {
                told.moved[old[token].chars.start] && said[token].is_some_and(|place| to.contains(&place))
            });
            let is_found = right.count() * 10 >= kept.count() * 9;
            counts.moves_found += usize::from(is_found);
            if !is_found {
                missed(format!("move\t{}", shown(&Hunk { old: from.clone(), new: to.clone() }, sides)));
            }
            counts.inside += known.len();
            for hunk in known {
                let is_found = is_found && has(found, hunk, sides);
                counts.inside_found += usize::from(is_found);
                if !is_found {
                    missed(format!("inside\t{}", shown(hunk, sides)));
                }
            }
        }
        let came: Vec<bool> = {
            let mut came = vec![true; new.len()];
            truth.kept.iter().flatten().for_each(|&token| came[token] = false);
            came
        };
        let changes = |hunk: &&Hunk| {
            hunk.old.clone().any(|token| truth.kept[token].is_none()) || hunk.new.clone().any(|token| came[token])
        };
        let all = found.outside.iter().chain(found.inside.iter().flatten());
        for hunk in all.filter(|hunk| !changes(hunk)) {
            counts.spurious += 1;
            missed(format!("spurious\t{}", shown(hunk, sides)));
        }
        let mut whole = vec![false; told.new];
        told.kept.iter().flatten().for_each(|&char| whole[char] = true);
        for (token, to) in truth.kept.iter().enumerate() {
            let Some(to) = to else { continue };
            for (mine, theirs) in old[token].chars.clone().zip(new[*to].chars.clone()) {
                counts.stayed += 2;
                counts.stayed_painted += usize::from(told.kept[mine].is_none()) + usize::from(!whole[theirs]);
            }
        }
        counts
    }
}

/// A change with the words beside it.
fn shown(hunk: &Hunk, [old, new]: [&[Token]; 2]) -> String {
    let words = |tokens: &[Token], range: Range<usize>| {
        let range = range.start.min(tokens.len())..range.end.min(tokens.len());
        tokens[range].iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    format!(
        "{} [-{}-]{{+{}+}} {}",
        words(old, hunk.old.start.saturating_sub(6)..hunk.old.start),
        words(old, hunk.old.clone()),
        words(new, hunk.new.clone()),
        words(old, hunk.old.end..hunk.old.end + 6)
    )
}

/// Whether a change is among those told: the same words out and in, at the same place. Where a run of words could be taken out or
/// put in one word to the left as well, both places are one; and who compares stretches without white space means the same with a
/// sign more.
fn has(found: &[Hunk], known: &Hunk, sides: [&[Token]; 2]) -> bool {
    let left = |hunk: &Hunk| slid(hunk, sides);
    let wide = |hunk: &Hunk| widened(&left(hunk), sides);
    let (exact, widest) = (left(known), wide(known));
    found.iter().any(|hunk| left(hunk) == exact || wide(hunk) == widest)
}

/// As far to the left as it says the same.
fn slid(hunk: &Hunk, [old, new]: [&[Token]; 2]) -> Hunk {
    let mut hunk = hunk.clone();
    let same = |tokens: &[Token], range: &Range<usize>| {
        !range.is_empty() && range.start > 0 && tokens[range.start - 1].text == tokens[range.end - 1].text
    };
    let back = |range: &Range<usize>| range.start - 1..range.end - 1;
    while hunk.new.is_empty() && hunk.new.start > 0 && same(old, &hunk.old) {
        hunk = Hunk { old: back(&hunk.old), new: hunk.new.start - 1..hunk.new.start - 1 };
    }
    while hunk.old.is_empty() && hunk.old.start > 0 && same(new, &hunk.new) {
        hunk = Hunk { old: hunk.old.start - 1..hunk.old.start - 1, new: back(&hunk.new) };
    }
    hunk
}

/// Out to white space on both sides, as far as both sides go the same way.
fn widened(hunk: &Hunk, [old, new]: [&[Token]; 2]) -> Hunk {
    let mut hunk = hunk.clone();
    let glued =
        |tokens: &[Token], at: usize| at > 0 && at < tokens.len() && tokens[at - 1].stretch == tokens[at].stretch;
    while hunk.old.start > 0 && hunk.new.start > 0 && (glued(old, hunk.old.start) || glued(new, hunk.new.start)) {
        hunk = Hunk { old: hunk.old.start - 1..hunk.old.end, new: hunk.new.start - 1..hunk.new.end };
    }
    while hunk.old.end < old.len() && hunk.new.end < new.len() && (glued(old, hunk.old.end) || glued(new, hunk.new.end))
    {
        hunk = Hunk { old: hunk.old.start..hunk.old.end + 1, new: hunk.new.start..hunk.new.end + 1 };
    }
    hunk
}
