//! Words and what data files say of them, put in order when the program is built: `build.rs` knows this file too, and writes each
//! [`Vocabulary`] as a constant. A run has nothing to read or to put together, which would take as long as to compare two reports.

use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Hashes with [`Letters`].
pub type LettersHash = BuildHasherDefault<Letters>;

/// The words of data files, each with the headings it stands under. With few addresses in it, and nothing large beside them: the
/// loader adjusts each in every run, and copies the page that it stands on.
pub struct Vocabulary {
    /// The words one behind the other.
    pub letters: &'static str,
    /// For each word where it ends in `letters`, and where its headings end in `told`.
    pub ends: &'static [[u32; 2]],
    /// Headings by number, in the order of the files.
    pub told: &'static [u16],
    /// Words by number from 1, each in the first free place from that of its hash on; a power of two, 0 where it is free.
    pub places: &'static [u16],
    /// What the headings are, one a line: section and key.
    pub headings: &'static str,
    /// Of the words; of names of several words, of their first.
    pub openings: &'static Openings,
}

impl Vocabulary {
    /// The numbers of the headings that `word` stands under; none if it is unknown.
    pub fn of(&self, word: impl AsRef<[u8]>) -> &'static [u16] {
        let word = word.as_ref();
        let mask = self.places.len() - 1;
        let mut place = place(word) & mask;
        while let Some(index) = usize::from(self.places[place]).checked_sub(1) {
            let [letters, told] = self.stretches(index);
            if self.letters.as_bytes()[letters] == *word {
                return &self.told[told];
            }
            place = (place + 1) & mask;
        }
        &[]
    }

    /// All words, in the order of their letters, each with the numbers of its headings.
    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = (&'static str, &'static [u16])> {
        (0..self.ends.len()).map(|index| {
            let [letters, told] = self.stretches(index);
            (&self.letters[letters], &self.told[told])
        })
    }

    /// Where a word stands in `letters`, and its headings in `told`.
    fn stretches(&self, index: usize) -> [Range<usize>; 2] {
        let starts = index.checked_sub(1).map(|before| self.ends[before]).unwrap_or_default();
        let ends = self.ends[index];
        [0, 1].map(|which| starts[which] as usize..ends[which] as usize)
    }
}

/// Where a word is looked for first, but for the length of the table.
pub fn place(word: &[u8]) -> usize {
    let mut letters = Letters::default();
    letters.write(word);
    letters.finish() as usize
}

/// The first three letters and the lengths of some words. Most words of a text are among no such words: this refuses them
/// without a look-up.
///
/// For the words with the same two first letters: a bit for each third letter, and one for each length.
#[derive(Debug)]
pub struct Openings(pub [[[u32; 2]; END + 1]; END]);

/// What stands for the letter behind the last one of a shorter word.
const END: usize = 26;

impl Openings {
    pub fn of(words: impl IntoIterator<Item = impl AsRef<str>>) -> Openings {
        let mut openings = Openings([[[0; 2]; END + 1]; END]);
        for word in words {
            if let Some((first, second, third)) = opening(word.as_ref()) {
                let [thirds, lengths] = &mut openings.0[first][second];
                *thirds |= third;
                *lengths |= length(word.as_ref());
            }
        }
        openings
    }

    /// False if no word begins like `word`. A word that does not begin with small ASCII letters may always do.
    pub fn may_begin(&self, word: &str) -> bool {
        opening(word).is_none_or(|(first, second, third)| self.0[first][second][0] & third != 0)
    }

    /// False if no word that begins like `word` has its length.
    pub fn may_hold(&self, word: &str) -> bool {
        opening(word).is_none_or(|(first, second, third)| {
            let [thirds, lengths] = self.0[first][second];
            thirds & third != 0 && lengths & length(word) != 0
        })
    }

    /// False if no word is `word`, which is letters of ASCII in any case.
    #[inline]
    pub fn may_hold_in_any_case(&self, word: &[u8]) -> bool {
        let letter = |byte: &u8| usize::from((byte | 0x20).wrapping_sub(b'a')).min(END);
        let (first, second, third) = match word {
            [first, second, third, ..] => (letter(first), letter(second), letter(third)),
            [first, second] => (letter(first), letter(second), END),
            [first] => (letter(first), END, END),
            [] => return false,
        };
        let Some([thirds, lengths]) = self.0.get(first).map(|row| row[second]) else { return true };
        thirds >> third & lengths >> word.len().min(31) & 1 != 0
    }
}

fn opening(word: &str) -> Option<(usize, usize, u32)> {
    let letter = |byte: &u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'));
    match word.as_bytes() {
        [first, second, third, ..] => Some((letter(first)?, letter(second)?, 1 << letter(third)?)),
        [first, second] => Some((letter(first)?, letter(second)?, 1 << END)),
        [first] => Some((letter(first)?, END, 1 << END)),
        [] => None,
    }
}

/// The bit of a word's length; the longest share one.
fn length(word: &str) -> u32 {
    1 << word.len().min(31)
}

/// Hashes a word, eight letters at a time. What is looked up in is never written to again: nobody can fill it so that it gets
/// slow, so it needs no hash that is safe from that.
#[derive(Default)]
pub struct Letters(u64);

impl Hasher for Letters {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks();
        eights.iter().for_each(|eight| self.write_u64(u64::from_le_bytes(*eight)));
        self.write_u64(rest.iter().fold(rest.len() as u64, |letters, &byte| letters << 8 | u64::from(byte)));
    }

    /// The mark behind a string, which is hashed with its length anyway.
    #[inline]
    fn write_u8(&mut self, _: u8) {}

    #[inline]
    fn write_u64(&mut self, number: u64) {
        /// 2⁶⁴ over the golden ratio, odd: its bits have no pattern.
        const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
        let product = u128::from(self.0 ^ number).wrapping_mul(u128::from(FACTOR));
        self.0 = product as u64 ^ (product >> 64) as u64;
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }
}

/// The lines of a data file that say something, each with its section.
pub fn entries(file: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut section = "";
    file.lines().map(str::trim).filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name;
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then_some((section, line))
    })
}

#[cfg(test)]
mod tests {
    use super::super::vocabularies::{BESIDE, CUES, FUNCTION_WORDS, LEXEMES, UNITS, WRITTEN_FUNCTION_WORDS};

    #[test]
    fn every_word_is_found_and_no_other() {
        for vocabulary in [&BESIDE, &CUES, &FUNCTION_WORDS, &LEXEMES, &UNITS, &WRITTEN_FUNCTION_WORDS] {
            let headings = vocabulary.headings.lines().count();
            for (word, told) in vocabulary.words() {
                assert_eq!(told, vocabulary.of(word));
                assert!(!told.is_empty() && told.iter().all(|&heading| usize::from(heading) < headings), "{word}");
                assert!(vocabulary.openings.may_begin(word.split(' ').next().unwrap()), "{word}");
                assert!(vocabulary.of(format!("{word}~")).is_empty(), "{word}~");
            }
            assert!(vocabulary.of("").is_empty());
        }
    }
}
