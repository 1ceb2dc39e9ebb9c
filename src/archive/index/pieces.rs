//! From the beginning of a short name to the names that begin so, by one range of 64-bit keys: a name is cut into pieces of
//! five bytes, and the key of each is 24 bits of the hash of all that stands before it, then the piece itself. Names that
//! are the same up to a piece are neighbours by what the piece holds. So the beginning may be as long as it likes, and
//! names that all begin alike, such as addresses, cost no more to tell apart than others.

use std::ops::RangeInclusive;

use crate::hash::key_of;

/// The bytes of a piece; those of the last one are filled with zeros.
const PIECE: usize = 5;

/// So much of a name (bytes) is cut. Who looks names up holds longer ones against the names themselves.
const LONGEST: usize = 80;

/// The keys of a name's pieces.
pub(super) fn of(name: &str) -> impl Iterator<Item = u64> {
    let name = cut(name);
    (0..name.len()).step_by(PIECE).map(|at| key(&name[..at], &name[at..name.len().min(at + PIECE)], 0))
}

/// Between which keys each longer name that begins so has one. The keys of others fall there by chance, one in some ten
/// millions.
pub(super) fn range(beginning: &str) -> RangeInclusive<u64> {
    let beginning = cut(beginning);
    // Behind the last piece that is cut there is none to look for.
    let (before, piece) = beginning.split_at((beginning.len() / PIECE * PIECE).min(LONGEST - PIECE));
    key(before, piece, 0)..=key(before, piece, u8::MAX)
}

fn cut(name: &str) -> &[u8] {
    &name.as_bytes()[..name.len().min(LONGEST)]
}

/// `piece` has at most five bytes; what it lacks is filled.
fn key(before: &[u8], piece: &[u8], fill: u8) -> u64 {
    let mut key = key_of(before).to_be_bytes();
    let place = &mut key[8 - PIECE..];
    place.fill(fill);
    place[..piece.len()].copy_from_slice(piece);
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn begins(name: &str, beginning: &str) -> bool {
        of(name).any(|key| range(beginning).contains(&key))
    }

    proptest! {
        #[test]
        fn a_name_is_found_by_each_of_its_beginnings(name in "[a-cß\u{0}]{1,120}") {
            for (at, _) in name.char_indices().skip(1) {
                prop_assert!(begins(&name, &name[..at]), "{at}");
            }
        }

        #[test]
        fn another_beginning_does_not_find_it(name in "[a-c]{1,90}", beginning in "[a-d]{1,40}") {
            prop_assert!(name.starts_with(&beginning) || !begins(&name, &beginning));
        }
    }

    #[test]
    fn the_keys_are_those_of_the_specification() {
        let keys: Vec<String> = of("report-7").map(|key| format!("{key:016x}")).collect();
        assert_eq!(keys, ["2d06807265706f72", "a96cdc742d370000"]);
        assert_eq!(of(&"n".repeat(500)).count(), 16, "of a long name the first 80 bytes");
        assert_eq!(of("").count(), 0);
    }
}
