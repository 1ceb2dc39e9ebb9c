//! git's deltas: an object told as pieces of another one and bytes of its own.
//!
//! Format: git's Documentation/gitformat-pack.txt, "Deltified representation".

/// Applies `delta` to `base`. `None` if it is no delta, is not for a base of that length, or does not make as many bytes
/// as it says. `most` bounds the result (bytes).
pub(super) fn apply(base: &[u8], mut delta: &[u8], most: u64) -> Option<Vec<u8>> {
    if size(&mut delta)? != base.len() as u64 {
        return None;
    }
    let wanted = usize::try_from(size(&mut delta)?).ok().filter(|&size| size as u64 <= most)?;
    let mut out = Vec::new();
    while let Some((&operation, rest)) = delta.split_first() {
        delta = rest;
        let piece = match operation {
            0 => return None,
            1..0x80 => {
                let (piece, rest) = delta.split_at_checked(usize::from(operation))?;
                delta = rest;
                piece
            }
            _ => {
                let mut field = |bits: std::ops::Range<u32>| -> Option<usize> {
                    let mut value = 0;
                    for (place, bit) in bits.enumerate() {
                        if operation >> bit & 1 == 1 {
                            let (&byte, rest) = delta.split_first()?;
                            delta = rest;
                            value |= usize::from(byte) << (8 * place);
                        }
                    }
                    Some(value)
                };
                let (start, len) = (field(0..4)?, field(4..7)?);
                let len = if len == 0 { 0x10000 } else { len };
                base.get(start..start.checked_add(len)?)?
            }
        };
        if out.len() + piece.len() > wanted {
            return None;
        }
        out.extend_from_slice(piece);
    }
    (out.len() == wanted).then_some(out)
}

/// Seven bits a byte, the lowest first.
fn size(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u64::from(byte & 0x7f);
        value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pieces_are_copied_and_put_in() {
        // Base of 10 bytes, result of 8: copy 3 from 2, then "xy", then copy 3 from 7.
        let delta = [10, 8, 0x91, 2, 3, 2, b'x', b'y', 0x91, 7, 3];
        assert_eq!(apply(b"0123456789", &delta, 8).as_deref(), Some(&b"234xy789"[..]));
        assert_eq!(apply(b"0123456789", &delta, 7), None, "more than is allowed");
        assert_eq!(apply(b"012345678", &delta, 8), None, "another base");
        assert_eq!(apply(b"0123456789", &delta[..8], 8), None, "too short");
        assert_eq!(apply(b"0123456789", &[10, 3, 0x91, 8, 3], 8), None, "beyond the base");
        assert_eq!(apply(b"0123456789", &[10, 1, 0], 8), None, "an operation set aside");
        // A length of nothing is 64 KiB.
        let base = vec![7; 0x10000];
        assert_eq!(apply(&base, &[0x80, 0x80, 4, 0x80, 0x80, 4, 0x80], 1 << 20), Some(base));
    }

    proptest! {
        #[test]
        fn any_bytes_make_a_result_of_the_stated_length_or_none(
            base in proptest::collection::vec(any::<u8>(), 0..40),
            rest in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let delta = [&[base.len() as u8, 9][..], &rest].concat();
            prop_assert!(apply(&base, &delta, 100).is_none_or(|out| out.len() == 9));
        }
    }
}
