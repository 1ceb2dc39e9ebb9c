//! The keys of a sentence by which texts find each other.

use crate::hash;

/// Units in a shingle, …
pub const SHINGLE: usize = 5;

/// … and shingles in a window, of which the smallest is kept. Together: every run of `SHINGLE + WINDOW - 1` = 8 units
/// that two sentences share yields a common key, however common it is.
const WINDOW: usize = 4;

/// Of the rarest words of a sentence so many are taken two by two. Any two that survive a rewrite make a key.
const RARE: usize = 5;

/// The keys of one sentence, sorted, distinct. `units` are its unit keys in order; `telling` its content keys, the
/// rarest first.
///
/// Winnowing after Schleimer, Wilkerson & Aiken (2003) finds what was copied in a row; pairs of rare words find what
/// was rewritten.
pub fn fingerprints(units: &[u64], telling: &[u64]) -> Vec<u64> {
    let mut keys: Vec<u64> = winnowed(units).into_iter().map(|(_, key)| key).collect();
    let rare = &telling[..telling.len().min(RARE)];
    for (index, &one) in rare.iter().enumerate() {
        keys.extend(rare[index + 1..].iter().map(|&other| mix(b'r', &[one.min(other), one.max(other)])));
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The shingles of a sentence that are the smallest of a window, with where they begin, in order.
pub fn winnowed(units: &[u64]) -> Vec<(usize, u64)> {
    let shingles: Vec<u64> = units.windows(SHINGLE).map(|shingle| mix(b's', shingle)).collect();
    // A window wider than the sentence is the whole sentence.
    let windows = shingles.windows(WINDOW.min(shingles.len()).max(1)).enumerate();
    let smallest = |(start, window): (usize, &[u64])| {
        (0..window.len()).min_by_key(|&place| window[place]).map(|place| (start + place, window[place]))
    };
    let mut kept: Vec<(usize, u64)> = windows.filter_map(smallest).collect();
    kept.dedup();
    kept
}

/// One key of up to [`SHINGLE`] keys: the hash of their bytes, little-endian, and of the kind behind them.
fn mix(kind: u8, keys: &[u64]) -> u64 {
    let mut bytes = [0; SHINGLE * 8 + 1];
    for (place, key) in bytes.chunks_exact_mut(8).zip(keys) {
        place.copy_from_slice(&key.to_le_bytes());
    }
    bytes[keys.len() * 8] = kind;
    hash::key_of(&bytes[..=keys.len() * 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_shared_run_of_eight_units_is_a_shared_key(
            run in proptest::collection::vec(0u64..1000, 8..12),
            before in proptest::collection::vec(0u64..1000, 0..9),
            after in proptest::collection::vec(0u64..1000, 0..9),
        ) {
            let one = fingerprints(&[before.as_slice(), &run].concat(), &[]);
            let other = fingerprints(&[run.as_slice(), &after].concat(), &[]);
            prop_assert!(one.iter().any(|key| other.contains(key)));
        }
    }

    #[test]
    fn any_two_of_the_rarest_words_are_a_key_in_any_order() {
        let one = fingerprints(&[], &[1, 2, 3]);
        let other = fingerprints(&[], &[9, 3, 8, 1]);
        assert_eq!(one.iter().filter(|key| other.contains(key)).count(), 1);
    }
}
