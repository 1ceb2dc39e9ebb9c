//! An input that can be gone back in: the bytes since a mark are kept, the newest of them where they are many. Whoever finds
//! damage searches them again for what is whole.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use super::input::Input;

/// So many bytes are kept at least, where there are so many. A record that damage was found in is searched again from its start;
/// where that cannot be gone back to, and the record is longer than this when packed, the rest of it is.
const KEPT: usize = 4 << 20;

/// So many bytes may be read again in all, beside as many as were read once: else a file made for it, in which each record
/// claims all that follows, would cost the square of its length.
const AGAIN: u64 = 256 << 20;

/// So many are read at a time.
const CHUNK: usize = 64 << 10;

pub(super) struct Window<'a> {
    input: Input<'a>,
    bytes: Vec<u8>,
    /// Which byte of the input the first of them is.
    start: u64,
    /// The next to be read.
    at: usize,
    /// How many bytes were gone back over.
    again: u64,
}

impl<'a> Window<'a> {
    pub fn new(input: Input<'a>) -> Window<'a> {
        Window { input, bytes: Vec::new(), start: 0, at: 0, again: 0 }
    }

    /// Which byte of the input is read next.
    pub fn position(&self) -> u64 {
        self.start + self.at as u64
    }

    /// Reads what the whole file begins with, of which the input is a part.
    pub fn beginning<T>(&mut self, read: impl FnOnce(&mut BufReader<&mut File>) -> Option<T>) -> Option<T> {
        let found = self.input.beginning(read);
        // Where it cannot be gone back to, nothing was left.
        self.input.go_to(self.start + self.bytes.len() as u64);
        found
    }

    /// What stands before the byte at `position` need not be kept.
    pub fn mark(&mut self, position: u64) {
        let passed = usize::try_from(position.saturating_sub(self.start)).unwrap_or(usize::MAX).min(self.at);
        // To move what is ahead costs something: not for every small record.
        if passed > CHUNK {
            self.forget(passed);
        }
    }

    /// Goes back to the byte at `position`, or to the first behind it that can be gone back to.
    pub fn go_back(&mut self, position: u64) {
        let over = self.position().saturating_sub(position);
        if self.again + over > AGAIN + self.position() {
            return;
        }
        self.again += over;
        if position < self.start && self.input.go_to(position) {
            (self.start, self.at) = (position, 0);
            self.bytes.clear();
        }
        let kept = position.saturating_sub(self.start);
        self.at = usize::try_from(kept).unwrap_or(usize::MAX).min(self.at);
    }

    /// The next bytes: `most` of them, or all there are. An error of the input counts as its end here; it is met when it is
    /// read over.
    pub fn ahead(&mut self, most: usize) -> &[u8] {
        while self.bytes.len() - self.at < most && self.more().is_ok_and(|count| count > 0) {}
        let ahead = &self.bytes[self.at..];
        &ahead[..ahead.len().min(most)]
    }

    fn forget(&mut self, count: usize) {
        self.bytes.drain(..count);
        self.start += count as u64;
        self.at -= count;
    }

    /// Reads on behind what is kept.
    fn more(&mut self) -> io::Result<usize> {
        if self.at >= 2 * KEPT {
            self.forget(self.at - KEPT);
        }
        let end = self.bytes.len();
        self.bytes.resize(end + CHUNK, 0);
        loop {
            match self.input.read_at(self.start + end as u64, &mut self.bytes[end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => {
                    self.bytes.truncate(end + read.as_ref().map_or(0, |count| *count));
                    return read;
                }
            }
        }
    }
}

impl BufRead for Window<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.bytes.len() {
            self.more()?;
        }
        Ok(&self.bytes[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.bytes.len());
    }
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_since_the_mark_can_be_read_again() {
        let bytes: Vec<u8> = (0..300_000u32).map(|n| (n % 251) as u8).collect();
        let mut input = &bytes[..];
        let mut window = Window::new(Input::Stream(&mut input));
        io::copy(&mut (&mut window).take(100_000), &mut io::sink()).unwrap();
        window.mark(100_000);
        io::copy(&mut (&mut window).take(150_000), &mut io::sink()).unwrap();
        assert_eq!(window.position(), 250_000);
        window.go_back(100_001);
        assert_eq!((window.position(), window.ahead(3)), (100_001, &bytes[100_001..100_004]));
        window.go_back(7);
        assert!(window.position() >= 65_536);
        let mut rest = Vec::new();
        let from = window.position() as usize;
        window.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, bytes[from..]);
    }

    #[test]
    fn no_more_is_kept_than_is_searched_again() {
        let mut input = io::repeat(7).take(40 << 20);
        let mut window = Window::new(Input::Stream(&mut input));
        io::copy(&mut window, &mut io::sink()).unwrap();
        assert!(window.bytes.capacity() <= 4 * KEPT, "{}", window.bytes.capacity());
        window.go_back(0);
        assert!(window.position() >= (40 << 20) - 2 * KEPT as u64 - CHUNK as u64);
    }
}
