//! Aligning two short sequences so that what changed stays together.

/// What it costs to leave items of one side without a partner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gap {
    /// For each stretch …
    pub open: i32,
    /// … and for each item in it.
    pub item: i32,
    /// For a stretch of one side right behind one of the other, in place of `open`: the two are one change.
    pub beside: i32,
}

/// Item of one side by item of the other, the item of the one or of the other alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    Both,
    Left,
    Right,
}

/// Nothing leads there.
const NEVER: i32 = i32::MIN / 2;

/// The positions of two sequences of `a` and `b` items that stand opposite each other, in order, where `gain(i, j)` is what
/// it brings to put the two there (or costs, below 0). Of several best alignments it takes the one that has pairs first, from
/// the end.
///
/// Global alignment with affine gaps (Gotoh 1982): a gap costs something to open, so that one long change is cheaper than
/// several short ones. Takes `a · b` steps and bytes.
pub fn affine(a: usize, b: usize, gap: Gap, gain: impl Fn(usize, usize) -> i32) -> Vec<(usize, usize)> {
    let width = b + 1;
    // Of each cell and each last move: the move before it.
    let mut before = vec![[Move::Both; 3]; (a + 1) * width];
    let mut above = vec![[NEVER; 3]; width];
    let mut row = vec![[NEVER; 3]; width];
    for i in 0..=a {
        // The cell before: none where a row begins, but the first of all is where everything begins.
        let mut cell = [if i == 0 { 0 } else { NEVER }, NEVER, NEVER];
        let mut corner = [NEVER; 3];
        for j in 0..=b {
            if i > 0 || j > 0 {
                let (both, before_both) = best_of(corner);
                let [kept, left, right] = above[j];
                let (alone_left, before_left) = best_of([kept - gap.open, left, right - gap.beside]);
                let [kept, left, right] = cell;
                let (alone_right, before_right) = best_of([kept - gap.open, left - gap.beside, right]);
                let brings = if i > 0 && j > 0 { gain(i - 1, j - 1) } else { NEVER };
                cell = [
                    (both + brings).max(NEVER),
                    (alone_left - gap.item).max(NEVER),
                    (alone_right - gap.item).max(NEVER),
                ];
                before[i * width + j] = [before_both, before_left, before_right];
            }
            corner = above[j];
            row[j] = cell;
        }
        std::mem::swap(&mut above, &mut row);
    }
    let (_, last) = best_of(above[b]);
    back([a, b], last, |i, j, last| before[i * width + j][last as usize])
}

/// The best of what each move gives, and which it is: the first of several.
fn best_of([both, left, right]: [i32; 3]) -> (i32, Move) {
    let best = if left > both { (left, Move::Left) } else { (both, Move::Both) };
    if right > best.0 { (right, Move::Right) } else { best }
}

/// The way back from the end.
fn back(
    [mut i, mut j]: [usize; 2],
    mut last: Move,
    before: impl Fn(usize, usize, Move) -> Move,
) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    while i > 0 || j > 0 {
        let earlier = before(i, j, last);
        match last {
            Move::Both => {
                (i, j) = (i - 1, j - 1);
                pairs.push((i, j));
            }
            Move::Left => i -= 1,
            Move::Right => j -= 1,
        }
        last = earlier;
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GAP: Gap = Gap { open: 3, item: 1, beside: 2 };

    /// What an alignment brings.
    fn worth(a: usize, b: usize, pairs: &[(usize, usize)], gain: &dyn Fn(usize, usize) -> i32) -> i32 {
        let (mut sum, mut at) = (0, (0, 0));
        for &(i, j) in pairs.iter().chain([&(a, b)]) {
            let lengths = [i - at.0, j - at.1];
            for length in lengths {
                sum -= if length > 0 { GAP.open + GAP.item * length as i32 } else { 0 };
            }
            sum += if lengths.contains(&0) { 0 } else { GAP.open - GAP.beside };
            sum += if i < a { gain(i, j) } else { 0 };
            at = (i + 1, j + 1);
        }
        sum
    }

    /// The best there is, by trying all.
    fn best(
        a: usize,
        b: usize,
        from: (usize, usize),
        pairs: &mut Vec<(usize, usize)>,
        gain: &dyn Fn(usize, usize) -> i32,
    ) -> i32 {
        let mut most = worth(a, b, pairs, gain);
        for i in from.0..a {
            for j in from.1..b {
                pairs.push((i, j));
                most = most.max(best(a, b, (i + 1, j + 1), pairs, gain));
                pairs.pop();
            }
        }
        most
    }

    proptest! {
        #[test]
        fn no_alignment_is_better(
            a in proptest::collection::vec(0u8..4, 0..6),
            b in proptest::collection::vec(0u8..4, 0..6),
        ) {
            let gain = |i: usize, j: usize| if a[i] == b[j] { 2 + i32::from(a[i]) } else { -2 };
            let pairs = affine(a.len(), b.len(), GAP, gain);
            prop_assert!(pairs.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
            let most = best(a.len(), b.len(), (0, 0), &mut Vec::new(), &gain);
            prop_assert_eq!(worth(a.len(), b.len(), &pairs, &gain), most);
        }
    }

    #[test]
    fn what_goes_and_what_comes_stand_together() {
        let (a, b) = (["x", "a", "r", "a", "y"], ["x", "a", "n", "y"]);
        let gain = |i: usize, j: usize| if a[i] == b[j] { 2 } else { -20 };
        assert_eq!(affine(a.len(), b.len(), GAP, gain), [(0, 0), (1, 1), (4, 3)]);
    }

    #[test]
    fn a_lone_item_does_not_tear_a_change_apart() {
        let (a, b) = (["x", "x", "x", "the", "x"], ["y", "the", "y", "y", "y"]);
        let gain = |i: usize, j: usize| if a[i] == b[j] { 2 } else { -2 };
        let pairs = affine(a.len(), b.len(), GAP, gain);
        assert!(pairs.iter().all(|&(i, j)| a[i] != b[j]), "{pairs:?}");
    }
}
