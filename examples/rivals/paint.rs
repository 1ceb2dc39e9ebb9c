//! What a tool told of two texts, character by character.

use wirecopy::align::{Op, script};

use crate::texts::Token;

/// What a tool told, by the characters that are no white space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// For each character of the old version, the one of the new version that it is told to have become.
    pub kept: Vec<Option<usize>>,
    /// … and whether it is told to have moved.
    pub moved: Vec<bool>,
    /// How many characters the new version has.
    pub new: usize,
}

impl Told {
    /// The same by tokens; one is kept if all its characters became those of one token.
    pub fn tokens(&self, old: &[Token], new: &[Token]) -> Vec<Option<usize>> {
        let one = |token: &Token| {
            let first = self.kept[token.chars.start]?;
            let to = new.binary_search_by_key(&first, |token| token.chars.start).ok()?;
            let whole = new[to].chars.len() == token.chars.len()
                && token.chars.clone().enumerate().all(|(at, char)| self.kept[char] == Some(first + at));
            whole.then_some(to)
        };
        old.iter().map(one).collect()
    }
}

/// What a tool told by painting each text by itself. What it left unpainted in one is what it left so in the other, in order; where
/// the two differ, what they have in common in order.
pub fn painted(marks: [&[bool]; 2], old: &[char], new: &[char]) -> Told {
    let kept_on = |marks: &[bool]| (0..marks.len()).filter(|&at| !marks[at]).collect::<Vec<usize>>();
    let (of_old, of_new) = (kept_on(marks[0]), kept_on(marks[1]));
    let letters = |places: &[usize], text: &[char]| places.iter().map(|&at| u64::from(text[at])).collect::<Vec<u64>>();
    let mut kept = vec![None; old.len()];
    for step in script(&letters(&of_old, old), &letters(&of_new, new)) {
        if step.op == Op::Equal {
            step.a.zip(step.b).for_each(|(i, j)| kept[of_old[i]] = Some(of_new[j]));
        }
    }
    Told { kept, moved: vec![false; old.len()], new: new.len() }
}

/// A stretch of what a tool prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stretch<'t> {
    Both(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// What a tool told by printing both texts in one. `None` if what it printed are not these texts.
pub fn told(stretches: &[Stretch], old: &[char], new: &[char]) -> Option<Told> {
    let mut kept = vec![None; old.len()];
    let (mut at_old, mut at_new) = (0, 0);
    let take = |text: &[char], at: &mut usize, words: &str| {
        let count = words.chars().filter(|c| !c.is_whitespace()).count();
        let same = text.get(*at..*at + count)?.iter().copied().eq(words.chars().filter(|c| !c.is_whitespace()));
        *at += count;
        same.then_some(count)
    };
    for stretch in stretches {
        match stretch {
            Stretch::Both(words) => {
                let (from_old, from_new) = (at_old, at_new);
                let count = take(old, &mut at_old, words)?;
                take(new, &mut at_new, words)?;
                (0..count).for_each(|at| kept[from_old + at] = Some(from_new + at));
            }
            Stretch::Old(words) => {
                take(old, &mut at_old, words)?;
            }
            Stretch::New(words) => {
                take(new, &mut at_new, words)?;
            }
        }
    }
    let moved = vec![false; old.len()];
    (at_old == old.len() && at_new == new.len()).then_some(Told { kept, moved, new: new.len() })
}
