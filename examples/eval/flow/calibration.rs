//! Whether beliefs mean what they say: of what is believed to .8, eight of ten should be right.

use crate::random::Random;

/// Something that was believed so far, in parts of a thousand, and whether it is right.
#[derive(Clone, Copy)]
pub struct Decision {
    pub believed: u16,
    pub right: bool,
}

/// Decisions believed about equally.
pub struct Bin {
    pub decisions: usize,
    /// How far they are believed, and how many are right; parts of one.
    pub believed: f64,
    pub right: f64,
}

const BINS: usize = 10;

/// So many times decisions are drawn for what chance alone makes.
const DRAWS: usize = 200;

/// The decisions in bins of equal size, the least believed first.
pub fn table(decisions: &[Decision]) -> Vec<Bin> {
    let mut decisions = decisions.to_vec();
    // Of those believed alike the order says nothing.
    decisions.sort_by_key(|decision| decision.believed);
    let count = decisions.len();
    let bin = |bin: usize| {
        let of_bin = &decisions[bin * count / BINS..(bin + 1) * count / BINS];
        let size = of_bin.len().max(1) as f64;
        let believed = of_bin.iter().map(|decision| f64::from(decision.believed)).sum::<f64>() / 1000.0 / size;
        let right = of_bin.iter().filter(|decision| decision.right).count() as f64 / size;
        Bin { decisions: of_bin.len(), believed, right }
    };
    (0..BINS).map(bin).collect()
}

/// The expected calibration error: how far belief and truth are apart, over bins of equal size (Naeini and others 2015).
pub fn error(decisions: &[Decision]) -> f64 {
    let apart = |bin: Bin| bin.decisions as f64 * (bin.believed - bin.right).abs();
    table(decisions).into_iter().map(apart).sum::<f64>() / decisions.len().max(1) as f64
}

/// The same error, on average, if every belief were exactly right: so few decisions leave so much to chance.
pub fn by_chance(decisions: &[Decision]) -> f64 {
    let mut random = Random::new(2015);
    let mut drawn = decisions.to_vec();
    let errors = (0..DRAWS).map(|_| {
        drawn.iter_mut().for_each(|decision| decision.right = random.share() * 1000.0 < f64::from(decision.believed));
        error(&drawn)
    });
    errors.sum::<f64>() / DRAWS as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decisions(believed: u16, right: usize, all: usize) -> Vec<Decision> {
        (0..all).map(|at| Decision { believed, right: at * right % all < right }).collect()
    }

    #[test]
    fn the_error_is_how_far_belief_and_truth_are_apart() {
        assert!(error(&decisions(800, 80, 100)) < 0.01);
        assert!((error(&decisions(1000, 0, 100)) - 1.0).abs() < 1e-9);
        assert!((error(&[]) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn what_chance_makes_shrinks_with_the_number() {
        let [few, many] = [100, 10_000].map(|all| by_chance(&decisions(800, all * 8 / 10, all)));
        assert!(few > 3.0 * many && many > 0.0, "{few} {many}");
    }
}
