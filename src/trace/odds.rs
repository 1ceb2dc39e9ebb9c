//! Odds as thousandths of a bit: in integers, so that every machine gets the same.

use crate::overlap::log2_thousandths;

/// `2^(-k/1000)` for `k` below 1000, as parts of `2^40`.
static HALVES: [u64; 1000] = {
    /// `2^(-1/1000)` as parts of `2^62`.
    const STEP: u128 = 4_608_490_548_859_387_466;
    let mut halves = [0; 1000];
    let mut value: u128 = 1 << 62;
    let mut k = 0;
    while k < halves.len() {
        halves[k] = (value >> 22) as u64;
        value = (value * STEP) >> 62;
        k += 1;
    }
    halves
};

/// `2^(-bits)` as parts of `2^40`; `bits` are thousandths and not negative.
pub fn power(bits: i64) -> u64 {
    let (whole, part) = (bits / 1000, (bits % 1000) as usize);
    if whole >= 40 { 0 } else { HALVES[part] >> whole }
}

/// What it costs that any one of some things is so, each of which costs this; in thousandths of a bit. Two equally likely ones are
/// a bit cheaper than one.
pub fn any(costs: impl Iterator<Item = i64> + Clone) -> i64 {
    let Some(least) = costs.clone().min() else { return NEVER };
    if least >= NEVER {
        return NEVER;
    }
    let sum: u64 = costs.map(|cost| power(cost - least) >> SPARE).sum();
    least - (i64::from(log2_thousandths(sum)) - i64::from(log2_thousandths(power(0) >> SPARE)))
}

/// How likely something is, in parts of a thousand, for which so many thousandths of a bit speak.
pub fn chance(bits: i64) -> u16 {
    let (least, whole) = (bits.min(0), power(0));
    let [is, is_not] = [-least, bits - least].map(|cost| power(cost).min(whole) >> SPARE);
    ((1000 * is + (is + is_not) / 2) / (is + is_not)) as u16
}

/// What cannot be.
pub const NEVER: i64 = i64::MAX / 4;

/// So many bits are left free for sums.
const SPARE: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_are_a_bit_cheaper_than_one() {
        assert_eq!(any([5_000, 5_000].into_iter()), 4_000);
        assert_eq!(any([-300].into_iter()), -300);
        assert_eq!(any([700, 90_000].into_iter()), 700);
        assert_eq!(any([NEVER, 3].into_iter()), 3);
        assert_eq!(any(std::iter::empty()), NEVER);
    }

    #[test]
    fn a_bit_doubles_the_odds() {
        assert_eq!([0, 1_000, -1_000, 2_000, 99_000, -99_000].map(chance), [500, 667, 333, 800, 1000, 0]);
    }

    #[test]
    fn parts_of_a_bit_are_right() {
        for bits in 0..40_000 {
            let exact = (-f64::from(bits) / 1000.0).exp2();
            assert!((power(i64::from(bits)) as f64 / power(0) as f64 - exact).abs() < 1e-11, "{bits}");
        }
    }
}
