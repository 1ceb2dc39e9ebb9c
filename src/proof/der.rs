//! A reader of DER (ITU-T X.690), as far as time stamps and certificates go: each value after its tag and length, in
//! the one way DER allows. Values are borrowed; nothing nests by recursion.

/// Tags, as the byte that stands for them.
pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const OID: u8 = 0x06;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag of a constructed field that its number tells.
pub(super) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// Values still to be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

/// One value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With tag and length.
    pub(super) whole: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next value, whatever it is.
    pub(super) fn value(&mut self) -> Option<Value<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        let (&first, rest) = rest.split_first()?;
        let (len, rest) = match first {
            // Tags of several bytes do not occur, and a length is never left open.
            _ if tag & 0x1f == 0x1f => return None,
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
                let len = bytes.iter().fold(0usize, |len, &byte| len << 8 | usize::from(byte));
                let shortest = len >= 0x80 && bytes[0] != 0;
                (Some(len).filter(|_| shortest)?, rest)
            }
            _ => return None,
        };
        let (content, after) = rest.split_at_checked(len)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some(Value { tag, content, whole })
    }

    /// The content of the next value, which must have this tag.
    pub(super) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.optional(tag)?
    }

    /// The content of the next value if it has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Option<Option<&'a [u8]>> {
        if self.0.first() != Some(&tag) {
            return Some(None);
        }
        self.value().map(|value| Some(value.content))
    }

    /// A reader of the next value's content, which must have this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.expect(tag).map(Reader)
    }

    /// The next value with this tag, the last one here.
    pub(super) fn only(mut self, tag: u8) -> Option<&'a [u8]> {
        let content = self.expect(tag)?;
        self.is_empty().then_some(content)
    }
}

/// The bytes of a value.
pub(super) fn encode(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let bytes = (len as u64).to_be_bytes();
    let bytes = &bytes[(len as u64).leading_zeros() as usize / 8..];
    let mut out = vec![tag];
    if len < 0x80 {
        out.push(len as u8);
    } else {
        out.push(0x80 | bytes.len() as u8);
        out.extend_from_slice(bytes);
    }
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_length_has_one_form() {
        for bad in
            [&b"\x04\x80ab\0\0"[..], b"\x04\x81\x01a", b"\x04\x82\0\x01a", b"\x04\x03ab", b"\x1f\x01a", b"\x04", b""]
        {
            assert!(Reader(bad).value().is_none(), "{bad:?}");
        }
        assert_eq!(encode(SEQUENCE, &[0; 300])[..4], [0x30, 0x82, 0x01, 0x2c]);
        assert_eq!(encode(SEQUENCE, &[0; 128])[..3], [0x30, 0x81, 0x80]);
        assert_eq!(encode(NULL, &[]), [5, 0]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(content in proptest::collection::vec(any::<u8>(), 0..400), after in any::<[u8; 3]>()) {
            let bytes = [encode(OCTET_STRING, &content), after.to_vec()].concat();
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.expect(OCTET_STRING), Some(&content[..]));
            prop_assert_eq!(reader.0, after);
        }

        #[test]
        fn no_bytes_have_two_readings(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut reader = Reader(&bytes);
            while let Some(value) = reader.value() {
                prop_assert_eq!(encode(value.tag, value.content), value.whole);
            }
        }
    }
}
