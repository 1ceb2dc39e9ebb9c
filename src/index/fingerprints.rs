//! The keys of a sentence by which texts find each other.

use crate::hash;

/// Units in a shingle, …
pub const SHINGLE: usize = 5;

/// … and shingles in a window, of which the smallest is kept. Together: every run of [`RUN`] = 8 units that two texts share
/// yields a common key, however common it is.
pub(super) const WINDOW: usize = 4;

/// So many units in a row are a whole window.
pub const RUN: usize = SHINGLE + WINDOW - 1;

/// Of the rarest words of a sentence so many are taken two by two. Any two that survive a rewrite make a key.
pub const RARE: usize = 5;

/// Adds a key for every two of the rarest of the words of a sentence: pairs of rare words find what was rewritten. `telling` are
/// its content keys, the rarest first.
pub fn rare_pairs(telling: &[u64], keys: &mut Vec<u64>) {
    let rare = &telling[..telling.len().min(RARE)];
    for (index, &one) in rare.iter().enumerate() {
        keys.extend(rare[index + 1..].iter().map(|&other| mix(b'r', &[one.min(other), one.max(other)])));
    }
}

/// Hands on the shingles of some units that are the smallest of a window, with where they begin, in order: they find what was
/// copied in a row. Winnowing after Schleimer, Wilkerson & Aiken (2003).
pub fn winnowed(units: &[u64], kept: impl FnMut(usize, u64)) {
    winnowed_where(units, |_| true, kept);
}

/// The same of the windows that are meant; of each is asked by where it begins, in order.
pub fn winnowed_where(units: &[u64], mut is_meant: impl FnMut(usize) -> bool, mut kept: impl FnMut(usize, u64)) {
    let mut last = None;
    let mut keep = |start: usize, window: &[u64]| {
        let mut smallest = 0;
        for place in 1..window.len() {
            smallest = if window[place] < window[smallest] { place } else { smallest };
        }
        if last.replace(start + smallest) != Some(start + smallest) {
            kept(start + smallest, window[smallest]);
        }
    };
    // The last shingles, the newest behind.
    let mut window: [u64; WINDOW] = [0; WINDOW];
    let mut shingles: usize = 0;
    for shingle in units.windows(SHINGLE).filter_map(|shingle| shingle.first_chunk::<SHINGLE>()) {
        let [_, second, third, fourth] = window;
        window = [second, third, fourth, mix(b's', shingle)];
        shingles += 1;
        if let Some(start) = shingles.checked_sub(WINDOW)
            && is_meant(start)
        {
            keep(start, &window);
        }
    }
    // A window wider than the sentence is the whole sentence.
    if (1..WINDOW).contains(&shingles) {
        keep(0, &window[WINDOW - shingles..]);
    }
}

/// One key of up to [`SHINGLE`] keys: the hash of their bytes, little-endian, and of the kind behind them.
fn mix<const N: usize>(kind: u8, keys: &[u64; N]) -> u64 {
    let mut bytes = [0; SHINGLE * 8 + 1];
    for (place, key) in bytes.as_chunks_mut().0.iter_mut().zip(keys) {
        *place = key.to_le_bytes();
    }
    bytes[N * 8] = kind;
    hash::key_of(&bytes[..=N * 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(units: &[u64]) -> Vec<u64> {
        let mut keys = Vec::new();
        winnowed(units, |_, key| keys.push(key));
        keys
    }

    proptest! {
        #[test]
        fn a_shared_run_of_eight_units_is_a_shared_key(
            run in proptest::collection::vec(0u64..1000, 8..12),
            before in proptest::collection::vec(0u64..1000, 0..9),
            after in proptest::collection::vec(0u64..1000, 0..9),
        ) {
            let one = keys(&[before.as_slice(), &run].concat());
            let other = keys(&[run.as_slice(), &after].concat());
            prop_assert!(one.iter().any(|key| other.contains(key)));
        }
    }

    #[test]
    fn windows_that_are_not_meant_yield_no_key() {
        let units: Vec<u64> = (0..40).collect();
        let kept = |is_meant: fn(usize) -> bool| {
            let mut kept = Vec::new();
            winnowed_where(&units, is_meant, |start, _| kept.push(start));
            kept
        };
        assert!(kept(|_| false).is_empty());
        // A window that begins at 20 or later has all its shingles there.
        let all = kept(|_| true);
        let behind = kept(|start| start >= 20);
        assert!(!behind.is_empty() && behind.iter().all(|start| *start >= 20 && all.contains(start)));
    }

    #[test]
    fn any_two_of_the_rarest_words_are_a_key_in_any_order() {
        let (mut one, mut other) = (Vec::new(), Vec::new());
        rare_pairs(&[1, 2, 3], &mut one);
        rare_pairs(&[9, 3, 8, 1], &mut other);
        assert_eq!(one.iter().filter(|key| other.contains(key)).count(), 1);
    }
}
