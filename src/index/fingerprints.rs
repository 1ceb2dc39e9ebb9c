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

/// Hands on a key for every two of the rarest of the words of a sentence, and which two these are: pairs of rare words find what
/// was rewritten. `telling` are its content keys, the rarest first.
pub fn rare_pairs(telling: &[u64], mut found: impl FnMut([usize; 2], u64)) {
    let rare = &telling[..telling.len().min(RARE)];
    for (one, key) in rare.iter().enumerate() {
        for (other, behind) in rare.iter().enumerate().skip(one + 1) {
            found([one, other], mix(b'r', &[*key.min(behind), *key.max(behind)]));
        }
    }
}

/// A key that says in its last byte how many bits it tells, so that both are one number.
pub fn telling(key: u64, bits: u32) -> u64 {
    key & !LAST_BYTE | u64::from(bits).min(LAST_BYTE)
}

/// How many bits such a key tells.
pub fn told(key: u64) -> u32 {
    (key & LAST_BYTE) as u32
}

const LAST_BYTE: u64 = u8::MAX as u64;

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
        let keys = |telling: &[u64]| {
            let mut keys = Vec::new();
            rare_pairs(telling, |[one, other], key| keys.push(([telling[one], telling[other]], key)));
            keys
        };
        let (one, other) = (keys(&[1, 2, 3]), keys(&[9, 3, 8, 1]));
        let common =
            one.iter().flat_map(|(x, key)| other.iter().filter(move |(_, k)| k == key).map(move |(y, _)| (*x, *y)));
        assert_eq!(common.collect::<Vec<_>>(), [([1, 3], [3, 1])]);
    }

    #[test]
    fn a_key_says_how_much_it_tells() {
        for (key, bits) in [(u64::MAX, 0), (0, 40), (0x1234_5678_9abc_def0, 255)] {
            assert_eq!((told(telling(key, bits)), telling(key, bits) >> 8), (bits, key >> 8));
        }
        assert_eq!(told(telling(7, 1000)), 255);
    }
}
