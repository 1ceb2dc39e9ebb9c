//! git's objects: their names, and where among all packs they are. Each object read is named anew, so nothing a pack or
//! an index holds can pass for another object.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::error::Result;
use super::files::Folder;
use super::packs::Packs;
use crate::hash::sha1_of;

/// The name git gives to an object: a SHA-1. It finds objects; that they are the right ones, the log's SHA-256 says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid([u8; 20]);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Commit,
    Tree,
    Blob,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Commit => "commit",
            Kind::Tree => "tree",
            Kind::Blob => "blob",
        }
    }

    /// Its number in a pack.
    pub(super) fn number(self) -> u8 {
        match self {
            Kind::Commit => 1,
            Kind::Tree => 2,
            Kind::Blob => 3,
        }
    }
}

impl Oid {
    pub(super) fn of(kind: Kind, bytes: &[u8]) -> Oid {
        let (mut digits, mut first, mut rest) = ([0; 20], 20, bytes.len());
        while first == 20 || rest > 0 {
            first -= 1;
            digits[first] = b'0' + (rest % 10) as u8;
            rest /= 10;
        }
        Oid(sha1_of(&[kind.name().as_bytes(), b" ", &digits[first..], b"\0", bytes]))
    }

    /// Reads 40 lower-case hex digits, in no other spelling.
    pub fn parse(hex: &str) -> Option<Oid> {
        let mut bytes = [0; 20];
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hex.get(2 * n..2 * n + 2)?, 16).ok()?;
        }
        Some(Oid(bytes)).filter(|oid| oid.to_string() == hex)
    }

    pub(super) const fn from_bytes(bytes: [u8; 20]) -> Oid {
        Oid(bytes)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// All objects of an archive. What a pack holds is held against the name it was asked by.
///
/// A compaction may put other packs in the place of those listed here. Then the list is made anew, so a reader needs no
/// lock.
pub(super) struct Objects {
    packs: RwLock<Arc<Packs>>,
}

impl Objects {
    /// The objects of the archive.
    pub(super) fn open(folder: &Folder) -> Result<Objects> {
        Ok(Objects::of(Packs::open(folder)?))
    }

    /// None at all.
    pub(super) fn none(folder: &Folder) -> Objects {
        Objects::of(Packs::none(folder))
    }

    fn of(packs: Packs) -> Objects {
        Objects { packs: RwLock::new(Arc::new(packs)) }
    }

    /// The packs as they were listed last.
    pub(super) fn packs(&self) -> Arc<Packs> {
        Arc::clone(&self.packs.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The object's bytes, which have that name.
    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Vec<u8>> {
        self.current(|packs| packs.read(oid, kind))
    }

    /// Whether some pack has the object.
    pub(super) fn holds(&self, oid: Oid) -> Result<bool> {
        self.current(|packs| Ok(packs.place_of(oid)?.is_some()))
    }

    /// Works with the packs there are. If one was missed and others are there now, once more.
    fn current<T>(&self, work: impl Fn(&Packs) -> Result<T>) -> Result<T> {
        loop {
            let packs = self.packs();
            let done = work(&packs);
            if done.is_ok() || !packs.missed() {
                return done;
            }
            let now = packs.again()?;
            if now.same_as(&packs) {
                return done;
            }
            *self.packs.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `git hash-object` prints for these bytes.
    #[test]
    fn names_are_gits() {
        assert_eq!(Oid::of(Kind::Blob, b"").to_string(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(Oid::of(Kind::Tree, b"").to_string(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
        assert_eq!(Oid::of(Kind::Blob, b"test content\n").to_string(), "d670460b4b4aece5915caf5c68d12f560a9fe3e4");
    }

    #[test]
    fn only_40_lower_case_hex_digits_are_a_name() {
        let hex = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
        assert_eq!(Oid::parse(hex).map(|oid| oid.to_string()).as_deref(), Some(hex));
        for bad in [&hex[1..], &hex.to_uppercase(), &format!("{hex}0"), &hex.replace("e6", "+6"), ""] {
            assert_eq!(Oid::parse(bad), None, "{bad}");
        }
    }
}
