//! Changes between two versions, read off what became of each token: outside what moved, and inside each moved sentence.

use std::ops::Range;

/// A change: the tokens taken out and those put in. One of the two may be empty, then it is a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// All changes of a pair.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Hunks {
    pub outside: Vec<Hunk>,
    /// One list a move.
    pub inside: Vec<Vec<Hunk>>,
}

/// `kept[i]` is the token of the new version that token `i` of the old one became; `new` is how many there are; `moves` are the
/// sentences that moved.
pub fn of(kept: &[Option<usize>], new: usize, moves: &[[Range<usize>; 2]]) -> Hunks {
    let moved = |side: usize, token: usize| moves.iter().any(|ranges| ranges[side].contains(&token));
    let (of_old, of_new): (Vec<usize>, Vec<usize>) = (
        (0..kept.len()).filter(|&token| !moved(0, token)).collect(),
        (0..new).filter(|&token| !moved(1, token)).collect(),
    );
    let inside = |[old, new]: &[Range<usize>; 2]| {
        between(&old.clone().collect::<Vec<_>>(), &new.clone().collect::<Vec<_>>(), kept)
    };
    Hunks { outside: between(&of_old, &of_new, kept), inside: moves.iter().map(inside).collect() }
}

/// The changes among these tokens, which stand in order on both sides. What was kept out of order counts as changed.
fn between(old: &[usize], new: &[usize], kept: &[Option<usize>]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let (from_i, from_j) = (i, j);
        // On to the next token that is kept in order.
        loop {
            let place = old.get(i).and_then(|&token| kept[token]).and_then(|to| {
                let at = new.partition_point(|&token| token < to);
                (at >= j && new.get(at) == Some(&to)).then_some(at)
            });
            match (place, i < old.len()) {
                (Some(at), _) => {
                    j = at;
                    break;
                }
                (None, true) => i += 1,
                (None, false) => {
                    j = new.len();
                    break;
                }
            }
        }
        if i > from_i || j > from_j {
            hunks.push(Hunk { old: range(old, from_i, i), new: range(new, from_j, j) });
        }
        while i < old.len() && j < new.len() && kept[old[i]] == Some(new[j]) {
            (i, j) = (i + 1, j + 1);
        }
    }
    hunks
}

/// As tokens: from the first to behind the last, or the place of nothing.
fn range(tokens: &[usize], from: usize, to: usize) -> Range<usize> {
    if from == to {
        let place = tokens.get(from).copied().unwrap_or_else(|| tokens.last().map_or(0, |last| last + 1));
        return place..place;
    }
    tokens[from]..tokens[to - 1] + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_stand_between_what_was_kept() {
        let kept = [Some(0), None, Some(3), Some(4)];
        let found = of(&kept, 6, &[]);
        assert_eq!(found.outside, [Hunk { old: 1..2, new: 1..3 }, Hunk { old: 4..4, new: 5..6 }]);
    }

    #[test]
    fn what_moved_is_looked_at_by_itself() {
        // Tokens 1 and 2 moved to the end, and one was put between them.
        let kept = [Some(0), Some(2), Some(4), Some(1)];
        let found = of(&kept, 5, &[[1..3, 2..5]]);
        assert_eq!(found.outside, []);
        assert_eq!(found.inside, [[Hunk { old: 2..2, new: 3..4 }]]);
    }
}
