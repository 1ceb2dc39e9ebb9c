//! How much a shared word tells: integer bits, from how rare the word is in the corpus and in the two texts at hand.

use super::thresholds::UNSEEN_SENTENCES;

/// log2 of `n` in thousandths, rounded down; 0 for 0. In integers, so that every machine gets the same.
#[inline]
pub(crate) fn log2_thousandths(n: u64) -> u32 {
    match SMALL.get(n as usize) {
        Some(log) if n < SMALL.len() as u64 => *log,
        _ => computed(n),
    }
}

/// Most numbers asked for are counts of words in a text or two.
static SMALL: [u32; 4096] = {
    let mut logs = [0; 4096];
    let mut n = 0;
    while n < logs.len() {
        logs[n] = computed(n as u64);
        n += 1;
    }
    logs
};

const fn computed(n: u64) -> u32 {
    if n < 2 {
        return 0;
    }
    let whole = n.ilog2();
    // The mantissa in [1, 2) with 31 fraction bits; squaring it yields the next binary digit of the logarithm.
    let mut mantissa = if whole <= 31 { n << (31 - whole) } else { n >> (whole - 31) };
    let mut fraction = 0u64;
    let mut left = DIGITS;
    while left > 0 {
        left -= 1;
        mantissa = (mantissa * mantissa) >> 31;
        // No branch: which digit comes next is anyone's guess.
        let digit = mantissa >> 32;
        mantissa >>= digit;
        fraction = fraction << 1 | digit;
        // The last digits seldom change the thousandth.
        if left == SELDOM && thousandths(fraction << left) == thousandths(((fraction + 1) << left) - 1) {
            break;
        }
    }
    whole * 1000 + thousandths(fraction << left)
}

/// Binary digits behind the point, and how many of them seldom change the thousandth.
const DIGITS: u32 = 20;
const SELDOM: u32 = 6;

const fn thousandths(fraction: u64) -> u32 {
    ((fraction * 1000) >> DIGITS) as u32
}

/// What a word tells that stands in `holding` of `sentences` sentences, in thousandths of a bit.
pub(super) fn bits(holding: u64, sentences: u64) -> u32 {
    let all = log2_thousandths(sentences + UNSEEN_SENTENCES);
    all.saturating_sub(log2_thousandths(holding.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logarithm_is_right_to_a_thousandth() {
        for n in [1u64, 2, 3, 7, 10, 1000, 123_456_789, u64::from(u32::MAX), 1 << 40] {
            let exact = (n as f64).log2() * 1000.0;
            assert!((f64::from(log2_thousandths(n)) - exact).abs() < 1.5, "{n}");
        }
    }

    #[test]
    fn all_digits_say_the_same_as_those_that_are_looked_at() {
        let by_all_digits = |n: u64| {
            let (whole, mut mantissa, mut fraction) = (n.ilog2(), n << (31 - n.ilog2()), 0);
            for _ in 0..DIGITS {
                mantissa = (mantissa * mantissa) >> 31;
                let digit = mantissa >> 32;
                fraction = fraction << 1 | digit;
                mantissa >>= digit;
            }
            whole * 1000 + thousandths(fraction)
        };
        for n in (2..200_000).chain((200_000..1_000_000_000).step_by(99_991)) {
            assert_eq!(computed(n), by_all_digits(n), "{n}");
        }
    }

    #[test]
    fn a_rarer_word_tells_more() {
        assert_eq!(bits(1, 1000 - UNSEEN_SENTENCES) - bits(2, 1000 - UNSEEN_SENTENCES), 1000);
        assert_eq!(bits(5000, 10), 0);
    }
}
