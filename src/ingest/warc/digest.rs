//! Labelled digests as records state them: `sha1:` and 32 characters of Base32 (RFC 4648), as crawlers write it, or the hex digits
//! of any method that [`Algorithm`] knows.

use crate::hash::{Algorithm, Checksum};

/// A digest that is checked while the bytes pass.
pub(super) struct Check {
    sum: Checksum,
    /// In lower-case hex.
    stated: String,
}

impl Check {
    /// `None` where the digest is of a method or in a form that is not known: it cannot be checked.
    pub fn of(labelled: &str) -> Option<Check> {
        let (label, digest) = labelled.split_once(':')?;
        let algorithm = Algorithm::named(label)?;
        let stated = match digest {
            hex if hex.len() == algorithm.digits() && hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
                hex.to_ascii_lowercase()
            }
            other => base32(other).filter(|hex| hex.len() == algorithm.digits())?,
        };
        Some(Check { sum: Checksum::new(algorithm), stated })
    }

    pub fn update(&mut self, bytes: &[u8]) {
        self.sum.update(bytes);
    }

    /// Whether the bytes that passed are those meant.
    pub fn holds(self) -> bool {
        self.sum.finish() == self.stated
    }
}

/// Whether a labelled digest and one with or without a label are the same; `None` where that cannot be told.
pub(in crate::ingest) fn same(labelled: &str, other: &str) -> Option<bool> {
    let (label, _) = labelled.split_once(':')?;
    let other = if other.contains(':') { Check::of(other) } else { Check::of(&format!("{label}:{other}")) }?.stated;
    let own = Check::of(labelled)?.stated;
    // Those of two methods have not as many digits.
    (own.len() == other.len()).then(|| own == other)
}

/// The bytes of a Base32 text, in hex.
fn base32(text: &str) -> Option<String> {
    let (mut hex, mut bits, mut count) = (String::new(), 0u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let five = match c.to_ascii_uppercase() {
            c @ b'A'..=b'Z' => c - b'A',
            c @ b'2'..=b'7' => c - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(five);
        count += 5;
        if count >= 8 {
            count -= 8;
            hex.push_str(&format!("{:02x}", bits >> count & 0xff));
        }
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(labelled: &str, bytes: &[u8]) -> Option<bool> {
        let mut check = Check::of(labelled)?;
        check.update(bytes);
        Some(check.holds())
    }

    #[test]
    fn digests_are_read_in_every_form() {
        // The test vector of RFC 4648 for "foobar", and what `printf abc | sha1sum` and `… | base32` print.
        assert_eq!(base32("MZXW6YTBOI======").as_deref(), Some("666f6f626172"));
        for stated in [
            "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5",
            "SHA-1:a9993e364706816aba3e25717850c26c9cd0d89d",
            "sha1:A9993E364706816ABA3E25717850C26C9CD0D89D",
            "md5:900150983cd24fb0d6963f7d28e17f72",
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ] {
            assert_eq!((holds(stated, b"abc"), holds(stated, b"abd")), (Some(true), Some(false)), "{stated}");
        }
        let abc = "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5";
        assert_eq!(same(abc, "VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5"), Some(true));
        assert_eq!(same(abc, "sha1:a9993e364706816aba3e25717850c26c9cd0d89d"), Some(true));
        assert_eq!(same(abc, "a9993e364706816aba3e25717850c26c9cd0d89e"), Some(false));
        assert_eq!(same(abc, "md5:900150983cd24fb0d6963f7d28e17f72"), None);
        assert_eq!((same(abc, "?"), same("x", "x")), (None, None));
        for stated in ["sha1", "sha1:", "sha1:zz", "blake3:00", "sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE", "sha1:é"] {
            assert_eq!(holds(stated, b"abc"), None, "{stated}");
        }
    }
}
